import { defineRule } from "../../linter/rule.js";
import { commandLines } from "../../syntax/shell/query.js";
import { remove } from "../../text/edits.js";
import { dockerfile } from "../../text/tags.js";
import { firstLine, runsOf } from "../../transforms/run-edit.js";
import { removeWords } from "../../transforms/shell-word.js";

export default defineRule({
  name: "run-sandbox-off",
  language: "dockerfile",
  category: "security",
  severity: "warning",
  profiles: ["hardened"],
  summary: "A RUN gives up the sandbox of the build or its own network.",
  why: [
    "With `--security=insecure` a build step, and every package it installs, has all rights of the builder.",
    "With `--network=host` it reaches whatever listens on the builder's own interfaces, and BuildKit refuses both unless the builder is started for it.",
    "`docker run --privileged` inside a step wants the same rights.",
  ],
  references: [
    "https://docs.docker.com/reference/dockerfile/#run---security",
    "https://docs.docker.com/reference/dockerfile/#run---network",
  ],
  aliases: ["sonar:S6502", "sonar:S6431", "dockerfile_lint:privileged_run_container"],
  covers: ["run-security-insecure", "run-network-host", "privileged-word"],
  fix: "unsafe",
  onbuild: true,

  *check(file) {
    for (const { run } of runsOf(file)) {
      for (const flag of run.flags) {
        const isSecurity = flag.name === "security" && flag.value?.toLowerCase() === "insecure";
        if (!isSecurity && !(flag.name === "network" && flag.value?.toLowerCase() === "host")) continue;
        const end = /^[ \t]*/.exec(file.text.slice(flag.span.end))![0].length + flag.span.end;
        yield {
          span: firstLine(file.text, flag.span),
          message: isSecurity
            ? "'--security=insecure' gives this step all rights of the builder. Remove it."
            : "'--network=host' lets this step reach whatever listens on the builder. Remove it.",
          aliases: [isSecurity ? "sonar:S6502" : "sonar:S6431"],
          fixes: [
            {
              title: `Remove --${flag.name}=${flag.value!}`,
              applicability: "unsafe",
              edits: [remove({ start: flag.span.start, end })],
            },
          ],
        };
      }
      for (const line of commandLines(run.command)) {
        if (!/^(?:docker|podman|nerdctl)$/.test(line.program ?? "")) continue;
        const word = line.arguments.find(({ value }) => /^--privileged(?:=true)?$/.test(value));
        const edit = word && removeWords(file, line, word);
        if (!word || !edit) continue;
        yield {
          span: word.span,
          message: `'${word.value}' gives the container all rights of the machine it is started on. Remove it.`,
          aliases: ["dockerfile_lint:privileged_run_container"],
          fixes: [{ title: `Remove ${word.value}`, applicability: "unsafe", edits: [edit] }],
        };
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        # syntax=docker/dockerfile:1-labs
        FROM debian:13-slim
        RUN --security=insecure --mount=type=cache,target=/c mount -t tmpfs none /mnt
            ^^^^^^^^^^^^^^^^^^^ '--security=insecure' gives this step all rights of the builder. Remove it.
        RUN --network=host curl -fsS http://localhost:3142/
            ^^^^^^^^^^^^^^ '--network=host' lets this step reach whatever listens on the builder. Remove it.
        RUN docker run --rm --privileged tonistiigi/binfmt --install all
                            ^^^^^^^^^^^^ '--privileged' gives the container all rights of the machine it is started on. Remove it.
      `,
      good: dockerfile`
        # syntax=docker/dockerfile:1-labs
        FROM debian:13-slim
        RUN --mount=type=cache,target=/c mount -t tmpfs none /mnt
        RUN curl -fsS http://localhost:3142/
        RUN docker run --rm tonistiigi/binfmt --install all
      `,
    },
    {
      title: "the sandbox as it is, or none of the network",
      good: dockerfile`
        FROM debian:13-slim
        RUN --security=sandbox --network=none make && echo "privileged"
      `,
    },
  ],
});

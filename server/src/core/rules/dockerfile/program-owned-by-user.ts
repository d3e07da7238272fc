import { defineRule } from "../../linter/rule.js";
import { finalStages } from "../../project/final-stages.js";
import { remove } from "../../text/edits.js";
import { dockerfile } from "../../text/tags.js";

export default defineRule({
  name: "program-owned-by-user",
  language: "dockerfile",
  category: "security",
  severity: "hint",
  profiles: ["all"],
  summary: "Programs or files of the system belong to the user that runs them.",
  why: [
    "Who breaks into the program can then change the program itself, and the change outlives a restart of the process.",
    "Without `--chown` they belong to root, and everyone may read and run them.",
    "Give the user only what it has to write.",
  ],
  references: ["https://docs.docker.com/reference/dockerfile/#copy---chown---chmod"],
  aliases: ["sonar:S6504", "kics:Chown Flag Exists"],
  covers: ["copied-executable-not-root-owned"],
  fix: "unsafe",
  crossFile: true,

  *check(file, { project }) {
    for (const { stage, development } of finalStages(file, project)) {
      if (development) continue;
      const { user, image, chain } = project.factsOf(stage, file);
      if (user === undefined || image?.family === "windows") continue;
      for (const instruction of chain.flatMap((it) => it.instructions)) {
        if (instruction.keyword !== "COPY" && instruction.keyword !== "ADD") continue;
        const flag = instruction.flags.find(({ name }) => name === "chown");
        const target = instruction.destination?.text ?? "";
        if (!flag?.value || flag.value.split(":")[0] !== user) continue;
        const isProgram =
          /^\/(?:bin|sbin|lib|lib64|etc|usr)(?:\/|$)/.test(target) && !/^\/usr\/(?:src|share)(?:\/|$)/.test(target)
            ? true
            : instruction.sources.some(({ text }) => /\.sh$|entrypoint$|(?:^|\/)bin\/[^/]+$/.test(text));
        if (!isProgram) continue;
        yield {
          span: flag.span,
          message: `'${user}' runs the program and owns '${target}', so a break-in can change it. Leave it to root, who owns it without --chown.`,
          fixes: [
            {
              title: `Remove ${file.text.slice(flag.span.start, flag.span.end)}`,
              applicability: "unsafe",
              edits: [
                remove({
                  start: flag.span.start,
                  end: flag.span.end + /^[ \t]*/.exec(file.text.slice(flag.span.end))![0].length,
                }),
              ],
            },
          ],
        };
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM debian:13-slim
        COPY --chown=app:app --chmod=755 server /usr/local/bin/
             ^^^^^^^^^^^^^^^ 'app' runs the program and owns '/usr/local/bin/', so a break-in can change it. Leave it to root, who owns it without --chown.
        COPY --chown=app entrypoint.sh /app/
             ^^^^^^^^^^^ 'app' runs the program and owns '/app/', so a break-in can change it. Leave it to root, who owns it without --chown.
        USER app
        ENTRYPOINT ["/app/entrypoint.sh"]
      `,
      good: dockerfile`
        FROM debian:13-slim
        COPY --chmod=755 server /usr/local/bin/
        COPY entrypoint.sh /app/
        USER app
        ENTRYPOINT ["/app/entrypoint.sh"]
      `,
    },
    {
      title: "data, another owner, the files of an application",
      good: dockerfile`
        FROM debian:13-slim
        COPY --chown=app data /var/lib/app
        COPY --chown=www-data server /usr/local/bin/
        COPY --chown=app . /app
        USER app
      `,
    },
  ],
});

import { plainCommand } from "../../knowledge/plain-commands.js";
import { parity } from "../../linter/parity.js";
import { defineRule } from "../../linter/rule.js";
import type { RunInstruction } from "../../syntax/dockerfile/model.js";
import { type CommandLine, commandLines, operands } from "../../syntax/shell/query.js";
import { replace, type TextEdit } from "../../text/edits.js";
import { dockerfile } from "../../text/tags.js";
import { runsOf } from "../../transforms/run-edit.js";

const aliases = [
  "hadolint:DL3027",
  "kics:Run Using apt",
  "checkov:CKV_DOCKER_9",
  "semgrep:prefer-apt-get",
  "tally:hadolint/DL3027",
];

/** What does the same for scripts; a verb that is not here has no twin. */
const twins: Readonly<Record<string, readonly [program: string, verb?: string]>> = {
  update: ["apt-get"],
  install: ["apt-get"],
  reinstall: ["apt-get"],
  remove: ["apt-get"],
  purge: ["apt-get"],
  autoremove: ["apt-get"],
  autopurge: ["apt-get"],
  clean: ["apt-get"],
  autoclean: ["apt-get"],
  "build-dep": ["apt-get"],
  source: ["apt-get"],
  download: ["apt-get"],
  satisfy: ["apt-get"],
  upgrade: ["apt-get", "upgrade --with-new-pkgs"],
  "full-upgrade": ["apt-get", "dist-upgrade"],
  "dist-upgrade": ["apt-get"],
  search: ["apt-cache"],
  show: ["apt-cache"],
  policy: ["apt-cache"],
  depends: ["apt-cache"],
  rdepends: ["apt-cache"],
};

export default defineRule({
  name: "apt-command",
  language: "dockerfile",
  category: "maintainability",
  severity: "hint",
  profiles: ["recommended", "hadolint"],
  severities: { hadolint: "warning" },
  summary: "`apt` is made for people; scripts take `apt-get` and `apt-cache`.",
  why: [
    "`apt` itself warns that its command line may change between releases, and draws progress bars into the log of the build.",
    "`apt-get` and `apt-cache` do the same and stay as they are.",
  ],
  references: ["https://manpages.debian.org/stable/apt/apt.8.en.html#SCRIPT_USAGE_AND_DIFFERENCES_FROM_OTHER_APT_TOOLS"],
  aliases,
  covers: ["apt-cli"],
  fix: "safe",
  onbuild: true,

  *check(file) {
    if (!file.text.includes("apt")) return;
    for (const { run } of runsOf(file)) {
      for (const line of commandLines(run.command)) {
        if (line.program !== "apt") continue;
        const verb = operands(line)[0];
        const twin = verb && !verb.dynamic && Object.hasOwn(twins, verb.value) ? twins[verb.value] : undefined;
        const judged = parity(twin !== undefined, plainCommand(line).name === "apt", aliases);
        if (!judged) continue;
        yield {
          span: line.programSpan,
          message: twin
            ? `'apt ${verb!.value}' is meant for people at a terminal; scripts use '${twin[0]} ${twin[1] ?? verb!.value}'.`
            : "'apt' is meant for people at a terminal; scripts use apt-get and apt-cache.",
          ...judged,
          ...(twin
            ? { fixes: [{ title: `Use ${twin[0]}`, applicability: "safe", edits: editsOf(file.text, run, line, twin) }] }
            : { noFix: "apt-get and apt-cache have no command that does the same." }),
        };
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM debian:13-slim
        RUN apt update && apt install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*
            ^^^ 'apt update' is meant for people at a terminal; scripts use 'apt-get update'.
                          ^^^ 'apt install' is meant for people at a terminal; scripts use 'apt-get install'.
      `,
      good: dockerfile`
        FROM debian:13-slim
        RUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*
      `,
    },
    {
      title: "with the option that makes the two the same, by path, in the exec form and in a heredoc",
      bad: dockerfile`
        FROM debian:13-slim
        RUN sudo apt -y upgrade && /usr/bin/apt show curl
                 ^^^ 'apt upgrade' is meant for people at a terminal; scripts use 'apt-get upgrade --with-new-pkgs'.
                                   ^^^^^^^^^^^^ 'apt show' is meant for people at a terminal; scripts use 'apt-cache show'.
        RUN ["apt", "full-upgrade", "-y"]
             ^^^^^ 'apt full-upgrade' is meant for people at a terminal; scripts use 'apt-get dist-upgrade'.
        RUN <<EOF
        apt clean
        ^^^ 'apt clean' is meant for people at a terminal; scripts use 'apt-get clean'.
        EOF
      `,
      good: dockerfile`
        FROM debian:13-slim
        RUN sudo apt-get -y upgrade --with-new-pkgs && /usr/bin/apt-cache show curl
        RUN ["apt-get", "dist-upgrade", "-y"]
        RUN <<EOF
        apt-get clean
        EOF
      `,
    },
    {
      title: "other programs, and an apt command without a twin",
      good: dockerfile`
        FROM debian:13-slim
        RUN apt-get update && apt-mark hold curl && rm -rf /var/lib/apt/lists/* && echo apt install
        RUN apt list --installed
      `,
    },
  ],
});

function editsOf(
  text: string,
  run: RunInstruction,
  line: CommandLine,
  [program, verb]: readonly [program: string, verb?: string],
): TextEdit[] {
  const { programSpan } = line;
  const at = text.lastIndexOf("apt", programSpan.end);
  const edits = [replace({ start: at, end: at + "apt".length }, program)];
  const word = operands(line)[0]!;
  const isExec = run.command.kind === "exec";
  if (verb !== undefined)
    edits.push(
      replace(
        word.span,
        isExec
          ? verb
              .split(" ")
              .map((it) => `"${it}"`)
              .join(", ")
          : verb,
      ),
    );
  return edits;
}

import { defineRule, type Fix } from "../../linter/rule.js";
import type { CopyInstruction, Dockerfile } from "../../syntax/dockerfile/model.js";
import { normalize, stateBefore } from "../../syntax/dockerfile/timeline.js";
import { type CommandLine, commandLines, operands } from "../../syntax/shell/query.js";
import { insertAt } from "../../text/edits.js";
import { dockerfile } from "../../text/tags.js";
import { copiedPaths } from "../../transforms/copied-paths.js";
import { removeCommand } from "../../transforms/remove-command.js";
import { allowsMounts, firstLine, type RunPlace, runsOf } from "../../transforms/run-edit.js";

export default defineRule({
  name: "copy-then-chmod",
  language: "dockerfile",
  category: "size",
  severity: "hint",
  profiles: ["all"],
  summary: "A RUN changes the mode of a file that COPY could have copied with that mode.",
  why: [
    "A changed mode stores the whole file a second time, in the layer of the RUN.",
    "`COPY --chmod` sets it at once; it needs BuildKit, the default builder since Docker 23.",
  ],
  references: ["https://docs.docker.com/reference/dockerfile/#copy---chown---chmod"],
  aliases: ["tally:tally/prefer-copy-chmod"],
  covers: ["copy-then-chmod"],
  fix: "unsafe",

  *check(file) {
    if (!allowsMounts(file)) return;
    for (const place of runsOf(file)) {
      const { run, stage, index } = place;
      if (run.isTrigger) continue;
      const lines = commandLines(run.command);
      for (const line of lines) {
        const mode = octalMode(line);
        if (!mode) continue;
        const state = stateBefore(stage, index, file.escape);
        const paths = operands(line)
          .slice(1)
          .map(({ value, dynamic }) =>
            dynamic ? "" : value.startsWith("/") ? normalize(value) : normalize(`${state.workdir ?? ""}/${value}`),
          );
        if (
          paths.length === 0 ||
          paths.includes("") ||
          (state.workdir === undefined &&
            operands(line)
              .slice(1)
              .some(({ value }) => !value.startsWith("/")))
        )
          continue;
        if (lines.some(({ program }) => program === "cd")) continue;
        const copy = copyOf(stage.instructions.slice(0, index), paths, (at) => stateBefore(stage, at, file.escape).workdir);
        if (!copy) continue;
        const fix = fixFor(file, place, line, copy, mode);
        yield {
          span: firstLine(file.text, line.span),
          message: `This stores what ${copy.keyword} brought a second time, with another mode. Use ${copy.keyword} --chmod=${mode}.`,
          related: [{ uri: file.uri, span: copy.keywordSpan, message: "It is copied here." }],
          ...(fix ? { fixes: [fix] } : { noFix: "The chmod is part of something larger." }),
        };
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM debian:13-slim
        COPY --chown=app entrypoint.sh /usr/local/bin/
        RUN chmod +x /usr/local/bin/entrypoint.sh
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ This stores what COPY brought a second time, with another mode. Use COPY --chmod=755.
        COPY a.sh b.sh /opt/
        RUN chmod 0700 /opt/a.sh /opt/b.sh && /opt/a.sh
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ This stores what COPY brought a second time, with another mode. Use COPY --chmod=0700.
      `,
      good: dockerfile`
        FROM debian:13-slim
        COPY --chmod=755 --chown=app entrypoint.sh /usr/local/bin/
        COPY --chmod=0700 a.sh b.sh /opt/
        RUN /opt/a.sh
      `,
    },
    {
      title: "only some of the files, folders, files made in the build, an old builder's syntax",
      good: dockerfile`
        FROM debian:13-slim
        COPY a.sh data.json /opt/
        RUN chmod +x /opt/a.sh
        COPY scripts /opt/scripts
        RUN chmod +x /opt/scripts/run.sh && make && chmod 755 ./out.sh && chmod -R 755 /opt
      `,
    },
  ],
});

function octalMode(line: CommandLine): string | undefined {
  const [mode] = line.program === "chmod" ? operands(line) : [];
  if (!mode || line.arguments.some(({ value }) => /^-[a-zA-Z]|^--/.test(value))) return undefined;
  if (/^0?[0-7]{3}$/.test(mode.value)) return mode.value;
  return /^(?:a|ugo)?\+x$/.test(mode.value) ? "755" : undefined;
}

/** The instruction that copied exactly these files. */
function copyOf(
  before: readonly { readonly keyword: string }[],
  paths: readonly string[],
  workdirAt: (index: number) => string | undefined,
): CopyInstruction | undefined {
  for (let i = before.length - 1; i >= 0; i--) {
    const instruction = before[i] as CopyInstruction;
    if (instruction.keyword !== "COPY" && instruction.keyword !== "ADD") continue;
    const copied = copiedPaths(instruction, workdirAt(i));
    if (!copied?.some((it) => paths.includes(it))) continue;
    const isAll = copied.length === paths.length && copied.every((it) => paths.includes(it));
    return isAll && !instruction.flags.some(({ name }) => name === "chmod") ? instruction : undefined;
  }
  return undefined;
}

function fixFor(file: Dockerfile, place: RunPlace, line: CommandLine, copy: CopyInstruction, mode: string): Fix | undefined {
  const removal = removeCommand(file, place, line);
  return (
    removal && {
      title: `Use ${copy.keyword} --chmod=${mode}`,
      applicability: "unsafe",
      edits: [insertAt(copy.keywordSpan.end, ` --chmod=${mode}`), removal],
    }
  );
}

import { defineRule, type Finding } from "../../linter/rule.js";
import type { Instruction } from "../../syntax/dockerfile/model.js";
import { remove } from "../../text/edits.js";
import { dockerfile } from "../../text/tags.js";
import { removeInstruction } from "../../transforms/dockerfile-edit.js";

export default defineRule({
  name: "windows-no-effect",
  language: "dockerfile",
  category: "correctness",
  severity: "warning",
  profiles: ["recommended"],
  summary: "Something that only Linux containers know stands in a Windows stage.",
  why: [
    "Windows has no owners and modes as Linux has them, so `--chown` and `--chmod` do nothing, and containers are stopped without a signal.",
    "`RUN --mount` is not there for Windows containers.",
  ],
  references: [
    "https://docs.docker.com/reference/dockerfile/#copy---chown---chmod",
    "https://docs.docker.com/build/buildkit/#buildkit-on-windows",
  ],
  aliases: ["tally:tally/windows/no-chown-flag", "tally:tally/windows/no-run-mounts", "tally:tally/windows/no-stopsignal"],
  covers: ["windows-specific"],
  fix: "unsafe",
  crossFile: true,

  *check(file, { project }) {
    for (const stage of file.stages) {
      if (project.factsOf(stage, file).image?.family !== "windows") continue;
      for (const instruction of stage.instructions) {
        if (instruction.keyword === "STOPSIGNAL") {
          yield {
            span: instruction.keywordSpan,
            message: "STOPSIGNAL does nothing in a Windows container, which is stopped without a signal. Remove it.",
            aliases: ["tally:tally/windows/no-stopsignal"],
            fixes: [{ title: "Remove STOPSIGNAL", applicability: "unsafe", edits: [removeInstruction(file, instruction)] }],
          };
        }
        yield* flagsOf(instruction, file.text);
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM mcr.microsoft.com/windows/servercore:ltsc2022
        COPY --chown=app app.exe C:/app/
             ^^^^^^^^^^^ '--chown' does nothing in a Windows container. Remove it, and use icacls in a RUN where rights have to change.
        STOPSIGNAL SIGTERM
        ^^^^^^^^^^ STOPSIGNAL does nothing in a Windows container, which is stopped without a signal. Remove it.
        RUN --mount=type=cache,target=C:/cache build.cmd
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ Windows containers have no RUN --mount: the build stops here. Remove it.
      `,
      good: dockerfile`
        FROM mcr.microsoft.com/windows/servercore:ltsc2022
        COPY app.exe C:/app/
        RUN build.cmd
      `,
    },
    {
      title: "Linux",
      good: dockerfile`
        FROM debian:13-slim
        COPY --chown=app app /app/
        STOPSIGNAL SIGINT
      `,
    },
  ],
});

function* flagsOf(instruction: Instruction, text: string): Generator<Finding> {
  for (const { name, span } of instruction.flags) {
    const isOwner = (instruction.keyword === "COPY" || instruction.keyword === "ADD") && /^(?:chown|chmod)$/.test(name);
    if (!isOwner && !(instruction.keyword === "RUN" && name === "mount")) continue;
    const end = span.end + /^[ \t]*/.exec(text.slice(span.end))![0].length;
    yield {
      span,
      message: isOwner
        ? `'--${name}' does nothing in a Windows container. Remove it, and use icacls in a RUN where rights have to change.`
        : "Windows containers have no RUN --mount: the build stops here. Remove it.",
      ...(isOwner ? {} : { severity: "error" as const }),
      aliases: [isOwner ? "tally:tally/windows/no-chown-flag" : "tally:tally/windows/no-run-mounts"],
      fixes: [{ title: `Remove --${name}`, applicability: "unsafe", edits: [remove({ start: span.start, end })] }],
    };
  }
}

import { defineRule, type Fix } from "../../linter/rule.js";
import type { Dockerfile, RunInstruction } from "../../syntax/dockerfile/model.js";
import { type CommandLine, commandLines } from "../../syntax/shell/query.js";
import { shellTree } from "../../syntax/shell/tree.js";
import { replace } from "../../text/edits.js";
import { lineEnd } from "../../text/line-index.js";
import { dockerfile } from "../../text/tags.js";

export default defineRule({
  name: "consecutive-run",
  language: "dockerfile",
  category: "size",
  severity: "hint",
  profiles: ["all", "hadolint"],
  severities: { hadolint: "info" },
  summary: "Several short RUN instructions in a row could be one.",
  why: [
    "Each RUN makes a layer: what one writes and the next deletes is still in the image.",
    "Steps that change at different times are better apart, as the cache works by instruction: then ignore this.",
    "Only RUNs with the same flags and one command each are reported.",
  ],
  references: ["https://docs.docker.com/build/building/best-practices/#run", "https://docs.docker.com/build/cache/optimize/"],
  aliases: [
    "hadolint:DL3059",
    "kics:Multiple RUN, ADD, COPY, Instructions Listed",
    "sonar:S7031",
    "tally:tally/prefer-run-heredoc",
  ],
  covers: ["consecutive-run"],
  fix: "unsafe",

  *check(file) {
    for (const stage of file.stages) {
      let first: RunInstruction | undefined;
      let count = 0;
      for (const run of stage.instructions) {
        if (run.keyword !== "RUN") {
          first = undefined;
          continue;
        }
        const commands = countCommands(run);
        if (first && flagsOf(first) === flagsOf(run) && commands <= 1 && count <= 1) {
          const previous = stage.instructions[run.index - 1];
          const fix = previous?.keyword === "RUN" ? joinFix(file, previous, run) : undefined;
          yield {
            span: run.keywordSpan,
            message: "This RUN follows another one: together they would be one layer. Join them with '&&'.",
            ...(fix ? { fixes: [fix] } : {}),
            noFix: "The two cannot be joined by '&&' without a change of what they do.",
          };
        }
        first = run;
        count = commands;
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM debian:13-slim
        RUN mkdir /data
        RUN chmod 750 /data
        ^^^ This RUN follows another one: together they would be one layer. Join them with '&&'.
      `,
      good: dockerfile`
        FROM debian:13-slim
        RUN mkdir /data \
            && chmod 750 /data
      `,
    },
    {
      title: "comments and blank lines between",
      bad: dockerfile`
        FROM debian:13-slim
        RUN mkdir /data

        # for the group
        RUN chgrp staff /data
        ^^^ This RUN follows another one: together they would be one layer. Join them with '&&'.
        EXPOSE 80
      `,
      good: dockerfile`
        FROM debian:13-slim
        RUN mkdir /data \
        # for the group
            && chgrp staff /data
        EXPOSE 80
      `,
    },
    {
      title: "no fix where a change of directory, a '&' or a list stands in the way",
      bad: dockerfile`
        FROM debian:13-slim
        RUN cd /tmp
        RUN ./check
        ^^^ This RUN follows another one: together they would be one layer. Join them with '&&'.
        RUN ./a &
        ^^^ This RUN follows another one: together they would be one layer. Join them with '&&'.
        RUN ["./c"]
        ^^^ This RUN follows another one: together they would be one layer. Join them with '&&'.
      `,
    },
    {
      title: "other flags, longer commands, other instructions between",
      good: dockerfile`
        FROM debian:13-slim
        RUN --network=none make
        RUN make install
        COPY . .
        RUN ./a && ./b
        RUN ./c
      `,
    },
  ],
});

/** Commands with a name, tests aside; those of another shell than a POSIX one cannot be counted. */
function countCommands({ command }: RunInstruction): number {
  if (command.kind === "shell" && !command.script) return Number.POSITIVE_INFINITY;
  return commandLines(command).filter(({ shell }) => !shell || (shell.name !== undefined && shell.name !== "[")).length;
}

function flagsOf({ flags }: RunInstruction): string {
  return flags
    .map(({ name, value }) => `${name}=${value}`)
    .sort()
    .join(" ");
}

/** The two as one; undefined where that would change what is done. */
function joinFix(file: Dockerfile, first: RunInstruction, second: RunInstruction): Fix | undefined {
  for (const { command, heredocs, emptyContinuations } of [first, second]) {
    if (command.kind !== "shell" || !command.script || command.script.problems.length > 0) return undefined;
    if (heredocs.length + emptyContinuations.length > 0 || /[;&|]\s*$|#/.test(command.text)) return undefined;
    if (shellTree(command.script).of("HereDoc").length > 0) return undefined;
  }
  const before = commandLines(first.command);
  const after = commandLines(second.command);
  if (before.some(leaks) || before.some(isBackground(first)) || after.some(isBackground(second))) return undefined;
  const top = after.filter(({ shell }) => shell?.within.length === 0);
  if (top.some(({ shell }) => shell!.joined === "||" || shell!.joined === ";")) return undefined;
  const end = lineEnd(file.text);
  const between = file.text.slice(first.argumentsSpan.end, second.span.start);
  const kept = between.split(/\r?\n/).filter((line) => line.trim() !== "");
  const indent = /\n([ \t]+)\S/.exec(file.text.slice(first.span.start, first.span.end))?.[1] ?? "    ";
  const text = ` ${file.escape}${end}${kept.map((line) => line + end).join("")}${indent}&& `;
  const edit = replace({ start: first.argumentsSpan.end, end: second.argumentsSpan.start }, text);
  return { title: "Join it with the RUN above", applicability: "unsafe", edits: [edit] };
}

/** True for a command whose effect on its shell would reach the next RUN. */
function leaks({ program, shell }: CommandLine): boolean {
  if (shell && shell.words.length === 0) return true;
  return (
    program === undefined ||
    /^(cd|pushd|popd|export|set|unset|umask|source|\.|eval|exec|exit|trap|alias|shopt|local|readonly|ulimit)$/.test(program)
  );
}

function isBackground({ command }: RunInstruction): () => boolean {
  const found =
    command.kind === "shell" &&
    command.script !== undefined &&
    shellTree(command.script)
      .of("Statement")
      .some(({ background }) => background);
  return () => found;
}

import { defineRule, type Fix } from "../../linter/rule.js";
import type { Dockerfile, RunInstruction } from "../../syntax/dockerfile/model.js";
import { commandLines } from "../../syntax/shell/query.js";
import { replace, type TextEdit } from "../../text/edits.js";
import { lineEnd } from "../../text/line-index.js";
import { dockerfile } from "../../text/tags.js";
import { runsOf } from "../../transforms/run-edit.js";

const limit = 120;

export default defineRule({
  name: "run-line-too-long",
  language: "dockerfile",
  category: "maintainability",
  severity: "hint",
  profiles: ["all"],
  summary: "A RUN is one very long line.",
  why: [
    "One command a line is easier to read, and a change of one shows as one in the history.",
    "Lines up to 120 characters, of fewer than seven words or with a URL are left alone.",
  ],
  references: [
    "https://docs.docker.com/build/building/best-practices/#sort-multi-line-arguments",
    "https://rules.sonarsource.com/docker/RSPEC-7020/",
  ],
  aliases: ["sonar:S7020", "tally:tally/newline-per-chained-call"],
  covers: ["run-line-too-long"],
  fix: "safe",

  *check(file) {
    for (const { run } of runsOf(file)) {
      if (run.heredocs.length > 0 || run.command.kind !== "shell") continue;
      const source = file.text.slice(run.span.start, run.span.end);
      let start = run.span.start;
      const long = source.split("\n").find((line) => {
        if (isLong(line)) return true;
        start += line.length + 1;
        return false;
      });
      if (long === undefined) continue;
      const fix = breakLine(file, run);
      yield {
        span: { start, end: start + long.replace(/[\s\\`]+$/, "").length },
        message: `This line has ${long.trimEnd().length} characters. Write one command a line.`,
        fixes: fix ? [fix] : [],
        noFix: "There is no '&&' at which it could be broken.",
      };
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM debian:13-slim
        RUN apt-get update && apt-get install -y --no-install-recommends curl git jq make && rm -rf /var/lib/apt/lists/* && mkdir -p /app/data
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ This line has 134 characters. Write one command a line.
      `,
      good: dockerfile`
        FROM debian:13-slim
        RUN apt-get update \
            && apt-get install -y --no-install-recommends curl git jq make \
            && rm -rf /var/lib/apt/lists/* \
            && mkdir -p /app/data
      `,
    },
    {
      good: dockerfile`
        FROM debian:13-slim
        RUN apt-get update && apt-get install -y curl
      `,
    },
  ],
});

function isLong(line: string): boolean {
  return line.trimEnd().length > limit && line.trim().split(/\s+/).length >= 7 && !line.includes("://");
}

/** A RUN that is one line, broken before each '&&' of its own. */
function breakLine(file: Dockerfile, run: RunInstruction): Fix | undefined {
  if (run.command.kind !== "shell" || !run.command.script || run.command.script.problems.length > 0) return undefined;
  if (file.text.slice(run.span.start, run.span.end).includes("\n") || run.command.text.includes("#")) return undefined;
  const edits: TextEdit[] = [];
  for (const { shell } of commandLines(run.command)) {
    if (shell?.joined !== "&&" || shell.within.length > 0) continue;
    const before = file.text.slice(run.span.start, shell.span.start);
    const blanks = /[ \t]*&&[ \t]*$/.exec(before);
    if (!blanks) continue;
    const start = run.span.start + blanks.index;
    edits.push(replace({ start, end: shell.span.start }, ` ${file.escape}${lineEnd(file.text)}    && `));
  }
  return edits.length === 0 ? undefined : { title: "Write one command a line", applicability: "safe", edits };
}

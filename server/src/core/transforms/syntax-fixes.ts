/** Repairs of Dockerfiles that the builder cannot read, by what is wrong. */
import type { Fix } from "../linter/rule.js";
import type { Dockerfile, Instruction } from "../syntax/dockerfile/model.js";
import type { Problem } from "../syntax/problem.js";
import { insertAt, remove, replace } from "../text/edits.js";
import { lineEnd } from "../text/line-index.js";
import { lineStart, nextLineStart } from "./dockerfile-edit.js";

/** What the author of an instruction with a problem most likely meant; empty where that cannot be told. */
export function syntaxFixes(file: Dockerfile, instruction: Instruction, problem: Problem): Fix[] {
  const { text } = file;
  const fix = (title: string, ...edits: Fix["edits"]): Fix[] => [{ title, applicability: "unsafe", edits }];
  const words = text.slice(problem.span.start, problem.span.end);
  switch (instruction.keyword) {
    case "FROM": {
      if (!words.startsWith("#")) return [];
      const { end } = instruction.argumentsSpan;
      const comment = text.slice(problem.span.start, end);
      const start = problem.span.start - /[ \t]*$/.exec(text.slice(0, problem.span.start))![0].length;
      const above = insertAt(lineStart(text, instruction.span.start), comment + lineEnd(text));
      return comment.includes("\n") ? [] : fix("Move the comment to a line of its own", above, remove({ start, end }));
    }
    case "ENV":
    case "LABEL": {
      const pair = instruction.pairs.findLast(({ span }) => span.end <= problem.span.start);
      const rest = pair && /^(?:[ \t]+[^\s="'\\]+)+(?=[ \t]*(?:\\?[ \t]*\r?\n|$)|[ \t]+[^\s=]+=)/.exec(text.slice(pair.span.end));
      if (!pair?.value || !rest || pair.span.end + rest[0].length < problem.span.end || /["'\\]/.test(pair.value.text)) return [];
      return fix(
        `Put the value of '${pair.name.text}' in quotes`,
        insertAt(pair.value.span.start, '"'),
        insertAt(pair.span.end + rest[0].length, '"'),
      );
    }
    case "HEALTHCHECK":
      if (!problem.message.includes("knows CMD") || instruction.argumentsSpan.start !== problem.span.start) return [];
      return fix("Insert CMD", insertAt(problem.span.start, "CMD "));
    case "SHELL": {
      const list = instruction.argumentsText.split(/\s+/);
      if (!list.every((it) => /^[\w./:=+-]+$/.test(it)) || list.length < 2) return [];
      return fix(
        "Write it as a list",
        replace(instruction.argumentsSpan, `[${list.map((it) => JSON.stringify(it)).join(", ")}]`),
      );
    }
    case "RUN":
    case "COPY":
    case "ADD": {
      const heredoc = instruction.heredocs.find(({ span, endSpan }) => !endSpan && span.start === problem.span.start);
      if (!heredoc) return [];
      for (let at = heredoc.bodySpan.start; at < text.length; at = nextLineStart(text, at)) {
        const line = text.slice(at, nextLineStart(text, at)).replace(/\r?\n$/, "");
        if (line.trim() === heredoc.name)
          return fix(`Put '${heredoc.name}' alone on its line`, replace({ start: at, end: at + line.length }, heredoc.name));
      }
      return [];
    }
    default:
      return [];
  }
}

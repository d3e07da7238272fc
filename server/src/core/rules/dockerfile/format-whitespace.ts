import { defineRule, type Fix } from "../../linter/rule.js";
import type { Dockerfile } from "../../syntax/dockerfile/model.js";
import { insertAt, remove } from "../../text/edits.js";
import { lineEnd } from "../../text/line-index.js";
import { dockerfile } from "../../text/tags.js";

export default defineRule({
  name: "format-whitespace",
  language: "dockerfile",
  category: "maintainability",
  severity: "hint",
  profiles: ["all"],
  summary: "Blanks at the end of a line, several empty lines in a row, or no line end at the end of the file.",
  why: [
    "They show as changes where nothing has changed.",
    "A blank behind a `\\` at the end of a line is easily taken for an escaped blank.",
  ],
  references: ["https://docs.docker.com/reference/dockerfile/#format"],
  aliases: [
    "tally:tally/no-trailing-spaces",
    "tally:tally/no-multi-spaces",
    "tally:tally/no-multiple-empty-lines",
    "tally:tally/eol-last",
    "tally:tally/consistent-indentation",
    "tally:tally/newline-between-instructions",
    "tally:tally/prefer-formatted-heredocs",
  ],
  covers: ["format-whitespace"],
  fix: "safe",

  *check(file) {
    const { text } = file;
    const fix = (title: string, edit: Fix["edits"][number]): readonly Fix[] => [{ title, applicability: "safe", edits: [edit] }];
    for (const match of text.matchAll(/[ \t]+(?=\r?(?:\n|$))/g)) {
      const span = { start: match.index, end: match.index + match[0].length };
      if (isText(file, span.start)) continue;
      yield {
        span,
        message: "Blanks stand at the end of this line. Remove them.",
        fixes: fix("Remove the blanks", remove(span)),
      };
    }
    for (const match of text.matchAll(/(?<=\n)(?:\r?\n){2,}(?=.)/g)) {
      // One empty line stays; a line end cannot be shown, so what follows it is marked.
      if (isText(file, match.index)) continue;
      const end = match.index + match[0].length;
      const span = { start: match.index + lineEnd(text).length, end };
      yield {
        span: { start: end, end: end + 1 },
        message: `${match[0].split("\n").length - 1} empty lines stand above. One is enough.`,
        fixes: fix("Leave one empty line", remove(span)),
      };
    }
    if (text.trim() !== "" && !text.endsWith("\n") && file.instructions.at(-1)?.heredocs.length === 0) {
      yield {
        span: { start: text.length - 1, end: text.length },
        message: "The last line has no line end. Add one.",
        fixes: fix("Add a line end", insertAt(text.length, lineEnd(text))),
      };
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM debian:13-slim



        RUN make
        ^ 3 empty lines stand above. One is enough.
      `,
      good: dockerfile`
        FROM debian:13-slim

        RUN make
      `,
    },
    {
      title: "what a heredoc holds is left alone",
      good: dockerfile`
        FROM debian:13-slim
        RUN <<EOF
        a


        b
        EOF
      `,
    },
  ],
});

/** True in the body of a heredoc and inside an instruction that goes on, where blanks may be text. */
function isText({ instructions, text }: Dockerfile, offset: number): boolean {
  const holder = instructions.find(({ span }) => span.start <= offset && offset < span.end);
  if (!holder) return false;
  return holder.heredocs.length > 0 || !/[\\`][ \t]*$/.test(text.slice(holder.span.start, offset + 1).replace(/[ \t]+$/, ""));
}

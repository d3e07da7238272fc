import { readIgnoreComments } from "../../linter/comments.js";
import { defineRule } from "../../linter/rule.js";
import type { Dockerfile, Instruction } from "../../syntax/dockerfile/model.js";
import { insertAt } from "../../text/edits.js";
import { lineEnd } from "../../text/line-index.js";
import { dockerfile } from "../../text/tags.js";
import { lineStart } from "../../transforms/dockerfile-edit.js";

export default defineRule({
  name: "definition-comment",
  language: "dockerfile",
  category: "maintainability",
  severity: "hint",
  profiles: ["all"],
  summary: "The comment above an ARG or a stage does not begin with its name.",
  why: [
    "`docker build --call=outline` shows the comment above an ARG or a named stage as its description, if it begins with the name.",
    "BuildKit checks it only when asked: `# check=experimental=InvalidDefinitionDescription`.",
  ],
  references: ["https://docs.docker.com/reference/build-checks/invalid-definition-description/"],
  aliases: ["buildkit:InvalidDefinitionDescription", "tally:buildkit/InvalidDefinitionDescription"],
  covers: ["definition-comment-format"],
  fix: "safe",

  *check(file) {
    for (const instruction of file.instructions) {
      const names = definedNames(instruction);
      if (names.length === 0) continue;
      const comment = commentAbove(file, instruction);
      if (!comment || comment.text === "" || readIgnoreComments(comment.text).length > 0) continue;
      if (names.includes(comment.text.split(" ", 1)[0]!)) continue;
      const start = comment.span.start + 1 + (file.text[comment.span.start + 1] === " " ? 1 : 0);
      yield {
        span: comment.span,
        message: `A comment that describes '${names[0]}' begins with its name; an empty line sets any other apart.`,
        fixes: [
          {
            title: "Put an empty line below the comment",
            applicability: "safe",
            edits: [insertAt(lineStart(file.text, instruction.span.start), lineEnd(file.text))],
          },
          { title: `Begin the comment with ${names[0]}`, applicability: "safe", edits: [insertAt(start, `${names[0]} `)] },
        ],
      };
    }
  },

  examples: [
    {
      bad: dockerfile`
        # The version of Go.
        ^^^^^^^^^^^^^^^^^^^^ A comment that describes 'GO_VERSION' begins with its name; an empty line sets any other apart.
        ARG GO_VERSION=1.25
        FROM golang:$GO_VERSION AS build
      `,
      good: dockerfile`
        # The version of Go.

        ARG GO_VERSION=1.25
        FROM golang:$GO_VERSION AS build
      `,
    },
    {
      good: dockerfile`
        # GO_VERSION is the version of Go.
        ARG GO_VERSION=1.25

        # First the binary.

        # build makes the binary
        FROM golang:$GO_VERSION AS build
        # hadolint ignore=DL3006
        FROM debian AS final
        # Install.
        RUN true
      `,
    },
  ],
});

function definedNames(instruction: Instruction): string[] {
  if (instruction.keyword === "ARG") return instruction.pairs.map(({ name }) => name.text);
  return instruction.keyword === "FROM" && instruction.stageName ? [instruction.stageName.text.toLowerCase()] : [];
}

function commentAbove({ comments, text }: Dockerfile, { span }: Instruction) {
  const start = lineStart(text, span.start);
  return comments.find((it) => !it.inside && it.span.end < start && /^[ \t]*\r?\n$/.test(text.slice(it.span.end, start)));
}

import { defineRule } from "../../linter/rule.js";
import type { ComposeFile } from "../../syntax/compose/model.js";
import type { YamlDocument } from "../../syntax/yaml/model.js";
import { remove } from "../../text/edits.js";
import { type Span, spanOf } from "../../text/span.js";
import { yaml } from "../../text/tags.js";
import { fixOf, repairs } from "../../transforms/repairs.js";
import { lastScalar } from "../../transforms/yaml-edit.js";

export default defineRule({
  name: "empty-document",
  language: "compose",
  category: "correctness",
  severity: "error",
  profiles: ["recommended"],
  summary: "A file holds comments only, or a document with nothing in it.",
  why: [
    "Compose refuses a file without anything in it (“empty compose file”), and one in which nothing follows a `---`.",
    "A file that is still to be written can be silenced with a comment of its own.",
  ],
  references: ["https://docs.docker.com/reference/compose-file/"],
  covers: ["top-level-not-mapping"],
  fix: "safe",

  *check(file) {
    if (file.errors.length > 0) return;
    const [comment] = file.comments;
    if (file.documents.every(({ root }) => root === undefined) && comment) {
      yield {
        span: comment.span,
        message: "This file holds comments only, and Compose refuses that; it needs services.",
        noFix: "What is to run is for the author to say.",
      };
      return;
    }
    for (const [index, document] of file.documents.entries()) {
      const mark = document.root === undefined && index > 0 ? markOf(file, document) : undefined;
      if (!mark) continue;
      const rest = file.text.slice(mark.end);
      // Comments behind it are kept: they then stand at the end of the document before.
      const lineEnd = /^[ \t]*(?:\r?\n|$)/.exec(rest)?.[0].length;
      yield {
        span: mark,
        message: "Nothing follows this '---', and Compose refuses an empty document; take the line out.",
        ...repairs(
          [
            fixOf(
              "Remove the line",
              "safe",
              lineEnd === undefined ? undefined : [remove(lineOf(file, mark, mark.end + lineEnd))],
            ),
          ],
          "Something stands behind it in its line.",
        ),
      };
    }
  },

  examples: [
    {
      bad: yaml`
        services:
          api:
            image: acme/api:1
        ---
        ^^^ Nothing follows this '---', and Compose refuses an empty document; take the line out.
      `,
      good: yaml`
        services:
          api:
            image: acme/api:1
      `,
    },
    {
      title: "comments only",
      bad: yaml`
        # services:
        ^^^^^^^^^^^ This file holds comments only, and Compose refuses that; it needs services.
        #   api:
      `,
      good: yaml`
        # services:
        #   api:
      `,
    },
    {
      title: "a first line of dashes, two documents",
      good: yaml`
        # the stack
        ---
        services:
          api:
            image: acme/api:1
        ---
        services:
          api:
            restart: always
      `,
    },
  ],
});

/** The `---` above an empty document. */
function markOf(file: ComposeFile, { span }: YamlDocument): Span | undefined {
  const before = file.text.slice(0, Math.max(span.start, 0) + 3);
  const marks = [...before.matchAll(/^---/gm)].filter(({ index }) => index <= span.start);
  const last = marks.at(-1);
  return last && { start: last.index, end: last.index + 3 };
}

/** A line with its line end; at the end of a text without one, with that before it, unless a text block needs that. */
function lineOf({ text, documents }: ComposeFile, { start }: Span, end: number): Span {
  const above = documents.findLast(({ root, span }) => root !== undefined && span.end <= start)?.root;
  const last = above && lastScalar(above);
  const isUnfinished = end === text.length && !text.endsWith("\n") && last?.style !== "literal" && last?.style !== "folded";
  return spanOf(isUnfinished ? start - /(?:\r?\n)?$/.exec(text.slice(0, start))![0].length : start, end);
}

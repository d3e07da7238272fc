import { defineRule } from "../../linter/rule.js";
import { scalarValues } from "../../syntax/yaml/walk.js";
import { insertAt } from "../../text/edits.js";
import { lineEnd } from "../../text/line-index.js";
import { type SourceText, yaml } from "../../text/tags.js";
import { lineStart } from "../../transforms/yaml-layout.js";

export default defineRule({
  name: "final-newline-missing",
  language: "compose",
  category: "maintainability",
  severity: "hint",
  profiles: ["all"],
  summary: "The file does not end with a line end.",
  why: [
    "Whoever adds a line then changes two, and `cat` of two files joins their lines.",
    "A matter of taste, and so part of the profile `all` only.",
  ],
  references: ["https://editorconfig.org/"],
  covers: ["final-newline-and-indent"],
  fix: "safe",

  *check(file) {
    const { text, documents } = file;
    const start = lineStart(text, text.length);
    const line = text.slice(start).trim();
    if (line === "") return;
    const from = text.indexOf(line, start);
    const scalars = documents.flatMap(({ root }) => (root ? [...scalarValues(root)] : []));
    // The line end would belong to the text of a block such as `|`.
    const isInText = scalars.some((it) => it.span.end >= from + line.length && /^[|>](?!\d?-)/.test(it.source));
    yield {
      span: { start: from, end: from + line.length },
      message: "The file ends without a line end; add one.",
      fixes: [
        { title: "Add a line end", applicability: isInText ? "unsafe" : "safe", edits: [insertAt(text.length, lineEnd(text))] },
      ],
    };
  },

  examples: [
    {
      bad: unfinished(yaml`
        services:
          web:
            image: nginx:1.29
            ^^^^^^^^^^^^^^^^^ The file ends without a line end; add one.
      `),
      good: yaml`
        services:
          web:
            image: nginx:1.29
      `,
    },
    {
      title: "a text that gets the line end",
      bad: unfinished(yaml`
        services:
          web:
            image: nginx:1.29
            command: |
              nginx
              ^^^^^ The file ends without a line end; add one.
      `),
      good: yaml`
        services:
          web:
            image: nginx:1.29
            command: |
              nginx
      `,
    },
    {
      good: yaml`
        services:
          web:
            image: nginx:1.29
      `,
    },
  ],
});

/** The examples' own line end is taken off. */
function unfinished(text: SourceText): SourceText {
  return text.replace(/\n$/, "") as SourceText;
}

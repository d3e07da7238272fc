import { defineRule } from "../../linter/rule.js";
import type { ComposeFile } from "../../syntax/compose/model.js";
import type { YamlAnchor } from "../../syntax/yaml/model.js";
import { remove, type TextEdit } from "../../text/edits.js";
import { spanOf } from "../../text/span.js";
import { yaml } from "../../text/tags.js";
import { fixOf, repairs } from "../../transforms/repairs.js";
import { lineEndOf } from "../../transforms/yaml-layout.js";

export default defineRule({
  name: "anchor-unused",
  language: "compose",
  category: "maintainability",
  severity: "hint",
  profiles: ["hardened"],
  summary: "An anchor is set and no alias refers to it.",
  why: [
    "It looks as if the text were used elsewhere, so nobody dares to change it.",
    "Anchors end with their document: other files cannot refer to them.",
  ],
  references: ["https://docs.docker.com/reference/compose-file/fragments/"],
  covers: ["unused-anchor"],
  fix: "safe",

  *check(file) {
    if (file.errors.some(({ code }) => code === "syntax" || code === "alias")) return;
    for (const anchor of file.documents.flatMap(({ anchors }) => anchors)) {
      if (anchor.aliases.length > 0) continue;
      yield {
        span: anchor.span,
        message: `Nothing refers to '&${anchor.name}'; remove it.`,
        ...repairs([fixOf(`Remove &${anchor.name}`, "safe", without(file, anchor))]),
      };
    }
  },

  examples: [
    {
      bad: yaml`
        x-logging: &logging
                   ^^^^^^^^ Nothing refers to '&logging'; remove it.
          driver: local
        services:
          web: &web # the front
            image: &image nginx:1.29
                   ^^^^^^ Nothing refers to '&image'; remove it.
            ports: [&port "80:80"]
                    ^^^^^ Nothing refers to '&port'; remove it.
          other:
            <<: *web
            command: &none
                     ^^^^^ Nothing refers to '&none'; remove it.
      `,
      good: yaml`
        x-logging:
          driver: local
        services:
          web: &web # the front
            image: nginx:1.29
            ports: ["80:80"]
          other:
            <<: *web
            command:
      `,
    },
    {
      title: "the later one of two with one name counts",
      bad: yaml`
        x-a: &common
             ^^^^^^^ Nothing refers to '&common'; remove it.
          init: true
        x-b: &common
          tty: true
        services:
          web:
            image: nginx:1.29
            <<: *common
      `,
      good: yaml`
        x-a:
          init: true
        x-b: &common
          tty: true
        services:
          web:
            image: nginx:1.29
            <<: *common
      `,
    },
    {
      good: yaml`
        x-common: &common
          init: true
        services:
          web:
            <<: *common
            image: nginx:1.29
            command: echo &copy
      `,
    },
  ],
});

/** With the blanks behind it, or at the end of a line with those before it. */
function without({ text }: ComposeFile, { span }: YamlAnchor): TextEdit[] | undefined {
  const rest = text.slice(span.end, lineEndOf(text, span.end));
  const [behind] = /^[ \t]*/.exec(rest)!;
  const isLast = behind === rest;
  if (!isLast) return behind === "" ? undefined : [remove(spanOf(span.start, span.end + behind.length))];
  let start = span.start;
  while (/[ \t]/.test(text[start - 1] ?? "")) start--;
  // A dash or colon keeps its place; only a blank behind it goes.
  return /[:-]/.test(text[start - 1] ?? "") ? [remove(spanOf(start, span.end))] : undefined;
}

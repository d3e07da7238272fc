import { defineRule, type Fix } from "../../linter/rule.js";
import type { ComposeFile } from "../../syntax/compose/model.js";
import { parseInterpolation } from "../../syntax/interpolation.js";
import type { YamlScalar } from "../../syntax/yaml/model.js";
import { contentSpan, spanWithin } from "../../syntax/yaml/offsets.js";
import { scalarValues } from "../../syntax/yaml/walk.js";
import { insertAt, replace } from "../../text/edits.js";
import { contains, type Span } from "../../text/span.js";
import { yaml } from "../../text/tags.js";
import { fixOf, repairs } from "../../transforms/repairs.js";

export default defineRule({
  name: "interpolation-syntax",
  language: "compose",
  category: "correctness",
  severity: "error",
  profiles: ["recommended"],
  summary: "A `${…}` is no variable as Compose writes them.",
  why: [
    "Compose refuses the file: “invalid interpolation format”. It replaces variables in every value, also in `x-…` and in text blocks.",
    "A dollar that is meant for the container is written `$$`.",
  ],
  references: ["https://docs.docker.com/reference/compose-file/interpolation/"],
  covers: ["interpolation-syntax"],
  fix: "unsafe",

  *check(file) {
    for (const root of file.roots) {
      for (const scalar of scalarValues(root)) {
        if (!scalar.text.includes("${") || scalar.tag?.name === "!reset") continue;
        for (const { span, message } of parseInterpolation(scalar.text).errors) {
          const place = spanWithin(scalar, span.start, span.end);
          yield {
            span: place ?? contentSpan(scalar),
            message: `Compose refuses the file: ${message.replaceAll("`", "'").replace(/^The /, "the ")}`,
            ...repairs(place ? fixesFor(file, scalar, span, place) : [], "Escapes or folded lines hide its exact place."),
          };
        }
      }
    }
  },

  examples: [
    {
      bad: yaml`
        services:
          web:
            image: "acme/web:\${ TAG }"
                             ^^^^^^^^ Compose refuses the file: '\${ TAG }' does not begin with the name of a variable; write '$$' for a literal '$'.
            command: sh -c "echo \${NAME%.txt} \${#NAME}" # as in a shell
                                 ^^^^^^^^^^^^ Compose refuses the file: '\${NAME%.txt}' is no form of a variable that Compose knows: only -, :-, ?, :?, + and :+ may follow the name.
                                              ^^^^^^^^ Compose refuses the file: '\${#NAME}' does not begin with the name of a variable; write '$$' for a literal '$'.
      `,
      good: yaml`
        services:
          web:
            image: "acme/web:\${TAG}"
            command: sh -c "echo $\${NAME%.txt} $\${#NAME}" # as in a shell
      `,
    },
    {
      title: "in a text block, and one that stays open",
      bad: yaml`
        services:
          web:
            image: nginx:1.29
            command:
              - sh
              - -c
              - |
                for i in \${LIST[@]}; do echo $i; done
                         ^^^^^^^^^^ Compose refuses the file: '\${LIST[@]}' is no form of a variable that Compose knows: only -, :-, ?, :?, + and :+ may follow the name.
            ports: ["\${PORT%x}:80"]
                     ^^^^^^^^^ Compose refuses the file: '\${PORT%x}' is no form of a variable that Compose knows: only -, :-, ?, :?, + and :+ may follow the name.
            environment:
              A: "\${A"
                  ^^ Compose refuses the file: the '\${' is not closed; write '$$' for a literal '$'.
      `,
      good: yaml`
        services:
          web:
            image: nginx:1.29
            command:
              - sh
              - -c
              - |
                for i in $\${LIST[@]}; do echo $i; done
            ports: ["\${PORT%x}:80"]
            environment:
              A: "$\${A"
      `,
    },
    {
      good: yaml`
        services:
          web:
            image: acme/web:\${TAG:-\${DEFAULT:-1}}
            command: echo $$HOME $\${HOME#x} $1 $(date) $
            environment:
              A: \${A:?must be set}
              B: \${B+x}
      `,
    },
  ],
});

/** Fields in which no text for the container stands: a dollar of its own would only be refused later. */
const plain: readonly string[] = [
  "image",
  "build",
  "ports",
  "expose",
  "container_name",
  "hostname",
  "depends_on",
  "networks",
  "restart",
];

function fixesFor(file: ComposeFile, scalar: YamlScalar, span: Span, place: Span): (Fix | undefined)[] {
  if (file.sharedBy(place).length > 0) return [];
  const written = scalar.text.slice(span.start, span.end);
  const name = /^\$\{\s+([_a-zA-Z]\w*)\s*\}$|^\$\{([_a-zA-Z]\w*)\s+\}$/.exec(written);
  const variable = name?.[1] ?? name?.[2];
  return [
    variable ? fixOf(`Write \${${variable}}`, "unsafe", [replace(place, `\${${variable}}`)]) : undefined,
    isInPlain(file, place) ? undefined : fixOf("Double the dollar", "unsafe", [insertAt(place.start, "$")]),
  ];
}

function isInPlain(file: ComposeFile, place: Span): boolean {
  return file.services.some(
    ({ node }) =>
      contains(node.span, place) &&
      node.entries.some(({ key, value }) => plain.includes(key.text) && contains(value.span, place)),
  );
}

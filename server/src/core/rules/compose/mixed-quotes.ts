import { defineRule } from "../../linter/rule.js";
import type { ComposeFile } from "../../syntax/compose/model.js";
import type { YamlScalar } from "../../syntax/yaml/model.js";
import { keys, scalarValues } from "../../syntax/yaml/walk.js";
import { replace } from "../../text/edits.js";
import { yaml } from "../../text/tags.js";
import { fixOf, repairs } from "../../transforms/repairs.js";

export default defineRule({
  name: "mixed-quotes",
  language: "compose",
  category: "maintainability",
  severity: "hint",
  profiles: ["all"],
  summary: "The file uses single and double quotes for the same.",
  why: [
    "One kind of quotes reads better, and nobody wonders whether the other one means something.",
    "What needs its kind is not meant: escapes, and quotes inside the text.",
    "A matter of taste, and so part of the profile `all` only.",
  ],
  references: ["https://yaml.org/spec/1.2.2/#73-flow-scalar-styles"],
  covers: ["quote-style"],
  fix: "safe",

  *check(file) {
    // Taste can wait until the file can be read.
    if (file.errors.length > 0) return;
    const scalars = quotedScalars(file);
    const single = scalars.filter(({ style }) => style === "single");
    const double = scalars.filter(({ style }) => style === "double");
    const [few, most] = single.length > double.length ? [double, single] : [single, double];
    const free = few.filter(({ source }) => !/['"\\\r\n]/.test(source.slice(1, -1)));
    const first = free[0];
    if (first === undefined || most.length === 0) return;
    const [here, there, quote] = few === single ? ["single", "double", '"'] : ["double", "single", "'"];
    yield {
      span: first.span,
      message: `${first.source} has ${here} quotes and most texts of this file ${there} ones (${most.length} of ${scalars.length}); use one kind.`,
      ...repairs([
        fixOf(
          `Use ${there} quotes throughout`,
          "safe",
          file.errors.some(({ code }) => code === "syntax")
            ? undefined
            : free.map(({ span, source }) => replace(span, quote + source.slice(1, -1) + quote)),
        ),
      ]),
    };
  },

  examples: [
    {
      bad: yaml`
        services:
          web:
            image: "nginx:1.29"
            ports:
              - "80:80"
              - '443:443' # https
                ^^^^^^^^^ '443:443' has single quotes and most texts of this file double ones (2 of 4); use one kind.
            command: 'say "hello"'
      `,
      good: yaml`
        services:
          web:
            image: "nginx:1.29"
            ports:
              - "80:80"
              - "443:443" # https
            command: 'say "hello"'
      `,
    },
    {
      title: "keys, and texts of anchors",
      bad: yaml`
        x-env: &env
          'A': '1'
          "B": '2'
          ^^^ "B" has double quotes and most texts of this file single ones (3 of 5); use one kind.
          C: "a\tb"
        services:
          web:
            image: nginx:1.29
            environment: *env
      `,
      good: yaml`
        x-env: &env
          'A': '1'
          'B': '2'
          C: "a\tb"
        services:
          web:
            image: nginx:1.29
            environment: *env
      `,
    },
    {
      title: "one kind, and the other one where the text needs it",
      good: yaml`
        services:
          web:
            image: "nginx:1.29"
            hostname: "it's"
            command: 'say "hello"'
      `,
    },
  ],
});

function quotedScalars(file: ComposeFile): readonly YamlScalar[] {
  return file.roots
    .flatMap((root) => [...keys(root), ...scalarValues(root)])
    .filter(({ style }) => style === "single" || style === "double")
    .sort((a, b) => a.span.start - b.span.start);
}

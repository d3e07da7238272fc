import { defineRule } from "../../linter/rule.js";
import type { ComposeFile } from "../../syntax/compose/model.js";
import type { YamlEntry } from "../../syntax/yaml/model.js";
import { remove, type TextEdit } from "../../text/edits.js";
import { yaml } from "../../text/tags.js";
import { removeEntry } from "../../transforms/yaml-edit.js";

export default defineRule({
  name: "version-obsolete",
  language: "compose",
  category: "maintainability",
  severity: "info",
  profiles: ["recommended"],
  summary: "The root key `version` is obsolete.",
  why: [
    "Compose ignores it and warns in every run: it always reads files by its newest schema.",
    "Only the key at the root is meant; labels and build arguments of this name stay.",
    "Ignore this where docker-compose 1.x or `docker stack deploy` still reads the file: those need the key.",
  ],
  references: ["https://docs.docker.com/reference/compose-file/version-and-name/#version-top-level-element-obsolete"],
  aliases: ["dclint:no-version-field"],
  covers: ["obsolete-version"],
  fix: "safe",

  *check(file) {
    for (const root of file.roots) {
      const entry = root.get("version");
      if (!entry || entry.merged) continue;
      const edits = removeEntry(file, root, entry);
      yield {
        span: entry.key.span,
        message: "Compose ignores 'version' and warns about it; remove it.",
        ...(edits
          ? { fixes: [{ title: "Remove version", applicability: "safe", edits: withBlankLine(file, entry, edits) }] }
          : { noFix: "It cannot be taken out alone: something else stands in its line, or depends on it." }),
      };
    }
  },

  examples: [
    {
      bad: yaml`
        version: "3.9" # for old machines
        ^^^^^^^ Compose ignores 'version' and warns about it; remove it.

        services:
          api:
            image: acme/api:1.2
            labels:
              version: "2"
      `,
      good: yaml`
        services:
          api:
            image: acme/api:1.2
            labels:
              version: "2"
      `,
    },
    {
      title: "comments around it stay",
      bad: yaml`
        # The shop.
        version: '3'
        ^^^^^^^ Compose ignores 'version' and warns about it; remove it.

        services:
          api:
            image: acme/api:1.2
      `,
      good: yaml`
        # The shop.

        services:
          api:
            image: acme/api:1.2
      `,
    },
    {
      title: "in the middle",
      bad: yaml`
        name: shop

        version: 2.4
        ^^^^^^^ Compose ignores 'version' and warns about it; remove it.

        services:
          api:
            image: acme/api:1.2
      `,
      good: yaml`
        name: shop

        services:
          api:
            image: acme/api:1.2
      `,
    },
    {
      good: yaml`
        services:
          api:
            image: acme/api:1.2
            environment:
              version: "1"
      `,
    },
  ],
});

/** The removal takes the blank lines behind it along where it leaves them at the top of the file or behind other blank lines. */
function withBlankLine({ text }: ComposeFile, entry: YamlEntry, edits: readonly TextEdit[]): readonly TextEdit[] {
  const [edit] = edits;
  if (edits.length !== 1 || !edit || edit.newText !== "") return edits;
  const { start, end } = edit.span;
  if (start > entry.span.start || !/(?:^|\n)[ \t]*\r?\n$|^$|(?:^|\n)---\r?\n$/.test(text.slice(0, start))) return edits;
  const [blank] = /^(?:[ \t]*\r?\n)*/.exec(text.slice(end))!;
  return [remove({ start, end: end + blank.length })];
}

import { defineRule } from "../../linter/rule.js";
import type { ComposeFile } from "../../syntax/compose/model.js";
import type { YamlEntry, YamlMap } from "../../syntax/yaml/model.js";
import { insertAt, type TextEdit } from "../../text/edits.js";
import { lineEnd } from "../../text/line-index.js";
import { yaml } from "../../text/tags.js";
import { fixOf, repairs } from "../../transforms/repairs.js";
import { endOfLines, keepsLineEnds, lastScalar, ownEntries } from "../../transforms/yaml-edit.js";
import { columnOf, lineEndOf, lineStart, nextLine } from "../../transforms/yaml-layout.js";

export default defineRule({
  name: "blank-line-missing",
  language: "compose",
  category: "maintainability",
  severity: "hint",
  profiles: ["all"],
  summary: "No empty line stands between two services, or two sections of the file.",
  why: [
    "An empty line shows where the next service begins.",
    "Entries of one line need none. A matter of taste, and so part of the profile `all` only.",
  ],
  references: ["https://docs.docker.com/reference/compose-file/"],
  covers: ["blank-line-between-services"],
  fix: "safe",

  *check(file) {
    // Taste can wait until the file can be read.
    if (file.errors.length > 0) return;
    for (const root of file.roots) {
      const services = root.get("services");
      yield* gaps(file, root, "section");
      if (services?.value.kind === "map" && !services.alias && !services.merged) yield* gaps(file, services.value, "service");
    }
  },

  examples: [
    {
      bad: yaml`
        version: "3"
        name: shop
        services:
        ^^^^^^^^ No empty line stands before the section 'services'; add one.
          web:
            image: nginx:1.29
            # ports: ["80:80"]
          # The data.
          db:
          ^^ No empty line stands before the service 'db'; add one.
            image: postgres:18

          cache:
            image: redis:8
        volumes:
        ^^^^^^^ No empty line stands before the section 'volumes'; add one.
          data:
      `,
      good: yaml`
        version: "3"
        name: shop

        services:
          web:
            image: nginx:1.29
            # ports: ["80:80"]

          # The data.
          db:
            image: postgres:18

          cache:
            image: redis:8

        volumes:
          data:
      `,
    },
    {
      title: "entries of one line, brackets, and comments with an empty line somewhere",
      good: yaml`
        name: shop
        x-web: &web {image: "nginx:1.29"}

        services:
          a: *web
          b: *web

          # More.

          c:
            image: acme/c:1
        ---
        {services: {d: {image: "acme/d:1"}}, volumes: {}}
      `,
    },
  ],
});

function* gaps(file: ComposeFile, map: YamlMap, kind: string) {
  const { text } = file;
  if (map.flow || map.uri !== file.uri) return;
  const entries = ownEntries(map);
  for (const [index, entry] of entries.entries()) {
    const previous = entries[index - 1];
    const line = lineStart(text, entry.span.start);
    if (previous === undefined || (!isLong(text, previous) && !isLong(text, entry))) continue;
    const end = endOfLines(text, previous);
    if (end === undefined || end >= line || /(?:^|\n)[ \t]*\r?\n/.test(text.slice(nextLine(text, end), line))) continue;
    yield {
      span: entry.key.span,
      message: `No empty line stands before the ${kind} '${entry.key.text}'; add one.`,
      ...repairs([fixOf("Add an empty line", "safe", emptyLine(text, previous, end, line))]),
    };
  }
}

function isLong(text: string, { span }: YamlEntry): boolean {
  return text.slice(span.start, span.end).includes("\n");
}

/** Before the comments of an entry, behind those that stand deeper and so belong to the one before it. */
function emptyLine(text: string, previous: YamlEntry, end: number, line: number): TextEdit[] | undefined {
  const last = previous.alias === undefined ? lastScalar(previous.value) : undefined;
  if (last !== undefined && keepsLineEnds(last)) return undefined;
  const column = columnOf(text, previous.span.start);
  let at = nextLine(text, end);
  while (at < line && /^[ \t]*/.exec(text.slice(at, lineEndOf(text, at)))![0].length > column) at = nextLine(text, at);
  return [insertAt(at, lineEnd(text))];
}

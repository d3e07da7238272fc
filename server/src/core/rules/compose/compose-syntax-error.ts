import { defineRule, type Fix } from "../../linter/rule.js";
import type { ComposeFile } from "../../syntax/compose/model.js";
import type { YamlEntry, YamlError, YamlMap, YamlNode } from "../../syntax/yaml/model.js";
import { replace } from "../../text/edits.js";
import { contains, type Span } from "../../text/span.js";
import { yaml } from "../../text/tags.js";
import { removeEntry } from "../../transforms/yaml-edit.js";

const byHand = "What was meant cannot be told from the text: it has to be mended by hand.";

export default defineRule({
  name: "compose-syntax-error",
  language: "compose",
  category: "correctness",
  severity: "error",
  profiles: ["recommended"],
  repairsSyntax: true,
  summary: "The file is not valid YAML as Compose reads it.",
  why: [
    "Compose refuses the whole file: no service starts.",
    "Besides plain syntax these are keys that stand twice, aliases without anchor, and `<<` with something that is no mapping.",
    "The source of a template (Jinja, Go) is only noted: it has to be rendered first.",
  ],
  references: ["https://yaml.org/spec/1.2.2/", "https://docs.docker.com/reference/compose-file/fragments/"],
  aliases: ["dclint:invalid-yaml"],
  covers: [
    "yaml-syntax-error",
    "duplicate-mapping-key",
    "non-string-key",
    "anchor-cycle",
    "alias-bomb",
    "unresolved-alias",
    "merge-key-on-sequence",
  ],
  fix: "safe",

  *check(file) {
    for (const error of file.errors) {
      const fixes = fixesFor(file, error);
      yield {
        span: error.span,
        message: error.message,
        ...(fixes.length > 0 ? { fixes } : { noFix: byHand }),
        ...(error.code === "template" ? { severity: "hint" as const, noFix: "Only what the template renders to is YAML." } : {}),
        ...(error.related ? { related: [{ uri: file.uri, span: error.related, message: "The first one." }] } : {}),
      };
    }
  },

  examples: [
    {
      title: "a key with two values",
      bad: yaml`
        services:
          api:
            image: acme/api:1.2
            restart: always
            restart: unless-stopped # since May
            ^^^^^^^ The key 'restart' stands twice in this mapping; Compose refuses the file.
      `,
      good: yaml`
        services:
          api:
            image: acme/api:1.2
            restart: unless-stopped # since May
      `,
    },
    {
      title: "a key that says the same twice",
      bad: yaml`
        services:
          api:
            image: acme/api:1.2
            init: true
            image: acme/api:1.2
            ^^^^^ The key 'image' stands twice in this mapping; Compose refuses the file.
      `,
      good: yaml`
        services:
          api:
            image: acme/api:1.2
            init: true
      `,
    },
    {
      title: "two mappings of one name are joined by hand",
      bad: yaml`
        services:
          api:
            image: acme/api:1.2
            environment:
              A: "1"
            environment:
            ^^^^^^^^^^^ The key 'environment' stands twice in this mapping; Compose refuses the file.
              B: "2"
      `,
    },
    {
      title: "two merge keys",
      bad: yaml`
        x-base: &base
          init: true
        x-logs: &logs
          tty: true
        services:
          api:
            <<: *base
            <<: *logs
            ^^ A mapping can have one \`<<\` only: write \`<<: [*base, *logs]\`.
            image: acme/api:1.2
      `,
      good: yaml`
        x-base: &base
          init: true
        x-logs: &logs
          tty: true
        services:
          api:
            <<: [*base, *logs]
            image: acme/api:1.2
      `,
    },
    {
      title: "an alias with a slip",
      bad: yaml`
        x-base: &defaults
          init: true
        services:
          api:
            <<: *default
                ^^^^^^^^ No anchor \`&default\` stands before this alias in the same document.
            image: acme/api:1.2
      `,
      good: yaml`
        x-base: &defaults
          init: true
        services:
          api:
            <<: *defaults
            image: acme/api:1.2
      `,
    },
    {
      title: "variables, merge keys and tags are fine",
      good: yaml`
        x-base: &base
          init: true
        services:
          api:
            <<: *base
            image: "acme/api:\${TAG}"
            ports: !override
              - "8080:80"
      `,
    },
  ],
});

function fixesFor(file: ComposeFile, error: YamlError): readonly Fix[] {
  if (error.code === "alias") return aliasFixes(file, error.span);
  if (error.code === "duplicate-key" && error.related) {
    const twins = findTwins(file, error.related, error.span);
    if (twins) return twins.first.key.text === "<<" ? mergeFixes(file, twins) : duplicateFixes(file, twins);
  }
  return [];
}

interface Twins {
  readonly map: YamlMap;
  readonly first: YamlEntry;
  readonly second: YamlEntry;
}

function duplicateFixes(file: ComposeFile, { map, first, second }: Twins): readonly Fix[] {
  const name = second.key.text;
  const source = (entry: YamlEntry): string => file.text.slice(entry.key.span.end, entry.span.end);
  const without = (entry: YamlEntry, title: string, applicability: Fix["applicability"]): Fix[] => {
    const edits = removeEntry(file, map, entry);
    return edits ? [{ title, applicability, edits }] : [];
  };
  if (source(first) === source(second)) return without(second, `Remove the second '${name}'`, "safe");
  if (first.value.kind !== "scalar" && second.value.kind !== "scalar") return [];
  // Parsers that accept the file take the last one.
  return [...without(first, `Keep the last '${name}'`, "unsafe"), ...without(second, `Keep the first '${name}'`, "unsafe")];
}

function mergeFixes(file: ComposeFile, { map, first, second }: Twins): readonly Fix[] {
  const [a, b] = [first.alias, second.alias];
  const removal = removeEntry(file, map, second);
  if (!a || !b || !removal || map.merges.length !== 2) return [];
  return [
    {
      title: `Write <<: [*${a.name}, *${b.name}]`,
      applicability: "safe",
      edits: [replace(a.span, `[*${a.name}, *${b.name}]`), ...removal],
    },
  ];
}

/** The anchor above whose name is nearest. */
function aliasFixes(file: ComposeFile, span: Span): readonly Fix[] {
  const name = file.text.slice(span.start + 1, span.end);
  const document = file.documents.find((it) => contains(it.span, span));
  // It has an anchor: that of which its own value is a part, or one that aliases have multiplied beyond all measure.
  if (document?.anchors.some((anchor) => anchor.name === name && anchor.span.end < span.start)) return [];
  const near = (document?.anchors ?? [])
    .filter((anchor) => anchor.span.end < span.start && !contains(anchor.node.span, span))
    .map((anchor) => ({ anchor: anchor.name, distance: distance(name, anchor.name) }))
    .filter((it) => it.distance <= Math.max(1, Math.floor(name.length / 4)))
    .sort((x, y) => x.distance - y.distance)[0];
  return near ? [{ title: `Use *${near.anchor}`, applicability: "unsafe", edits: [replace(span, `*${near.anchor}`)] }] : [];
}

function findTwins(file: ComposeFile, first: Span, second: Span): Twins | undefined {
  for (const { root } of file.documents) {
    const found = root && findIn(root, first, second);
    if (found) return found;
  }
  return undefined;
}

function findIn(node: YamlNode, first: Span, second: Span): Twins | undefined {
  if (!contains(node.span, second)) return undefined;
  if (node.kind === "scalar") return undefined;
  if (node.kind === "map") {
    const own = [...node.entries, ...node.merges].filter(({ merged }) => merged === undefined);
    const at = (span: Span): YamlEntry | undefined => own.find(({ key }) => key.span.start === span.start);
    const [one, two] = [at(first), at(second)];
    if (one && two) return { map: node, first: one, second: two };
  }
  const children = node.kind === "map" ? node.entries.filter(({ merged }) => merged === undefined) : node.items;
  for (const { value, alias } of children) {
    const found = alias ? undefined : findIn(value, first, second);
    if (found) return found;
  }
  return undefined;
}

/** Letters to change to get from one word to the other. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length]!;
}

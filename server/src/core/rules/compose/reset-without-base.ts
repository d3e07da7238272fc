import { defineRule } from "../../linter/rule.js";
import { defaultNames } from "../../project/compose/membership.js";
import type { Project } from "../../project/project.js";
import { basename } from "../../project/uri.js";
import type { ComposeFile } from "../../syntax/compose/model.js";
import { parseCompose } from "../../syntax/compose/parse.js";
import type { YamlEntry, YamlMap, YamlName, YamlNode } from "../../syntax/yaml/model.js";
import { remove } from "../../text/edits.js";
import { yaml } from "../../text/tags.js";
import { fixOf, repairs } from "../../transforms/repairs.js";
import { removeEntry } from "../../transforms/yaml-edit.js";

export default defineRule({
  name: "reset-without-base",
  language: "compose",
  category: "correctness",
  severity: "warning",
  profiles: ["recommended"],
  summary: "`!reset` or `!override` stands where there is nothing to take away.",
  why: [
    "The tags work on what earlier files and documents say; with nothing there, `!reset` only drops its own value and `!override` does nothing.",
    "A single item of a list cannot be reset: the tag of an item is ignored.",
    "Judged are files whose base is known.",
  ],
  references: ["https://docs.docker.com/reference/compose-file/merge/#reset-value"],
  covers: ["reset-or-override-without-base"],
  crossFile: true,
  fix: "safe",

  *check(file, { project }) {
    for (const place of tagsOf(file)) {
      const { tag, path, entry, map } = place;
      if (!entry || !map) {
        yield {
          span: tag.span,
          message: `${tag.name} of a single item is ignored; put it behind the key of the list to ${tag.name === "!reset" ? "take away" : "replace"} all of it.`,
          noFix: "What should remain of the list is for the author to say.",
        };
        continue;
      }
      if (mayHaveBase(file, project, place)) continue;
      const isReset = tag.name === "!reset";
      yield {
        span: tag.span,
        message: isReset
          ? `Nothing before this says '${path.at(-1)}', so there is nothing to reset; the value behind !reset is dropped.`
          : `Nothing before this says '${path.at(-1)}', so !override does nothing.`,
        ...repairs([
          isReset
            ? fixOf(`Remove ${path.at(-1)}`, "safe", removeEntry(file, map, entry))
            : fixOf("Remove !override", "safe", withoutTag(file, tag, entry)),
        ]),
      };
    }
  },

  examples: [
    {
      bad: {
        "compose.yaml": yaml`
          services:
            web:
              image: acme/web:1
              ports: !override
                     ^^^^^^^^^ Nothing before this says 'ports', so !override does nothing.
                - "80:80"
              command: !reset null
                       ^^^^^^ Nothing before this says 'command', so there is nothing to reset; the value behind !reset is dropped.
        `,
      },
      good: {
        "compose.yaml": yaml`
          services:
            web:
              image: acme/web:1
              ports:
                - "80:80"
        `,
      },
    },
    {
      bad: yaml`
        services:
          web:
            image: acme/web:1
            ports:
              - !reset "80:80"
                ^^^^^^ !reset of a single item is ignored; put it behind the key of the list to take away all of it.
      `,
    },
    {
      title: "a further document, and a service that extends",
      good: yaml`
        services:
          web:
            image: acme/web:1
            ports: ["80:80"]
          other:
            extends: web
            ports: !reset null
        ---
        services:
          web:
            ports: !override ["81:80"]
      `,
    },
  ],
});

interface Tagged {
  readonly tag: YamlName;
  readonly path: readonly string[];
  readonly document: number;
  /** Neither for an item of a list. */
  readonly entry?: YamlEntry;
  readonly map?: YamlMap;
}

function tagsOf({ roots, text }: ComposeFile): readonly Tagged[] {
  if (!/!(?:reset|override)\b/.test(text)) return [];
  const found: Tagged[] = [];
  const walk = (node: YamlNode, path: readonly string[], document: number): void => {
    if (node.kind === "map") {
      for (const entry of node.entries) {
        if (entry.merged || entry.alias) continue;
        const below = [...path, entry.key.text];
        if (isSpecial(entry.value.tag)) found.push({ tag: entry.value.tag, path: below, document, entry, map: node });
        else walk(entry.value, below, document);
      }
    } else if (node.kind === "seq") {
      for (const { value, alias } of node.items) {
        if (alias) continue;
        if (isSpecial(value.tag)) found.push({ tag: value.tag, path, document });
        else walk(value, path, document);
      }
    }
  };
  for (const [document, root] of roots.entries()) walk(root, [], document);
  return found;
}

function isSpecial(tag: YamlName | undefined): tag is YamlName {
  return tag?.name === "!reset" || tag?.name === "!override";
}

function mayHaveBase(file: ComposeFile, project: Project, { path, document }: Tagged): boolean {
  const { files, complete } = project.compose;
  const [section, name] = path;
  const isKnown = files.length > 1 || (defaultNames as readonly string[]).includes(basename(file.uri));
  if (!complete || !isKnown || section === undefined || section.startsWith("x-")) return true;
  const earlier = files.slice(0, files.indexOf(file.uri)).flatMap((uri) => project.parse(uri, parseCompose) ?? []);
  if ([file, ...earlier].some((it) => it.include.length > 0)) return true;
  const roots = [...earlier.flatMap((it) => it.roots), ...file.roots.slice(0, document)];
  const services = [file, ...earlier].flatMap((it) => it.services.filter((service) => service.name === name));
  if (section === "services" && services.some((it) => it.extends)) return true;
  return roots.some((root) => reaches(root, path));
}

/** True also where a short form leaves the keys below it open. */
function reaches(node: YamlNode, [key, ...rest]: readonly string[]): boolean {
  if (key === undefined || node.kind !== "map") return true;
  const entry = node.get(key);
  return entry !== undefined && reaches(entry.value, rest);
}

function withoutTag(file: ComposeFile, { span }: YamlName, entry: YamlEntry) {
  if (file.sharedBy(entry.span).length > 0 || file.errors.length > 0) return undefined;
  let start = span.start;
  while (file.text[start - 1] === " ") start--;
  return [remove({ start, end: span.end })];
}

import { defineRule } from "../../linter/rule.js";
import { firstTime } from "../../syntax/compose/lookup.js";
import type { ComposeFile } from "../../syntax/compose/model.js";
import type { YamlEntry, YamlMap } from "../../syntax/yaml/model.js";
import { insertAt, remove, replace, type TextEdit } from "../../text/edits.js";
import { spanOf } from "../../text/span.js";
import { yaml } from "../../text/tags.js";
import { fixOf, repairs } from "../../transforms/repairs.js";
import { isEditable, quoteIfNeeded } from "../../transforms/yaml-edit.js";

export default defineRule({
  name: "depends-on-long-form",
  language: "compose",
  category: "maintainability",
  severity: "hint",
  profiles: ["all"],
  summary: "`depends_on` is a mapping although it says no more than a list.",
  why: [
    "`condition: service_started` is what the short list means.",
    "A matter of taste, and so part of the profile `all` only.",
  ],
  references: ["https://docs.docker.com/reference/compose-file/services/#depends_on"],
  covers: ["empty-or-redundant-depends-long"],
  fix: "safe",

  *check(file) {
    // Taste can wait until the file can be read.
    if (file.errors.length > 0) return;
    const first = firstTime();
    for (const service of file.services) {
      const entry = service.get("depends_on");
      if (entry?.value.kind !== "map" || entry.alias || entry.merged || !first(entry)) continue;
      const { entries, merges } = entry.value;
      if (entries.length === 0 || merges.length > 0 || !entries.every(saysNothing)) continue;
      yield {
        span: entry.key.span,
        message: "Every condition here is 'service_started', which is the default; a list says the same.",
        ...repairs([fixOf("Make it a list", "safe", asList(file, entry.value))]),
      };
    }
  },

  examples: [
    {
      bad: yaml`
        services:
          api:
            image: acme/api:1
            depends_on:
            ^^^^^^^^^^ Every condition here is 'service_started', which is the default; a list says the same.
              # The shop's.
              db:
                condition: service_started
              "cache":
                condition: service_started # for now
          worker:
            image: acme/worker:1
            depends_on: {db: {condition: service_started}, cache: {condition: service_started}}
            ^^^^^^^^^^ Every condition here is 'service_started', which is the default; a list says the same.
      `,
      good: yaml`
        services:
          api:
            image: acme/api:1
            depends_on:
              # The shop's.
              - db
              - "cache" # for now
          worker:
            image: acme/worker:1
            depends_on: [db, cache]
      `,
    },
    {
      title: "a condition of which the services share the text",
      bad: yaml`
        services:
          api:
            image: acme/api:1
            depends_on: &needs
            ^^^^^^^^^^ Every condition here is 'service_started', which is the default; a list says the same.
              db:
                condition: service_started
          worker:
            image: acme/worker:1
            depends_on: *needs
      `,
    },
    {
      good: yaml`
        services:
          api:
            image: acme/api:1
            depends_on:
              db:
                condition: service_healthy
              cache:
                condition: service_started
          worker:
            image: acme/worker:1
            depends_on:
              db:
                condition: service_started
                restart: true
      `,
    },
  ],
});

function saysNothing({ value, alias }: YamlEntry): boolean {
  const condition =
    value.kind === "map" && value.entries.length === 1 && value.merges.length === 0 ? value.entries[0] : undefined;
  const says = condition?.key.text === "condition" && condition.value.kind === "scalar" ? condition.value.text : undefined;
  return alias === undefined && says === "service_started";
}

function asList(file: ComposeFile, map: YamlMap): TextEdit[] | undefined {
  const { text } = file;
  if (!isEditable(file, map) || map.anchor || map.tag) return undefined;
  const edits: TextEdit[] = [];
  for (const { key, value, span } of map.entries) {
    const rest = text.slice(key.span.end, span.end);
    if (/[#&!]/.test(rest) || value.anchor || key.anchor || key.tag || text[span.start] === "?") return undefined;
    const name = key.style === "plain" ? quoteIfNeeded(key.text) : key.source;
    if (name !== key.source) edits.push(replace(key.span, map.flow ? name : `- ${name}`));
    else if (!map.flow) edits.push(insertAt(span.start, "- "));
    edits.push(remove(spanOf(key.span.end, span.end)));
  }
  if (!map.flow) return edits;
  const { start, end } = map.span;
  return [replace(spanOf(start, start + 1), "["), ...edits, replace(spanOf(end - 1, end), "]")];
}

import { defineRule } from "../../linter/rule.js";
import type { ComposeFile } from "../../syntax/compose/model.js";
import { hasVariables } from "../../syntax/interpolation.js";
import type { YamlMap, YamlSeq } from "../../syntax/yaml/model.js";
import { yaml } from "../../text/tags.js";
import { compareTexts, disorderAmong, orderRepairs } from "../../transforms/sort-entries.js";
import { type Child, ownEntries } from "../../transforms/yaml-edit.js";

export default defineRule({
  name: "environment-order",
  language: "compose",
  category: "maintainability",
  severity: "hint",
  profiles: ["all"],
  summary: "The variables under `environment` are not sorted by name.",
  why: [
    "In a long list a name is found faster, and a missing one seen.",
    "What comments and empty lines part is a group that is sorted for itself.",
    "A matter of taste, and so part of the profile `all` only: the program gets them in no order.",
  ],
  references: ["https://docs.docker.com/reference/compose-file/services/#environment"],
  covers: ["environment-order"],
  fix: "safe",

  *check(file) {
    // Taste can wait until the file can be read.
    if (file.errors.length > 0) return;
    for (const service of file.services) {
      const entry = service.get("environment");
      if (!entry || entry.merged || entry.alias || service.entry.alias || entry.value.kind === "scalar") continue;
      const names = new Map(service.environment.map((it) => [it.form === "map" ? it.key.node : it.node, it.key]));
      const nameOf = (child: Child) => names.get("key" in child ? child.key : child.value);
      const texts = [...names.values()].map(({ text }) => text);
      // Of two with one name the later one counts, and a variable may hold any name.
      if (entry.value.kind === "seq" && (new Set(texts).size < texts.length || texts.some(hasVariables))) continue;
      for (const group of groupsOf(file, entry.value)) {
        if (group.some((it) => nameOf(it) === undefined)) continue;
        const compare = (a: Child, b: Child) => compareTexts(nameOf(a)!.text, nameOf(b)!.text);
        const found = disorderAmong(file, entry.value, group, compare, { heading: true });
        if (!found) continue;
        yield {
          span: nameOf(found.child)!.span,
          message: `'${nameOf(found.child)!.text}' stands behind '${nameOf(found.behind)!.text}'; sort the variables of '${service.name}' by name.`,
          ...orderRepairs(found, "Sort these variables"),
        };
      }
    }
  },

  examples: [
    {
      bad: yaml`
        services:
          api:
            image: acme/api:1
            environment:
              # Database
              PGUSER: shop
              PGHOST: db # internal
              ^^^^^^ 'PGHOST' stands behind 'PGUSER'; sort the variables of 'api' by name.

              MODE: web
          worker:
            image: acme/worker:1
            environment:
              - PGUSER=shop
              - DEBUG
                ^^^^^ 'DEBUG' stands behind 'PGUSER'; sort the variables of 'worker' by name.
              - "PGHOST=db"
          job:
            image: acme/job:1
            environment: {B: "1", A: "2"}
                                  ^ 'A' stands behind 'B'; sort the variables of 'job' by name.
      `,
      good: yaml`
        services:
          api:
            image: acme/api:1
            environment:
              # Database
              PGHOST: db # internal
              PGUSER: shop

              MODE: web
          worker:
            image: acme/worker:1
            environment:
              - DEBUG
              - "PGHOST=db"
              - PGUSER=shop
          job:
            image: acme/job:1
            environment: {A: "2", B: "1"}
      `,
    },
    {
      title: "groups, a name that comes twice, a variable in a name, and a merge key",
      good: yaml`
        x-env: &env
          Z: "1"
        services:
          api:
            image: acme/api:1
            environment:
              B: "1"
              # For tests.
              A: "1"
          worker:
            image: acme/worker:1
            environment:
              - B=1
              - A=1
              - B=2
          job:
            image: acme/job:1
            environment:
              - \${NAME}=1
              - A=1
          other:
            image: acme/other:1
            environment:
              B: "1"
              <<: *env
              A: "1"
      `,
    },
  ],
});

/** Neighbours with nothing but line ends between them. */
function groupsOf({ text }: ComposeFile, node: YamlMap | YamlSeq): readonly (readonly Child[])[] {
  const groups: Child[][] = [[]];
  let end: number | undefined;
  const children: readonly Child[] = node.kind === "map" ? ownEntries(node) : node.items;
  for (const child of children) {
    const gap = end === undefined ? "" : text.slice(end, child.span.start);
    if (!node.flow && /\n[ \t]*(?:\r?\n|#)/.test(gap)) groups.push([]);
    if (node.kind === "map" && node.merges.some((it) => it === child)) groups.push([]);
    else groups.at(-1)!.push(child);
    end = child.span.end;
  }
  return groups.filter(({ length }) => length > 1);
}

import { defineRule } from "../../linter/rule.js";
import { mergedServices } from "../../project/compose/declarations.js";
import { firstTime } from "../../syntax/compose/lookup.js";
import type { ComposeFile, Service } from "../../syntax/compose/model.js";
import type { YamlEntry } from "../../syntax/yaml/model.js";
import type { TextEdit } from "../../text/edits.js";
import { yaml } from "../../text/tags.js";
import { fixOf, repairs } from "../../transforms/repairs.js";
import { appendItem, insertEntry, quoteIfNeeded, removeEntry, replaceScalar } from "../../transforms/yaml-edit.js";

export default defineRule({
  name: "legacy-links",
  language: "compose",
  category: "maintainability",
  severity: "hint",
  profiles: ["hardened"],
  summary: "Services are tied together by `links` or `external_links`, which networks have replaced.",
  why: [
    "Services of one network reach each other by their names; `links` adds no more than an order of start and a second name.",
    "`depends_on` says the order, `aliases` of a network the name. On `network_mode: bridge` links are still needed, and not judged.",
  ],
  references: ["https://docs.docker.com/reference/compose-file/services/#links", "https://docs.docker.com/engine/network/links/"],
  covers: ["links-legacy", "external-links-legacy"],
  crossFile: true,
  fix: "unsafe",

  *check(file, { project }) {
    const first = firstTime();
    for (const { service, merged } of mergedServices(file, project)) {
      if (merged.networkMode) continue;
      const [links, external] = [service.get("links"), service.get("external_links")];
      if (links && !links.merged && service.links.length > 0 && first(links)) {
        const renamed = service.links.find(({ service: target, alias }) => alias && alias.text !== target.text);
        yield {
          span: links.key.span,
          message: renamed
            ? `'links' is a leftover of old networks; give '${renamed.service.text}' the name '${renamed.alias!.text}' under its networks, as an alias.`
            : "'links' is a leftover of old networks, where services reach each other by name anyway; say the order with depends_on.",
          ...(renamed
            ? { noFix: "The second name has to become an alias in a network that both are in, and only you know which." }
            : repairs([fixOf("Use depends_on", "unsafe", asDependencies(file, service, links))])),
        };
      }
      if (external && !external.merged && first(external)) {
        yield {
          span: external.key.span,
          message:
            "'external_links' is a leftover of old networks; put both services into one network that is external to the projects.",
          noFix: "Which network the two projects are to share, only you know.",
        };
      }
    }
  },

  examples: [
    {
      bad: yaml`
        services:
          web:
            image: acme/web:1
            links:
            ^^^^^ 'links' is a leftover of old networks, where services reach each other by name anyway; say the order with depends_on.
              - db # the shop's
              - "cache:cache"
          api:
            image: acme/api:1
            depends_on:
              - db
            links: [db, cache]
            ^^^^^ 'links' is a leftover of old networks, where services reach each other by name anyway; say the order with depends_on.
          worker:
            image: acme/worker:1
            links: [db]
            ^^^^^ 'links' is a leftover of old networks, where services reach each other by name anyway; say the order with depends_on.
            depends_on:
              cache:
                condition: service_healthy
          db:
            image: postgres:18
          cache:
            image: redis:8
      `,
      good: yaml`
        services:
          web:
            image: acme/web:1
            depends_on:
              - db # the shop's
              - "cache"
          api:
            image: acme/api:1
            depends_on:
              - db
              - cache
          worker:
            image: acme/worker:1
            depends_on:
              cache:
                condition: service_healthy
              db:
                condition: service_started
          db:
            image: postgres:18
          cache:
            image: redis:8
      `,
    },
    {
      title: "another name, and another project",
      bad: yaml`
        services:
          web:
            image: acme/web:1
            links: ["db:mysql"]
            ^^^^^ 'links' is a leftover of old networks; give 'db' the name 'mysql' under its networks, as an alias.
            external_links:
            ^^^^^^^^^^^^^^ 'external_links' is a leftover of old networks; put both services into one network that is external to the projects.
              - other_redis_1:redis
          db:
            image: postgres:18
      `,
    },
    {
      title: "the old bridge, where links are needed",
      good: yaml`
        services:
          web:
            image: acme/web:1
            network_mode: bridge
            links: [db]
          db:
            image: postgres:18
            network_mode: bridge
      `,
    },
  ],
});

function asDependencies(file: ComposeFile, service: Service, links: YamlEntry): TextEdit[] | undefined {
  const { node, dependsOn } = service;
  const known = new Set(dependsOn.map((it) => it.service.text));
  const targets = [...new Set(service.links.map((it) => it.service.text))].filter((it) => !known.has(it));
  const entry = service.get("depends_on");
  if (!entry) return targets.length === service.links.length ? renamed(file, service, links) : undefined;
  const removal = removeEntry(file, node, links);
  if (entry.merged || entry.alias || removal === undefined) return undefined;
  const edits = [...removal];
  for (const name of targets) {
    const { value } = entry;
    const key = quoteIfNeeded(name, { flow: true });
    const added =
      value.kind === "seq"
        ? appendItem(file, value, key)
        : value.kind === "map"
          ? insertEntry(
              file,
              value,
              value.flow ? `${key}: { condition: service_started }` : `${key}:\n  condition: service_started`,
            )
          : undefined;
    if (added === undefined) return undefined;
    edits.push(...added);
  }
  return edits;
}

/** The list stays; only its key changes, and names that were said twice. */
function renamed(file: ComposeFile, { links }: Service, entry: YamlEntry): TextEdit[] | undefined {
  if (entry.alias) return undefined;
  const edits = replaceScalar(file, entry.key, "depends_on");
  for (const { service, alias } of links) {
    const name = alias && replaceScalar(file, service.node, service.text);
    if (edits === undefined || (alias && name === undefined)) return undefined;
    if (name) edits.push(...name);
  }
  return edits;
}

import { defineRule, type Fix } from "../../linter/rule.js";
import { mergedServices } from "../../project/compose/declarations.js";
import { latestPlace } from "../../project/compose/latest-file.js";
import { type LimitPair, limitPairs } from "../../project/compose/limits.js";
import { severityFor } from "../../project/compose/undefined-names.js";
import { firstTime } from "../../syntax/compose/lookup.js";
import type { ComposeFile, Service, TextValue } from "../../syntax/compose/model.js";
import { textAt } from "../../syntax/compose/values.js";
import { hasVariables } from "../../syntax/interpolation.js";
import { yaml } from "../../text/tags.js";
import { fixOf, repairs } from "../../transforms/repairs.js";
import { insertEntry, removeEntry } from "../../transforms/yaml-edit.js";

export default defineRule({
  name: "limit-conflict",
  language: "compose",
  category: "correctness",
  severity: "error",
  profiles: ["recommended"],
  summary: "`cpus`, `mem_limit`, `mem_reservation` or `pids_limit` contradicts what `deploy.resources` says.",
  why: [
    "Compose refuses the project: “can't set distinct values”.",
    "Where `deploy.resources.limits` exists, it has to repeat what the older keys of the service say, or those must go.",
  ],
  references: ["https://docs.docker.com/reference/compose-file/deploy/#resources"],
  covers: ["cpus-conflict", "mem-limit-conflict", "mem-reservation-conflict", "pids-limit-conflict"],
  crossFile: true,
  fix: "unsafe",

  *check(file, { project }) {
    const first = firstTime();
    for (const { service, merged } of mergedServices(file, project)) {
      if (!merged.deploy) continue;
      for (const pair of limitPairs) {
        const old = textAt(merged.node, pair.key);
        const resources = merged.deploy[pair.kind];
        const own = old && pair.read(old.text);
        // Compose takes 0 for nothing.
        if (!old || !resources || !own || hasVariables(old.text)) continue;
        const resource = pair.field(resources);
        if (resource && hasVariables(resource.node.text)) continue;
        const other = resource && pair.read(resource.node.text);
        if (resource ? other === undefined || other === own : false) continue;
        const places = resource ? [{ ...old }, { ...old, ...resource }] : [old];
        const place = latestPlace(places, project);
        if (place?.node.uri !== file.uri || !first(place)) continue;
        const path = `deploy.resources.${pair.kind}`;
        yield {
          span: place.span,
          severity: severityFor(merged),
          message: resource
            ? `${pair.key} says ${old.text} and ${path}.${pair.name} ${resource.node.text}, which Compose refuses; keep the one under deploy.`
            : `${path} has no ${pair.name}, so Compose takes ${pair.key} for a contradiction and refuses; move it there.`,
          ...repairs(fixesFor(file, service, pair, old, resource !== undefined)),
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
            mem_limit: 512m
                       ^^^^ mem_limit says 512m and deploy.resources.limits.memory 1g, which Compose refuses; keep the one under deploy.
            mem_reservation: 128m
            cpus: 0.5
                  ^^^ deploy.resources.limits has no cpus, so Compose takes cpus for a contradiction and refuses; move it there.
            deploy:
              resources:
                limits:
                  memory: 1g # measured
      `,
      good: yaml`
        services:
          api:
            image: acme/api:1
            mem_reservation: 128m
            deploy:
              resources:
                limits:
                  memory: 1g # measured
                  cpus: "0.5"
      `,
    },
    {
      bad: yaml`
        services:
          api:
            image: acme/api:1
            pids_limit: 100
                        ^^^ pids_limit says 100 and deploy.resources.limits.pids 200, which Compose refuses; keep the one under deploy.
            mem_reservation: 1g
                             ^^ deploy.resources.reservations has no memory, so Compose takes mem_reservation for a contradiction and refuses; move it there.
            deploy:
              resources:
                limits: { pids: 200 }
                reservations: { cpus: "1" }
      `,
      good: yaml`
        services:
          api:
            image: acme/api:1
            deploy:
              resources:
                limits: { pids: 200 }
                reservations: { cpus: "1", memory: 1g }
      `,
    },
    {
      title: "the same in other words, variables, and nothing under deploy",
      good: yaml`
        services:
          api:
            image: acme/api:1
            mem_limit: 1024m
            cpus: 0.50
            pids_limit: \${PIDS}
            deploy:
              resources:
                limits:
                  memory: 1G
                  cpus: "0.5"
                  pids: 5
          worker:
            image: acme/worker:1
            mem_limit: 1g
            deploy:
              resources:
                reservations:
                  memory: 512m
      `,
    },
  ],
});

/** Without the one under `deploy` the two would still contradict each other, so that one stays. */
function fixesFor(file: ComposeFile, service: Service, pair: LimitPair, old: TextValue, isThere: boolean): (Fix | undefined)[] {
  const entry = service.get(pair.key);
  const removal = entry && removeEntry(file, service.node, entry);
  if (isThere) return [fixOf(`Remove ${pair.key}`, "unsafe", removal)];
  const resources = service.deploy?.[pair.kind]?.entry.value;
  if (!removal || resources?.kind !== "map" || old.node.written) return [];
  const value = pair.name === "cpus" ? `"${old.text}"` : old.node.source;
  const insertion = insertEntry(file, resources, `${pair.name}: ${value}`);
  return [fixOf(`Move it to deploy.resources.${pair.kind}`, "unsafe", insertion && [...removal, ...insertion])];
}

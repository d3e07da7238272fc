import type { ImageFacts } from "../../knowledge/images.js";
import { defineRule } from "../../linter/rule.js";
import { ownServices } from "../../project/compose/own-services.js";
import { imageFactsOfService, isDevelopmentFile } from "../../project/service-facts.js";
import type { Service } from "../../syntax/compose/model.js";
import { firstLine } from "../../syntax/yaml/errors.js";
import { yaml } from "../../text/tags.js";
import { addField, cannotExtend } from "../../transforms/service-field.js";

export default defineRule({
  name: "resource-limits-missing",
  language: "compose",
  category: "reliability",
  severity: "info",
  profiles: ["hardened"],
  summary: "A service may take all memory, processors and processes of the host.",
  why: [
    "A leak or a fork bomb in one container then takes down every other one, and the engine with it.",
    "The values of the fix are a place to start from: watch `docker stats` and set what the service needs.",
    "`deploy.resources.limits` counts without a swarm too; `mem_limit`, `cpus` and `pids_limit` mean the same.",
  ],
  references: [
    "https://docs.docker.com/reference/compose-file/deploy/#resources",
    "https://docs.docker.com/engine/containers/resource_constraints/",
  ],
  aliases: [
    "compose-lint:CL-0026",
    "kics:Memory Not Limited",
    "kics:Cpus Not Limited",
    "kics:Pids Limit Not Set",
    "docksec:compose-no-resource-limits",
    "cis:5.11",
    "cis:5.12",
    "cis:5.29",
  ],
  covers: ["memory-limit-missing", "cpu-limit-missing", "pids-limit-missing"],
  fix: "unsafe",

  *check(file, { project }) {
    if (isDevelopmentFile(file)) return;
    for (const { service, merged } of ownServices(file, project)) {
      if (merged.provider) continue;
      const missing = missingLimits(merged);
      if (missing.length === 0) continue;
      const start = startValues(imageFactsOfService(merged, file, project));
      // Where `deploy` has limits, Compose takes a key that they do not repeat for a contradiction.
      const usesKeys = !merged.deploy?.limits && ["mem_limit", "cpus", "pids_limit"].some((key) => merged.get(key) !== undefined);
      const limits = Object.fromEntries(missing.map((it) => [it, start[it]]));
      const keys = { memory: "mem_limit", cpus: "cpus", pids: "pids_limit" } as const;
      const edits = usesKeys
        ? missing.map((it) => addField(file, service, keys[it], start[it], ["mem_limit", "cpus", "pids_limit"]))
        : [addField(file, service, "deploy", { resources: { limits } })];
      const whole = edits.every((it) => it !== undefined) ? edits.flat() : undefined;
      yield {
        span: firstLine(file.text, service.key.span),
        message: `'${service.name}' has no limit for ${words(missing)}, so it can take the whole host down; set one.`,
        ...(whole
          ? { fixes: [{ title: `Limit ${words(missing)}, to start with`, applicability: "unsafe", edits: whole }] }
          : { noFix: cannotExtend }),
      };
    }
  },

  examples: [
    {
      title: "none; some; as keys of the service",
      bad: yaml`
        services:
          db:
          ^^ 'db' has no limit for memory, processors and processes, so it can take the whole host down; set one.
            image: postgres:17
          api:
          ^^^ 'api' has no limit for processors and processes, so it can take the whole host down; set one.
            image: acme/api:1
            deploy:
              resources:
                limits:
                  memory: 256M # measured
          old: {image: acme/old:1, mem_limit: 64m, pids_limit: 50}
          ^^^ 'old' has no limit for processors, so it can take the whole host down; set one.
      `,
      good: yaml`
        services:
          db:
            image: postgres:17
            deploy:
              resources:
                limits:
                  memory: 1G
                  cpus: "2.0"
                  pids: 200
          api:
            image: acme/api:1
            deploy:
              resources:
                limits:
                  memory: 256M # measured
                  cpus: "1.0"
                  pids: 200
          old: {image: acme/old:1, mem_limit: 64m, cpus: "1.0", pids_limit: 50}
      `,
    },
    {
      title: "a key that the limits repeat: Compose refuses one that they do not",
      bad: yaml`
        services:
          api:
          ^^^ 'api' has no limit for processors and processes, so it can take the whole host down; set one.
            image: acme/api:1
            mem_limit: 1g
            deploy:
              resources:
                limits:
                  memory: 1G
      `,
      good: yaml`
        services:
          api:
            image: acme/api:1
            mem_limit: 1g
            deploy:
              resources:
                limits:
                  memory: 1G
                  cpus: "1.0"
                  pids: 200
      `,
    },
    {
      title: "limits of an override, a provider",
      good: {
        "compose.yaml": yaml`
          services:
            api:
              image: acme/api:1
            cloud:
              provider:
                type: awesomecloud
        `,
        "compose.override.yaml": yaml`
          services:
            api:
              mem_limit: 1g
              cpus: 1
              pids_limit: 100
        `,
      },
    },
  ],
});

type Limit = "memory" | "cpus" | "pids";

function missingLimits({ deploy, memLimit, cpus, pidsLimit, get }: Service): Limit[] {
  const limits = deploy?.limits;
  const missing: Limit[] = [];
  if (!memLimit && !limits?.memory) missing.push("memory");
  if (!cpus && !limits?.cpus && !get("cpu_quota") && !get("cpu_shares") && !get("cpuset")) missing.push("cpus");
  // -1 and 0 mean as many as one likes.
  const isOpen = (it: { readonly value: number | undefined } | undefined) =>
    it === undefined || it.value === -1 || it.value === 0;
  if (isOpen(pidsLimit) && isOpen(limits?.pids)) missing.push(...(pidsLimit || limits?.pids ? [] : ["pids" as const]));
  return missing;
}

const words = (limits: readonly Limit[]): string => {
  const names = limits.map((it) => ({ memory: "memory", cpus: "processors", pids: "processes" })[it]);
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
};

/** Where to start from, by what the image is for. */
function startValues(facts: ImageFacts | undefined): Record<Limit, string> {
  const big = facts !== undefined && /^(?:database|search|broker)$/.test(facts.kind);
  const small = facts !== undefined && /^(?:web|proxy|cache)$/.test(facts.kind);
  return { memory: big ? "1G" : small ? "256M" : "512M", cpus: big ? '"2.0"' : '"1.0"', pids: "200" };
}

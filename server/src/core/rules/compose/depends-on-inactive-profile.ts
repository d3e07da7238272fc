import { defineRule } from "../../linter/rule.js";
import { mergedServices } from "../../project/compose/declarations.js";
import type { Project } from "../../project/project.js";
import { envFileUri } from "../../project/service-facts.js";
import { firstTime } from "../../syntax/compose/lookup.js";
import type { ComposeFile, Service } from "../../syntax/compose/model.js";
import { serviceReferences } from "../../syntax/compose/service-references.js";
import { envFileValue } from "../../syntax/env-file.js";
import { hasVariables } from "../../syntax/interpolation.js";
import { yaml } from "../../text/tags.js";
import { setOptional } from "../../transforms/depends-on.js";
import { fixOf, repairs } from "../../transforms/repairs.js";
import { insertEntry, quoteIfNeeded } from "../../transforms/yaml-edit.js";

export default defineRule({
  name: "depends-on-inactive-profile",
  language: "compose",
  category: "correctness",
  severity: "error",
  profiles: ["recommended"],
  summary: "A service needs another one that only a profile starts.",
  why: [
    "Without that profile Compose refuses the project: “depends on undefined service”. It does not switch profiles on by itself.",
    "Either the dependency is optional (`required: false`), or both belong to the same profile.",
  ],
  references: ["https://docs.docker.com/compose/how-tos/profiles/"],
  covers: ["depends-on-profiled-service"],
  crossFile: true,
  fix: "unsafe",

  *check(file, { project }) {
    const first = firstTime();
    for (const { service, merged } of mergedServices(file, project)) {
      for (const reference of serviceReferences(service)) {
        const { service: name, dependency, key } = reference;
        const target = project.compose.service(name.text);
        if (!target || target.profiles.length === 0 || dependency?.required?.value === false) continue;
        if (!needsProfile(merged, target) || isSwitchedOn(target, file, project) || !first(name)) continue;
        const stillThere = serviceReferences(merged).find((it) => it.service.text === name.text && it.key === key);
        if (!stillThere || stillThere.dependency?.required?.value === false) continue;
        const profiles = target.profiles.map(({ text }) => text);
        const list = `profiles: [${profiles.map((it) => quoteIfNeeded(it, { flow: true })).join(", ")}]`;
        yield {
          span: name.span,
          ...(merged.profiles.length > 0 ? { severity: "warning" as const } : {}),
          message: `'${service.name}' needs '${name.text}', which only the profile ${profiles.map((it) => `'${it}'`).join(" or ")} starts: without it Compose refuses the project.`,
          related: [{ uri: target.key.uri, span: target.key.span, message: "The service of a profile." }],
          ...repairs(
            [
              dependency ? fixOf(`Make ${name.text} optional`, "unsafe", setOptional(file, service, dependency)) : undefined,
              merged.profiles.length === 0
                ? fixOf(`Start ${service.name} with the same profile`, "unsafe", insertEntry(file, service.node, list))
                : undefined,
            ],
            "Which profiles the two should share is for the author to say.",
          ),
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
            depends_on:
              - mail
                ^^^^ 'web' needs 'mail', which only the profile 'dev' starts: without it Compose refuses the project.
              - db
          mail:
            image: axllent/mailpit:v1
            profiles: [dev]
          db:
            image: postgres:17
      `,
      good: yaml`
        services:
          web:
            image: acme/web:1
            depends_on:
              mail:
                condition: service_started
                required: false
              db:
                condition: service_started
          mail:
            image: axllent/mailpit:v1
            profiles: [dev]
          db:
            image: postgres:17
      `,
    },
    {
      title: "the mapping, and a shared network, which cannot be optional",
      bad: yaml`
        services:
          web:
            image: acme/web:1
            depends_on:
              mail:
              ^^^^ 'web' needs 'mail', which only the profile 'dev' or 'test' starts: without it Compose refuses the project.
                condition: service_healthy
          peer:
            image: acme/peer:1
            network_mode: service:mail
                                  ^^^^ 'peer' needs 'mail', which only the profile 'dev' or 'test' starts: without it Compose refuses the project.
          mail:
            image: axllent/mailpit:v1
            profiles: [dev, test]
      `,
      good: yaml`
        services:
          web:
            image: acme/web:1
            depends_on:
              mail:
                condition: service_healthy
                required: false
          peer:
            image: acme/peer:1
            network_mode: service:mail
            profiles: [dev, test]
          mail:
            image: axllent/mailpit:v1
            profiles: [dev, test]
      `,
    },
    {
      title: "the same profile, an optional one, and profiles switched on in .env",
      good: {
        "compose.yaml": yaml`
          services:
            seed:
              image: acme/seed:1
              profiles: [dev]
              depends_on: [mail]
            web:
              image: acme/web:1
              depends_on:
                mail:
                  condition: service_started
                  required: false
            api:
              image: acme/api:1
              depends_on: [trace]
            mail:
              image: axllent/mailpit:v1
              profiles: [dev]
            trace:
              image: jaegertracing/jaeger:2.1
              profiles: [tracing]
        `,
        ".env": yaml`
          COMPOSE_PROFILES=tracing
        `,
      },
    },
  ],
});

/** True when the service may start without any profile of the other. */
function needsProfile({ profiles }: Service, target: Service): boolean {
  const known = new Set(target.profiles.map(({ text }) => text));
  if ([...profiles, ...target.profiles].some(({ text }) => hasVariables(text))) return false;
  return profiles.length === 0 || profiles.some(({ text }) => !known.has(text));
}

function isSwitchedOn({ profiles }: Service, file: ComposeFile, project: Project): boolean {
  const node = project.read(envFileUri(file));
  const value = node.kind === "file" ? envFileValue(node.text, "COMPOSE_PROFILES") : undefined;
  const on = new Set(value?.split(",").map((it) => it.trim()));
  return node.kind === "unknown" || on.has("*") || profiles.some(({ text }) => on.has(text));
}

import { defineRule } from "../../linter/rule.js";
import { dependencyCycles } from "../../project/compose/cycles.js";
import { serviceNamed } from "../../syntax/compose/lookup.js";
import type { ComposeFile } from "../../syntax/compose/model.js";
import { type ServiceReference, serviceReferences } from "../../syntax/compose/service-references.js";
import { firstLine } from "../../syntax/yaml/errors.js";
import { yaml } from "../../text/tags.js";
import { removeListed } from "../../transforms/remove-listed.js";
import { fixOf, repairs } from "../../transforms/repairs.js";

export default defineRule({
  name: "dependency-cycle",
  language: "compose",
  category: "correctness",
  severity: "error",
  profiles: ["recommended"],
  summary: "Services wait for each other in a circle, or one waits for itself.",
  why: [
    "Compose refuses the project: “dependency cycle detected”.",
    "Links, `volumes_from` and `network_mode: service:…` count like `depends_on`.",
  ],
  references: ["https://docs.docker.com/reference/compose-file/services/#depends_on"],
  covers: ["dependency-cycle"],
  crossFile: true,
  fix: "unsafe",

  *check(file, { project }) {
    const { compose } = project;
    for (const cycle of dependencyCycles(compose)) {
      // One finding, in the file that closes the circle.
      const rank = (uri: string): number => compose.files.indexOf(uri);
      const last = Math.max(...cycle.map(({ reference }) => rank(reference.service.node.uri)));
      const edge = cycle.find(({ reference }) => rank(reference.service.node.uri) === last)!;
      const { service: name, key } = edge.reference;
      if (name.node.uri !== file.uri) continue;
      const own = ownReference(file, edge.from, edge.reference);
      const service = serviceNamed(file, edge.from);
      const profiled = cycle.some(({ from }) => (compose.service(from)?.profiles.length ?? 0) > 0);
      const path = [edge.from, ...rotated(cycle, edge).map(({ to }) => to)];
      const shown = path.length > 8 ? [...path.slice(0, 5), "…", ...path.slice(-2)] : path;
      yield {
        span: firstLine(file.text, name.span),
        ...(profiled ? { severity: "warning" as const } : {}),
        message:
          path.length === 2
            ? `'${edge.from}' waits for itself, so Compose refuses to start anything; remove it.`
            : `These services wait for each other, so Compose refuses to start any: ${shown.join(" → ")}.`,
        related: cycle
          .filter((it) => it !== edge)
          .slice(0, 20)
          .map(({ from, to, reference }) => ({
            uri: reference.service.node.uri,
            span: reference.service.span,
            message: `'${from}' waits for '${to}' here.`,
          })),
        ...repairs(
          [
            service && own && /^(?:depends_on|links|volumes_from)$/.test(key)
              ? fixOf(
                  `Remove ${name.text} from ${key} of ${edge.from}`,
                  "unsafe",
                  removeListed(file, service.node, key, own.service.node),
                )
              : undefined,
          ],
          "Which of the services can start without the other is for the author to say.",
        ),
      };
    }
  },

  examples: [
    {
      bad: yaml`
        services:
          web:
            image: acme/web:1
            depends_on:
              - api
                ^^^ These services wait for each other, so Compose refuses to start any: web → api → web.
              - db
          api:
            image: acme/api:1
            depends_on:
              web:
                condition: service_started
          db:
            image: postgres:17
      `,
      good: yaml`
        services:
          web:
            image: acme/web:1
            depends_on:
              - db
          api:
            image: acme/api:1
            depends_on:
              web:
                condition: service_started
          db:
            image: postgres:17
      `,
    },
    {
      title: "a service that waits for itself, and a circle through links and a shared network",
      bad: yaml`
        services:
          db:
            image: postgres:17
            depends_on: [db]
                         ^^ 'db' waits for itself, so Compose refuses to start anything; remove it.
          a:
            image: acme/a:1
            links:
              - "b:other"
                 ^ These services wait for each other, so Compose refuses to start any: a → b → c → a.
          b:
            image: acme/b:1
            network_mode: "service:c"
          c:
            image: acme/c:1
            volumes_from: ["a:ro"]
      `,
      good: yaml`
        services:
          db:
            image: postgres:17
          a:
            image: acme/a:1
          b:
            image: acme/b:1
            network_mode: "service:c"
          c:
            image: acme/c:1
            volumes_from: ["a:ro"]
      `,
    },
    {
      title: "the file that closes the circle is told",
      good: {
        "compose.yaml": yaml`
          services:
            web:
              image: acme/web:1
              depends_on: [db]
            db:
              image: postgres:17
        `,
        "compose.override.yaml": yaml`
          services:
            db:
              depends_on: [web]
        `,
      },
    },
    {
      title: "a diamond is no circle",
      good: yaml`
        services:
          a:
            image: acme/a:1
            depends_on: [b, c]
          b:
            image: acme/b:1
            depends_on: [d]
          c:
            image: acme/c:1
            depends_on: [d]
          d:
            image: acme/d:1
      `,
    },
  ],
});

function rotated<T>(cycle: readonly T[], first: T): readonly T[] {
  const at = cycle.indexOf(first);
  return [...cycle.slice(at), ...cycle.slice(0, at)];
}

/** The reference as the file writes it: the merged one may be rewritten. */
function ownReference(file: ComposeFile, from: string, { service, key }: ServiceReference): ServiceReference | undefined {
  const own = serviceNamed(file, from);
  return own && serviceReferences(own).find((it) => it.key === key && it.service.text === service.text);
}

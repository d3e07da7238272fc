import { defineRule, type Fix } from "../../linter/rule.js";
import { areApart, networksOf } from "../../project/compose/networks.js";
import { ownServices } from "../../project/compose/own-services.js";
import { partAsValue, urlsOf } from "../../project/compose/service-urls.js";
import { isOneShot } from "../../project/service-facts.js";
import type { ComposeFile, Service } from "../../syntax/compose/model.js";
import { firstLine } from "../../syntax/yaml/errors.js";
import { contentSpan, spanWithin } from "../../syntax/yaml/offsets.js";
import type { TextEdit } from "../../text/edits.js";
import type { Span } from "../../text/span.js";
import { yaml } from "../../text/tags.js";
import { appendItem, insertEntry } from "../../transforms/yaml-edit.js";

export default defineRule({
  name: "services-apart",
  language: "compose",
  category: "correctness",
  severity: "warning",
  profiles: ["recommended"],
  summary: "A service needs another with which it shares no network.",
  why: [
    "Containers find each other by name only on a network that both are in: the name does not even resolve.",
    "A service that names networks is no longer in `default`, where those that name none are.",
    "`depends_on` alone only sets the order, so it is noted as information; a URL or a link is surely meant to be used.",
  ],
  references: ["https://docs.docker.com/compose/how-tos/networking/#specify-custom-networks"],
  crossFile: true,
  fix: "unsafe",

  *check(file, { project }) {
    const { compose } = project;
    for (const { service, merged } of ownServices(file, project)) {
      const told = new Set<string>();
      const apart = (name: string): Service | undefined => {
        const target = told.has(name) || name === service.name ? undefined : compose.service(name);
        return target && compose.isKnown(name) && areApart(merged, target) ? target : undefined;
      };
      const report = function* (target: Service, span: Span, how: string, severity?: "info") {
        told.add(target.name);
        const edits = join(file, service, merged, target);
        const network = [...(networksOf(target) ?? [])][0] ?? "";
        const fixes: Fix[] = edits
          ? [{ title: `Add '${service.name}' to the network ${network}`, applicability: "unsafe", edits }]
          : [];
        yield {
          span,
          message: `'${service.name}' ${how} '${target.name}', but they share no network: it is in ${list(networksOf(merged))}, '${target.name}' in ${list(networksOf(target))}.`,
          ...(severity ? { severity } : {}),
          ...(edits ? { fixes } : { noFix: "Its networks are shared by an anchor or come from another file: add one there." }),
          related: [{ uri: target.key.uri, span: target.key.span, message: `The service '${target.name}'.` }],
        };
      };
      for (const url of urlsOf(service)) {
        const target = apart(url.host.text);
        if (!target || told.has(target.name)) continue;
        const spanOf = (start: number, end: number) =>
          spanWithin(url.value.node, start, end) ?? firstLine(file.text, contentSpan(url.value.node));
        yield* report(target, partAsValue(url, url.host, spanOf).span, "calls");
      }
      for (const { service: name } of service.links) {
        const target = apart(name.text);
        if (target) yield* report(target, name.span, "links to");
      }
      for (const { service: name, entry } of service.dependsOn) {
        const target = apart(name.text);
        if (!target || isOneShot(target, file) || isOneShot(merged, file) || entry?.merged) continue;
        yield* report(target, name.span, "depends on", "info");
      }
    }
  },

  examples: [
    {
      title: "a URL into another network; one that names none",
      bad: yaml`
        services:
          web:
            image: acme/web:1
            networks:
              - front # public
            environment:
              DATABASE_URL: postgres://db:5432/shop
                                       ^^ 'web' calls 'db', but they share no network: it is in front, 'db' in back.
          api:
            image: acme/api:1
            depends_on: [db]
                         ^^ 'api' depends on 'db', but they share no network: it is in default, 'db' in back.
          db:
            image: postgres:17
            networks: [back]
        networks:
          front:
          back:
      `,
      good: yaml`
        services:
          web:
            image: acme/web:1
            networks:
              - front # public
              - back
            environment:
              DATABASE_URL: postgres://db:5432/shop
          api:
            image: acme/api:1
            depends_on: [db]
            networks:
              - default
              - back
          db:
            image: postgres:17
            networks: [back]
        networks:
          front:
          back:
      `,
    },
    {
      title: "networks as a mapping",
      bad: yaml`
        services:
          web:
            image: acme/web:1
            environment: ["API=http://api:8000"]
                                      ^^^ 'web' calls 'api', but they share no network: it is in front, 'api' in back.
            networks:
              front:
                aliases: [www]
          api:
            image: acme/api:1
            networks:
              back:
        networks: {front: , back: }
      `,
      good: yaml`
        services:
          web:
            image: acme/web:1
            environment: ["API=http://api:8000"]
            networks:
              front:
                aliases: [www]
              back:
          api:
            image: acme/api:1
            networks:
              back:
        networks: {front: , back: }
      `,
    },
    {
      title: "a common network, one of an override, the host's network, jobs in order",
      good: {
        "compose.yaml": yaml`
          services:
            web:
              image: acme/web:1
              networks: [front, back]
              environment: {DB: "postgres://db:5432"}
            api:
              image: acme/api:1
              environment: {DB: "postgres://db:5432"}
            agent:
              image: acme/agent:1
              network_mode: host
              depends_on: [db]
            report:
              image: acme/report:1
              networks: [front]
              depends_on: [migrate]
            migrate:
              image: acme/api:1
              networks: [back]
            db:
              image: postgres:17
              networks: [back]
          networks: {front: , back: }
        `,
        "compose.override.yaml": yaml`
          services:
            api:
              networks: [back]
        `,
      },
    },
  ],
});

function list(names: ReadonlySet<string> | undefined): string {
  return [...(names ?? [])].join(" and ");
}

/** Adds the first network of the target; a service that names none stays in `default` besides. */
function join(file: ComposeFile, service: Service, merged: Service, target: Service): TextEdit[] | undefined {
  const network = [...(networksOf(target) ?? [])][0];
  if (network === undefined) return undefined;
  const own = service.get("networks");
  if (own === undefined) {
    if (merged.networks.length > 0) return undefined;
    return insertEntry(
      file,
      service.node,
      service.node.flow ? `networks: [default, ${network}]` : `networks:\n  - default\n  - ${network}`,
    );
  }
  if (own.merged || own.alias) return undefined;
  if (own.value.kind === "seq") return appendItem(file, own.value, network);
  return own.value.kind === "map" ? insertEntry(file, own.value, own.value.flow ? `${network}: {}` : `${network}:`) : undefined;
}

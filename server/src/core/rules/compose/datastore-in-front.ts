import { defineRule, type Fix } from "../../linter/rule.js";
import { networksOf } from "../../project/compose/networks.js";
import { ownServices } from "../../project/compose/own-services.js";
import { urlsOf } from "../../project/compose/service-urls.js";
import type { Project } from "../../project/project.js";
import { imageFactsOfService, isDevelopmentFile } from "../../project/service-facts.js";
import { serviceNamed } from "../../syntax/compose/lookup.js";
import type { ComposeFile, Service } from "../../syntax/compose/model.js";
import { firstLine } from "../../syntax/yaml/errors.js";
import { yaml } from "../../text/tags.js";
import { declareResource } from "../../transforms/declare-resource.js";
import { fixOf, repairs } from "../../transforms/repairs.js";
import { addField } from "../../transforms/service-field.js";

export default defineRule({
  name: "datastore-in-front",
  language: "compose",
  category: "security",
  severity: "hint",
  profiles: ["hardened"],
  summary: "A database, cache or broker shares a network with a published service that does not seem to use it.",
  why: [
    "Networks are zones: whoever breaks into the service at the front can then knock at the datastore directly.",
    "An `internal` network behind, for the datastore and those that use it, keeps the others and the outside away.",
    "A service counts as a user when it waits for the datastore, links to it or names it in a variable; where all published services do, nothing is said.",
  ],
  references: [
    "https://docs.docker.com/compose/how-tos/networking/#specify-custom-networks",
    "https://docs.docker.com/reference/compose-file/networks/#internal",
  ],
  aliases: ["docksec:compose-no-network-segmentation", "cis:5.30"],
  crossFile: true,
  fix: "unsafe",

  *check(file, { project }) {
    const { compose } = project;
    if (isDevelopmentFile(file) || !compose.complete) return;
    const isStore = (it: Service): boolean => datastore.test(imageFactsOfService(it, file, project)?.kind ?? "");
    const front = compose.services.filter((it) => isPublished(it) && !isStore(it) && compose.isKnown(it.name));
    if (front.length === 0) return;
    const found = [...ownServices(file, project)].flatMap(({ service, merged }) => {
      if (!isStore(merged) || isPublished(merged)) return [];
      const own = networksOf(merged);
      const idle = front.find(
        (it) => !uses(it, merged) && own !== undefined && [...(networksOf(it) ?? [])].some((name) => own.has(name)),
      );
      return idle ? [{ service, idle }] : [];
    });
    // One network for all of them: it is made once.
    const stores = found.map(({ service }) => service);
    for (const { service, idle } of found) {
      yield {
        span: firstLine(file.text, service.key.span),
        message: `'${idle.name}', which is published, can reach '${service.name}' and does not seem to use it; put '${service.name}' and those that do into an internal network.`,
        ...repairs([fixFor(file, project, stores)], "Which networks the other services are in is for the author to arrange."),
        related: [{ uri: idle.key.uri, span: idle.key.span, message: "The published service." }],
      };
    }
  },

  examples: [
    {
      bad: yaml`
        services:
          web:
            image: acme/web:1
            ports: ["80:8080"]
          api:
            image: acme/api:1
            environment:
              DATABASE_URL: postgres://db:5432/shop
              CACHE: cache
          db:
          ^^ 'web', which is published, can reach 'db' and does not seem to use it; put 'db' and those that do into an internal network.
            image: postgres:17
          cache:
          ^^^^^ 'web', which is published, can reach 'cache' and does not seem to use it; put 'cache' and those that do into an internal network.
            image: redis:8
      `,
      good: yaml`
        services:
          web:
            image: acme/web:1
            ports: ["80:8080"]
          api:
            image: acme/api:1
            environment:
              DATABASE_URL: postgres://db:5432/shop
              CACHE: cache
            networks:
              - default
              - back
          db:
            image: postgres:17
            networks:
              - back
          cache:
            image: redis:8
            networks:
              - back

        networks:
          back:
            internal: true
      `,
    },
    {
      title: "zones are there already, everybody at the front uses it, nobody is at the front",
      good: yaml`
        services:
          web: {image: "acme/web:1", ports: ["80:8080"], networks: [front]}
          api: {image: "acme/api:1", ports: ["81:8080"], networks: [front, back], depends_on: [db]}
          local: {image: "acme/tool:1", ports: ["127.0.0.1:82:8080"], networks: [back]}
          db: {image: "postgres:17", networks: [back]}
        networks: {front: , back: {internal: true}}
      `,
    },
  ],
});

const datastore = /^(?:database|cache|broker|search)$/;

/** True where others than the host itself can reach the service. */
function isPublished({ ports, networkMode }: Service): boolean {
  return (
    !networkMode &&
    ports.some(({ known, target, hostIp }) => known && target && !/^(?:127\.|localhost|::1)/.test(hostIp?.text ?? ""))
  );
}

/** True where a service says in its file that it talks to another. */
function uses(service: Service, { name }: Service): boolean {
  const word = new RegExp(`(?<![\\w.-])${name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?![\\w.-])`);
  return (
    service.dependsOn.some((it) => it.service.text === name) ||
    service.links.some((it) => it.service.text === name) ||
    [...urlsOf(service)].some(({ host }) => host.text === name) ||
    service.environment.some(({ value }) => value !== undefined && word.test(value.text))
  );
}

/** Only where nobody has arranged networks yet, and where the users of the datastore are known. */
function fixFor(file: ComposeFile, { compose }: Project, stores: readonly Service[]): Fix | undefined {
  if (compose.services.some((it) => it.networks.length > 0 || it.networkMode || it.envFiles.length > 0)) return undefined;
  if (file.networks.length > 0 || compose.networks.length > 0 || compose.files.length > 1) return undefined;
  const names = new Set(stores.map(({ name }) => name));
  const users = compose.services.filter((it) => !names.has(it.name) && stores.some((store) => uses(it, store)));
  if (!stores.every((store) => users.some((it) => uses(it, store)))) return undefined;
  const edits = [
    ...stores.map((it) => addField(file, it, "networks", ["back"])),
    ...users.map((it) => {
      const own = serviceNamed(file, it.name);
      return own && addField(file, own, "networks", ["default", "back"]);
    }),
    declareResource(file, "networks", "back", stores[0]!.key.span, ["  internal: true"]),
  ];
  const title = `Put ${[...names].map((name) => `'${name}'`).join(" and ")} into an internal network`;
  return edits.every((it) => it !== undefined) ? fixOf(title, "unsafe", edits.flat()) : undefined;
}

import { defineRule, type Fix } from "../../linter/rule.js";
import { partAsValue, type ServiceUrl, urlsOf } from "../../project/compose/service-urls.js";
import type { Project } from "../../project/project.js";
import { imageFactsOfService } from "../../project/service-facts.js";
import type { ComposeFile, Service } from "../../syntax/compose/model.js";
import { firstLine } from "../../syntax/yaml/errors.js";
import { contentSpan, spanWithin } from "../../syntax/yaml/offsets.js";
import { yaml } from "../../text/tags.js";
import { replaceValue } from "../../transforms/yaml-edit.js";

export default defineRule({
  name: "service-url-port",
  language: "compose",
  category: "correctness",
  severity: "warning",
  profiles: ["recommended"],
  summary: "A URL leads to a service by the port that is published on the host, or by way of `localhost`.",
  why: [
    "Containers talk to each other inside the project's network: by the service's name and the port its program listens on.",
    "The port to the left of the colon in `ports` exists on the host only, and `localhost` in a container is that container itself.",
    "Addresses that a browser uses (`http://localhost:3000`) are left alone.",
  ],
  references: ["https://docs.docker.com/compose/how-tos/networking/"],
  crossFile: true,
  fix: "unsafe",

  *check(file, { project }) {
    const seen = new Set<string>();
    for (const service of file.services) {
      for (const url of urlsOf(service)) {
        const key = `${url.value.node.span.start}:${url.host.start}`;
        if (!url.port || seen.has(key)) continue;
        const wrong = isLoopback(url.host.text) ? misplaced(url, service, file, project) : wrongPort(url, project);
        if (!wrong) continue;
        seen.add(key);
        const spanOf = (start: number, end: number) =>
          spanWithin(url.value.node, start, end) ?? firstLine(file.text, contentSpan(url.value.node));
        const written = partAsValue(url, wrong.part, spanOf);
        const edits = replaceValue(file, written, wrong.meant);
        const fixes: Fix[] = edits ? [{ title: `Use ${wrong.title}`, applicability: "unsafe", edits }] : [];
        yield {
          span: written.span,
          message: wrong.message,
          ...(edits ? { fixes } : { noFix: "The value is shared by an anchor, or its escapes hide the place." }),
          related: [{ uri: wrong.target.key.uri, span: wrong.target.key.span, message: `The service '${wrong.target.name}'.` }],
        };
      }
    }
  },

  examples: [
    {
      title: "the port of the host; localhost",
      bad: yaml`
        services:
          api:
            image: acme/api:1
            environment:
              DATABASE_URL: postgresql+asyncpg://shop:\${DB_PASSWORD}@db:5433/shop
                                                                        ^^^^ Inside the network 'db' listens on 5432; 5433 is its port on the host.
              REDIS_URL: redis://localhost:6379/0
                                 ^^^^^^^^^ In this container localhost is 'api' itself, and redis runs in 'cache'; use cache:6379.
          worker:
            image: acme/api:1
            environment:
              - BROKER=amqp://mq:5672,amqp://127.0.0.1:5672
                                             ^^^^^^^^^ In this container 127.0.0.1 is 'worker' itself, and rabbitmq runs in 'mq'; use mq:5672.
          db:
            image: postgres:17
            ports:
              - "127.0.0.1:5433:5432"
          cache:
            image: redis:8
          mq:
            image: rabbitmq:4
      `,
      good: yaml`
        services:
          api:
            image: acme/api:1
            environment:
              DATABASE_URL: postgresql+asyncpg://shop:\${DB_PASSWORD}@db:5432/shop
              REDIS_URL: redis://cache:6379/0
          worker:
            image: acme/api:1
            environment:
              - BROKER=amqp://mq:5672,amqp://mq:5672
          db:
            image: postgres:17
            ports:
              - "127.0.0.1:5433:5432"
          cache:
            image: redis:8
          mq:
            image: rabbitmq:4
      `,
    },
    {
      title: "a web service by its published port",
      bad: yaml`
        services:
          web:
            image: acme/web:1
            environment:
              API: "http://api:8080/v1"
                               ^^^^ Inside the network 'api' listens on 80; 8080 is its port on the host.
          api:
            image: acme/api:1
            ports: ["8080:80"]
      `,
      good: yaml`
        services:
          web:
            image: acme/web:1
            environment:
              API: "http://api:80/v1"
          api:
            image: acme/api:1
            ports: ["8080:80"]
      `,
    },
    {
      title: "what a browser uses, another port of the image, the host's network, a service of one's own on localhost",
      good: yaml`
        services:
          web:
            image: acme/web:1
            environment:
              NEXT_PUBLIC_API: http://localhost:8080
              MQ_PAGE: http://mq:15672
              METRICS: http://api:9090
              OTHER: redis://elsewhere.example.com:6380
          host:
            image: acme/agent:1
            network_mode: host
            environment:
              DB: postgres://localhost:5433/x
          all-in-one:
            image: acme/all:1
            ports: ["6379:6379"]
            environment:
              REDIS_URL: redis://localhost:6379
          api:
            image: acme/api:1
            ports: ["8080:80"]
            expose: ["9090"]
          mq:
            image: rabbitmq:4
            ports: ["15673:15672"]
          db:
            image: postgres:17
            ports: ["5433:5432"]
      `,
    },
  ],
});

interface Wrong {
  readonly part: { readonly text: string; readonly start: number };
  readonly meant: string;
  readonly title: string;
  readonly message: string;
  readonly target: Service;
}

function isLoopback(host: string): boolean {
  return /^(?:localhost|127\.0\.0\.1|\[::1\]|0\.0\.0\.0)$/i.test(host);
}

/** The host's port of a service where its own is meant; undefined where the service may well listen there too. */
function wrongPort({ host, port }: ServiceUrl, project: Project): Wrong | undefined {
  const target = project.compose.service(host.text);
  if (!target || !port || !project.compose.isKnown(host.text) || target.ports.some(({ known }) => !known)) return undefined;
  const number = Number(port.text);
  const listens = [
    ...target.ports.flatMap(({ targetRange }) => targetRange ?? []),
    ...target.expose.flatMap(({ text }) =>
      /^\d+/.test(text) ? { first: Number.parseInt(text, 10), last: Number.parseInt(text, 10) } : [],
    ),
  ];
  if (listens.some(({ first, last }) => first <= number && number <= last)) return undefined;
  const published = target.ports.find(({ publishedRange: range }) => range?.first === number && range.last === number);
  const own = published?.targetRange;
  if (!own || own.first !== own.last) return undefined;
  return {
    part: port,
    meant: String(own.first),
    title: `port ${own.first}`,
    message: `Inside the network '${target.name}' listens on ${own.first}; ${number} is its port on the host.`,
    target,
  };
}

/** Schemes that no browser speaks: such an address in a container means a server of the project. */
const backends =
  /^(?:postgres(?:ql)?|mysql|mariadb|mongodb|rediss?|valkey|amqps?|kafka|nats|memcached|mssql|sqlserver|clickhouse|cassandra|bolt|neo4j|mqtt)$/;

function misplaced({ scheme, host, port }: ServiceUrl, service: Service, file: ComposeFile, project: Project): Wrong | undefined {
  if (!scheme || !backends.test(scheme) || !port) return undefined;
  const own = project.compose.service(service.name) ?? service;
  if (own.networkMode || !project.compose.isKnown(own.name)) return undefined;
  const number = Number(port.text);
  const serves = (it: Service): boolean =>
    it.ports.some(({ targetRange: range }) => range && range.first <= number && number <= range.last) ||
    it.expose.some(({ text }) => Number.parseInt(text, 10) === number);
  if (serves(own)) return undefined;
  const others = project.compose.services.filter((it) => it.name !== own.name && !it.networkMode);
  const servers = others.filter((it) => {
    const facts = imageFactsOfService(it, file, project);
    return facts !== undefined && /^(?:database|cache|broker|search)$/.test(facts.kind) && facts.ports.includes(number);
  });
  const target = servers[0];
  if (!target || servers.length > 1) return undefined;
  const name = imageFactsOfService(target, file, project)!.name;
  return {
    part: host,
    meant: target.name,
    title: `${target.name}:${number}`,
    message: `In this container ${host.text} is '${service.name}' itself, and ${name} runs in '${target.name}'; use ${target.name}:${number}.`,
    target,
  };
}

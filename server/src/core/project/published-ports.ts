/** The ports a service publishes on every interface of the host, and what answers there. */
import type { ImageFacts } from "../knowledge/images.js";
import type { ComposeFile, Port, Service } from "../syntax/compose/model.js";
import type { Project } from "./project.js";
import { commandText, imageFactsOfService, resolved } from "./service-facts.js";

export interface OpenPort {
  readonly service: Service;
  readonly port: Port;
  /** The container's side; undefined for a range or where a variable hides it. */
  readonly target: number | undefined;
  /** The host's side with variables resolved; undefined: a random port. */
  readonly published: string | undefined;
  readonly kind: "datastore" | "admin" | "other";
  /** What answers, such as `postgres` or `the Node.js debugger`. */
  readonly what: string;
  /** True for an admin port by which whoever reaches it runs code. */
  readonly runsCode: boolean;
}

const datastore = /^(?:database|cache|broker|search)$/;
/** What devices and browsers reach from outside by design. */
const meantForOutside = /mosquitto|emqx|minio|hivemq/;

/** Ports by which whoever reaches them runs code or rules the engine. */
const codePorts = new Map([
  [2375, "the Docker API"],
  [2376, "the Docker API"],
  [5005, "the Java debugger"],
  [5678, "debugpy"],
  [9229, "the Node.js debugger"],
  [2345, "the Delve debugger"],
  [40000, "the Delve debugger"],
]);
/** Words of a service that say a debugger listens. */
const debugWords = /debugpy|ptvsd|jdwp|--inspect|\bdlv\b|JPDA|DEBUG/;

/** Images whose page administers something else; nobody but the administrator should reach it. */
const adminImages =
  /^(?:adminer|phpmyadmin(?:\/phpmyadmin)?|dpage\/pgadmin4|mongo-express|(?:rediscommander|ghcr\.io\/joeferner)\/redis-commander|redis\/redisinsight|redislabs\/redisinsight|portainer\/portainer(?:-ce|-ee)?|tecnativa\/docker-socket-proxy|(?:gcr\.io\/cadvisor|ghcr\.io\/google|google)\/cadvisor|amir20\/dozzle|provectuslabs\/kafka-ui|ghcr\.io\/kafbat\/kafka-ui|obsidiandynamics\/kafdrop|mher\/flower|(?:prom|quay\.io\/prometheus)\/.*|mailhog\/mailhog|(?:ghcr\.io\/)?axllent\/mailpit)$/;

/** Ports of an image that administer it, beside those it serves. */
const adminPorts: readonly (readonly [RegExp, readonly number[], string])[] = [
  [/^rabbitmq$/, [15672, 15671], "the management page of rabbitmq"],
  [/^traefik$/, [8080], "the dashboard of traefik"],
  [/^caddy$/, [2019], "the admin API of caddy"],
  [/^kong/, [8001, 8444], "the admin API of kong"],
  [/minio\/minio$/, [9001], "the console of minio"],
  [/nginx-proxy-manager$/, [81], "the admin page of nginx-proxy-manager"],
];

/** Every published port without an address, each place once. What cannot be known is left out. */
export function* openPorts(file: ComposeFile, project: Project): Generator<OpenPort> {
  const seen = new Set<number>();
  for (const service of file.services) {
    if (service.networkMode) continue;
    const facts = service.ports.length > 0 ? imageFactsOfService(service, file, project) : undefined;
    for (const port of service.ports) {
      if (seen.has(port.span.start) || !isOpen(port, file, project)) continue;
      seen.add(port.span.start);
      const target = numberOf(port, file, project);
      const published = port.published && resolved(port.published.text, file, project);
      yield { service, port, target, published, ...classify(target, published, facts, mayDebug(service)) };
    }
  }
}

function isOpen({ known, hostIp, published, target }: Port, file: ComposeFile, project: Project): boolean {
  if (!target) return false;
  // A variable may bring an address along (`${BIND}:5432` with BIND=127.0.0.1:5432), unless its value is known.
  const host = published && resolved(published.text, file, project);
  if (published && (host === undefined || (!known && !/^\d+(?:-\d+)?$/.test(host)) || host.includes(":"))) return false;
  if (!published && !known) return false;
  const address = hostIp && resolved(hostIp.text, file, project);
  return hostIp === undefined || (address !== undefined && /^(?:|0\.0\.0\.0|::|\[::\])$/.test(address));
}

function numberOf({ target }: Port, file: ComposeFile, project: Project): number | undefined {
  const text = target && resolved(target.text, file, project);
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

/** Code of one's own, or a word that says so: of a finished image, the number alone proves nothing. */
function mayDebug(service: Service): boolean {
  const environment = service.environment.map(({ key, value }) => `${key.text}=${value?.text ?? ""}`).join(" ");
  return service.build !== undefined || debugWords.test(`${commandText(service)} ${environment}`);
}

function classify(
  target: number | undefined,
  published: string | undefined,
  facts: ImageFacts | undefined,
  debugs: boolean,
): Pick<OpenPort, "kind" | "what" | "runsCode"> {
  const admin = (what: string, runsCode = false): Pick<OpenPort, "kind" | "what" | "runsCode"> => ({
    kind: "admin",
    what,
    runsCode,
  });
  if (facts && target !== undefined) {
    const own = adminPorts.find(([name, ports]) => name.test(facts.name) && ports.includes(target));
    if (own) return admin(own[2]);
  }
  if (
    facts &&
    datastore.test(facts.kind) &&
    !meantForOutside.test(facts.name) &&
    target !== undefined &&
    facts.ports.includes(target)
  ) {
    return { kind: "datastore", what: shortName(facts.name), runsCode: false };
  }
  if (
    facts &&
    adminImages.test(facts.name) &&
    target !== 1025 &&
    (target === undefined || facts.ports.includes(target) || facts.ports.length === 0)
  ) {
    return admin(shortName(facts.name), /socket-proxy|portainer/.test(facts.name));
  }
  const code = target === undefined ? undefined : codePorts.get(target);
  // Another program may well have chosen the number: only where both sides say so.
  const isProgramOfItsOwn = facts !== undefined && facts.kind !== "runtime" && facts.kind !== "os" && facts.name !== "docker";
  const isEngine = target === 2375 || target === 2376;
  if (code && published === String(target) && !isProgramOfItsOwn && (isEngine || debugs)) return admin(code, true);
  return { kind: "other", what: facts ? shortName(facts.name) : "the service", runsCode: false };
}

function shortName(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1);
}

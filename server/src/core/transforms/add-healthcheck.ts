/** Gives a service the health check that is known to work in its image. */
import { composeTest, type ImageFacts } from "../knowledge/images.js";
import { commandText, environmentValue, runsItsProgram } from "../project/service-facts.js";
import type { ComposeFile, Service } from "../syntax/compose/model.js";
import type { TextEdit } from "../text/edits.js";
import { insertEntry } from "./yaml-edit.js";

/** Options and variables that move a server to another port or behind TLS: the known probe would ask at the wrong door. */
const movedByCommand =
  /(?:^|\s)(?:--?port[=\s]|-p\s*\d|--tls|--ssl|--web\.|--http-address|--server\.|-c\s+(?:port|ssl)\s*=|--bind|--listen)/;
const movedByVariable =
  /^(?:PGPORT|PORT|HTTP_PORT|REDIS_PORT(?:_NUMBER)?|MYSQL_TCP_PORT|GF_SERVER_\w+|KC_HTTP_\w*PORT|MINIO_ADDRESS|\w*_LISTEN\w*|ME_CONFIG_SITE_BASEURL)$/;

/**
 * The words of `test`, as Compose takes them.
 * @returns undefined where the image has no known probe, or the service is set up in a way that the probe may not fit
 */
export function knownTest(service: Service, facts: ImageFacts | undefined): readonly string[] | undefined {
  if (!facts?.healthcheck || !runsItsProgram(service)) return undefined;
  if (movedByCommand.test(commandText(service)) || service.environment.some(({ key }) => movedByVariable.test(key.text)))
    return undefined;
  if (facts.healthcheck.test.toString().includes("pg_isready")) return postgresTest(service) ?? composeTest(facts.healthcheck);
  if (facts.kind === "cache" && mayHavePassword(service)) {
    // Without the password the server still answers, by refusing.
    return composeTest(facts.healthcheck).map((word) => word.replace("grep -q PONG", "grep -Eq 'PONG|NOAUTH'"));
  }
  return composeTest(facts.healthcheck);
}

/** The image's probe with the user and database that this service sets; undefined where they come from elsewhere. */
function postgresTest(service: Service): readonly string[] | undefined {
  const isSet = (name: string): boolean => environmentValue(service, name) !== undefined;
  if (
    service.envFiles.length > 0 ||
    service.environment.some(({ key }) => /^POSTGRES_(?:USER|DB)(?:_FILE)?$/.test(key.text) && !isSet(key.text))
  )
    return undefined;
  if (isSet("POSTGRES_USER_FILE") || isSet("POSTGRES_DB_FILE")) return undefined;
  const user = isSet("POSTGRES_USER") ? "$$POSTGRES_USER" : "postgres";
  const database = isSet("POSTGRES_DB") ? "$$POSTGRES_DB" : user;
  return ["CMD-SHELL", `pg_isready -h 127.0.0.1 -U ${user} -d ${database}`];
}

/** Also by a configuration file that nobody can see from here. */
function mayHavePassword(service: Service): boolean {
  if (/--requirepass|--user\s|\.conf\b|--aclfile/.test(commandText(service))) return true;
  return service.envFiles.length > 0 || service.environment.some(({ key }) => /PASS|ARGS/i.test(key.text));
}

/** Adds `healthcheck` to a service, or the missing `test` to the one it has. */
export function addHealthcheck(
  file: ComposeFile,
  service: Service,
  test: readonly string[],
  facts: ImageFacts,
): TextEdit[] | undefined {
  const line = `test: [${test.map(word).join(", ")}]`;
  if (service.healthcheck) {
    const { value, merged, alias } = service.healthcheck.entry;
    return merged || alias || value.kind !== "map" || service.healthcheck.test ? undefined : insertEntry(file, value, line);
  }
  const isSlow = /^(?:database|broker|search)$/.test(facts.kind);
  const timing = [`interval: 10s`, `timeout: ${isSlow ? 10 : 5}s`, "retries: 5", `start_period: ${isSlow ? 30 : 10}s`];
  const entry = ["healthcheck:", ...[line, ...timing].map((it) => `  ${it}`)].join("\n");
  return insertEntry(file, service.node, service.node.flow ? `healthcheck: { ${[line, ...timing].join(", ")} }` : entry);
}

/** In the quotes that need fewer escapes. */
function word(text: string): string {
  return text.includes('"') || text.includes("\\") ? `'${text.replaceAll("'", "''")}'` : `"${text}"`;
}

/** What is known of the container a service starts: its image, its health check, how long it runs. Unknown stays undefined. */
import type { ImageFacts } from "../knowledge/images.js";
import { hasOwnHealthcheck } from "../knowledge/own-healthchecks.js";
import { isAwaitedToComplete, serviceNamed } from "../syntax/compose/lookup.js";
import type { Command, ComposeFile, Dependency, Healthcheck, Service, TextValue } from "../syntax/compose/model.js";
import { envFileValue } from "../syntax/env-file.js";
import { type ImageReference, parseImageReference } from "../syntax/image-reference.js";
import { hasVariables, interpolate } from "../syntax/interpolation.js";
import { isDevelopmentUri } from "./development.js";
import type { Project } from "./project.js";
import { dirname, join } from "./uri.js";

/** The file that `docker compose` reads its variables from: beside the first Compose file. */
export function envFileUri(file: ComposeFile): string {
  return join(dirname(file.uri), ".env");
}

/** The text with its variables replaced by their defaults, or by what `.env` says; undefined when one has neither. */
export function resolved(text: string, file: ComposeFile, project: Project): string | undefined {
  if (!hasVariables(text)) return text.replaceAll("$$", "$");
  const node = project.read(envFileUri(file));
  const result = interpolate(text, (name) => (node.kind === "file" ? envFileValue(node.text, name) : undefined));
  return result.unset.length > 0 || result.errors.length > 0 ? undefined : result.text;
}

/** The image a service names, with variables resolved; undefined where there is none or it cannot be known. */
export function imageOfService(service: Service, file: ComposeFile, project: Project): ImageReference | undefined {
  const text = service.image && resolved(service.image.text, file, project);
  return text ? parseImageReference(text) : undefined;
}

/** Facts about the image that runs: that of `image`, or the base image of what `build` builds. */
export function imageFactsOfService(service: Service, file: ComposeFile, project: Project): ImageFacts | undefined {
  if (service.build) {
    const build = project.buildOf(service);
    return build?.stage && build.dockerfile ? project.factsOf(build.stage, build.dockerfile).image : undefined;
  }
  const reference = imageOfService(service, file, project);
  return reference && project.imageFacts(reference);
}

/**
 * Where a service's health check comes from.
 * - `own`: its `healthcheck`; `off`: switched off there; `image`: HEALTHCHECK of its Dockerfile, or known of its image
 * - `none`: it has none; `unknown`: nobody can tell
 */
export type HealthSource = "own" | "off" | "image" | "none" | "unknown";

export function healthSource(service: Service, file: ComposeFile, project: Project): HealthSource {
  const own = healthcheckOf(service, file, project);
  if (own === "unknown") return "unknown";
  if (own) {
    if (own.disabled) return "off";
    if (own.test) return "own";
  }
  if (!service.build) {
    const facts = imageFactsOfService(service, file, project);
    if (!facts) return "unknown";
    return hasOwnHealthcheck(facts.name) ? "image" : "none";
  }
  const build = project.buildOf(service);
  if (!build?.dockerfile || !build.stage) return "unknown";
  const facts = project.factsOf(build.stage, build.dockerfile);
  const instruction = facts.state.healthcheck;
  if (instruction) return instruction.none ? "none" : "image";
  if (!facts.image) return "unknown";
  return hasOwnHealthcheck(facts.image.name) ? "image" : "none";
}

/** A service's own health check, also one it gets by `extends` or that another file of the folder gives it. */
function healthcheckOf(service: Service, file: ComposeFile, project: Project): Healthcheck | "unknown" | undefined {
  const merged = project.compose.service(service.name) ?? service;
  if (merged.healthcheck) return merged.healthcheck;
  if (!project.compose.isKnown(service.name)) return "unknown";
  return namesakes(service, file, project).find(({ healthcheck }) => healthcheck)?.healthcheck;
}

/** The same service in the other Compose files of the folder, which Compose may merge with this one. */
export function namesakes(service: Service, file: ComposeFile, project: Project): readonly Service[] {
  const folder = dirname(file.uri);
  return project.composeFiles
    .filter(({ uri }) => uri !== file.uri && dirname(uri) === folder)
    .flatMap((it) => serviceNamed(it, service.name) ?? []);
}

/** True for a file of development or tests. */
export function isDevelopmentFile({ uri }: ComposeFile): boolean {
  return isDevelopmentUri(uri);
}

/** Words of a command that does its work and ends. */
const jobCommand =
  /(?:^|[\s/:;&"'-])(?:migrate|migrations?|makemigrations|collectstatic|createsuperuser|loaddata|dumpdata|createcachetable|upgrade\s+heads?|db:(?:migrate|seed|setup|create)|db\s+(?:upgrade|migrate|push|seed|init)|prisma\s+(?:migrate|db)|createdb|create-topics?|kafka-topics|pg_dump|pg_restore|mysqldump|certonly|mc\s+(?:alias|mb|config)|chown|chmod|mkdir|pytest|npm\s+(?:test|ci|install)|yarn\s+(?:test|install)|rs\.initiate|init-db|initdb)(?![\w.])/;
/** Programs that run until they are stopped. */
const serverCommand =
  /(?:^|[\s/"'])(?:uvicorn|gunicorn|hypercorn|daphne|uwsgi|granian|waitress-serve|runserver(?:_plus)?|flask\s+(?:--\S+\s+\S+\s+)*run|celery\s.*\b(?:worker|beat|flower)|rqworker|rq\s+worker|dramatiq|huey_consumer\S*|streamlit\s+run|jupyter|airflow\s+(?:webserver|scheduler|api-server|celery)|node|nodemon|ts-node|tsx|pm2(?:-runtime)?|next\s+(?:start|dev)|nuxt|vite|(?:npm|yarn|pnpm)\s+(?:run\s+)?(?:start|dev|serve|watch)\S*|java|dotnet\s+(?:watch|run|\S+\.dll)|puma|unicorn|sidekiq|rails\s+(?:s|server)|rackup|resque|php-fpm\S*|apache2-foreground|artisan\s+(?:serve|queue:work|schedule:work|horizon)|nginx|httpd|caddy\s+run|haproxy|supervisord|postgres|mysqld|mariadbd|mongod|redis-server|valkey-server|minio\s+server|tail\s+-[fF]|sleep\s+infinity)(?![\w-])/;
const jobName =
  /(?:^|[-_])(?:migrat\w*|init|initdb|initializer|setup|seed\w*|bootstrap|create\w*|import\w*|backup|restore|dump|tests?|lint|cli|job|once|builder|build|prepare|provision\w*|install\w*|configure|certs?|permissions?|perms|fixtures?)(?:$|[-_\d])/i;

/** True for a service that may do its work and end: jobs, migrations, tools to be called. */
export function isOneShot(service: Service, file: ComposeFile): boolean {
  if (service.restart?.text === "no") return true;
  if (/-job$/.test(service.deploy?.mode?.text ?? "") || service.scale?.value === 0 || service.deploy?.replicas?.value === 0)
    return true;
  return jobName.test(service.name) || isAwaitedCompletion(service, file) || isJob(service);
}

/** True for a service whose command surely ends. */
export function isJob(service: Service): boolean {
  const text = commandText(service);
  if (serverCommand.test(text) || service.healthcheck || service.ports.length > 0) return false;
  return jobCommand.test(text) || /^(?:true|echo|exit|\/bin\/true)\b/.test(text);
}

/** True for a command, of Compose or a Dockerfile, that starts a server or worker. */
export function startsServer(text: string): boolean {
  return serverCommand.test(text) && !/(?:^|\s)(?:--version|--help)\b/.test(text);
}

/** False where entrypoint or command put another program in the place of the one that the image is made for. */
export function runsItsProgram(service: Service): boolean {
  if (service.entrypoint) return false;
  const words = service.command?.words;
  const first = words?.[0]?.text;
  if (first === undefined || first.startsWith("-") || service.command === undefined)
    return service.command === undefined || words !== undefined;
  if (startsServer(commandText(service))) return true;
  return /^(?:server|start|start-dev|run|agent|traefik|docker-entrypoint\.sh|\/?(?:usr\/local\/bin\/)?docker-entrypoint\.sh|memcached|consul|vault|etcd|prometheus|standalone|--.*)$/.test(
    first,
  );
}

/** True where another service waits for this one to end well. */
export function isAwaitedCompletion({ name }: Service, file: ComposeFile): boolean {
  return isAwaitedToComplete(file, name);
}

/** The words of entrypoint and command, as one text to search in. */
export function commandText({ entrypoint, command }: Service): string {
  const textOf = (it: Command | undefined): string[] =>
    it?.words?.map(({ text }) => text) ?? (it?.node.kind === "scalar" ? [it.node.text] : []);
  return [...textOf(entrypoint), ...textOf(command)].join(" ");
}

/** The services that see a text, for a fix's title: ` (in api and worker)`; empty for text of one place. */
export function sharedNote(users: readonly string[]): string {
  if (users.length === 0) return "";
  const shown = users.length > 3 ? [...users.slice(0, 2), `${users.length - 2} more`] : users;
  return ` (in ${shown.slice(0, -1).join(", ")}${shown.length > 1 ? " and " : ""}${shown.at(-1)})`;
}

/** The value of a variable in `environment`; undefined where it is not set there or comes from the shell. */
export function environmentValue(service: Service, name: string): TextValue | undefined {
  return service.environment.findLast((it) => it.key.text === name)?.value;
}

/** `docker stack deploy` takes the short form only. */
export function isForSwarm(file: ComposeFile): boolean {
  return file.services.some(({ deploy }) =>
    ["placement", "update_config", "rollback_config", "endpoint_mode"].some((key) => deploy?.get(key) !== undefined),
  );
}

/** The dependencies that only `links` names. */
export function linkedDependencies({ links, dependsOn }: Service): Dependency[] {
  const rest = links.filter(({ service }) => !dependsOn.some((it) => it.service.text === service.text));
  const none = { condition: undefined, required: undefined, restart: undefined, entry: undefined };
  return rest.map(({ service }) => ({ service, form: "list", ...none }));
}

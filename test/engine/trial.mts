/** Builds and runs one variant of a project, and holds it to what the project shows. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Engine } from "./engine.mjs";
import { type Gate, sleep, tail } from "./run-command.mjs";
import type { Expected, Project, Variant } from "./variants.mjs";

export interface Trial {
  readonly variant: Variant;
  readonly problems: readonly string[];
  readonly seconds: number;
  /** In bytes, of the images built. */
  readonly size?: number;
  readonly user?: string;
  readonly health?: string;
  readonly stopSeconds?: number;
  /** What the started program is given, for comparison. */
  readonly config?: string;
  /** Names of the builder's own warnings. */
  readonly warnings?: readonly string[];
}

/** What is found out on the way; what is wrong goes to `problems`. */
interface Notes {
  readonly problems: string[];
  size?: number;
  user?: string;
  health?: string;
  stopSeconds?: number;
  config?: string;
  warnings?: readonly string[];
}

/** A container that stops on SIGTERM does so within this time, in seconds, on a busy machine, too. */
const quickStop = 2;
/** For an answer, and for a health check. */
const patience = 20;

export function imageOf(variant: Variant): string {
  return `drydock-test/${variant.folder.split("/").slice(-2).join(":")}`.toLowerCase();
}

/** Builds the image of a variant, and has the builder judge the Dockerfile. */
export async function build(engine: Engine, variant: Variant, notes: Notes, network: "host" | "none"): Promise<boolean> {
  notes.problems.push(...variant.refused);
  const missing = await provideBases(engine, variant.folder);
  if (missing.length > 0) return notes.problems.push(...missing) < 0;
  const words = ["build", "--quiet", `--network=${network}`, "-t", imageOf(variant), variant.folder];
  const [{ code, output }] = await Promise.all([engine.docker(words), check(engine, variant.folder, notes)]);
  if (code !== 0) notes.problems.push(`does not build: ${tail(output)}`);
  return code === 0;
}

/** What the builder itself says of a Dockerfile. */
async function check(engine: Engine, folder: string, notes: Notes): Promise<void> {
  const { stdout, output } = await engine.docker(["build", "--call=lint,format=json", folder]);
  const verdict = parseJson<{ warnings?: { ruleName: string }[]; buildError?: { message: string } }>(stdout);
  if (!verdict || verdict.buildError) notes.problems.push(`--check: ${verdict?.buildError?.message ?? tail(output, 3)}`);
  notes.warnings = (verdict?.warnings ?? []).map(({ ruleName }) => ruleName);
}

/** Runs the image of a variant. */
export async function runImage(engine: Engine, project: Project, variant: Variant, notes: Notes): Promise<void> {
  const image = imageOf(variant);
  const facts = parseJson<ImageFacts>((await engine.api("GET", `/images/${image}/json`)).text);
  notes.size = facts?.Size ?? 0;
  const { User, Env, Entrypoint, Cmd, WorkingDir, ExposedPorts, Volumes, Healthcheck } = facts?.Config ?? {};
  notes.config = JSON.stringify({ User, Env, Entrypoint, Cmd, WorkingDir, ExposedPorts, Volumes });
  const name = image.replace(/\W/g, "-");
  await remove(engine, name);
  const options = [...(project.expectation.options ?? [])];
  if (Healthcheck?.Test) options.push(`--health-interval=${quick.interval}`, `--health-start-interval=${quick.start_interval}`);
  const started = await engine.docker(["run", "--detach", "--name", name, ...options, image]);
  if (started.code === 0) await observe(engine, project, variant, new Map([["", name]]), new Set([""]), notes);
  else notes.problems.push(`does not start: ${tail(started.output, 4)}`);
  await remove(engine, name);
  await engine.api("DELETE", `/images/${image}?force=1`);
}

async function remove(engine: Engine, container: string): Promise<void> {
  await engine.api("DELETE", `/containers/${container}?force=1&v=1`);
}

/** Builds and runs the services of a variant. */
export async function runServices(engine: Engine, project: Project, variant: Variant, notes: Notes, builds: Gate): Promise<void> {
  notes.problems.push(...variant.refused);
  const name = imageOf(variant).replace(/\W/g, "-");
  const read = await engine.docker(["compose", "-p", name, "config", "--format", "json"], { cwd: variant.folder });
  const model = parseJson<ComposeModel>(read.stdout);
  if (read.code !== 0 || !model) {
    notes.problems.push(`compose config: ${tail(read.output, 4)}`);
    return;
  }
  const services = Object.values(model.services);
  const images = services.flatMap(({ build, image }) => (!build && image ? [image] : []));
  const missing = await Promise.all(images.map((it) => engine.provide(it)));
  missing.push(...(await provideBases(engine, variant.folder)));
  notes.problems.push(...missing.filter((it) => it !== undefined));
  for (const service of services) {
    if (service.healthcheck && !service.healthcheck.disable) Object.assign(service.healthcheck, quick);
  }
  // Beside the project, so that no build context holds it.
  const file = `${variant.folder}.json`;
  writeFileSync(file, JSON.stringify(model));
  const compose = ["compose", "-p", name, "--project-directory", variant.folder, "-f", file];
  const made = await builds.pass(() => engine.docker([...compose, "build", "--quiet"]));
  const up = made.code === 0 ? await engine.docker([...compose, "up", "--detach", "--pull=never"]) : made;
  if (up.code !== 0) notes.problems.push(`compose ${up === made ? "build" : "up"}: ${tail(up.output)}`);
  const filter = encodeURIComponent(JSON.stringify({ label: [`com.docker.compose.project=${name}`] }));
  const listed = parseJson<Listed[]>((await engine.api("GET", `/containers/json?all=1&filters=${filter}`)).text) ?? [];
  const containers = new Map(listed.map(({ Id, Labels }) => [Labels["com.docker.compose.service"]!, Id]));
  const built = Object.entries(model.services).flatMap(([service, { build }]) => (build ? [service] : []));
  if (up.code === 0) await observe(engine, project, variant, containers, new Set(built), notes);
  const own = await Promise.all(
    built.map((it) => engine.api("GET", `/images/${model.services[it]!.image ?? `${name}-${it}`}/json`)),
  );
  // Services that share an image share its room.
  const sizes = new Map(own.flatMap(({ text }) => parseJson<ImageFacts>(text) ?? []).map(({ Id, Size }) => [Id, Size]));
  notes.size = [...sizes.values()].reduce((sum, it) => sum + it, 0);
  await engine.docker([...compose, "down", "--volumes", "--timeout=0", "--rmi=local", "--remove-orphans"]);
}

/**
 * Answers, users, health and stopping of the containers of a variant, by service.
 * @param own those that run what the variant builds
 */
async function observe(
  engine: Engine,
  project: Project,
  variant: Variant,
  containers: ReadonlyMap<string, string>,
  own: ReadonlySet<string>,
  notes: Notes,
): Promise<void> {
  const { problems } = notes;
  const { answers, until = {} } = project.expectation;
  const holds = (what: keyof typeof until): boolean => !until[what] || variant.applied.some(({ rule }) => rule === until[what]);
  const shows = variant.applied.length === 0;

  const missing: string[] = [];
  for (const expected of answers) {
    const container = containers.get(expected.service ?? "") ?? "";
    const got = await waitFor(engine, container, expected, holds("answers") ? patience : 6);
    if (got !== undefined) missing.push(got);
  }
  if (holds("answers")) problems.push(...missing);
  else if (shows && missing.length === 0) problems.push(`works although '${until.answers}' has not been applied`);

  const states = await Promise.all(
    [...containers.values()].map((it) => settled(engine, it, holds("healthy") && holds("answers"))),
  );
  notes.health = [...new Set(states.flatMap(({ State }) => State.Health?.Status ?? []))].join(" ");
  for (const [i, state] of states.entries()) {
    const service = [...containers.keys()][i];
    const { Health } = state.State;
    if (Health && Health.Status !== "healthy" && holds("healthy") && holds("answers"))
      problems.push(`${service} is ${Health.Status}: ${tail(Health.Log?.at(-1)?.Output ?? "", 3)}`);
  }
  if (shows && !holds("healthy") && notes.health === "healthy")
    problems.push(`is healthy although '${until.healthy}' has not been applied`);

  const users = [...containers.keys()].flatMap((it, i) => {
    const { Pid } = states[i]!.State;
    return Pid > 0 && own.has(it) ? [uidOf(Pid)] : [];
  });
  notes.user = users.join(" ");
  const changesUser = variant.applied.some(({ rule }) => rule === "root-user");
  if (changesUser && users.length > 0 && users.every((it) => it === "0")) problems.push("still runs as root");

  if (!until.stops || project.compose) return;
  if (!holds("stops") && !shows) return;
  const begin = performance.now();
  await engine.api("POST", `/containers/${[...containers.values()][0]}/stop?t=4`);
  notes.stopSeconds = (performance.now() - begin) / 1000;
  if (holds("stops") && notes.stopSeconds > quickStop) problems.push(`takes ${notes.stopSeconds.toFixed(1)} s to stop`);
  if (!holds("stops") && notes.stopSeconds < 4) problems.push(`stops at once although '${until.stops}' has not been applied`);
}

/** Asks until the answer is there; what is wrong otherwise. */
async function waitFor(engine: Engine, container: string, expected: Expected, limit: number): Promise<string | undefined> {
  const { port, published, path = "/", status = 200, text } = expected;
  let last = "";
  for (const end = performance.now() + limit * 1000; performance.now() < end; await sleep(0.2)) {
    const state = await inspect(engine, container);
    if (!state) return `there is no container for '${expected.service}'`;
    if (port === undefined && published === undefined) {
      last = await logOf(engine, container);
      if (last.includes(text)) return undefined;
    } else {
      const host = published === undefined ? addressOf(state) : "127.0.0.1";
      const answer = host ? await engine.ask(`http://${host}:${published ?? port}${path}`) : { error: "it has no address" };
      if (answer.status === status && answer.body?.includes(text)) return undefined;
      last = answer.error ?? `${answer.status} ${answer.body}`;
    }
    if (!state.State.Running && !state.State.Restarting) {
      return `ended with code ${state.State.ExitCode}: ${tail(await logOf(engine, container), 6)}`;
    }
  }
  return `no answer '${text}': ${tail(last, 3)}\n${tail(await logOf(engine, container), 6)}`;
}

/** The state of a container once its health check has said something. */
async function settled(engine: Engine, container: string, expectHealthy: boolean): Promise<ContainerFacts> {
  let state = (await inspect(engine, container))!;
  for (const end = performance.now() + (expectHealthy ? patience : 5) * 1000; performance.now() < end; await sleep(0.2)) {
    if (state.State.Health?.Status !== "starting" || !state.State.Running) break;
    state = (await inspect(engine, container)) ?? state;
  }
  return state;
}

interface Listed {
  readonly Id: string;
  readonly Labels: Readonly<Record<string, string>>;
}

interface ImageFacts {
  readonly Id: string;
  readonly Size: number;
  readonly Config: Readonly<Record<string, unknown>> & { readonly Healthcheck?: { readonly Test?: readonly string[] } };
}

interface ContainerFacts {
  readonly State: {
    readonly Running: boolean;
    readonly Restarting: boolean;
    readonly ExitCode: number;
    readonly Pid: number;
    readonly Health?: { readonly Status: string; readonly Log?: readonly { readonly Output: string }[] };
  };
  readonly NetworkSettings: { readonly Networks: Readonly<Record<string, { readonly IPAddress: string }>> };
}

interface ComposeModel {
  readonly services: Record<
    string,
    { image?: string; build?: object; healthcheck?: { disable?: boolean; interval?: string; start_interval?: string } }
  >;
}

async function inspect(engine: Engine, container: string): Promise<ContainerFacts | undefined> {
  const { status, text } = await engine.api("GET", `/containers/${container}/json`);
  return status === 200 ? parseJson<ContainerFacts>(text) : undefined;
}

/** What a container has printed; each piece has a header of eight bytes. */
async function logOf(engine: Engine, container: string): Promise<string> {
  const { text } = await engine.api("GET", `/containers/${container}/logs?stdout=1&stderr=1`);
  return text.replace(/[\u0000-\u0002]\u0000{3}[\s\S]{4}/g, "");
}

function addressOf({ NetworkSettings: { Networks } }: ContainerFacts): string | undefined {
  return Object.values(Networks).find(({ IPAddress }) => IPAddress !== "")?.IPAddress;
}

function uidOf(pid: number): string {
  try {
    return /^Uid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? "?";
  } catch {
    return "?";
  }
}

/** Health checks that ask all the time, not every half minute: what they ask stays. */
const quick = { interval: "700ms", start_interval: "500ms" };

/** Lets the bases of all Dockerfiles of a folder mean their stand-ins. */
async function provideBases(engine: Engine, folder: string): Promise<string[]> {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((it) => /dockerfile$/i.test(it));
  const images = new Set(names.flatMap((it) => basesOf(readFileSync(join(folder, it), "utf8"))));
  return (await Promise.all([...images].map((it) => engine.provide(it)))).filter((it) => it !== undefined);
}

/** The images that a Dockerfile takes from elsewhere. */
function basesOf(text: string): string[] {
  const values = new Map([...text.matchAll(/^[ \t]*ARG[ \t]+(\w+)=["']?([^\s"']*)/gim)].map((it) => [it[1]!, it[2]!]));
  const stages = new Set([...text.matchAll(/^[ \t]*FROM[ \t].*[ \t]AS[ \t]+(\S+)/gim)].map((it) => it[1]!.toLowerCase()));
  const named = text.matchAll(/^[ \t]*FROM[ \t]+(?:--\S+[ \t]+)*(\S+)|--from=(\S+)|,from=([^,\s]+)/gim);
  return [...named]
    .map((it) => (it[1] ?? it[2] ?? it[3])!.replace(/\$\{?(\w+)[^}]*\}?/g, (_, name: string) => values.get(name) ?? ""))
    .filter((it) => !stages.has(it.toLowerCase()) && !/^\d+$/.test(it) && it !== "");
}

function parseJson<T>(text: string): T | undefined {
  try {
    return JSON.parse(text) as T;
  } catch {
    return undefined;
  }
}

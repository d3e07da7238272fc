/** Builds and runs one variant of a project, and holds it to what the project shows. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Engine } from "./engine.mjs";
import { sleep, tail } from "./run-command.mjs";
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
  const check = await engine.docker(["build", "--call=lint,format=json", variant.folder]);
  const verdict = parseJson<{ warnings?: { ruleName: string }[]; buildError?: { message: string } }>(check.stdout);
  if (!verdict || verdict.buildError) notes.problems.push(`--check: ${verdict?.buildError?.message ?? tail(check.output, 3)}`);
  notes.warnings = (verdict?.warnings ?? []).map(({ ruleName }) => ruleName);
  const words = ["build", "--quiet", `--network=${network}`, "-t", imageOf(variant), variant.folder];
  const { code, output } = await engine.docker(words);
  if (code !== 0) notes.problems.push(`does not build: ${tail(output)}`);
  return code === 0;
}

/** Runs the image of a variant. */
export async function runImage(engine: Engine, project: Project, variant: Variant, notes: Notes): Promise<void> {
  const image = imageOf(variant);
  const [facts] = parseJson<ImageFacts[]>((await engine.docker(["image", "inspect", image])).stdout) ?? [];
  notes.size = facts?.Size ?? 0;
  const { User, Env, Entrypoint, Cmd, WorkingDir, ExposedPorts, Volumes } = facts?.Config ?? {};
  notes.config = JSON.stringify({ User, Env, Entrypoint, Cmd, WorkingDir, ExposedPorts, Volumes });
  const name = image.replace(/\W/g, "-");
  await engine.docker(["rm", "--force", "--volumes", name]);
  const options = [...(project.expectation.options ?? []), ...(await quickHealth(engine, image))];
  const started = await engine.docker(["run", "--detach", "--name", name, ...options, image]);
  if (started.code === 0) await observe(engine, project, variant, new Map([["", name]]), new Set([""]), notes);
  else notes.problems.push(`does not start: ${tail(started.output, 4)}`);
  await engine.docker(["rm", "--force", "--volumes", name]);
  await engine.docker(["image", "rm", "--force", image]);
}

/** Builds and runs the services of a variant. */
export async function runServices(engine: Engine, project: Project, variant: Variant, notes: Notes): Promise<void> {
  notes.problems.push(...variant.refused);
  const read = await engine.docker(["compose", "config", "--format", "json"], { cwd: variant.folder });
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
  const name = imageOf(variant).replace(/\W/g, "-");
  const compose = ["compose", "-p", name, "--project-directory", variant.folder, "-f", file];
  const up = await engine.docker([...compose, "up", "--detach", "--build", "--pull=never", "--quiet-build"]);
  if (up.code !== 0) notes.problems.push(`compose up: ${tail(up.output)}`);
  const listed = await engine.docker([...compose, "ps", "--all", "--format", "{{.Service}} {{.Name}}"]);
  const containers = new Map(listed.stdout.split("\n").flatMap((it) => (it ? [it.split(" ") as [string, string]] : [])));
  const built = Object.entries(model.services).flatMap(([service, { build }]) => (build ? [service] : []));
  if (up.code === 0) await observe(engine, project, variant, containers, new Set(built), notes);
  const sizes = await engine.docker([
    "image",
    "inspect",
    "--format",
    "{{.Size}}",
    ...built.map((it) => model.services[it]!.image ?? `${name}-${it}`),
  ]);
  notes.size = sizes.stdout.split("\n").reduce((sum, it) => sum + Number(it), 0);
  await engine.docker([...compose, "down", "--volumes", "--timeout=1", "--rmi=local", "--remove-orphans"]);
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

  const states = await Promise.all([...containers.values()].map((it) => settled(engine, it, holds("healthy"))));
  notes.health = [...new Set(states.flatMap(({ State }) => State.Health?.Status ?? []))].join(" ");
  for (const [i, state] of states.entries()) {
    const service = [...containers.keys()][i];
    const { Health } = state.State;
    if (Health && Health.Status !== "healthy" && holds("healthy"))
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
  const stopped = await engine.docker(["stop", "--timeout=4", [...containers.values()][0]!]);
  notes.stopSeconds = stopped.seconds;
  if (holds("stops") && stopped.seconds > quickStop) problems.push(`takes ${stopped.seconds.toFixed(1)} s to stop`);
  if (!holds("stops") && stopped.seconds < 4) problems.push(`stops at once although '${until.stops}' has not been applied`);
}

/** Asks until the answer is there; what is wrong otherwise. */
async function waitFor(engine: Engine, container: string, expected: Expected, limit: number): Promise<string | undefined> {
  const { port, published, path = "/", status = 200, text } = expected;
  let last = "";
  for (const end = performance.now() + limit * 1000; performance.now() < end; await sleep(0.2)) {
    const state = await inspect(engine, container);
    if (!state) return `there is no container for '${expected.service}'`;
    if (port === undefined && published === undefined) {
      last = (await engine.docker(["logs", container])).output;
      if (last.includes(text)) return undefined;
    } else {
      const host = published === undefined ? addressOf(state) : "127.0.0.1";
      const answer = host ? await engine.ask(`http://${host}:${published ?? port}${path}`) : { error: "it has no address" };
      if (answer.status === status && answer.body?.includes(text)) return undefined;
      last = answer.error ?? `${answer.status} ${answer.body}`;
    }
    if (!state.State.Running && !state.State.Restarting) {
      const { output } = await engine.docker(["logs", container]);
      return `ended with code ${state.State.ExitCode}: ${tail(output, 6)}`;
    }
  }
  const { output } = await engine.docker(["logs", container]);
  return `no answer '${text}': ${tail(last, 3)}\n${tail(output, 6)}`;
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

interface ImageFacts {
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
  return parseJson<ContainerFacts[]>((await engine.docker(["inspect", "--type=container", container])).stdout)?.[0];
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

/** Health checks that ask every second, not every half minute: what they ask stays. */
const quick = { interval: "1s", start_interval: "1s" };

async function quickHealth(engine: Engine, image: string): Promise<readonly string[]> {
  const [facts] = parseJson<ImageFacts[]>((await engine.docker(["image", "inspect", image])).stdout) ?? [];
  return facts?.Config.Healthcheck?.Test ? ["--health-interval=1s", "--health-start-interval=1s"] : [];
}

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

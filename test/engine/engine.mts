/** A Docker engine of the suite's own: set up once for all runs, with stand-ins for the images of the registry. */
import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { CannotRun } from "../vscode-host/outcome.mjs";
import { inParallel, type Result, type RunOptions, run, tail } from "./run-command.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const bases = join(here, "bases");
/** Kept from run to run: some 4 GB. */
export const home = join(tmpdir(), "drydock-engine");
const namespace = "drydock-engine";
const env = {
  ...process.env,
  ENGINE_HOME: home,
  ENGINE_NETNS: namespace,
  PATH: [join(home, "engine/usr/bin"), join(home, "engine/usr/sbin"), process.env["PATH"]].join(delimiter),
  DOCKER_HOST: `unix://${join(home, "docker.sock")}`,
  DOCKER_CONFIG: join(home, "config"),
  DOCKER_CLI_HINTS: "false",
};

interface StandIn {
  readonly name: string;
  /** What the tag holds. */
  readonly tag: string;
  /** Of `bases/Dockerfile`; empty: there is none. */
  readonly stage: string;
}
const standIns: readonly StandIn[] = JSON.parse(readFileSync(join(bases, "stand-ins.json"), "utf8"));

export interface ApiAnswer {
  /** 0 where the engine does not answer. */
  readonly status: number;
  readonly text: string;
}

export interface Answer {
  readonly status?: number;
  readonly body?: string;
  readonly error?: string;
}

export class Engine {
  private probe: ChildProcess | undefined;
  private readonly asked = new Map<string, ((answer: Answer) => void)[]>();
  private readonly tagged = new Map<string, Promise<string | undefined>>();

  private constructor(private readonly lock: ChildProcess) {}

  /** @throws CannotRun where no engine can be had */
  static async prepare(say: (line: string) => void): Promise<Engine> {
    const check = await script("check");
    if (check.code !== 0) throw new CannotRun(`no Docker engine: ${check.output.trim()}`);
    mkdirSync(home, { recursive: true, mode: 0o700 });
    if (statSync(home).uid !== process.getuid!()) throw new CannotRun(`no Docker engine: '${home}' belongs to another user`);
    const engine = new Engine(await lockHome(say));
    try {
      await engine.setUp(say);
    } catch (error) {
      await engine.close();
      throw error;
    }
    return engine;
  }

  private async setUp(say: (line: string) => void): Promise<void> {
    await script("stop");
    const program = digest(readFileSync(join(here, "engine.sh")));
    if (stampOf("program") !== program) {
      rmSync(home, { recursive: true, force: true });
      mkdirSync(home, { mode: 0o700 });
      say("fetching the engine from Debian …");
      const fetched = await script("fetch");
      if (fetched.code !== 0) throw new CannotRun(`no Docker engine: ${tail(fetched.output, 4)}`);
      stamp("program", program);
    }
    const npm = join(dirname(realpathSync(which("npm"))), "..");
    const files = readdirSync(bases, { recursive: true, encoding: "utf8" }).sort();
    const contents = files.filter((it) => statSync(join(bases, it)).isFile()).map((it) => readFileSync(join(bases, it)));
    const images = digest(program, process.version, readFileSync(join(npm, "package.json")), ...contents);
    if (stampOf("images") === images) return;
    say("building the stand-ins for base images …");
    const context = join(home, "host");
    rmSync(context, { recursive: true, force: true });
    mkdirSync(context);
    cpSync(process.execPath, join(context, "node"));
    cpSync(npm, join(context, "npm"), { recursive: true, dereference: true });
    cpSync(join(home, "engine/bin/busybox"), join(context, "busybox"));
    await this.start("outside");
    const path = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    await this.must("import", "-c", 'CMD ["bash"]', "-c", `ENV ${path}`, join(home, "debian.tar"), "debian:bookworm-slim");
    await this.must("tag", "debian:bookworm-slim", "standin/debian");
    const stages = [...new Set(standIns.map(({ stage }) => stage))].filter((it) => it !== "" && it !== "debian");
    await inParallel(stages, 2, async (stage) => {
      await this.must(
        ...[
          "build",
          "--quiet",
          "--network=host",
          "--build-context",
          `host=${context}`,
          "--target",
          stage,
          "-t",
          `standin/${stage}`,
          bases,
        ],
      );
    });
    stamp("images", images);
  }

  /** `outside`: builds reach the network, nothing runs. `inside`: all runs, and nothing gets out. */
  async start(mode: "outside" | "inside"): Promise<void> {
    const { code, output } = await script("start", mode);
    if (code !== 0) throw new CannotRun(`the Docker engine does not start: ${tail(output, 3)}`);
    this.probe?.kill();
    this.probe = undefined;
    if (mode === "outside") return;
    const words = [`--net=/run/netns/${namespace}`, process.execPath, join(here, "probe.mjs")];
    this.probe = spawn("nsenter", words, { stdio: ["pipe", "pipe", "inherit"] });
    createInterface({ input: this.probe.stdout! }).on("line", (line) => {
      const { url, ...answer } = JSON.parse(line) as Answer & { url: string };
      this.asked.get(url)?.shift()?.(answer);
    });
  }

  docker(words: readonly string[], options: RunOptions = {}): Promise<Result> {
    return run("docker", words, { ...options, env });
  }

  /** Asks the engine itself: a program for each question would take most of the time. */
  api(method: "GET" | "POST" | "DELETE", path: string): Promise<ApiAnswer> {
    return new Promise((done) => {
      const fail = (error: Error): void => done({ status: 0, text: error.message });
      const asked = request({ socketPath: join(home, "docker.sock"), method, path }, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk)).on("error", fail);
        response.on("end", () => done({ status: response.statusCode!, text: Buffer.concat(chunks).toString("utf8") }));
      });
      asked.on("error", fail).end();
    });
  }

  /** Asks from within the engine's network. */
  ask(url: string): Promise<Answer> {
    return new Promise((done) => {
      this.asked.set(url, [...(this.asked.get(url) ?? []), done]);
      this.probe!.stdin!.write(`${url}\n`);
    });
  }

  /** Lets a name of the registry mean its stand-in; what is wrong otherwise. */
  provide(image: string): Promise<string | undefined> {
    let known = this.tagged.get(image);
    if (!known) this.tagged.set(image, (known = this.tag(image)));
    return known;
  }

  private async tag(image: string): Promise<string | undefined> {
    if (image === "scratch") return undefined;
    const found = /^(?:docker\.io\/(?:library\/)?)?(.+?)(?::([^:/@]+))?(@.*)?$/.exec(image);
    const [, name, tag = "latest", digest] = found ?? [];
    const standIn = digest ? undefined : standIns.find((it) => it.name === name && tag.includes(it.tag));
    if (!standIn?.stage) return `there is no stand-in for '${image}' in bases/stand-ins.json`;
    const { code, output } = await this.docker(["tag", `standin/${standIn.stage}`, image]);
    return code === 0 ? undefined : output;
  }

  async close(): Promise<void> {
    this.probe?.kill();
    await script("stop");
    this.lock.stdin!.end();
  }

  private async must(...words: string[]): Promise<void> {
    const { code, output } = await this.docker(words, { limit: 600 });
    if (code !== 0) throw new CannotRun(`docker ${words.slice(0, 2).join(" ")} … fails: ${tail(output)}`);
  }
}

function script(...words: string[]): Promise<Result> {
  return run("bash", [join(here, "engine.sh"), ...words], { env, limit: 600 });
}

/** Two runs at once would stop each other's engine. The lock ends with its process, however that ends. */
async function lockHome(say: (line: string) => void): Promise<ChildProcess> {
  for (let waited = false; ; waited = true) {
    const wait = waited ? [] : ["--nonblock"];
    const lock = spawn("flock", [...wait, `${home}.lock`, "sh", "-c", "echo held; exec cat > /dev/null"], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    const held = await new Promise<boolean>((done) => {
      lock.stdout.once("data", () => done(true));
      lock.once("close", () => done(false));
    });
    if (held) return lock;
    if (waited) throw new CannotRun("no Docker engine: its folder cannot be locked");
    say("another run of this suite uses the engine; waiting …");
  }
}

function which(program: string): string {
  const found = process.env["PATH"]!.split(delimiter)
    .map((it) => join(it, program))
    .find(existsSync);
  if (!found) throw new CannotRun(`no Docker engine: there is no '${program}' for the stand-in of the node image`);
  return found;
}

function digest(...parts: readonly (string | Buffer)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part).update("\0");
  return hash.digest("hex");
}

function stampOf(name: string): string | undefined {
  const path = join(home, `${name}.stamp`);
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}

function stamp(name: string, value: string): void {
  writeFileSync(join(home, `${name}.stamp`), value);
}

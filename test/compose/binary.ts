/** Docker Compose itself as the judge: the binary, found or fetched, and what it answered before. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { run, tail } from "../engine/run-command.mjs";
import { CannotRun } from "../vscode-host/outcome.mjs";

/** Kept from run to run: the binary and its answers. */
const home = join(tmpdir(), "drydock-compose");
const mostKept = 20_000;
const plugin = "usr/libexec/docker/cli-plugins/docker-compose";

/**
 * Where a project stands in all answers, whatever folder it really lay in. Deep, so that `../../..` stays below the root, and with the
 * name that Compose gives the project.
 */
export const root = "/test";
export const projectFolder = `${root}/a/b/c/d/project`;
/** What `~` means. */
export const userHome = "/home/user";

export interface Question {
  /** Texts by path from the project's folder. */
  readonly files: ReadonlyMap<string, string>;
  /** Files of `-f`; none: Compose looks for its default names. */
  readonly select?: readonly string[];
  /** Variables of the shell. */
  readonly variables?: Readonly<Record<string, string>>;
  readonly profiles?: readonly string[];
}

export interface Answer {
  readonly valid: boolean;
  /** Why it is refused; empty for a valid project. */
  readonly reason: string;
  /** The output of `config --format json`, its absolute paths below `root`. */
  readonly json: string;
}

export class Binary {
  private readonly answers: Map<string, Answer>;
  /** What was asked in this run. */
  private readonly used = new Set<string>();
  private asked = 0;

  private constructor(
    private readonly program: string,
    readonly version: string,
    private readonly answersOf: string,
  ) {
    this.answers = this.stored();
  }

  /**
   * DRYDOCK_COMPOSE names a binary; else the one of an engine that was fetched for the real builds is taken, or one is fetched from Debian.
   * @param answersOf the suite whose answers are kept: suites that run at the same time would overwrite each other's
   */
  static async find(answersOf = "answers"): Promise<Binary> {
    mkdirSync(home, { recursive: true, mode: 0o700 });
    if (statSync(home).uid !== process.getuid?.()) throw new CannotRun(`no docker-compose: '${home}' belongs to another user`);
    const named = process.env["DRYDOCK_COMPOSE"];
    if (named !== undefined && !existsSync(named)) throw new CannotRun(`no docker-compose: there is no '${named}'`);
    const program = named ?? join(home, "docker-compose");
    if (!existsSync(program)) await fetchTo(program);
    return new Binary(
      program,
      execFileSync(program, ["version", "--short"], { encoding: "utf8", env: cleanEnvironment }).trim(),
      answersOf,
    );
  }

  /** What Compose says of a project, in an empty environment and an empty folder. */
  ask(question: Question): Answer {
    const key = createHash("sha256")
      .update(JSON.stringify({ ...question, files: [...question.files] }))
      .digest("hex");
    this.used.add(key);
    let answer = this.answers.get(key);
    if (answer === undefined) {
      this.answers.set(key, (answer = this.run(question)));
      this.asked++;
    }
    return answer;
  }

  /** Writes down the answers for the next run, those of another run in the meantime too; of too many only what this run has asked. */
  keep(): void {
    if (this.asked === 0) return;
    const temporary = `${this.store()}.${process.pid}`;
    const all = [...new Map([...this.stored(), ...this.answers])];
    const kept = all.length > mostKept ? all.filter(([key]) => this.used.has(key)) : all;
    writeFileSync(temporary, JSON.stringify(Object.fromEntries(kept)));
    renameSync(temporary, this.store());
    this.asked = 0;
  }

  private stored(): Map<string, Answer> {
    const store = this.store();
    return new Map(existsSync(store) ? Object.entries(JSON.parse(readFileSync(store, "utf8"))) : []);
  }

  private store(): string {
    return join(home, `${this.answersOf}-${this.version}.json`);
  }

  private run({ files, select = [], variables = {}, profiles = [] }: Question): Answer {
    const place = join(home, `work-${process.pid}`);
    const folder = place + projectFolder.slice(root.length);
    try {
      mkdirSync(folder, { recursive: true });
      for (const [path, text] of files) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), text);
      }
      const words = [...select.flatMap((it) => ["-f", it]), ...profiles.flatMap((it) => ["--profile", it])];
      const inPlace = (text: string): string => text.replaceAll(place, root);
      try {
        const json = execFileSync(this.program, [...words, "config", "--format", "json"], {
          cwd: folder,
          env: { ...cleanEnvironment, ...variables },
          stdio: "pipe",
          encoding: "utf8",
          maxBuffer: 1 << 26,
          timeout: 30_000,
        });
        // It doubles each `$`, so that what it prints could be read again.
        return { valid: true, reason: "", json: inPlace(json).replaceAll("$$", "$") };
      } catch (error) {
        const printed = String((error as { stderr?: unknown }).stderr ?? error).split("\n");
        const reason = printed.filter((line) => line !== "" && !line.startsWith("time=")).join("\n");
        // What it cannot print it has accepted: https://github.com/compose-spec/compose-go, MarshalJSON of SSHKey.
        if (reason.startsWith("json: error calling MarshalJSON")) return { valid: true, reason: "", json: "" };
        return { valid: false, reason: inPlace(reason), json: "" };
      }
    } finally {
      rmSync(place, { recursive: true, force: true });
    }
  }
}

const cleanEnvironment = { HOME: userHome };

async function fetchTo(program: string): Promise<void> {
  const engine = join(tmpdir(), "drydock-engine");
  if (existsSync(join(engine, "fetched")) && existsSync(join(engine, "engine", plugin))) {
    copyFileSync(join(engine, "engine", plugin), program);
    return;
  }
  const script = join(dirname(fileURLToPath(import.meta.url)), "../engine/engine.sh");
  const env = { ...process.env, ENGINE_HOME: home, ENGINE_NETNS: "none" };
  const { code, output } = await run("bash", [script, "compose"], { env, limit: 300 });
  if (code !== 0) throw new CannotRun(`no docker-compose: ${tail(output, 3)}`);
  renameSync(join(home, "engine", plugin), program);
  for (const rest of ["engine", "apt", "debs"]) rmSync(join(home, rest), { recursive: true, force: true });
}

/**
 * Real builds: what each fix makes of small projects builds, runs and answers as before, in a real Docker engine.
 * ENGINE_PROJECT=name tries only the projects whose names begin so.
 */
import { join } from "node:path";
import { rules } from "../../server/src/core/rules/index.js";
import { type Outcome, runSuite } from "../vscode-host/outcome.mjs";
import { Engine, home } from "./engine.mjs";
import { Gate, inParallel } from "./run-command.mjs";
import { printSummary, printTrials } from "./table.mjs";
import { build, runImage, runServices, type Trial } from "./trial.mjs";
import { type Project, projectNames, readProject, type Variant } from "./variants.mjs";

/** Builds take the processors; containers mostly wait. */
const builds = new Gate(2);
const projectsAtOnce = 4;
const begin = performance.now();
const say = (line: string): void => console.log(`[${((performance.now() - begin) / 1000).toFixed(0).padStart(3)} s] ${line}`);

await runSuite("real builds", async () => {
  const engine = await Engine.prepare(say);
  // An engine that is left over would hold its folder, its mounts and its network.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => void engine.close().finally(() => process.exit(130)));
  }
  try {
    return await tryAll(engine);
  } finally {
    await engine.close();
  }
});

async function tryAll(engine: Engine): Promise<Outcome> {
  const known = new Set(rules.map(({ name }) => name));
  const names = projectNames().filter((it) => it.startsWith(process.env["ENGINE_PROJECT"] ?? ""));
  const projects: Project[] = [];
  for (const name of names) projects.push(await readProject(name, join(home, "work"), known));
  const notes = new Map<Variant, ReturnType<typeof emptyNotes>>();
  for (const it of projects.flatMap(({ variants }) => variants)) notes.set(it, emptyNotes());
  say(`${projects.length} projects, ${notes.size} variants`);

  const built = new Set<Variant>();
  const buildImage = async (variant: Variant, network: "host" | "none"): Promise<void> => {
    const done = await builds.pass(() => timed(notes.get(variant)!, (it) => build(engine, variant, it, network)));
    if (done) built.add(variant);
  };
  const outside = projects.filter(({ expectation, compose }) => expectation.network && !compose);
  if (outside.length > 0) {
    await engine.start("outside");
    await inParallel(
      outside.flatMap(({ variants }) => variants),
      projectsAtOnce,
      (it) => buildImage(it, "host"),
    );
    say(`built ${outside.length} projects with packages from the mirror`);
  }
  await engine.start("inside");
  const results: { project: Project; trials: Trial[] }[] = [];
  // The longest first, so that none is left over at the end.
  const order = [...projects].sort((a, b) => weight(b) - weight(a));
  await inParallel(order, projectsAtOnce, async (project) => {
    for (const variant of project.variants) {
      const own = notes.get(variant)!;
      if (project.compose) await timed(own, (it) => runServices(engine, project, variant, it, builds));
      else {
        if (!outside.includes(project)) await buildImage(variant, "none");
        if (built.has(variant)) await timed(own, (it) => runImage(engine, project, variant, it));
      }
    }
    const trials = project.variants.map((variant): Trial => ({ variant, ...notes.get(variant)! }));
    compareWithOriginal(trials);
    results.push({ project, trials });
    say(printTrials(project, trials));
  });
  await engine.docker(["image", "prune", "--force"]);
  await engine.docker(["volume", "prune", "--all", "--force"]);
  printSummary(results);
  const uncovered = projects.reduce((sum, it) => sum + it.uncovered.length, 0);
  const failed = results.flatMap(({ trials }) => trials).filter(({ problems }) => problems.length > 0).length + uncovered;
  return { passed: notes.size + uncovered - failed, failed };
}

function emptyNotes(): { problems: string[]; seconds: number } & Partial<Omit<Trial, "problems" | "seconds" | "variant">> {
  return { problems: [], seconds: 0 };
}

function weight({ compose, variants }: Project): number {
  return variants.length * (compose ? 3 : 1);
}

async function timed<T, N extends { seconds: number }>(notes: N, work: (notes: N) => Promise<T>): Promise<T> {
  const start = performance.now();
  const result = await work(notes);
  notes.seconds += (performance.now() - start) / 1000;
  return result;
}

/** What only the project as it stands can say: who runs it, what it is given, what the builder thinks of it. */
function compareWithOriginal(trials: readonly Trial[]): void {
  const [original, ...others] = trials;
  for (const { variant, problems, user, config, warnings } of others as (Trial & { problems: string[] })[]) {
    const added = (warnings ?? []).filter((it) => !original!.warnings?.includes(it));
    if (added.length > 0) problems.push(`--check has a new warning: ${added.join(", ")}`);
    if (variant.applied.every(({ applicability }) => applicability === "safe")) {
      if (config !== original!.config)
        problems.push(`a safe fix changes what the program is given: ${original!.config} → ${config}`);
      if (user !== original!.user) problems.push(`a safe fix changes the user: ${original!.user} → ${user}`);
    }
  }
}

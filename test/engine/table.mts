/** The tables of the suite. */
import type { Trial } from "./trial.mjs";
import type { Project } from "./variants.mjs";

/** A project: one line, and one for each of its variants. */
export function printTrials({ name, uncovered }: Project, trials: readonly Trial[]): string {
  const lines = trials.map(({ variant, problems, size, user, health, stopSeconds, seconds }, i) => {
    const change = size === undefined ? "" : i === 0 ? megabytes(size) : difference(size - (trials[0]!.size ?? size));
    const facts = [
      change.padStart(9),
      (user ?? "").padEnd(11),
      (health ?? "").padEnd(9),
      (stopSeconds === undefined ? "" : `${stopSeconds.toFixed(1)} s`).padStart(6),
      `${seconds.toFixed(1)} s`.padStart(7),
    ];
    const mark = problems.length > 0 ? "FAIL" : "  ok";
    const why = problems.map((it) => `\n           ${it.replaceAll("\n", "\n           ")}`).join("");
    return `  ${mark} ${facts.join(" ")}  ${variant.title}${why}`;
  });
  for (const rule of uncovered) lines.push(`  FAIL '${rule}' offers no fix here`);
  const failed = trials.filter(({ problems }) => problems.length > 0).length + uncovered.length;
  return `${name}: ${failed === 0 ? "passed" : `${failed} failed`}\n${lines.join("\n")}`;
}

/** All projects, what single fixes save, and which rules were tried. */
export function printSummary(results: readonly { readonly project: Project; readonly trials: readonly Trial[] }[]): void {
  console.log(`\n${"project".padEnd(26)} variants  failed  as it stands  all fixes`);
  for (const { project, trials } of [...results].sort((a, b) => (a.project.name < b.project.name ? -1 : 1))) {
    const failed = trials.filter(({ problems }) => problems.length > 0).length + project.uncovered.length;
    const sizes = [trials[0]?.size, trials.at(-1)?.size].map((it) => (it === undefined ? "–" : megabytes(it)));
    const cells = [String(trials.length).padStart(8), String(failed).padStart(7), sizes[0]!.padStart(13), sizes[1]!.padStart(10)];
    console.log(`${project.name.padEnd(26)} ${cells.join(" ")}`);
  }
  const counts = new Map<string, number>();
  for (const { variant } of results.flatMap(({ trials }) => trials)) {
    const [first, ...more] = variant.applied;
    if (first && more.length === 0) counts.set(first.rule, (counts.get(first.rule) ?? 0) + 1);
  }
  const tried = [...counts].sort().map(([rule, count]) => `${rule} ${count}`);
  console.log(`\nfixes tried alone: ${tried.join(", ")}`);
  const split = results.flatMap(({ trials }) =>
    trials
      .filter(({ variant }) => variant.applied.length === 1 && variant.applied[0]!.rule === "single-stage-build")
      .flatMap(({ size }) => (size && trials[0]!.size ? [{ before: trials[0]!.size, after: size }] : [])),
  );
  if (split.length === 0) return;
  const medians = [median(split.map(({ before }) => before)), median(split.map(({ after }) => after))].map(megabytes);
  console.log(`after a split (${split.length}): median size ${medians[0]} → ${medians[1]}`);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

function difference(bytes: number): string {
  return Math.abs(bytes) < 500 ? "=" : `${bytes > 0 ? "+" : "−"}${megabytes(Math.abs(bytes))}`;
}

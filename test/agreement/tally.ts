/** Counts by code what two tools agree on, and turns goals into checks that pass or fail. */

export interface Tally {
  theirs: number;
  ours: number;
  both: number;
  /** Differences on purpose, counted in none of the above. */
  missedOnPurpose: number;
  extraOnPurpose: number;
}

export interface Goal {
  readonly recall: number;
  readonly precision: number;
}

/** One target, met or not. */
export interface Check {
  readonly name: string;
  readonly passed: boolean;
}

const nothing: Readonly<Tally> = { theirs: 0, ours: 0, both: 0, missedOnPurpose: 0, extraOnPurpose: 0 };

export class Tallies {
  readonly #byCode = new Map<string, Tally>();

  of(code: string): Tally {
    let tally = this.#byCode.get(code);
    if (!tally) this.#byCode.set(code, (tally = { ...nothing }));
    return tally;
  }

  /** In the order of the codes. */
  entries(): readonly (readonly [code: string, tally: Readonly<Tally>])[] {
    return [...this.#byCode].sort(([a], [b]) => (a < b ? -1 : 1));
  }

  sum(includes: (code: string) => boolean): Tally {
    const total = { ...nothing };
    for (const [code, tally] of this.#byCode) {
      if (!includes(code)) continue;
      for (const key of Object.keys(total) as (keyof Tally)[]) total[key] += tally[key];
    }
    return total;
  }
}

export function recallOf({ both, theirs }: Tally): number {
  return theirs === 0 ? 1 : both / theirs;
}

export function precisionOf({ both, ours }: Tally): number {
  return ours === 0 ? 1 : both / ours;
}

export function printHeader(what: string): void {
  const columns = ["theirs", "ours", "both", "recall", "precision", "missed*", "extra*"];
  console.log(`\n${what.padEnd(32)}${columns.map((it) => it.padStart(10)).join("")}`);
}

/**
 * Prints a row of figures.
 * @param goal undefined: the figures are only shown
 * @returns the check of the goal, if there is one
 */
export function printRow(name: string, tally: Tally, goal?: Goal): readonly Check[] {
  const recall = recallOf(tally);
  const precision = precisionOf(tally);
  const passed = goal === undefined || (recall >= goal.recall && precision >= goal.precision);
  const cells = [tally.theirs, tally.ours, tally.both, percent(recall), percent(precision)];
  const purpose = [tally.missedOnPurpose, tally.extraOnPurpose];
  const note = goal === undefined ? "" : `  ≥ ${percent(goal.recall)}, ≥ ${percent(goal.precision)}${passed ? "" : "   BELOW"}`;
  console.log(`${name.padEnd(32)}${[...cells, ...purpose].map((it) => String(it).padStart(10)).join("")}${note}`);
  return goal === undefined ? [] : [{ name, passed }];
}

export function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

/** Unified diffs that `git apply` and `patch -p1` accept. */

/** A file before and after; undefined before: it is new. */
export interface Change {
  /** Relative, `/` as separator. */
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string;
}

/** The patch of one file, with three lines of context; empty when nothing changes. */
export function unifiedPatch({ path, before, after }: Change): string {
  const old = linesOf(before ?? "");
  const now = linesOf(after);
  const hunks = hunksOf(old, now);
  if (hunks.length === 0 && before !== undefined) return "";
  const [a, b] = [quoted(`a/${path}`), quoted(`b/${path}`)];
  const header = [`diff --git ${a} ${b}`, ...(before === undefined ? ["new file mode 100644"] : [])];
  // A new empty file has no lines, and so no `---` and `+++`.
  if (hunks.length > 0) header.push(`--- ${before === undefined ? "/dev/null" : a}`, `+++ ${b}`);
  return `${[...header, ...hunks].join("\n")}\n`;
}

/** Lines with their line ends. */
function linesOf(text: string): string[] {
  return text === "" ? [] : text.split(/(?<=\n)/);
}

/** A run of lines: kept, removed or added. */
interface Step {
  readonly kind: " " | "-" | "+";
  readonly line: string;
}

const context = 3;

function hunksOf(old: readonly string[], now: readonly string[]): string[] {
  const steps = stepsBetween(old, now);
  const hunks: string[] = [];
  let oldLine = 1;
  let newLine = 1;
  let at = 0;
  while (at < steps.length) {
    const changed = steps.findIndex((it, i) => i >= at && it.kind !== " ");
    if (changed < 0) break;
    const start = Math.max(at, changed - context);
    let end = changed;
    for (let i = changed; i < steps.length && i <= end + 2 * context; i++) if (steps[i]!.kind !== " ") end = i;
    const stop = Math.min(steps.length, end + 1 + context);
    oldLine += start - at;
    newLine += start - at;
    const part = steps.slice(start, stop);
    const oldCount = part.filter(({ kind }) => kind !== "+").length;
    const newCount = part.filter(({ kind }) => kind !== "-").length;
    hunks.push(`@@ -${range(oldLine, oldCount)} +${range(newLine, newCount)} @@`, ...part.map(lineText));
    oldLine += oldCount;
    newLine += newCount;
    at = stop;
  }
  return hunks;
}

function range(line: number, count: number): string {
  return `${count === 0 ? line - 1 : line},${count}`;
}

function lineText({ kind, line }: Step): string {
  return line.endsWith("\n") ? kind + line.slice(0, -1) : `${kind}${line}\n\\ No newline at end of file`;
}

/** Myers' shortest edit script, http://www.xmailserver.org/diff2.pdf, on what lies between the equal ends. */
function stepsBetween(old: readonly string[], now: readonly string[]): Step[] {
  let head = 0;
  while (head < old.length && head < now.length && old[head] === now[head]) head++;
  let tail = 0;
  while (tail < old.length - head && tail < now.length - head && old.at(-1 - tail) === now.at(-1 - tail)) tail++;
  const kept = (line: string): Step => ({ kind: " ", line });
  const middle = shortestScript(old.slice(head, old.length - tail), now.slice(head, now.length - tail));
  return [...old.slice(0, head).map(kept), ...middle, ...old.slice(old.length - tail).map(kept)];
}

function shortestScript(a: readonly string[], b: readonly string[]): Step[] {
  const trace: Map<number, number>[] = [];
  let ends = new Map([[1, 0]]);
  for (let d = 0; d <= a.length + b.length; d++) {
    const next = new Map(ends);
    trace.push(ends);
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && (ends.get(k - 1) ?? -1) < (ends.get(k + 1) ?? -1));
      let x = down ? (ends.get(k + 1) ?? 0) : (ends.get(k - 1) ?? 0) + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      next.set(k, x);
      if (x >= a.length && x - k >= b.length) return backtrack(a, b, trace);
    }
    ends = next;
  }
  return [];
}

function backtrack(a: readonly string[], b: readonly string[], trace: readonly Map<number, number>[]): Step[] {
  const steps: Step[] = [];
  let x = a.length;
  let y = b.length;
  for (let d = trace.length - 1; d >= 0; d--) {
    const ends = trace[d]!;
    const k = x - y;
    const down = k === -d || (k !== d && (ends.get(k - 1) ?? -1) < (ends.get(k + 1) ?? -1));
    const previousK = down ? k + 1 : k - 1;
    const previousX = ends.get(previousK) ?? 0;
    const previousY = previousX - previousK;
    while (x > previousX && y > previousY && x > 0 && y > 0) {
      steps.push({ kind: " ", line: a[--x]! });
      y--;
    }
    if (d === 0) break;
    if (down) steps.push({ kind: "+", line: b[--y]! });
    else steps.push({ kind: "-", line: a[--x]! });
  }
  return steps.reverse();
}

/** Git's quoting for names with control characters, quotes, backslashes or letters beyond ASCII. */
function quoted(path: string): string {
  if (!/[^ -~]|["\\]/.test(path)) return path;
  const bytes = [...new TextEncoder().encode(path)].map((byte) => {
    const unit = String.fromCharCode(byte);
    if (unit === '"' || unit === "\\") return `\\${unit}`;
    return byte < 0x20 || byte > 0x7e ? `\\${byte.toString(8).padStart(3, "0")}` : unit;
  });
  return `"${bytes.join("")}"`;
}

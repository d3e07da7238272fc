/** A stage taken apart: each instruction with the comments above it, and two stages put together from such pieces. */
import type { Dockerfile, Instruction, Stage } from "../../syntax/dockerfile/model.js";
import { lineEnd } from "../../text/line-index.js";
import { lineStart, nextLineStart } from "../dockerfile-edit.js";

export interface Piece<I extends Instruction = Instruction> {
  readonly instruction: I;
  /** Comments and empty lines between the instruction before and this one, without the first empty lines. */
  readonly lead: readonly string[];
  /** True when an empty line sets it off. */
  readonly gap: boolean;
  /** From its first line to its last, heredocs included, without the last line end. */
  readonly text: string;
}

/** One instruction of a new stage. */
export interface Item {
  readonly lead: readonly string[];
  readonly gap: boolean;
  readonly text: string;
  /** Says whether it is needed, by what stands behind it in its stage and by the text of the other one. */
  readonly when?: (behind: string, other: string) => boolean;
}

export interface Parts {
  readonly pieces: readonly Piece[];
  /** What follows the last instruction. */
  readonly tail: readonly string[];
  /** From the line of FROM to the end of the file. */
  readonly start: number;
}

export function takeApart(file: Dockerfile, stage: Stage): Parts {
  const { text } = file;
  let at = nextLineStart(text, stage.from.span.end);
  const pieces = stage.instructions.map((instruction): Piece => {
    const start = lineStart(text, instruction.span.start);
    const trivia = linesOf(text.slice(at, start));
    at = nextLineStart(text, instruction.span.end);
    const first = trivia.findIndex((line) => line.trim() !== "");
    const lead = first < 0 ? [] : trivia.slice(first);
    return { instruction, lead, gap: first !== 0 && trivia.length > 0, text: text.slice(start, instruction.span.end) };
  });
  return { pieces, tail: linesOf(text.slice(at)), start: lineStart(text, stage.from.span.start) };
}

/** Without the empty piece behind the last line end. */
function linesOf(text: string): string[] {
  if (text === "") return [];
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

/** A piece as it is, or with another text. */
export function itemOf({ lead, gap, text }: Piece, changed = text): Item {
  return { lead, gap, text: changed };
}

/** The second of two places of one instruction: the comment stays with the first. */
export function bareItem({ text, gap }: Piece, when?: Item["when"]): Item {
  return { lead: [], gap, text, ...(when ? { when } : {}) };
}

export function newItem(text: string, gap = false): Item {
  return { lead: [], gap, text };
}

/** A piece of an instruction with some words of its text replaced; spans are those of the file. */
export function changedText(
  file: Dockerfile,
  piece: Piece,
  changes: readonly (readonly [start: number, end: number, text: string])[],
): string {
  const offset = lineStart(file.text, piece.instruction.span.start);
  let { text } = piece;
  for (const [start, end, words] of [...changes].sort((a, b) => b[0] - a[0]))
    text = text.slice(0, start - offset) + words + text.slice(end - offset);
  return text;
}

/** The two stages as text, each behind its FROM. */
export function render(
  file: Dockerfile,
  stages: readonly { readonly from: string; readonly items: readonly Item[] }[],
  tail: readonly string[],
): string {
  const kept = stages.map(({ items }, i) =>
    needed(
      items,
      stages
        .filter((_, j) => j !== i)
        .flatMap((other) => other.items.map(({ text }) => text))
        .join("\n"),
    ),
  );
  const lines = stages.flatMap(({ from }, i) => [
    ...(i === 0 ? [] : [""]),
    from,
    ...kept[i]!.flatMap(({ lead, gap, text }, j) => [...(gap && !(j === 0 && i > 0) ? [""] : []), ...lead, text]),
  ]);
  const end = lineEnd(file.text);
  return [...lines, ...tail].join(end) + (file.text.endsWith("\n") ? end : "");
}

/** From the end to the start, so that what is not needed needs nothing either. */
function needed(items: readonly Item[], other: string): readonly Item[] {
  const kept: Item[] = [];
  let behind = "";
  for (const item of [...items].reverse()) {
    if (item.when && !item.when(behind, other)) {
      // The empty line above stays between what is left.
      if (item.gap && kept[0]) kept[0] = { ...kept[0], gap: true };
      continue;
    }
    kept.unshift(item);
    behind = `${item.text}\n${behind}`;
  }
  return kept;
}

/** Where relative paths mean what they mean at the end: behind the last WORKDIR. */
export function behindWorkdir(items: readonly Item[]): number {
  return items.findLastIndex(({ text }) => /^\s*workdir\s/i.test(text)) + 1;
}

/** True when a text uses a variable. */
export function mentions(text: string, name: string): boolean {
  return new RegExp(`\\$\\{?${name}(?![A-Za-z0-9_])`).test(text);
}

/** Without `--chown`: the user of the runtime stage is not there in the build. */
export function withoutOwner(file: Dockerfile, piece: Piece): string {
  const flags = piece.instruction.flags.filter(({ name }) => name === "chown");
  const ends = flags.map(({ span }) => (file.text.startsWith(" ", span.end) ? span.end + 1 : span.end));
  return changedText(
    file,
    piece,
    flags.map(({ span }, i) => [span.start, ends[i]!, ""] as const),
  );
}

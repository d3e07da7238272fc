/** What a change does to a text that could be read before it: the last look at every fix, whoever made it. */
import type { Problem } from "../syntax/problem.js";
import { applyEdits, type TextEdit } from "../text/edits.js";
import { problemsIn, problemsOf } from "./parsers.js";
import type { Files, Language } from "./rule.js";

/** A text before a change, with what its parser says of it. */
export interface Original {
  readonly text: string;
  /** Undefined for a text in no language Drydock parses: it cannot be told what would break it. */
  readonly language: Language | undefined;
  readonly problems: readonly Problem[];
}

/** A file as it was parsed. */
export function originalOf(file: Files[Language]): Original {
  return { text: file.text, language: file.language, problems: problemsOf(file) };
}

/**
 * The first problem of a text that it did not have before one change; undefined where there is none.
 * @param mayReveal true for a change that repairs what cannot be read: it may bring others to light that the fault hid, as a quote
 *   that was not closed hides the rest of the file; these lie behind it
 */
export function harm(before: Original, after: string, mayReveal: boolean): Problem | undefined {
  const { fresh, gone } = compare(before, after);
  if (!mayReveal || gone.length === 0) return fresh[0];
  const from = firstChangedLine(before.text, after);
  return fresh.find(({ span }) => span.start < from);
}

/** Problems that came and went with a change, told apart by their words. */
export function compare({ language, problems }: Original, after: string): Record<"fresh" | "gone", readonly Problem[]> {
  const gone = [...problems];
  const fresh =
    language === undefined
      ? []
      : problemsIn(language, after).filter(({ message }) => {
          const at = gone.findIndex((it) => it.message === message);
          if (at >= 0) gone.splice(at, 1);
          return at < 0;
        });
  return { fresh, gone: language === undefined ? [] : gone };
}

/** Why edits cannot stand for themselves, whatever the language: they lie outside the text, overlap, or change nothing. */
export function fault(text: string, edits: readonly TextEdit[]): string | undefined {
  let from = text.length;
  let to = 0;
  for (const { span } of edits) {
    if (!(0 <= span.start && span.start <= span.end && span.end <= text.length)) return "It edits what is not there.";
    from = Math.min(from, span.start);
    to = Math.max(to, span.end);
  }
  if (edits.length === 0) return "It changes nothing.";
  // Only what lies between the edits: the whole of a long text would be copied for each fix.
  const part = text.slice(from, to);
  const moved = edits.map(({ span, newText }) => ({ span: { start: span.start - from, end: span.end - from }, newText }));
  try {
    return applyEdits(part, moved) === part ? "It changes nothing." : undefined;
  } catch {
    return "Its edits overlap.";
  }
}

function firstChangedLine(before: string, after: string): number {
  let at = 0;
  while (at < before.length && at < after.length && before[at] === after[at]) at++;
  return after.lastIndexOf("\n", at - 1) + 1;
}

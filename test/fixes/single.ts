/** One fix alone: it applies, changes only what it says, breaks nothing, takes its finding away and brings no other. */
import type { Diagnostic, ResolvedFix } from "../../server/src/core/linter/finding.js";
import type { Language } from "../../server/src/core/linter/rule.js";
import { type TextFile, textFile } from "../../server/src/core/project/file-system.js";
import { applyEdits, type TextEdit } from "../../server/src/core/text/edits.js";
import { type Span, touches } from "../../server/src/core/text/span.js";
import { languageOf, revealing } from "../promises.js";
import { type Compose, composeWrong } from "./compose.js";
import { dockerfileWrong } from "./dockerfiles.js";
import { added, type Files, freshOf, judge, problemsIn, root, uriOf } from "./judge.js";
import type { Subject } from "./subjects.js";

/** Why a fix is wrong: a kind, which is counted, and the words. */
export interface Wrong {
  readonly kind: string;
  readonly message: string;
}

/**
 * @param before everything that is found in the subject
 * @param compose Docker Compose itself; undefined where there is none to ask
 */
export async function wrongOf(
  subject: Subject,
  before: readonly Diagnostic[],
  diagnostic: Diagnostic,
  fix: ResolvedFix,
  compose: Compose | undefined,
): Promise<Wrong | undefined> {
  const { files } = subject;
  const after = new Map(files);
  for (const [uri, text] of fix.creates) {
    const path = pathOf(uri);
    if (files.has(path)) return { kind: "creates what exists", message: path };
    after.set(path, textFile(text));
  }
  for (const [uri, edits] of fix.edits) {
    const path = pathOf(uri);
    const file = files.get(path);
    if (!file) return { kind: "edits what does not exist", message: path };
    const changed = changedBy(file, edits);
    if (typeof changed === "string") return { kind: changed, message: path };
    after.set(path, changed);
  }
  const safe = fix.applicability === "safe";
  return brokenBy(files, after) ?? changedIn(subject, after, safe, compose) ?? leftBy(subject, after, before, diagnostic, fix);
}

function pathOf(uri: string): string {
  return uri.slice(root.length + 1);
}

/** The file after the edits, or why they are no good. */
function changedBy(file: TextFile, edits: readonly TextEdit[]): TextFile | string {
  const { text } = file;
  if (edits.some(({ span }) => !(0 <= span.start && span.start <= span.end && span.end <= text.length)))
    return "edits outside the text";
  let changed: string;
  try {
    changed = applyEdits(text, edits);
  } catch {
    return "edits overlap";
  }
  if (changed === text) return "changes nothing";
  if (foreignLineEnds(text, changed)) return "brings foreign line ends";
  return keepsTheRest(text, changed, edits) ? { ...file, text: changed } : "changes bytes outside its edits";
}

/** True where a file of one kind of line end has another one afterwards. */
export function foreignLineEnds(before: string, after: string): boolean {
  const kinds = (text: string): Set<string> => new Set(text.match(/\r\n|\n|\r/g));
  const known = kinds(before);
  return known.size === 1 && [...kinds(after)].some((it) => !known.has(it));
}

/** Holds the bytes between the edits against those of the file: a reckoning of its own, which does not trust the one that applies edits. */
function keepsTheRest(before: string, after: string, edits: readonly TextEdit[]): boolean {
  const [old, now] = [Buffer.from(before, "utf16le"), Buffer.from(after, "utf16le")];
  const ordered = [...edits].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  let from = 0;
  let shift = 0;
  for (const { span, newText } of [...ordered, { span: { start: before.length, end: before.length }, newText: "" }]) {
    if (!old.subarray(from * 2, span.start * 2).equals(now.subarray((from + shift) * 2, (span.start + shift) * 2))) return false;
    from = span.end;
    shift += newText.length - (span.end - span.start);
  }
  return now.length === old.length + shift * 2;
}

/** Problems that a file of a known language did not have. */
export function brokenBy(before: Files, after: Files): Wrong | undefined {
  for (const [path, { text }] of after) {
    const language = languageOf(path);
    const old = before.get(path)?.text ?? "";
    if (!language || old === text) continue;
    const [message] = added(problemsIn(language, old), problemsIn(language, text));
    if (message !== undefined) return { kind: "breaks the file", message };
  }
  return undefined;
}

/** What the language of the subject asks beyond what holds for any. */
export function changedIn(subject: Subject, after: Files, safe: boolean, compose: Compose | undefined): Wrong | undefined {
  const { language, linted, files } = subject;
  const [old, now] = [files.get(linted)!.text, after.get(linted)!.text];
  if (old === now) return undefined;
  const message = language === "dockerfile" ? dockerfileWrong(old, now, safe) : composeWrong(subject, after, safe, compose);
  return message === undefined ? undefined : { kind: "changes what it means", message };
}

async function leftBy(
  { language, linted, files }: Subject,
  after: Files,
  before: readonly Diagnostic[],
  diagnostic: Diagnostic,
  fix: ResolvedFix,
): Promise<Wrong | undefined> {
  const left = await judge(language, linted, after);
  const { rule, message } = diagnostic;
  const alike = (it: Diagnostic): boolean => it.rule === rule && it.message === message;
  const edits = fix.edits.get(uriOf(linted)) ?? [];
  const isMoved = (old: Diagnostic, now: Diagnostic): boolean => touches(movedBy(edits, old.span), now.span);
  const stays =
    left.filter(alike).length >= before.filter(alike).length && left.some((it) => alike(it) && isMoved(diagnostic, it));
  // What is to be filled in need not be right yet.
  if (stays && fix.applicability !== "placeholder") return { kind: "leaves the finding", message };

  // What could not be read before was not judged; what a fix has written was, by whoever wrote the fix.
  const repairs = isRefusal(language, diagnostic);
  const isRevealed = ({ span, severity }: Diagnostic): boolean => {
    if (repairs && severity !== "error") return true;
    const isWritten = edits.some((it) => it.newText !== "" && overlaps(movedBy(edits, it.span), span));
    // What the author fills in may stand in another file.
    const isUnfinished = fix.applicability === "placeholder" && (isWritten || !fix.edits.has(uriOf(linted)));
    return isWritten || isUnfinished ? isUnfinished : repairs || revealing.has(rule.name);
  };
  const now = { text: after.get(linted)!.text, diagnostics: left.filter((it) => !isRevealed(it)) };
  const old = { text: files.get(linted)!.text, diagnostics: before };
  return freshIn(old, now, (was, is) => was !== diagnostic && (isMoved(was, is) || sameWords(was.message, is.message)));
}

/** True for what keeps Compose from reading a file, or its services from starting: the rest of its faults comes to light behind that. */
export function isRefusal(language: Language, { severity }: Diagnostic): boolean {
  return language === "compose" && severity === "error";
}

/** True for messages that name the same things in another order. */
function sameWords(one: string, other: string): boolean {
  const words = (text: string): string =>
    text
      .split(/[\s';,]+/)
      .sort()
      .join(" ");
  return words(one) === words(other);
}

/** The first finding that is new, see `freshOf`. */
export function freshIn(...compared: Parameters<typeof freshOf>): Wrong | undefined {
  const [fresh] = freshOf(...compared);
  return fresh && { kind: `brings ${fresh.rule.name}`, message: fresh.message };
}

function overlaps(a: Span, b: Span): boolean {
  return a.start < b.end && b.start < a.end;
}

/** Where words are after the edits; words that were replaced are where their replacement is. */
function movedBy(edits: readonly TextEdit[], { start, end }: Span): Span {
  let [from, to] = [start, end];
  for (const { span, newText } of edits) {
    const shift = newText.length - (span.end - span.start);
    if (span.end <= start) from += shift;
    else if (span.start < start) from += Math.max(0, span.start - start);
    if (span.start < end || span.end <= end) to += shift;
  }
  return { start: Math.min(from, to), end: Math.max(from, to) };
}

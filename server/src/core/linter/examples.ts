/** Reads a rule's examples: shared by the tests, the pages and `drydock explain`. */
import type { Span } from "../text/span.js";
import type { Language, Sources } from "./rule.js";

export interface ExpectedFinding {
  readonly span: Span;
  readonly message: string;
}

const lintedPaths: Readonly<Record<Language, string>> = { compose: "compose.yaml", dockerfile: "Dockerfile" };

/** The path of the file an example is about. */
export function lintedPath(language: Language): string {
  return lintedPaths[language];
}

/** Texts by path; a lone text is the linted file. */
export function sourcesByPath(language: Language, given: Sources): Map<string, string> {
  return new Map(Object.entries(typeof given === "string" ? { [lintedPath(language)]: given } : given));
}

/**
 * Takes the `^^^ message` lines out of a text; each marks the words above it, several may follow one line. Where such a line is the last
 * one and has no line end, the text has none either.
 */
export function takeMarks(marked: string): { readonly text: string; readonly expected: readonly ExpectedFinding[] } {
  const expected: ExpectedFinding[] = [];
  let text = "";
  let lineStart = 0;
  for (const line of marked.split(/(?<=\n)/)) {
    const [, indent, carets, message] = /^( *)(\^+) (.*?)\r?\n?$/.exec(line) ?? [];
    if (indent === undefined) {
      lineStart = text.length;
      text += line;
    } else {
      const start = lineStart + indent.length;
      expected.push({ span: { start, end: start + carets!.length }, message: message! });
    }
  }
  if (expected.length > 0 && !marked.endsWith("\n") && text.endsWith("\n")) text = text.replace(/\r?\n$/, "");
  expected.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  return { text, expected };
}

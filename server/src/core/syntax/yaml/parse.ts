/** Reads YAML: text → documents, comments and errors. */
import { Composer, type Document } from "yaml";
import { buildDocument } from "./build.js";
import { lineEndAt, strayEnding, visibleSpan, yamlError } from "./errors.js";
import type { YamlDocument, YamlError, YamlFile } from "./model.js";
import { maximumDepth, type Scan, scan } from "./scan.js";

/** The fewest steps in the parser: strings only, no tags, no key comparison (quadratic there), no line numbers. */
const options = {
  schema: "failsafe",
  resolveKnownTags: false,
  uniqueKeys: false,
  merge: false,
  prettyErrors: false,
  logLevel: "silent",
} as const;

/** Behind these nobody reads on. */
const maximumErrors = 200;

/**
 * Parses a YAML text with YAML 1.2 syntax and the merge keys of 1.1, as Compose reads it.
 * Never throws, whatever the text: what is wrong is in `errors`, and everything that could be read is there.
 * @param uri recorded in every node
 */
export function parseYaml(uri: string, text: string): YamlFile {
  const scanned = scan(text);
  const errors: YamlError[] = scanned.tooDeep.map(({ start, end }) => ({
    code: "too-deep",
    span: visibleSpan(text, start, end),
    message: `Nested deeper than ${maximumDepth} levels: this document is not judged.`,
  }));
  const documents: YamlDocument[] = [];
  for (const document of compose(scanned, text, errors)) {
    for (const error of firstOfEachLine(text, document.errors, ({ pos }) => pos[0])) {
      const translated = yamlError(text, error);
      if (translated !== undefined) errors.push(translated);
    }
    documents.push(buildDocument(uri, text, scanned, document, errors));
  }
  const template = templateError(text, errors);
  if (template !== undefined) return { uri, text, documents: [], comments: scanned.comments, errors: [template] };
  return { uri, text, documents, comments: scanned.comments, errors: tidied(text, errors) };
}

function compose({ tokens }: Scan, text: string, errors: YamlError[]): Document.Parsed[] {
  try {
    return [...new Composer(options).compose(tokens, true, text.length)] as Document.Parsed[];
  } catch (error) {
    // Not known to happen: the last line of defence, so that one file cannot take down the server.
    errors.push({
      code: "syntax",
      span: visibleSpan(text, 0, 1),
      message: `This text cannot be read as YAML: ${String(error)}.`,
    });
    return [];
  }
}

/** Template marks in quotes or behind a colon are good YAML; where they upset the parser, the text is a template. */
function templateError(text: string, errors: readonly YamlError[]): YamlError | undefined {
  for (const { code, span } of errors) {
    if (code !== "syntax") continue;
    const lineStart = text.lastIndexOf("\n", span.start - 1) + 1;
    const mark = /^[^#\n"']*?(\{\{|\{%|<%|@[A-Z][A-Z0-9_-]*@)/.exec(text.slice(lineStart, lineEndAt(text, span.end)));
    if (mark === null) continue;
    const end = lineStart + mark[0].length;
    const start = end - mark[1]!.length;
    if (start > span.end) continue;
    return {
      code: "template",
      span: { start, end },
      message: "This is the source of a template, not YAML yet: judge what it renders to.",
    };
  }
  return undefined;
}

/** Sorted, and what is no more than the echo of an error before it in the same line left out. */
function tidied(text: string, errors: readonly YamlError[]): YamlError[] {
  // Behind the first text that fits nowhere, every token is such a text.
  const stray = errors.find(({ message }) => message.endsWith(strayEnding));
  const syntax = errors.filter((it) => it.code === "syntax" && (it === stray || !it.message.endsWith(strayEnding)));
  const others = errors.filter(({ code }) => code !== "syntax");
  const kept = [...firstOfEachLine(text, syntax, ({ span }) => span.start), ...others];
  return kept.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end).slice(0, maximumErrors);
}

/** One slip often upsets the parser several times in a row: the first complaint of a line is the one that helps. */
function firstOfEachLine<T>(text: string, errors: readonly T[], offsetOf: (error: T) => number): T[] {
  const result: T[] = [];
  let lineEnd = -1;
  for (const error of [...errors].sort((a, b) => offsetOf(a) - offsetOf(b))) {
    if (offsetOf(error) <= lineEnd) continue;
    result.push(error);
    if (result.length === maximumErrors) break;
    const next = text.indexOf("\n", offsetOf(error));
    lineEnd = next === -1 ? text.length : next;
  }
  return result;
}

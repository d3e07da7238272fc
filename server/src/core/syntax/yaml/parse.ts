/** Reads YAML: text → documents, comments and errors. */
import { Composer, type Document } from "yaml";
import { buildDocument } from "./build.js";
import { visibleSpan, yamlError } from "./errors.js";
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
    for (const error of document.errors) {
      const translated = yamlError(text, error);
      if (translated !== undefined) errors.push(translated);
    }
    documents.push(buildDocument(uri, text, scanned, document, errors));
  }
  return { uri, text, documents, comments: scanned.comments, errors: firstOfEachLine(text, errors) };
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

/** One slip often upsets the parser several times in a row: the first complaint of a line is the one that helps. */
function firstOfEachLine(text: string, errors: readonly YamlError[]): YamlError[] {
  const sorted = [...errors].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  const result: YamlError[] = [];
  let lineEnd = -1;
  for (const error of sorted) {
    if (error.span.start <= lineEnd && error.code === "syntax") continue;
    result.push(error);
    const next = text.indexOf("\n", error.span.end);
    lineEnd = next === -1 ? text.length : next;
  }
  return result;
}

/** Reads a YAML configuration file: every value by its kind, with a problem at its place where it is something else. */
import type { Problem } from "../syntax/problem.js";
import { firstLine } from "../syntax/yaml/errors.js";
import type { YamlEntry, YamlMap, YamlNode, YamlScalar } from "../syntax/yaml/model.js";
import { parseYaml } from "../syntax/yaml/parse.js";
import type { Span } from "../text/span.js";
import { didYouMean } from "./rule-names.js";

export class ConfigReader {
  readonly problems: Problem[] = [];
  readonly root: YamlMap | undefined;

  constructor(
    uri: string,
    private readonly text: string,
  ) {
    const { documents, errors } = parseYaml(uri, text);
    for (const { span, message } of errors) this.report(span, message);
    const root = documents[0]?.root;
    if (root?.kind === "map") this.root = root;
    else if (root && !isNothing(root)) this.report(root.span, "A configuration is a mapping, such as `extends: recommended`.");
    for (const { span } of documents.slice(1))
      this.report(span, "A configuration is one YAML document; this one does not count.");
  }

  report(span: Span, message: string): void {
    const visible = span.end > span.start ? firstLine(this.text, span) : { start: Math.max(0, span.start - 1), end: span.start };
    this.problems.push({ span: visible, message });
  }

  /** The entries of a map under their known keys; every other key is a problem. */
  entries<K extends string>(map: YamlMap, known: readonly K[], what: string): Partial<Record<K, YamlEntry>> {
    const found: Partial<Record<K, YamlEntry>> = {};
    for (const entry of map.entries) {
      const key = known.find((it) => it === entry.key.text);
      if (key) found[key] ??= entry;
      else this.report(entry.key.span, unknownWord(entry.key.text, `key of ${what}`, known));
    }
    return found;
  }

  map({ key, value }: YamlEntry): YamlMap | undefined {
    if (value.kind === "map") return value;
    if (!isNothing(value)) this.report(value.span, `'${key.text}' is a mapping.`);
    return undefined;
  }

  /** The strings of a list; a lone string is a list of one. */
  strings({ key, value }: YamlEntry): string[] {
    const nodes = value.kind === "seq" ? value.items.map((it) => it.value) : isNothing(value) ? [] : [value];
    return nodes.flatMap((node) => {
      if (node.kind === "scalar" && !isNothing(node)) return [node.text];
      this.report(node.kind === "scalar" ? key.span : node.span, `'${key.text}' is a list of strings.`);
      return [];
    });
  }

  boolean({ key, value }: YamlEntry): boolean | undefined {
    if (value.kind === "scalar" && typeof value.value === "boolean") return value.value;
    this.report(placeOf(key, value), `'${key.text}' is true or false.`);
    return undefined;
  }

  /** One of a few words. */
  word<W extends string>({ key, value }: YamlEntry, words: readonly W[], what: string): W | undefined {
    const found = value.kind === "scalar" ? words.find((it) => it === value.text) : undefined;
    if (found === undefined) {
      const given = value.kind === "scalar" ? value.text : "";
      this.report(placeOf(key, value), unknownWord(given, what, words));
    }
    return found;
  }

  string({ key, value }: YamlEntry): string | undefined {
    if (value.kind === "scalar" && !isNothing(value)) return value.text;
    this.report(placeOf(key, value), `'${key.text}' is a string.`);
    return undefined;
  }
}

/** A value as plain data. */
export function plain(node: YamlNode): unknown {
  if (node.kind === "scalar") return node.value;
  if (node.kind === "seq") return node.items.map(({ value }) => plain(value));
  return Object.fromEntries(node.entries.map(({ key, value }) => [key.text, plain(value)]));
}

export function isNothing(node: YamlNode): boolean {
  return node.kind === "scalar" && node.value === null && node.style === "plain";
}

/** Where a wrong value is shown: at its key where there is nothing. */
function placeOf(key: YamlScalar, value: YamlNode): Span {
  return value.span.end > value.span.start ? value.span : key.span;
}

/** "'x' is no … Did you mean 'y'?", or the words there are. */
export function unknownWord(word: string, what: string, known: readonly string[]): string {
  const near = didYouMean(word, known);
  const hint = near !== undefined ? ` Did you mean '${near}'?` : known.length <= 12 ? ` Known: ${known.join(", ")}.` : "";
  return `'${word}' is no ${what}.${hint}`;
}

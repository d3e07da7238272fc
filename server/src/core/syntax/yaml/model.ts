/** A YAML file as values with spans: immutable, aliases and merge keys resolved, no parser types. */
import type { Span } from "../../text/span.js";
import type { Problem } from "../problem.js";

export interface YamlFile {
  readonly uri: string;
  readonly text: string;
  readonly documents: readonly YamlDocument[];
  /** All comments of the file, in its order. */
  readonly comments: readonly YamlComment[];
  readonly errors: readonly YamlError[];
}

export interface YamlDocument {
  /** Undefined for a document with nothing in it. */
  readonly root: YamlNode | undefined;
  /** In the order of the document: an alias means the last anchor of its name before it. */
  readonly anchors: readonly YamlAnchor[];
  /** Where its content begins and ends, comments around it not included; empty for a document with nothing in it. */
  readonly span: Span;
}

export interface YamlComment {
  /** Behind the `#`, trimmed. */
  readonly text: string;
  /** From the `#` to the end of the line. */
  readonly span: Span;
}

/**
 * What kind of rule of YAML is broken, so that a linter can tell a typing slip from a real ambiguity. "template": the text is
 * the source of a Jinja or Go template; it has no documents, since only what it renders to is YAML.
 */
export type YamlErrorCode = "syntax" | "duplicate-key" | "merge-key" | "alias" | "too-deep" | "template";

export interface YamlError extends Problem {
  readonly code: YamlErrorCode;
  /** The first of two equal keys. */
  readonly related?: Span;
}

/** A name with its place: `&name`, `*name` or `!tag`, the sign included in the span but, except for tags, not in the name. */
export interface YamlName {
  readonly name: string;
  readonly span: Span;
}

export interface YamlAnchor extends YamlName {
  readonly node: YamlNode;
  /** The aliases that mean it. */
  readonly aliases: readonly YamlName[];
}

interface NodeBase {
  /**
   * The node's own text, without anchor, tag, trailing comment and trailing line end. Empty for a value that is not there
   * (`environment:`), several lines for blocks: see `firstLine` where one line is wanted. For an alias that leads nowhere the
   * value is null and the span that of the alias.
   */
  readonly span: Span;
  /** The file that holds the span: a merged model mixes files. */
  readonly uri: string;
  readonly anchor: YamlName | undefined;
  /** As written, such as `!reset`. */
  readonly tag: YamlName | undefined;
}

export type YamlNode = YamlScalar | YamlMap | YamlSeq;

export type ScalarStyle = "plain" | "single" | "double" | "literal" | "folded";

export interface YamlScalar extends NodeBase {
  readonly kind: "scalar";
  /** The string: quotes, escapes and folding are resolved; of `0440` or `yes` just these characters; "" where nothing stands. */
  readonly text: string;
  /** What Compose's parser makes of it: `0440` is 288, `yes` stays a string, nothing and `~` are null. */
  readonly value: string | number | boolean | null;
  readonly style: ScalarStyle;
  /** The text of `span`: with quotes, with the header and the indentation of a block. */
  readonly source: string;
  /** In a merged model: the scalar as it stands in the file, before its variables were replaced. */
  readonly written?: YamlScalar;
}

export interface YamlMap extends NodeBase {
  readonly kind: "map";
  /** `{a: 1}`. */
  readonly flow: boolean;
  /** Own entries in the order of the file, then those reached through `<<` that no own entry hides. Never `<<` itself. */
  readonly entries: readonly YamlEntry[];
  /** The `<<` entries (more than one is an error). */
  readonly merges: readonly YamlEntry[];
  /** The first entry with this key. */
  get(key: string): YamlEntry | undefined;
}

export interface YamlEntry {
  readonly key: YamlScalar;
  readonly value: YamlNode;
  /** From the key (its anchor or tag) to the end of the value, or of the colon where there is no value. */
  readonly span: Span;
  /** `*name` where the value is an alias; `value` then is the anchor's node. */
  readonly alias: YamlName | undefined;
  /** The `<<` entry of this map through which it was reached: its spans lie in another map. */
  readonly merged: YamlEntry | undefined;
}

export interface YamlSeq extends NodeBase {
  readonly kind: "seq";
  /** `[a, b]`. */
  readonly flow: boolean;
  readonly items: readonly YamlItem[];
}

export interface YamlItem {
  readonly value: YamlNode;
  /** From the `-` (of a flow sequence: from the value, its anchor or tag) to the end of the value. */
  readonly span: Span;
  readonly alias: YamlName | undefined;
}

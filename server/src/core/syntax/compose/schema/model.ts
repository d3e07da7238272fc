/** What is wrong with a Compose file by its schema. */
import type { Span } from "../../../text/span.js";
import type { Problem } from "../../problem.js";
import type { YamlEntry, YamlItem, YamlMap, YamlNode, YamlSeq } from "../../yaml/model.js";
import type { Field, Shape } from "./shape.js";

/**
 * - `unknown-key` a key that Compose does not know at its place
 * - `bad-name` a name of the author's own with letters that names must not have
 * - `non-string-key` `5:`, `true:`, `~:`
 * - `wrong-type` a list for a mapping, a number for a string …
 * - `empty` nothing where something must stand
 * - `bad-value` a word, number or boolean that is not allowed
 * - `missing-key` a mapping without a key it needs
 * - `duplicate-item` an item that stands twice in a list that forbids it
 * - `old-boolean` `yes`, `no`, `on`, `off`: accepted, with a warning
 */
export type SchemaProblemCode =
  | "unknown-key"
  | "bad-name"
  | "non-string-key"
  | "wrong-type"
  | "empty"
  | "bad-value"
  | "missing-key"
  | "duplicate-item"
  | "old-boolean";

export interface SchemaProblem extends Problem {
  readonly code: SchemaProblemCode;
  /** Keys from the root, for items their index: `["services", "web", "ports", "0"]`. Of unknown keys the key itself is the last. */
  readonly path: readonly string[];
  /** The word to say instead: a key, a value. */
  readonly suggestion?: string;
  /** True where nothing else can be meant. */
  readonly certain?: boolean;
  /** Of a `missing-key`: that key; of a `duplicate-item`: the place of the first. */
  readonly missing?: string;
  readonly first?: Span;
  readonly place: Place;
}

/** Where a problem lies in the tree. */
export interface Place {
  /** The wrong value. */
  readonly node: YamlNode;
  /** What should stand there. */
  readonly shape: Shape;
  /** What the schema says about the nearest key above. */
  readonly field: Field | undefined;
  /** The entry or item that holds the value; neither for the root. */
  readonly entry: YamlEntry | undefined;
  readonly item: YamlItem | undefined;
  /** The mapping or list that holds it. */
  readonly parent: YamlMap | YamlSeq | undefined;
}

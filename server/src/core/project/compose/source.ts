/** The files of a Compose project while they are put together. */
import { parseCompose } from "../../syntax/compose/parse.js";
import { hasVariables } from "../../syntax/interpolation.js";
import type { YamlMap, YamlNode } from "../../syntax/yaml/model.js";
import type { Variables } from "./environment.js";
import type { ComposeProblem, ProjectRequest, Reader } from "./model.js";
import { substitute } from "./substitute.js";

/** What is shared while one project is loaded. */
export interface Loading {
  readonly reader: Reader;
  readonly unset: ProjectRequest["unset"];
  readonly problems: ComposeProblem[];
  /** Folders in which the relative paths of a file's nodes lie, by the file's URI. */
  readonly folders: Map<string, string>;
  /** Services that extend what cannot be read. */
  readonly unknown: Set<string>;
  complete: boolean;
}

/** The files of one `-f` list, or of one include. */
export interface Layer {
  readonly files: readonly string[];
  readonly folder: string;
  readonly variables: Variables;
  /** Files that are being included, outermost first. */
  readonly including: readonly string[];
}

/** The roots of a file's documents with their variables put in; none, and the project not complete, where it cannot be read. */
export function rootsOf(uri: string, variables: Variables, loading: Loading): readonly YamlMap[] {
  const file = loading.reader.parse(uri, parseCompose);
  if (file === undefined) {
    loading.complete = false;
    return [];
  }
  for (const { root } of file.documents) if (root !== undefined && root.kind !== "map") reportRoot(root, uri, loading);
  const plain = !file.text.includes("$") || (loading.unset === "keep" && variables.size === 0);
  return file.roots.map((root) => (plain ? root : substitute(root, variables, loading.unset, loading.problems)));
}

function reportRoot(root: YamlNode, uri: string, loading: Loading): void {
  if (root.kind === "scalar" && root.value === null) return;
  const message = "A Compose file is a mapping of `services:`, `volumes:` and their like.";
  loading.problems.push({ code: "not-mapping", span: root.span, message, uri, path: "" });
}

/** True for a place that is not a file here: a repository, an artifact, a path that only a variable knows. */
export function isElsewhere(path: string): boolean {
  return hasVariables(path) || /^(?:[a-z][\w+.-]*:\/\/|git@|github\.com\/|oci:)/i.test(path);
}

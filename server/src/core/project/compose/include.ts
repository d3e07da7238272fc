/**
 * `include`: whole Compose applications, each with its own folder and variables, whose services and resources come along.
 * https://docs.docker.com/reference/compose-file/include/
 */
import type { Include } from "../../syntax/compose/model.js";
import { includesAt } from "../../syntax/compose/resources.js";
import type { YamlMap } from "../../syntax/yaml/model.js";
import { yamlMap } from "../../syntax/yaml/nodes.js";
import type { Span } from "../../text/span.js";
import { dirname, join } from "../uri.js";
import { envFileIn, withEnvFiles } from "./environment.js";
import { mergeRoots } from "./merge.js";
import type { ComposeProblemCode } from "./model.js";
import { isElsewhere, type Layer, type Loading } from "./source.js";

const imported: ReadonlySet<string> = new Set(["services", "networks", "volumes", "secrets", "configs", "models"]);

/** Loads the files of an include like a project of its own. */
type LoadLayer = (layer: Layer, loading: Loading) => YamlMap | undefined;

/** The root with what it includes; where both define the same thing, the including file wins. */
export function withIncludes(root: YamlMap, layer: Layer, loading: Loading, loadLayer: LoadLayer): YamlMap {
  if (root.get("include") === undefined) return root;
  let result = yamlMap(
    root,
    root.entries.filter(({ key }) => key.text !== "include"),
  );
  for (const include of includesAt(root)) {
    const included = load(include, layer, loading, loadLayer);
    if (included === undefined) continue;
    const resources = yamlMap(
      included,
      included.entries.filter(({ key }) => imported.has(key.text)),
    );
    result = mergeRoots(resources, result, loading.problems);
  }
  return result;
}

function load(include: Include, layer: Layer, loading: Loading, loadLayer: LoadLayer): YamlMap | undefined {
  const { paths, projectDirectory, envFiles } = include;
  const report = (code: ComposeProblemCode, span: Span, message: string) =>
    loading.problems.push({ code, span, message, uri: include.node.uri, path: "include" });
  if (paths.length === 0 || [...paths, ...envFiles].some(({ text }) => isElsewhere(text))) {
    loading.complete = false;
    return undefined;
  }
  const files = paths.map(({ text }) => join(layer.folder, text));
  const cyclic = files.findIndex((uri) => layer.including.includes(uri) || layer.files.includes(uri));
  if (cyclic >= 0) {
    report("include-cycle", paths[cyclic]!.span, `\`${paths[cyclic]!.text}\` includes itself by way of this file.`);
    return undefined;
  }
  for (const [index, uri] of files.entries()) {
    const node = loading.reader.read(uri);
    if (node.kind === "absent" || node.kind === "directory") {
      report("file-missing", paths[index]!.span, `There is no file \`${paths[index]!.text}\` to include.`);
      return undefined;
    }
    if (node.kind === "unknown") loading.complete = false;
  }
  if (projectDirectory !== undefined && isElsewhere(projectDirectory.text)) {
    loading.complete = false;
    return undefined;
  }
  const folder = projectDirectory === undefined ? dirname(files[0]!) : join(layer.folder, projectDirectory.text);
  const envUris = envFiles.length > 0 ? envFiles.map(({ text }) => join(layer.folder, text)) : [envFileIn(folder)];
  for (const [index, uri] of envUris.entries()) {
    if (envFiles.length === 0 || envFiles[index]!.text === "/dev/null") continue;
    const { kind } = loading.reader.read(uri);
    if (kind === "absent" || kind === "directory") {
      const { text, span } = envFiles[index]!;
      report("file-missing", span, `There is no file \`${text}\` with variables for this include.`);
    }
  }
  const variables = withEnvFiles(layer.variables, envUris, loading.reader);
  const including = [...layer.including, ...layer.files];
  return loadLayer({ files, folder, variables, including }, loading);
}

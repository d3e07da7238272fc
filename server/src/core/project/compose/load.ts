/** Puts the files of a Compose project together, in the order compose-go does: variables, include, extends, then the merge onto what came before. */
import type { YamlMap } from "../../syntax/yaml/model.js";
import { resolveExtends } from "./extends.js";
import { withIncludes } from "./include.js";
import { mergeRoots, withoutTags } from "./merge.js";
import { type Layer, type Loading, rootsOf } from "./source.js";
import { unified } from "./unify.js";

/** The merged root of a layer; undefined where no file of it has a mapping. */
export function loadLayer(layer: Layer, loading: Loading): YamlMap | undefined {
  let merged: YamlMap | undefined;
  for (const uri of layer.files) {
    loading.folders.set(uri, layer.folder);
    for (const root of rootsOf(uri, layer.variables, loading)) {
      const own = resolveExtends(withIncludes(root, layer, loading, loadLayer), uri, layer, loading);
      merged =
        merged === undefined ? (unified(withoutTags(own) as YamlMap) as YamlMap) : mergeRoots(merged, own, loading.problems);
    }
  }
  return merged;
}

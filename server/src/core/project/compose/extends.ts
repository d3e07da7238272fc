/**
 * `extends`: a service takes over another one, of the same file or of another, which may itself extend.
 * https://docs.docker.com/reference/compose-file/services/#extends
 */
import type { Extends } from "../../syntax/compose/model.js";
import { readService } from "../../syntax/compose/service.js";
import type { YamlEntry, YamlMap } from "../../syntax/yaml/model.js";
import { yamlMap } from "../../syntax/yaml/nodes.js";
import type { Span } from "../../text/span.js";
import { dirname, join } from "../uri.js";
import type { Variables } from "./environment.js";

import { isNull, mergeRoots, mergeService, withoutTags } from "./merge.js";
import type { ComposeProblemCode } from "./model.js";
import { isElsewhere, type Layer, type Loading, rootsOf } from "./source.js";

/** The services of one file and where they come from. */
interface Scope {
  readonly uri: string;
  readonly folder: string;
  readonly variables: Variables;
  readonly services: YamlMap;
}

/** The root with all `extends` of its services resolved; the key itself is gone. */
export function resolveExtends(root: YamlMap, uri: string, layer: Layer, loading: Loading): YamlMap {
  const services = root.get("services")?.value;
  if (services?.kind !== "map" || !services.entries.some(({ value }) => value.kind === "map" && value.get("extends")))
    return root;
  const scope: Scope = { uri, folder: layer.folder, variables: layer.variables, services };
  const entries = services.entries.map((entry) => {
    const value = resolved(entry, scope, [], loading);
    return value === undefined || value === entry.value ? entry : { ...entry, value, alias: undefined };
  });
  const value = yamlMap(services, entries, { flow: services.flow });
  return yamlMap(
    root,
    root.entries.map((entry) => (entry.key.text === "services" ? { ...entry, value } : entry)),
  );
}

/** A service with what it extends merged under it; undefined where it has no value. */
function resolved(entry: YamlEntry, scope: Scope, chain: readonly string[], loading: Loading): YamlMap | undefined {
  const { value } = entry;
  if (value.kind !== "map") return undefined;
  const { extends: base } = readService(entry);
  if (base === undefined) return value;
  const own = yamlMap(
    value,
    value.entries.filter(({ key }) => key.text !== "extends"),
    { flow: value.flow },
  );
  const report = (code: ComposeProblemCode, message: string, span?: Span) => {
    // Nobody knows what a service lacks whose base is to be mended.
    loading.unknown.add(entry.key.text);
    loading.problems.push({
      code,
      message,
      span: span ?? base.service?.span ?? base.entry.key.span,
      uri: base.entry.key.uri,
      path: `services.${entry.key.text}.extends`,
    });
  };
  const unknown = () => {
    loading.unknown.add(entry.key.text);
    loading.complete = false;
    return own;
  };
  const name = base.service?.text;
  if (name === undefined) {
    report("extends-missing", "`extends` does not say which service: write `service: <name>`.");
    return own;
  }
  const from = scopeOf(base, scope, loading);
  if (from === "elsewhere" || isElsewhere(name)) return unknown();
  const link = `${from === "absent" ? "" : from.uri}#${name}`;
  if (chain.includes(link)) {
    report("extends-cycle", `The service \`${entry.key.text}\` extends itself by way of \`${name}\`.`);
    return own;
  }
  const target = from === "absent" ? undefined : from.services.get(name);
  if (from === "absent" || target === undefined) {
    const where = base.file === undefined ? "this file" : `\`${base.file.text}\``;
    if (from === "absent") report("file-missing", `There is no file ${where} to extend from.`, base.file?.span);
    else report("extends-missing", `There is no service \`${name}\` in ${where} to extend.`);
    return own;
  }
  if (isNull(target.value)) return own;
  const inherited = resolved(target, from, [...chain, link], loading);
  if (inherited === undefined) return own;
  if (loading.unknown.has(name)) loading.unknown.add(entry.key.text);
  return mergeService(withoutTags(inherited) as YamlMap, own, entry.key.text, loading.problems);
}

/** Where the base is looked for. Unlike an include, an extended file brings none of its variables or resources along. */
function scopeOf({ file }: Extends, scope: Scope, loading: Loading): Scope | "absent" | "elsewhere" {
  if (file === undefined) return scope;
  if (isElsewhere(file.text)) return "elsewhere";
  const uri = join(scope.folder, file.text);
  const node = loading.reader.read(uri);
  if (node.kind !== "file") return node.kind === "unknown" ? "elsewhere" : "absent";
  // Relative paths of an extended file lie in its own folder, unless it is part of the project anyway.
  const folder = dirname(uri);
  if (!loading.folders.has(uri)) loading.folders.set(uri, folder);
  let root: YamlMap | undefined;
  for (const document of rootsOf(uri, scope.variables, loading))
    root = root === undefined ? document : mergeRoots(root, document, loading.problems);
  const services = root?.get("services")?.value;
  return {
    uri,
    folder,
    variables: scope.variables,
    services: services?.kind === "map" ? services : yamlMap({ uri, span: { start: 0, end: 0 } }, []),
  };
}

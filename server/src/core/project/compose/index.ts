/** The Compose project as a value: files and variables in, the merged model out. */
import type { Resource, Service } from "../../syntax/compose/model.js";
import { readResource } from "../../syntax/compose/resources.js";
import { readService } from "../../syntax/compose/service.js";
import type { YamlEntry, YamlMap } from "../../syntax/yaml/model.js";
import { yamlMap } from "../../syntax/yaml/nodes.js";
import { dirname } from "../uri.js";
import { envFileIn, type Variables, withEnvFiles } from "./environment.js";
import { loadLayer } from "./load.js";
import type { ComposeProject, ProjectRequest, Reader } from "./model.js";
import { withProjectName } from "./project-name.js";
import type { Loading } from "./source.js";

export type { ComposeProblem, ComposeProblemCode, ComposeProject, ProjectRequest, Reader } from "./model.js";

/**
 * Puts a project together. What Compose refuses is in `problems`, and the model then holds what could be read.
 * @param reader its `Pending` passes through
 */
export function composeProject(request: ProjectRequest, reader: Reader): ComposeProject {
  const { files, folder = dirname(files[0] ?? ""), unset = "empty" } = request;
  const known = withEnvFiles(request.variables ?? new Map(), [envFileIn(folder)], reader);
  // On another machine the folder may have another name.
  const variables = unset === "empty" ? withProjectName(files, folder, known, reader) : known;
  const loading: Loading = { reader, unset, problems: [], folders: new Map(), unknown: new Set(), complete: true };
  const merged = loadLayer({ files, folder, variables, including: [] }, loading);
  const root = merged ?? yamlMap({ uri: files[0] ?? "", span: { start: 0, end: 0 } }, []);
  const services = sectionOf(root, "services").map(readService);
  const byName = new Map(services.map((service) => [service.name, service]));
  const resources = (key: string): readonly Resource[] => sectionOf(root, key).map(readResource);
  return {
    files,
    folderOf: ({ uri }) => loading.folders.get(uri) ?? dirname(uri),
    root,
    services,
    enabled: services.filter((it) => isEnabled(it, [...(request.profiles ?? []), ...profilesOf(known)])),
    networks: resources("networks"),
    volumes: resources("volumes"),
    secrets: resources("secrets"),
    configs: resources("configs"),
    problems: loading.problems,
    complete: loading.complete,
    service: (name): Service | undefined => byName.get(name),
    isKnown: (name) => !loading.unknown.has(name),
  };
}

function profilesOf(variables: Variables): readonly string[] {
  return (variables.get("COMPOSE_PROFILES") ?? "").split(",").map((name) => name.trim());
}

/** https://docs.docker.com/compose/how-tos/profiles/ */
function isEnabled({ profiles }: Service, on: readonly string[]): boolean {
  return profiles.length === 0 || profiles.some(({ text }) => text === "*" || on.includes(text) || on.includes("*"));
}

function sectionOf(root: YamlMap, key: string): readonly YamlEntry[] {
  const node = root.get(key)?.value;
  return node?.kind === "map" ? node.entries : [];
}

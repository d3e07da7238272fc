/** Whether a name that a file uses is declared: by the project, or by files that nobody can tell whether they belong to it. */
import type { ComposeFile, Service } from "../../syntax/compose/model.js";
import { includesAt } from "../../syntax/compose/resources.js";
import type { YamlMap } from "../../syntax/yaml/model.js";
import type { Project } from "../project.js";
import { basename, dirname, join } from "../uri.js";
import { defaultNames, overrideNames } from "./membership.js";

export type Section = "services" | "networks" | "volumes" | "secrets" | "configs" | "models";

const declared = new WeakMap<YamlMap, Map<Section, ReadonlySet<string>>>();

/** The names of a section of the merged model. */
export function declaredNames({ compose: { root } }: Project, section: Section): ReadonlySet<string> {
  let sections = declared.get(root);
  if (!sections) declared.set(root, (sections = new Map()));
  let names = sections.get(section);
  if (!names) {
    const node = root.get(section)?.value;
    sections.set(section, (names = new Set(node?.kind === "map" ? node.entries.map(({ key }) => key.text) : [])));
  }
  return names;
}

/**
 * True where a missing name proves nothing: a part of the project cannot be read, the file is a part of another one, or a file around it
 * declares the name and they may well be run together.
 */
export function mayBeDeclaredElsewhere(file: ComposeFile, project: Project, section: Section, name: string): boolean {
  if (!project.compose.complete || isFragment(file, project)) return true;
  // A development container runs its own file on top of the project's.
  const isOnTop = basename(dirname(file.uri)) === ".devcontainer";
  if (!isOnTop && (defaultNames as readonly string[]).includes(basename(file.uri))) return false;
  return project.composeFiles.some((other) => {
    if (project.compose.files.includes(other.uri)) return false;
    const node = other.get(section)?.value;
    return node?.kind === "map" && node.get(name) !== undefined;
  });
}

const fragments = new WeakMap<Project, boolean>();

/** True for a file that another one around includes or extends, and for an override without its base: it need not stand alone. */
export function isFragment(file: ComposeFile, project: Project): boolean {
  let answer = fragments.get(project);
  if (answer === undefined) {
    const isOverride = (overrideNames as readonly string[]).includes(basename(file.uri));
    answer =
      (isOverride && project.compose.files.length === 1) ||
      project.composeFiles.some((other) => other.uri !== file.uri && pathsOf(other).some((it) => it === file.uri));
    fragments.set(project, answer);
  }
  return answer;
}

function pathsOf(file: ComposeFile): readonly string[] {
  const folder = dirname(file.uri);
  const included = file.roots.flatMap((root) => includesAt(root)).flatMap(({ paths }) => paths.map(({ text }) => text));
  const extended = file.services.flatMap((service) => service.extends?.file?.text ?? []);
  return [...included, ...extended].map((path) => join(folder, path));
}

/** The service as the merged model has it; the file's own where that knows none. */
export function mergedOf(service: Service, project: Project): Service {
  return project.compose.service(service.name) ?? service;
}

/**
 * The services of a file with what the project makes of them. Those that the project does not have (a later file resets them) are left out.
 */
export function mergedServices(file: ComposeFile, project: Project): readonly { service: Service; merged: Service }[] {
  return file.services.flatMap((service) => {
    const merged = project.compose.service(service.name);
    return merged ? [{ service, merged }] : [];
  });
}

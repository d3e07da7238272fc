/** Which networks, volumes, secrets, configs and models the services of a project use. */
import type { ComposeFile, Service, TextValue } from "../../syntax/compose/model.js";
import { hasVariables } from "../../syntax/interpolation.js";
import type { Project } from "../project.js";
import { dirname } from "../uri.js";

export type ResourceSection = "networks" | "volumes" | "secrets" | "configs" | "models";

/**
 * The names that the services use.
 * @returns undefined for a section where one cannot be known, as with a variable in it
 */
export function usedNames(services: readonly Service[], section: ResourceSection): ReadonlySet<string> | undefined {
  const names = new Set<string>(section === "networks" ? ["default"] : []);
  for (const service of services) {
    for (const name of namesIn(service, section)) {
      if (name === undefined || hasVariables(name)) return undefined;
      names.add(name);
    }
  }
  return names;
}

/** True where a Compose file beside the project's may be run together with it. */
export function hasOtherFiles(file: ComposeFile, { compose, composeFiles }: Project): boolean {
  const folder = dirname(file.uri);
  return composeFiles.some(({ uri }) => dirname(uri) === folder && !compose.files.includes(uri) && uri !== file.uri);
}

function* namesIn(service: Service, section: ResourceSection): Generator<string | undefined> {
  const { build } = service;
  const textsOf = (values: Iterable<TextValue | undefined>) => [...values].flatMap((it) => (it ? [it.text] : []));
  if (section === "networks") {
    yield* service.networks.map(({ network }) => network.text);
    if (build?.network) yield build.network.text;
    if (service.networkMode) yield service.networkMode.text;
  } else if (section === "volumes") {
    for (const { known, type, source } of service.volumes) {
      if (!known || type === undefined) yield source?.text.includes("$") === false && type === "bind" ? "" : undefined;
      else if (type === "volume" || type === "cluster") yield source?.text ?? "";
    }
  } else if (section === "models") {
    const models = service.get("models")?.value;
    if (models?.kind === "map") yield* models.entries.map(({ key }) => key.text);
    else if (models?.kind === "seq") yield* models.items.map(({ value }) => (value.kind === "scalar" ? value.text : undefined));
  } else {
    yield* textsOf(service[section].map(({ source }) => source));
    if (section === "secrets") yield* textsOf((build?.secrets ?? []).map(({ source }) => source));
  }
}

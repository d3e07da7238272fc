/** The names that a service uses and that something else has to declare. */
import type { ComposeFile, Service, TextValue } from "../../syntax/compose/model.js";
import { serviceReferences } from "../../syntax/compose/service-references.js";
import { hasVariables } from "../../syntax/interpolation.js";
import type { Project } from "../project.js";
import { declaredNames, mayBeDeclaredElsewhere, type Section } from "./declarations.js";

export interface Use {
  readonly section: Section;
  readonly name: TextValue;
}

/** @param service merged: its names may stand in several files */
function usesOf(service: Service): readonly Use[] {
  const { networks, volumes, secrets, configs } = service;
  return [
    ...networks.map(({ network }): Use => ({ section: "networks", name: network })).filter(({ name }) => name.text !== "default"),
    ...volumes.flatMap(({ known, type, source }): Use[] =>
      known && type === "volume" && source ? [{ section: "volumes", name: source }] : [],
    ),
    ...secrets.flatMap(({ source }): Use[] => (source ? [{ section: "secrets", name: source }] : [])),
    ...configs.flatMap(({ source }): Use[] => (source ? [{ section: "configs", name: source }] : [])),
    ...serviceReferences(service).map((it): Use => ({ section: "services", name: it.service })),
  ];
}

/** The names of a merged service that come from files outside the project's own list and that nothing declares; each name once. */
export function missingImports(service: Service, file: ComposeFile, project: Project): readonly Use[] {
  const seen = new Set<string>();
  return usesOf(service).filter(({ section, name: { text, node } }) => {
    if (project.compose.files.includes(node.uri) || text === "" || hasVariables(text)) return false;
    if (declaredNames(project, section).has(text) || mayBeDeclaredElsewhere(file, project, section, text)) return false;
    const key = `${section} ${text}`;
    return !seen.has(key) && seen.add(key) !== undefined;
  });
}

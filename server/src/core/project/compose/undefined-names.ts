/** Names that services use and the project does not declare. */
import { firstTime } from "../../syntax/compose/lookup.js";
import type { ComposeFile, Service, TextValue } from "../../syntax/compose/model.js";
import { hasVariables } from "../../syntax/interpolation.js";
import { didYouMean } from "../../text/did-you-mean.js";
import type { Project } from "../project.js";
import { declaredNames, mayBeDeclaredElsewhere, mergedServices, type Section } from "./declarations.js";

export interface UndefinedName {
  readonly service: Service;
  readonly name: TextValue;
  /** A declared name that may be meant; none that the service uses already: Compose refuses a list that has something twice. */
  readonly near: string | undefined;
  /** Services that only a profile starts are checked only then. */
  readonly severity: "error" | "warning";
}

/**
 * Each place once, in the order of the file. A use that a later file takes away counts for nothing.
 * @param usesOf the names that a service uses
 * @param isMeant false for names that need no declaration
 */
export function* undefinedNames(
  file: ComposeFile,
  project: Project,
  section: Section,
  usesOf: (service: Service) => readonly TextValue[],
  isMeant: (name: string) => boolean = () => true,
): Generator<UndefinedName> {
  const names = declaredNames(project, section);
  const first = firstTime();
  const suggestions = new Map<string, string | undefined>();
  for (const { service, merged } of mergedServices(file, project)) {
    const uses = usesOf(service);
    for (const name of uses) {
      const { text } = name;
      if (text === "" || names.has(text) || !isMeant(text) || hasVariables(text)) continue;
      if (merged !== service && !usesOf(merged).some((it) => it.text === text)) continue;
      if (!first(name) || mayBeDeclaredElsewhere(file, project, section, text)) continue;
      if (!suggestions.has(text)) suggestions.set(text, suggestions.size < maximumSuggestions ? nearest(text, names) : undefined);
      const near = suggestions.get(text);
      const isTaken = near !== undefined && uses.some((it) => it.text === near);
      yield { service, name, near: isTaken ? undefined : near, severity: severityFor(merged) };
    }
  }
}

/** Comparing many wrong names with many right ones takes long, and whoever has so many has another fault. */
const maximumSuggestions = 50;

/** A slip of one name of some length; `frontend-proxy` is not what `frontend` means. */
function nearest(text: string, names: Iterable<string>): string | undefined {
  const near = text.length > 3 ? didYouMean(text, names) : undefined;
  return near !== undefined && Math.abs(near.length - text.length) <= 3 ? near : undefined;
}

/** Compose checks what it starts: the faults of a service that only a profile starts show when that is on. */
export function severityFor({ profiles }: Service): "error" | "warning" {
  return profiles.length > 0 ? "warning" : "error";
}

/** Files of the host that a Compose file names: where they are, and whether they are there. */
import type { TextValue } from "../../syntax/compose/model.js";
import { hasVariables } from "../../syntax/interpolation.js";
import { didYouMean } from "../../text/did-you-mean.js";
import type { Project } from "../project.js";
import { basename, dirname, join } from "../uri.js";

/** The URI of a relative path; undefined for absolute ones, for the home folder and where a variable hides it. */
export function localUri(value: TextValue, project: Project): string | undefined {
  const { text, node } = value;
  if (text === "" || hasVariables(text) || /^(?:[/~\\]|[a-zA-Z]:|[a-z][\w+.-]*:\/\/)/.test(text)) return undefined;
  return join(project.compose.folderOf(node), text);
}

/** True where it is known that nothing stands at a URI. */
export function isAbsent(uri: string, project: Project): boolean {
  return project.read(uri).kind === "absent";
}

/** The path as written with its last name replaced by one that is like it and is there. */
export function similarPath(value: TextValue, uri: string, project: Project): string | undefined {
  const folder = project.read(dirname(uri));
  if (folder.kind !== "directory") return undefined;
  const best = didYouMean(basename(uri), folder.names);
  return best === undefined ? undefined : value.text.replace(/[^/]+(?=\/*$)/, () => best);
}

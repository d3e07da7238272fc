/** The schema's word on a Compose file in its project: variables from `.env`, and what other files of the project bring is not missing. */
import type { ComposeFile } from "../syntax/compose/model.js";
import { schemaProblems } from "../syntax/compose/schema/check.js";
import type { SchemaProblem, SchemaProblemCode } from "../syntax/compose/schema/model.js";
import type { YamlNode } from "../syntax/yaml/model.js";
import { envFileIn, withEnvFiles } from "./compose/environment.js";
import { defaultNames } from "./compose/membership.js";
import type { Project } from "./project.js";
import { basename, dirname } from "./uri.js";

/** Rules ask for the problems of their codes one after the other. */
const known = new WeakMap<Project, readonly SchemaProblem[]>();

/**
 * The problems of some codes, in the order of the text.
 * Which variables the shell sets is not known; the project's `.env` and defaults count, and a value with others is not judged.
 */
export function schemaProblemsOf(
  file: ComposeFile,
  project: Project,
  codes: readonly SchemaProblemCode[],
): readonly SchemaProblem[] {
  let problems = known.get(project);
  if (problems === undefined) known.set(project, (problems = findProblems(file, project)));
  return problems.filter(({ code }) => codes.includes(code));
}

function findProblems(file: ComposeFile, project: Project): readonly SchemaProblem[] {
  // Where the YAML is broken, keys land in wrong places: what is said about them would be an echo of that.
  if (file.errors.some(({ code }) => code === "syntax" || code === "too-deep")) return [];
  const hasVariables = file.text.includes("$");
  const variables = hasVariables ? withEnvFiles(new Map(), [envFileIn(dirname(file.uri))], project) : new Map<string, string>();
  const problems = file.documents.flatMap(({ root }) =>
    root === undefined ? [] : schemaProblems(root, { lookup: (name) => variables.get(name) }),
  );
  return problems.filter((problem) => !isBroughtElsewhere(problem, project));
}

/** True for something empty or missing that another file, document or service of the project brings, or may bring. */
function isBroughtElsewhere({ code, path, missing }: SchemaProblem, project: Project): boolean {
  if (code !== "empty" && code !== "missing-key") return false;
  // Items of lists are not merged.
  if (path.some((key) => /^\d+$/.test(key))) return false;
  const { root, complete, isKnown, service: serviceNamed, services } = project.compose;
  const merged = nodeAt(root, missing === undefined ? path : [...path, missing]);
  if (merged !== undefined && !(merged.kind === "scalar" && merged.value === null)) return true;
  if (!complete) return true;
  const [section, name] = path;
  if (section !== "services") return !services.some(isWhole);
  if (name === undefined) return false;
  // An override that is not known as one has services without an image; a file that Compose takes by its name stands alone.
  const standsAlone = (defaultNames as readonly string[]).includes(basename(project.compose.files[0] ?? ""));
  if (path.length === 2 && missing === undefined) return !standsAlone && !services.some(isWhole);
  const service = serviceNamed(name);
  return !isKnown(name) || service === undefined || !isWhole(service);
}

function isWhole(service: { readonly image: unknown; readonly build: unknown; readonly provider: unknown }): boolean {
  return service.image !== undefined || service.build !== undefined || service.provider !== undefined;
}

function nodeAt(root: YamlNode, path: readonly string[]): YamlNode | undefined {
  let node: YamlNode | undefined = root;
  for (const key of path) node = node?.kind === "map" ? node.get(key)?.value : undefined;
  return node;
}

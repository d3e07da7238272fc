/** The name of a Compose project: it begins the names of its containers, networks and volumes, and is `$COMPOSE_PROJECT_NAME` in its files. */
import { parseCompose } from "../../syntax/compose/parse.js";
import { interpolate } from "../../syntax/interpolation.js";
import { basename } from "../uri.js";
import type { Variables } from "./environment.js";
import type { Reader } from "./model.js";

const variable = "COMPOSE_PROJECT_NAME";

/**
 * The name Compose gives a project when none is said on the command line: the variable's, the last `name:` of its files, that of its folder.
 * https://docs.docker.com/compose/how-tos/project-name/
 * @returns without what a name cannot have; empty where nothing is left, which Compose refuses
 */
export function projectName(files: readonly string[], folder: string, variables: Variables, reader: Reader): string {
  const set = variables.get(variable);
  if (set !== undefined && set !== "") return set;
  const written = files
    .flatMap((uri) => reader.parse(uri, parseCompose)?.roots ?? [])
    .map((root) => root.get("name")?.value)
    .findLast((node) => node?.kind === "scalar" && node.text !== "");
  const name = written?.kind === "scalar" ? normalized(interpolate(written.text, (it) => variables.get(it)).text) : "";
  return name === "" ? normalized(basename(folder)) : name;
}

/** The variables with the project's name among them, as files may use it. */
export function withProjectName(files: readonly string[], folder: string, variables: Variables, reader: Reader): Variables {
  return new Map([...variables, [variable, projectName(files, folder, variables, reader)]]);
}

function normalized(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9_-]/g, "")
    .replace(/^[_-]+/, "");
}

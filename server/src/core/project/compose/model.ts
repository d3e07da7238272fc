/** The model of a Compose project: what Compose would run, out of all files that take part, every value with its place. */
import type { Resource, Service } from "../../syntax/compose/model.js";
import type { Problem } from "../../syntax/problem.js";
import type { YamlMap } from "../../syntax/yaml/model.js";
import type { FileNode } from "../file-system.js";

/** How the files are read: a snapshot's `Pending` passes through. */
export interface Reader {
  read(uri: string): FileNode;
  parse<T>(uri: string, parser: (uri: string, text: string) => T): T | undefined;
}

export interface ProjectRequest {
  /** URIs in the order of the command line: each one is merged onto those before. */
  readonly files: readonly string[];
  /** The project's folder; default: that of the first file. */
  readonly folder?: string;
  /** Profiles switched on, besides those of `COMPOSE_PROFILES`; `*` is all of them. */
  readonly profiles?: readonly string[];
  /** Variables of the shell; they win over `.env`. */
  readonly variables?: ReadonlyMap<string, string>;
  /**
   * What becomes of a variable that nothing sets. "empty": as Compose does, nothing or the default after `:-`. "keep": the value stays as
   * written, `$$` too, since another machine may set it: unknown is not absent.
   */
  readonly unset?: "empty" | "keep";
}

export type ComposeProblemCode =
  | "cannot-override"
  | "extends-cycle"
  | "extends-missing"
  | "file-missing"
  | "include-cycle"
  | "interpolation"
  | "not-mapping";

/** Why Compose refuses to put the files together. */
export interface ComposeProblem extends Problem {
  readonly code: ComposeProblemCode;
  /** The file that holds the span. */
  readonly uri: string;
  /** Keys from the root, such as `services.web.extends`. */
  readonly path: string;
}

export interface ComposeProject {
  /** As asked for; files that are included or extended come besides. */
  readonly files: readonly string[];
  /** Relative paths of a node lie in the folder of the file it stands in, of included files in their project directory. */
  folderOf(node: { readonly uri: string }): string;
  /** Merged, variables put in, `extends` and `include` resolved and gone; short and long forms as their authors wrote them. */
  readonly root: YamlMap;
  readonly services: readonly Service[];
  /** Those of the services that run with the profiles of the request: the ones without a profile, and the ones whose profile is on. */
  readonly enabled: readonly Service[];
  readonly networks: readonly Resource[];
  readonly volumes: readonly Resource[];
  readonly secrets: readonly Resource[];
  readonly configs: readonly Resource[];
  readonly problems: readonly ComposeProblem[];
  /** False where a part cannot be read (a remote include, a path with a variable): what is not in the model may be there all the same. */
  readonly complete: boolean;
  /** A service by name, with everything that is merged into it. */
  service(name: string): Service | undefined;
  /** False where a service extends something that cannot be read or is not there. */
  isKnown(service: string): boolean;
}

/** Every refactoring, for a place in a file. */
import type { Project } from "../project/project.js";
import type { ComposeFile } from "../syntax/compose/model.js";
import type { Dockerfile } from "../syntax/dockerfile/model.js";
import type { Span } from "../text/span.js";
import type { Refactoring } from "./refactoring.js";
import { splitStagesAt } from "./split-stages.js";

export type { Refactoring } from "./refactoring.js";

const forDockerfiles: readonly ((file: Dockerfile, range: Span, project: Project) => Refactoring | undefined)[] = [splitStagesAt];

export function refactoringsAt(file: Dockerfile | ComposeFile, range: Span, project: Project): readonly Refactoring[] {
  return file.language === "dockerfile" ? forDockerfiles.flatMap((it) => it(file, range, project) ?? []) : [];
}

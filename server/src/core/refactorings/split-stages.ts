/** "Split into build and runtime stages", at the FROM of a file with one stage. */
import type { Project } from "../project/project.js";
import type { Dockerfile } from "../syntax/dockerfile/model.js";
import { type Span, touches } from "../text/span.js";
import { splitStages, splitTitle } from "../transforms/split-stages/index.js";
import type { Refactoring } from "./refactoring.js";

export function splitStagesAt(file: Dockerfile, range: Span, project: Project): Refactoring | undefined {
  const stage = file.stages[0];
  if (file.stages.length !== 1 || !stage || !touches(stage.from.span, range)) return undefined;
  const split = splitStages(file, project.factsOf(stage, file), project);
  if ("edits" in split) return { title: splitTitle, kind: "refactor.rewrite", edits: split.edits, disabled: undefined };
  return split.pointless ? undefined : { title: splitTitle, kind: "refactor.rewrite", edits: undefined, disabled: split.reason };
}

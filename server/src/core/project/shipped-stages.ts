/** Which stages' files end up in an image that somebody runs. */
import type { Dockerfile, Stage } from "../syntax/dockerfile/model.js";
import type { Project } from "./project.js";

/** The last stage, those a Compose service builds to, and whatever these are built on or copied from as a whole. */
export function shippedStages(file: Dockerfile, project: Project): ReadonlySet<Stage> {
  let shipped = known.get(project);
  if (!shipped) known.set(project, (shipped = findShipped(file, project)));
  return shipped;
}

/** A project is that of one file: rules ask for each RUN, the answer stays. */
const known = new WeakMap<Project, ReadonlySet<Stage>>();

function findShipped(file: Dockerfile, project: Project): ReadonlySet<Stage> {
  const shipped = new Set<Stage>();
  const add = (stage: Stage | undefined): void => {
    if (!stage || shipped.has(stage)) return;
    shipped.add(stage);
    add(stage.base);
    for (const instruction of stage.instructions) {
      if (instruction.keyword !== "COPY" || !instruction.fromStage) continue;
      if (instruction.sources.some(({ text }) => text === "/" || text === "/*")) add(instruction.fromStage);
    }
  };
  add(file.stages.at(-1));
  for (const { stage } of project.builds) add(stage);
  return shipped;
}

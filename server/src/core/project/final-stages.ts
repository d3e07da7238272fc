/** Which stages of a Dockerfile become images, and which of those are for development only. */
import type { Service } from "../syntax/compose/model.js";
import type { Dockerfile, Stage } from "../syntax/dockerfile/model.js";
import type { Build } from "./builds.js";
import { isDevelopmentName, isDevelopmentUri } from "./development.js";
import type { Project } from "./project.js";

export interface FinalStage {
  readonly stage: Stage;
  /** Every way it is built, also without a service. */
  readonly builds: readonly Build[];
  /** The services that build it; empty where none does. */
  readonly services: readonly Service[];
  /** True for an image that only developers or tests run: advice for production is a hint there. */
  readonly development: boolean;
}

/** The stages that services name as their target, and the last one; in the order of the file. */
export function finalStages(file: Dockerfile, project: Project): readonly FinalStage[] {
  const { builds } = project;
  return file.stages
    .filter((stage) => stage.isLast || builds.some((build) => build.stage === stage))
    .map((stage) => {
      const own = builds.filter((build) => build.stage === stage);
      return {
        stage,
        builds: own,
        services: own.flatMap(({ service }) => service ?? []),
        development: isDevelopment(file.uri, stage),
      };
    });
}

/** True for a file or a stage that is for development or tests. */
export function isDevelopment(uri: string, stage: Stage): boolean {
  return isDevelopmentUri(uri) || isDevelopmentName(stage.name?.text);
}

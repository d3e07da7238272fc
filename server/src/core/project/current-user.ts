/** As whom an instruction runs. */
import type { Dockerfile, Stage } from "../syntax/dockerfile/model.js";
import { stateBefore } from "../syntax/dockerfile/timeline.js";
import { expand } from "../syntax/dockerfile/variables.js";
import type { Project } from "./project.js";

/** The user (with its group, as USER says) before an instruction of a stage; undefined when not known. */
export function userBefore(file: Dockerfile, stage: Stage, index: number, project: Project): string | undefined {
  const { user, env, args } = stateBefore(stage, index, file.escape);
  if (!user) return project.factsOf(stage, file).image?.user;
  const text = user.argument?.text ?? "";
  return expand(text, file.escape, (name) => (env.has(name) ? env.get(name)!.value : args.get(name))) || undefined;
}

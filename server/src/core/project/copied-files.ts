/** From a path in the image back to the file of the build context that was copied there. */
import type { Stage } from "../syntax/dockerfile/model.js";
import { normalize, stateBefore } from "../syntax/dockerfile/timeline.js";
import type { BuildContext } from "./context.js";

/**
 * The path in the context of the file that stands at a path of the image, as far as COPY and ADD tell.
 * @param chain the stages from the one on an image down to the last
 * @returns undefined where nothing of the context was copied there, or nobody can tell
 */
export function copiedFrom(path: string, chain: readonly Stage[], context: BuildContext, escape: string): string | undefined {
  for (const stage of [...chain].reverse()) {
    for (const instruction of [...stage.instructions].reverse()) {
      if ((instruction.keyword !== "COPY" && instruction.keyword !== "ADD") || instruction.from || !instruction.destination)
        continue;
      const destination = absolute(instruction.destination.text, stateBefore(stage, instruction.index, escape).workdir);
      if (destination === undefined) continue;
      for (const source of instruction.sources) {
        const found = candidates(path, destination, source.text).find((it) => context.read(it).kind === "file");
        if (found !== undefined) return found;
      }
    }
  }
  return undefined;
}

/** A path as the container sees it; undefined where it rests on a directory or variable that is not known. */
export function absolute(path: string, workdir: string | undefined): string | undefined {
  if (path.includes("$")) return undefined;
  if (path.startsWith("/")) return normalize(path);
  return workdir === undefined ? undefined : normalize(`${workdir}/${path}`);
}

/** A source may be the file itself, its directory, or a pattern for it. */
function candidates(path: string, destination: string, source: string): string[] {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const from = source.replace(/^(?:\.?\/)+/, "").replace(/\/+$/, "");
  const found: string[] = [];
  if (/[*?[$]/.test(from)) {
    const folder = from.includes("/") ? `${from.slice(0, from.lastIndexOf("/"))}/` : "";
    if (`${destination === "/" ? "" : destination}/${name}` === path && !/[*?[$]/.test(folder)) found.push(folder + name);
    return found;
  }
  const prefix = destination === "/" ? "/" : `${destination}/`;
  if (destination === path && from !== "" && from !== ".") found.push(from);
  if (`${prefix}${from.slice(from.lastIndexOf("/") + 1)}` === path && from !== "" && from !== ".") found.push(from);
  if (path.startsWith(prefix))
    found.push(from === "" || from === "." ? path.slice(prefix.length) : `${from}/${path.slice(prefix.length)}`);
  return found;
}

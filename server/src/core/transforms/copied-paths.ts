/** Where the files of a COPY stand afterwards, as far as its text says. */
import type { CopyInstruction } from "../syntax/dockerfile/model.js";
import { normalize } from "../syntax/dockerfile/timeline.js";

/** The paths of single files, one per source; undefined where a source is or may be a directory or a pattern. */
export function copiedPaths(
  { sources, destination }: CopyInstruction,
  workdir: string | undefined,
): readonly string[] | undefined {
  const target = destination?.text;
  if (!target || /[$"']/.test(target)) return undefined;
  const base = target.startsWith("/") ? normalize(target) : workdir === undefined ? undefined : normalize(`${workdir}/${target}`);
  if (base === undefined || sources.length === 0) return undefined;
  const isFolder = sources.length > 1 || /(?:^|\/)\.{0,2}\/?$/.test(target) || target.endsWith("/");
  const paths: string[] = [];
  for (const { text } of sources) {
    const name = text.slice(text.lastIndexOf("/") + 1);
    // Files have an ending, or are called as programs are.
    if (/[*?[$]/.test(text) || !/\.\w+$|^[\w-]*entrypoint$/.test(name) || name.startsWith(".")) return undefined;
    paths.push(isFolder ? `${base === "/" ? "" : base}/${name}` : base);
  }
  return paths;
}

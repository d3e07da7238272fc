/** `drydock new`: lists the templates, or writes one. */
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { templates } from "../../core/templates/generated.js";
import { type CliIo, exitCodes, UsageError } from "../io.js";

/**
 * @param directory where to write, made if absent; relative to the working directory
 * @param force overwrites what is there; without it nothing is written when a single file exists
 * @returns the exit code
 */
export function newCommand(
  name: string | undefined,
  directory: string | undefined,
  { force }: { force: boolean },
  io: CliIo,
): number {
  if (name === undefined) {
    const width = Math.max(...templates.map((it) => it.name.length));
    for (const template of templates)
      io.stdout.write(`${template.name.padEnd(width)}  ${template.title}: ${template.description}\n`);
    return exitCodes.clean;
  }
  const template = templates.find((it) => it.name === name);
  if (!template) throw new UsageError(`there is no template '${name}'; there are ${templates.map((it) => it.name).join(", ")}`);
  const target = resolve(io.cwd, directory ?? ".");
  const files = Object.entries(template.files);
  const present = files.map(([path]) => path).filter((path) => existsSync(join(target, path)));
  if (present.length > 0 && !force)
    throw new UsageError(`${present.join(", ")} already in ${directory ?? "."}; --force overwrites`);
  try {
    for (const [path, text] of files) {
      mkdirSync(dirname(join(target, path)), { recursive: true });
      writeFileSync(join(target, path), text);
    }
  } catch (error) {
    throw new UsageError(`cannot write: ${error instanceof Error ? error.message : String(error)}`);
  }
  io.stdout.write(`Wrote ${files.map(([path]) => path).join(", ")}.\n`);
  return exitCodes.clean;
}

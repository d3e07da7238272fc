/** Brings changed files to the disk, or prints them as a patch. */
import { pathOf, readPath } from "../node/file-system.js";
import { type CliIo, complain } from "./io.js";
import { unifiedPatch } from "./patch.js";
import type { FileChange } from "./repair.js";
import { shownPath } from "./targets.js";
import { createFile, replaceFile } from "./write.js";

/** Prints what would change, and changes nothing. */
export function printPatch(changes: ReadonlyMap<string, FileChange>, { cwd, stdout }: CliIo): readonly string[] {
  for (const [uri, { before, after }] of [...changes].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const path = shownPath(pathOf(uri)!, cwd);
    stdout.write(unifiedPatch({ path, before: before && encoded(before), after: encoded(after) }));
  }
  return [];
}

/** Writes every changed file; what cannot be written is complained about, the others are written. @returns what went wrong */
export async function writeChanges(changes: ReadonlyMap<string, FileChange>, io: CliIo): Promise<readonly string[]> {
  const errors: string[] = [];
  for (const [uri, { before, after }] of changes) {
    const path = pathOf(uri)!;
    try {
      if (before === undefined) {
        await createFile(path, encoded(after));
      } else {
        const now = readPath(path);
        if (now.kind !== "file" || now.text !== before.text) throw new Error("it has changed meanwhile");
        if (after.text !== before.text) await replaceFile(path, encoded(after));
      }
    } catch (error) {
      errors.push(`${shownPath(path, io.cwd)}: not written: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  for (const message of errors) complain(io, message);
  return errors;
}

function encoded({ text, bom }: { readonly text: string; readonly bom: boolean }): string {
  return bom ? `\ufeff${text}` : text;
}

/** Writes files so that a reader sees the old or the new text, never half of one. */
import { chmod, chown, mkdir, open, realpath, rename, stat, unlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/** Replaces the text of a file: through links, with its mode and, where allowed, its owner. */
export async function replaceFile(path: string, text: string): Promise<void> {
  const target = await realpath(path);
  const { mode, uid, gid } = await stat(target);
  const temporary = join(dirname(target), `.${basename(target)}.${process.pid}.drydock`);
  try {
    await writeNew(temporary, text);
    await chmod(temporary, mode & 0o7777);
    await chown(temporary, uid, gid).catch(() => undefined);
    await rename(temporary, target);
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    throw error;
  }
}

/** Creates a file, with the folders above it; refuses one that exists. */
export async function createFile(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeNew(path, text);
}

async function writeNew(path: string, text: string): Promise<void> {
  const file = await open(path, "wx");
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

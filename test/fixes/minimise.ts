/** Makes a subject that fails smaller, line by line, as long as it fails in the same way. */
import { textFile } from "../../server/src/core/project/file-system.js";
import type { Subject } from "./subjects.js";

/** How long one subject may take, in milliseconds. */
const patience = 8000;

/** @param fails true where a smaller subject still fails in the same way */
export async function minimised(subject: Subject, fails: (it: Subject) => Promise<boolean>): Promise<Subject> {
  const end = Date.now() + patience;
  let best = subject;
  const lines = subject.files.get(subject.linted)!.text.split(/(?<=\n)/);
  for (let size = lines.length >> 1; size >= 1; size >>= 1) {
    for (let at = 0; at < lines.length && Date.now() < end; ) {
      const smaller = withText(best, [...lines.slice(0, at), ...lines.slice(at + size)].join(""));
      if (await fails(smaller).catch(() => false)) {
        best = smaller;
        lines.splice(at, size);
      } else {
        at += size;
      }
    }
  }
  return best;
}

function withText(subject: Subject, text: string): Subject {
  const { files, bytes, linted } = subject;
  return {
    ...subject,
    files: new Map([...files, [linted, textFile(text)]]),
    bytes: new Map([...bytes, [linted, Buffer.from(text)]]),
  };
}

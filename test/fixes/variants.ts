/** The same files as other editors would write them: what a fix does must not depend on line ends, marks or the end of the file. */
import { decodeFile } from "../../server/src/core/project/file-system.js";
import { decodeUtf8 } from "../../server/src/lsp/client-file-system.js";
import type { Subject } from "./subjects.js";

/** Each changes a text that has lone LF line ends and no byte order mark. */
export const variants = {
  plain: (text: string): string => text,
  crlf: (text: string): string => text.replaceAll("\n", "\r\n"),
  bom: (text: string): string => `\ufeff${text}`,
  "no-final-line-end": (text: string): string => text.replace(/\n+$/, ""),
};

export type Variant = keyof typeof variants;

/** The subject with its linted file in another form; the same subject where that form is not to be had. */
export function variantOf(subject: Subject, variant: Variant): Subject {
  const { files, bytes, linted, id } = subject;
  const file = files.get(linted)!;
  if (variant === "plain" || !file.utf8 || file.bom || file.text.includes("\r")) return subject;
  const changed = Buffer.from(variants[variant](file.text));
  const node = decodeFile(changed, decodeUtf8);
  if (node.kind !== "file") return subject;
  return {
    ...subject,
    id: `${id} (${variant})`,
    files: new Map([...files, [linted, node]]),
    bytes: new Map([...bytes, [linted, changed]]),
  };
}

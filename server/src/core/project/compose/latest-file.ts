/** Of places that contradict each other: the one to report, so that a fault of two files is said once. */
import type { Span } from "../../text/span.js";
import type { Project } from "../project.js";

export interface Place {
  readonly span: Span;
  readonly node: { readonly uri: string };
}

/** The place in the file that Compose merges last; among those of one file the first given. Included and extended files come before all. */
export function latestPlace<T extends Place>(places: readonly T[], { compose: { files } }: Project): T | undefined {
  const rank = ({ node }: T): number => files.indexOf(node.uri);
  const last = Math.max(...places.map(rank));
  return places.find((it) => rank(it) === last);
}

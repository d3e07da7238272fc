/** The form of Dockerfiles that show what hadolint reports, for codes that real files seldom show. */

/**
 * Lines begin with a mark where hadolint or Drydock's profile `hadolint` reports the code:
 * `»` both do; `≠` only hadolint, `±` only Drydock, for a reason that docs/differences.md gives.
 */
export interface CodeCases {
  readonly code: string;
  /** `.hadolint.yaml`, where the code needs one. */
  readonly config?: string;
  readonly files: readonly string[];
}

export interface MarkedFile {
  readonly text: string;
  /** Lines, 1-based, by who reports the code there. */
  readonly both: readonly number[];
  readonly onlyTheirs: readonly number[];
  readonly onlyOurs: readonly number[];
}

export function readMarks(marked: string): MarkedFile {
  const lines = marked.split("\n");
  const linesWith = (mark: string): number[] => lines.flatMap((line, i) => (line.startsWith(mark) ? [i + 1] : []));
  return {
    text: lines.map((line) => line.replace(/^[»≠±]/, "")).join("\n"),
    both: linesWith("»"),
    onlyTheirs: linesWith("≠"),
    onlyOurs: linesWith("±"),
  };
}

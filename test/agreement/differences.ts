/** Where Drydock and hadolint part on purpose; each has a section with a Dockerfile in docs/differences.md. */
import type { Dockerfile, Instruction } from "../../server/src/core/syntax/dockerfile/model.js";

export interface Place {
  readonly file: Dockerfile;
  /** The one that holds the finding's line; undefined on a line between instructions. */
  readonly instruction: Instruction | undefined;
  /** As written, continuation lines and heredocs included. */
  readonly text: string;
}

export interface Difference {
  readonly codes: readonly string[];
  /** `missed`: hadolint reports it and Drydock does not; `extra`: the other way round. */
  readonly side: "missed" | "extra";
  /** The heading of its section in docs/differences.md. */
  readonly title: string;
  readonly applies: (place: Place) => boolean;
}

export const differences: readonly Difference[] = [];

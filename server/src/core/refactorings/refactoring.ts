/** A change of the code that no finding asks for. */
import type { TextEdit } from "../text/edits.js";

export interface Refactoring {
  /** Imperative and concrete, as the title of a fix. */
  readonly title: string;
  readonly kind: "refactor.rewrite";
  /** Undefined where it cannot be done; then `disabled` says why. */
  readonly edits: readonly TextEdit[] | undefined;
  readonly disabled: string | undefined;
}

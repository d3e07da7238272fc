/** What a parser has to say about a text it could not fully read. */
import type { Span } from "../text/span.js";

/** A place where the text breaks the rules of its language. Parsing goes on behind it. */
export interface Problem {
  /** Not empty, within one line. */
  readonly span: Span;
  /** A whole sentence for the author. */
  readonly message: string;
}

/** Where data was read, and when: facts age. */
export interface DataSource {
  /** Addresses, in the order of their weight. */
  readonly from: readonly string[];
  /** The day (`2026-08-21`) or month (`2026-11`) of reading. */
  readonly date: string;
}

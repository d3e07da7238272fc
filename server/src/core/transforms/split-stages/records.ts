/** Records that come from files: their keys may be anything, also names of the prototype. */

export function isKeyOf(record: Readonly<Record<string, unknown>>, key: string): boolean {
  return Object.hasOwn(record, key);
}

/** Whether two services can run at the same time. */
import type { Service } from "../../syntax/compose/model.js";

/** False for services of different profiles: who switches on both means something else by them. */
export function mayRunTogether(a: Service, b: Service): boolean {
  if (a.profiles.length === 0 || b.profiles.length === 0) return true;
  const names = new Set(a.profiles.map(({ text }) => text));
  return b.profiles.some(({ text }) => names.has(text));
}

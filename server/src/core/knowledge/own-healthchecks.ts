/** Images whose own HEALTHCHECK runs without a word in a Compose file or a Dockerfile. */
import { ownHealthchecks } from "./data/own-healthchecks.js";

const names: ReadonlySet<string> = new Set(ownHealthchecks);

/** @param name a familiar name, such as `pihole/pihole`; false where nothing is known of the image */
export function hasOwnHealthcheck(name: string): boolean {
  return names.has(name);
}

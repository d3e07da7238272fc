/** Which networks a container is in, as Compose sets it up. */
import type { Service } from "../../syntax/compose/model.js";
import { hasVariables } from "../../syntax/interpolation.js";

/**
 * The names of a service's networks; `default` where it names none.
 * @param service of the merged model
 * @returns undefined where it has none of its own: `network_mode`, a provider, a name that a variable hides
 */
export function networksOf(service: Service): ReadonlySet<string> | undefined {
  if (service.networkMode || service.provider) return undefined;
  if (service.networks.some(({ network }) => hasVariables(network.text))) return undefined;
  const names = service.networks.map(({ network }) => network.text);
  return new Set(names.length === 0 ? ["default"] : names);
}

/** True where two services surely cannot reach each other by name: both have networks, none of them in common. */
export function areApart(one: Service, other: Service): boolean {
  const [first, second] = [networksOf(one), networksOf(other)];
  if (first === undefined || second === undefined) return false;
  // Legacy links go another way.
  return ![...first].some((name) => second.has(name));
}

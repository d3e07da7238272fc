/** Which ports of the host the services of a project take, and who gets in whose way. */
import type { Port, Service } from "../../syntax/compose/model.js";
import { hasVariables } from "../../syntax/interpolation.js";
import type { ComposeProject } from "./model.js";
import { mayRunTogether } from "./together.js";

export interface PublishedPort {
  readonly service: Service;
  readonly port: Port;
  /** Ports of the host, both included. */
  readonly first: number;
  readonly last: number;
  /** Lower case. */
  readonly protocol: string;
  /** Undefined: every address. */
  readonly address: string | undefined;
}

/**
 * The ports that are sure to be taken: not random ones, not a range for a single port (any free one of it will do), nothing that a variable
 * hides, nothing of services without a network of their own.
 */
export function publishedPorts({ services }: Pick<ComposeProject, "services">): readonly PublishedPort[] {
  return services.flatMap((service) => {
    if (service.networkMode) return [];
    return service.ports.flatMap((port): PublishedPort[] => {
      const { known, publishedRange: range, targetRange: target, hostIp, protocol } = port;
      if (!known || !range || !target || hasVariables(`${hostIp?.text ?? ""}${protocol?.text ?? ""}`)) return [];
      if (range.last - range.first !== target.last - target.first || range.first === 0) return [];
      const address = /^(?:0\.0\.0\.0|::|)$/.test(hostIp?.text ?? "") ? undefined : hostIp!.text;
      return [{ service, port, first: range.first, last: range.last, protocol: protocol?.text.toLowerCase() || "tcp", address }];
    });
  });
}

/** Each port that cannot be taken because an earlier one has it, with that one. The same entry twice in one service is no clash. */
export function portClashes(
  all: readonly PublishedPort[],
): readonly { readonly port: PublishedPort; readonly other: PublishedPort }[] {
  const singles = new Map<number, PublishedPort[]>();
  const ranges: PublishedPort[] = [];
  return all.flatMap((port) => {
    const isRange = port.first !== port.last;
    const candidates = isRange ? earlierIn(port, singles) : (singles.get(port.first) ?? []);
    const other = [...candidates, ...ranges].find((it) => inTheWay(it, port));
    if (isRange) {
      if (ranges.length < 200) ranges.push(port);
    } else if (!singles.has(port.first)) singles.set(port.first, [port]);
    // With the first few known, any further one gets in the way of one of them.
    else if (singles.get(port.first)!.length < 50) singles.get(port.first)!.push(port);
    return other ? [{ port, other }] : [];
  });
}

function earlierIn({ first, last }: PublishedPort, singles: ReadonlyMap<number, readonly PublishedPort[]>): PublishedPort[] {
  return [...singles.entries()].flatMap(([number, ports]) => (first <= number && number <= last ? ports : []));
}

function inTheWay(a: PublishedPort, b: PublishedPort): boolean {
  if (a.protocol !== b.protocol || a.last < b.first || b.last < a.first) return false;
  if (a.address !== undefined && b.address !== undefined && a.address !== b.address) return false;
  if (a.service !== b.service) return mayRunTogether(a.service, b.service);
  const same = a.first === b.first && a.last === b.last && a.address === b.address;
  return !(same && a.port.target!.text === b.port.target!.text);
}

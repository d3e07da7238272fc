/** Services that wait for each other in a circle. */
import { type ServiceReference, serviceReferences } from "../../syntax/compose/service-references.js";
import type { ComposeProject } from "./model.js";

export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly reference: ServiceReference;
}

/**
 * One circle, as short as can be, of each set of services that reach each other.
 * Compose counts links, shared namespaces and `volumes_from` like `depends_on`.
 * @returns the edges of each circle in its order, from the service that stands first
 */
export function dependencyCycles({ services }: Pick<ComposeProject, "services">): readonly (readonly Edge[])[] {
  const edges = new Map<string, Edge[]>();
  const names = new Set(services.map(({ name }) => name));
  for (const service of services) {
    const targets = serviceReferences(service).filter(({ service: { text } }) => names.has(text));
    edges.set(
      service.name,
      targets.map((reference) => ({ from: service.name, to: reference.service.text, reference })),
    );
  }
  const component = componentsOf([...names], edges);
  const done = new Set<number>();
  const cycles: (readonly Edge[])[] = [];
  for (const { name } of services) {
    const own = component.get(name)!;
    if (done.has(own)) continue;
    const cycle = shortestCycle(name, edges, (other) => component.get(other) === own);
    if (cycle === undefined) continue;
    done.add(own);
    cycles.push(cycle);
  }
  return cycles;
}

/** Tarjan's strongly connected components, without recursion: a chain of services may be long. */
function componentsOf(names: readonly string[], edges: ReadonlyMap<string, readonly Edge[]>): ReadonlyMap<string, number> {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const component = new Map<string, number>();
  const open: string[] = [];
  let components = 0;
  for (const start of names) {
    if (index.has(start)) continue;
    const path: { name: string; next: number }[] = [];
    const enter = (name: string): void => {
      low.set(name, index.size);
      index.set(name, index.size);
      open.push(name);
      path.push({ name, next: 0 });
    };
    enter(start);
    while (path.length > 0) {
      const top = path.at(-1)!;
      const edge = edges.get(top.name)![top.next++];
      if (edge !== undefined) {
        if (!index.has(edge.to)) enter(edge.to);
        else if (!component.has(edge.to)) low.set(top.name, Math.min(low.get(top.name)!, index.get(edge.to)!));
        continue;
      }
      path.pop();
      const parent = path.at(-1);
      if (parent) low.set(parent.name, Math.min(low.get(parent.name)!, low.get(top.name)!));
      if (low.get(top.name) !== index.get(top.name)) continue;
      for (let name = open.pop()!; ; name = open.pop()!) {
        component.set(name, components);
        if (name === top.name) break;
      }
      components++;
    }
  }
  return component;
}

/** The shortest way from a service back to itself, by breadth. */
function shortestCycle(
  start: string,
  edges: ReadonlyMap<string, readonly Edge[]>,
  isInside: (name: string) => boolean,
): readonly Edge[] | undefined {
  const cameBy = new Map<string, Edge>();
  const queue = [start];
  for (let at = 0; at < queue.length; at++) {
    for (const edge of edges.get(queue[at]!)!) {
      if (edge.to === start) return wayTo(edge, start, cameBy);
      if (!isInside(edge.to) || cameBy.has(edge.to)) continue;
      cameBy.set(edge.to, edge);
      queue.push(edge.to);
    }
  }
  return undefined;
}

function wayTo(last: Edge, start: string, cameBy: ReadonlyMap<string, Edge>): readonly Edge[] {
  const way = [last];
  for (let { from } = last; from !== start; from = way.at(-1)!.from) way.push(cameBy.get(from)!);
  return way.reverse();
}

/** What an unknown key stands for: a key with a slip in it, or one that belongs to another place. */
import { didYouMean, editDistance } from "../../../text/did-you-mean.js";
import { composeField, composeShape, type Shape } from "./shape.js";

export interface MeantKey {
  /** The known key of the same mapping. */
  readonly key?: string;
  /** True where nothing else can be meant: `containerName`, `depends-on`, `X-common`. */
  readonly certain?: boolean;
  /** The path, from the root, of the place the key belongs to instead; `*` for a name. */
  readonly elsewhere?: readonly string[];
}

/**
 * @param shape that does not have the key
 * @param path of the key
 */
export function meantKey(key: string, shape: Shape, path: readonly string[]): MeantKey | undefined {
  if (shape.extensions && /^x[_.-]?|^X-/i.test(key) && /^x[_.-]./i.test(key)) return { key: `x-${key.slice(2)}`, certain: true };
  const known = [...shape.fields.keys()];
  const same = known.find((it) => plainly(it) === plainly(key));
  if (same !== undefined) return { key: same, certain: true };
  const synonym = isService(path) ? synonyms.get(key.toLowerCase()) : undefined;
  if (synonym !== undefined) return { key: synonym };
  const near = didYouMean(key, known);
  if (near !== undefined && editDistance(key, near, 2) <= 1 && key.length > 3) return { key: near };
  const elsewhere = above(key, path) ?? below(key, shape, path.slice(0, -1));
  if (elsewhere !== undefined) return { elsewhere };
  return near === undefined ? undefined : { key: near };
}

/** What Dockerfiles, other tools and the first version of Compose files call keys of a service. */
const synonyms: ReadonlyMap<string, string> = new Map([
  ["net", "network_mode"],
  ["env", "environment"],
  ["envs", "environment"],
  ["vars", "environment"],
  ["cmd", "command"],
  ["workdir", "working_dir"],
  ["name", "container_name"],
  ["cpu", "cpus"],
  ["depends", "depends_on"],
  ["capabilities", "cap_add"],
  ["readonly_rootfs", "read_only"],
]);

function isService(path: readonly string[]): boolean {
  return path.length === 3 && path[0] === "services";
}

function plainly(key: string): string {
  return key.toLowerCase().replace(/[-_ .]/g, "");
}

/** A mapping above that has the key, the nearest first. */
function above(key: string, path: readonly string[]): readonly string[] | undefined {
  for (let length = path.length - 2; length >= 0; length--) {
    const outer = path.slice(0, length);
    const shape = length === 0 ? composeShape() : composeField(outer)?.shape;
    if (shape?.kinds.has("map") && shape.fields.has(key)) return outer;
  }
  return undefined;
}

/** How deep a mapping below is looked for: `memory` belongs to `deploy.resources.limits`. */
const maximumDepth = 3;

function below(key: string, shape: Shape, path: readonly string[]): readonly string[] | undefined {
  let level: (readonly [Shape, readonly string[]])[] = [[shape, path]];
  for (let depth = 0; depth < maximumDepth && level.length > 0; depth++) {
    const next: (readonly [Shape, readonly string[]])[] = [];
    for (const [outer, place] of level) {
      for (const [name, { shape: inner }] of outer.fields) next.push([inner, [...place, name]]);
      // Of the names at the root only services hold keys that are known by themselves.
      if (outer.names !== undefined && place.at(-1) === "services") next.push([outer.names.shape, [...place, "*"]]);
    }
    const found = next.find(([inner]) => inner.fields.has(key));
    if (found !== undefined) return found[1];
    level = next;
  }
  return undefined;
}

/** Looks things up by the path of a value, where `*` stands for any name: `services.*.build.args`. */

export interface PathNode<T> {
  readonly value: T | undefined;
  readonly children: ReadonlyMap<string, PathNode<T>>;
}

/** @param table values by dotted paths */
export function pathTable<T>(table: Readonly<Record<string, T>>): PathNode<T> {
  const root = { value: undefined as T | undefined, children: new Map() };
  for (const [path, value] of Object.entries(table)) {
    let node = root;
    for (const segment of path.split(".")) {
      let child = node.children.get(segment);
      if (child === undefined) node.children.set(segment, (child = { value: undefined, children: new Map() }));
      node = child;
    }
    node.value = value;
  }
  return root;
}

/** One step down; `undefined` is a place about which the table says nothing. */
export function childOf<T>(node: PathNode<T> | undefined, segment: string): PathNode<T> | undefined {
  return node?.children.get(segment) ?? node?.children.get("*");
}

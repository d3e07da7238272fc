/** The parser's tree with ways up and by kind: walked once per script, for every rule about the shell itself. */
import { forEachChild, type SyntaxNode } from "unbash";
import type { ShellScript } from "./model.js";

export type NodeOf<T extends SyntaxNode["type"]> = Extract<SyntaxNode, { readonly type: T }>;

export interface ShellTree {
  /** Every node of a kind, in the order of the text. */
  of<T extends SyntaxNode["type"]>(type: T): readonly NodeOf<T>[];
  parent(node: SyntaxNode): SyntaxNode | undefined;
}

const trees = new WeakMap<ShellScript, ShellTree>();

export function shellTree(script: ShellScript): ShellTree {
  let tree = trees.get(script);
  if (!tree) trees.set(script, (tree = walk(script)));
  return tree;
}

function walk(script: ShellScript): ShellTree {
  const parents = new Map<SyntaxNode, SyntaxNode>();
  const byType = new Map<string, SyntaxNode[]>();
  const visit = (node: SyntaxNode): void => {
    const same = byType.get(node.type);
    if (same) same.push(node);
    else byType.set(node.type, [node]);
    // What stands in backticks with escapes has offsets of its own, which are not the file's.
    if (node.type === "Script" && node.source !== undefined) return;
    forEachChild(node, (child) => {
      parents.set(child, node);
      visit(child);
    });
  };
  visit(script.tree);
  return {
    of: <T extends SyntaxNode["type"]>(type: T) => (byType.get(type) ?? []) as NodeOf<T>[],
    parent: (node) => parents.get(node),
  };
}

/** The nearest node above of one of some kinds. */
export function enclosing<T extends SyntaxNode["type"]>(
  tree: ShellTree,
  node: SyntaxNode,
  ...types: readonly T[]
): NodeOf<T> | undefined {
  for (let it = tree.parent(node); it; it = tree.parent(it)) {
    if ((types as readonly string[]).includes(it.type)) return it as NodeOf<T>;
  }
  return undefined;
}

/** Parses shell text with unbash and flattens it into commands whose spans are those of the file. */
import {
  type CommandNode,
  forEachChild,
  parse,
  type SyntaxNode,
  type Command as UnbashCommand,
  type Word as UnbashWord,
} from "unbash";
import type { Span } from "../../text/span.js";
import type { Problem } from "../problem.js";
import type { ShellCommand, ShellScript, ShellWord } from "./model.js";

type Container = ShellCommand["within"][number];

const containers: Readonly<Partial<Record<SyntaxNode["type"], Container>>> = {
  BraceGroup: "group",
  Subshell: "subshell",
  If: "condition",
  For: "loop",
  ArithmeticFor: "loop",
  Select: "loop",
  While: "loop",
  Case: "case",
  Function: "function",
  CommandExpansion: "substitution",
  ProcessSubstitution: "substitution",
};

/** Deeper nesting has no use; the parser reads each level again, and needs a level of its stack for it. */
const maximumNesting = 50;

/**
 * Never throws: what cannot be read gives no commands, and a problem.
 * @param text shell source
 * @param toFile maps an offset of `text` to one of the file
 */
export function parseShell(text: string, toFile: (offset: number) => number): ShellScript {
  const deep = placeTooDeep(text);
  if (deep !== undefined) return unread(text, deep, `nested deeper than ${maximumNesting} levels`, toFile);
  try {
    return read(text, toFile);
  } catch (error) {
    // The parser's stack overflows on thousands of levels that have no brackets.
    return unread(text, 0, String(error), toFile);
  }
}

function unread(text: string, pos: number, why: string, toFile: (offset: number) => number): ShellScript {
  const empty = read("", toFile);
  return {
    ...empty,
    source: text,
    problems: [{ span: oneUnit(text, pos, toFile), message: `The shell cannot read this: ${why}.` }],
  };
}

/** Where brackets are nested too deep, counted roughly: quotes mean nothing, and the `)` of a `case` lowers the count. */
function placeTooDeep(text: string): number | undefined {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text[i];
    if (unit === "(" || unit === "{") {
      if (++depth > maximumNesting) return i;
    } else if ((unit === ")" || unit === "}") && depth > 0) depth--;
  }
  return undefined;
}

function read(text: string, toFile: (offset: number) => number): ShellScript {
  const tree = parse(text);
  const span = (node: { readonly pos: number; readonly end: number }): Span => {
    const { pos } = node;
    const start = toFile(pos);
    // A continuation that touches the last word is not part of it.
    let { end } = node;
    while (end - 2 > pos && text[end - 1] === "\n" && text[end - 2] === "\\") end -= 2;
    // The end is mapped through the last unit, so that a span never takes in what was cut out behind it.
    return { start, end: end > pos ? toFile(end - 1) + 1 : start };
  };
  const problems: Problem[] = (tree.errors ?? []).map(({ message, pos }) => ({
    span: oneUnit(text, pos, toFile),
    message: `The shell cannot read this: ${message}.`,
  }));
  return { source: text, tree, span, problems, commands: new Flattener(span).run(tree) };
}

function oneUnit(text: string, pos: number, toFile: (offset: number) => number): Span {
  let at = Math.max(0, Math.min(pos, text.length - 1));
  while (at > 0 && /\s/.test(text[at]!)) at--;
  const start = toFile(at);
  return { start, end: start + 1 };
}

/** Walks the tree once, in the order of the text. */
class Flattener {
  private readonly commands: ShellCommand[] = [];
  private lists = 0;

  constructor(private readonly span: (node: { readonly pos: number; readonly end: number }) => Span) {}

  run(tree: SyntaxNode): readonly ShellCommand[] {
    this.visit(tree, [], "start", "none", this.lists++);
    return this.commands;
  }

  private visit(
    node: SyntaxNode,
    within: readonly Container[],
    joined: ShellCommand["joined"],
    pipe: ShellCommand["pipe"],
    list: number,
  ): void {
    switch (node.type) {
      case "Script":
      case "CompoundList":
        node.commands.forEach((statement, i) => {
          this.visit(statement.command, within, i === 0 ? joined : ";", "none", list);
        });
        return;
      case "Statement":
        this.visit(node.command, within, joined, pipe, list);
        return;
      case "AndOr":
        node.commands.forEach((part, i) => {
          this.visit(part, within, i === 0 ? joined : node.operators[i - 1]!, "none", list);
        });
        return;
      case "Pipeline": {
        const last = node.commands.length - 1;
        node.commands.forEach((part: CommandNode, i) => {
          const position = last === 0 ? "none" : i === 0 ? "source" : i === last ? "sink" : "middle";
          this.visit(part, within, i === 0 ? joined : "|", position, list);
        });
        return;
      }
      case "Command":
        this.command(node, within, joined, pipe, list);
        this.children(node, within);
        return;
      default:
        this.container(node, within, joined, pipe, list);
    }
  }

  /** A compound command opens lists of its own; a redirected one is transparent. */
  private container(
    node: SyntaxNode,
    within: readonly Container[],
    joined: ShellCommand["joined"],
    pipe: ShellCommand["pipe"],
    list: number,
  ): void {
    if (node.type === "Redirected") {
      this.visit(node.command, within, joined, pipe, list);
      for (const redirect of node.redirects) this.children(redirect, within);
      return;
    }
    // With escapes in it, the parser reads a decoded copy of what stands between backticks: its places are not those of the file.
    if (node.type === "CommandExpansion" && node.text.startsWith("`") && node.text.includes("\\")) return;
    const kind = containers[node.type];
    const inner = kind === undefined ? within : [...within, kind];
    this.children(node, inner);
  }

  private children(node: SyntaxNode, within: readonly Container[]): void {
    forEachChild(node, (child) => {
      this.visit(child, within, "start", "none", this.lists++);
    });
  }

  private command(
    node: UnbashCommand,
    within: readonly Container[],
    joined: ShellCommand["joined"],
    pipe: ShellCommand["pipe"],
    list: number,
  ): void {
    const words: ShellWord[] = [];
    if (node.name) words.push(this.word(node.name));
    for (const item of node.suffix) {
      if (item.type === "Word") words.push(this.word(item));
      else if (item.type === "Assignment") words.push(this.assignment(item));
    }
    const assignments = node.prefix.flatMap((item) => (item.type === "Assignment" ? [this.assignment(item)] : []));
    const first = node.name && !isDynamic(node.name) ? node.name.value : undefined;
    this.commands.push({ name: first, words, assignments, span: this.span(node), joined, pipe, within, list, node });
  }

  private assignment(node: { readonly text: string; readonly pos: number; readonly end: number }): ShellWord {
    return { text: node.text, value: unquote(node.text), span: this.span(node), dynamic: /[$`]/.test(node.text) };
  }

  private word(word: UnbashWord): ShellWord {
    return { text: word.text.replace(/(?:\\\n)+$/, ""), value: word.value, span: this.span(word), dynamic: isDynamic(word) };
  }
}

function unquote(text: string): string {
  return text.replace(/["']/g, "");
}

function isDynamic(word: UnbashWord): boolean {
  return (word.parts ?? []).some((part) => {
    if (part.type === "Literal" || part.type === "SingleQuoted" || part.type === "AnsiCQuoted") return false;
    if (part.type === "DoubleQuoted") return part.parts.some(({ type }) => type !== "Literal");
    return true;
  });
}

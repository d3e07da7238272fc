/** Where the shell splits what an expansion gives, and what variables can hold. */
import type { CommandExpansionPart, ParameterExpansionPart, SimpleExpansionPart, SyntaxNode, Word, WordPart } from "unbash";
import { enclosing, type ShellTree } from "./tree.js";

export type Variable = SimpleExpansionPart | ParameterExpansionPart;

/**
 * True where the result of an expansion is split into words and its patterns are expanded.
 * @param keepsAssignments true for a shell that does not split the values of `export A=$b`
 */
export function isSplit(tree: ShellTree, node: Variable | CommandExpansionPart, keepsAssignments: boolean): boolean {
  for (let it = tree.parent(node), from: SyntaxNode = node; it; from = it, it = tree.parent(it)) {
    switch (it.type) {
      case "DoubleQuoted":
      case "LocaleString":
      case "ParameterExpansion":
      case "ArithmeticExpansion":
      case "ArithmeticCommand":
      case "ArithmeticFor":
      case "TestCommand":
      case "HereDoc":
      case "HereDocBody":
      case "Case":
      case "CaseItem":
      case "ArrayValue":
        return false;
      case "For":
      case "Select":
        return false;
      case "Assignment": {
        const command = tree.parent(it);
        const isArgument = command?.type === "Command" && command.suffix.includes(it);
        return isArgument && !keepsAssignments;
      }
      case "Redirect":
        return true;
      case "Command":
        // The command word that is nothing but this expansion holds a command and its options on purpose.
        return !(it.name !== undefined && it.name === from && it.name.parts?.length === 1);
      default:
    }
  }
  return false;
}

/** Variables that the shell sets to a number or to one word. */
const oneWord =
  /^(?:[$?!#-]|BASHPID|BASH_ARGC|BASH_LINENO|BASH_SUBSHELL|EUID|EPOCHREALTIME|EPOCHSECONDS|LINENO|OPTIND|PPID|RANDOM|SECONDS|SHLVL|UID|COLUMNS|LINES|HISTCMD)$/;

/** The name in `$NAME` or `${NAME…}`. */
export function variableName(node: Variable): string {
  return node.type === "SimpleExpansion" ? node.text.slice(1) : node.parameter;
}

/** What is known of the variables of a script; asked in any order. */
export class VariableValues {
  private readonly writes = new Map<string, { readonly at: SyntaxNode; readonly values: readonly Word[] | undefined }[]>();

  /** @param isKnown true for variables that are set before the script and hold one word */
  constructor(
    private readonly tree: ShellTree,
    private readonly isKnown: (name: string) => boolean,
  ) {
    for (const node of tree.of("Assignment")) {
      const command = tree.parent(node);
      // `A=b command` sets it for that command alone.
      if (command?.type === "Command" && command.name && command.prefix.includes(node)) continue;
      this.write(node.name, node, node.value.type === "Word" && !node.append ? [node.value] : undefined);
    }
    for (const node of tree.of("For")) {
      // What a list of variables gives is split, and can be anything.
      const isLiteral = node.wordlist?.every(({ parts }) => parts === undefined || parts.every(isText)) ?? false;
      this.write(node.name.value, node, isLiteral ? node.wordlist : undefined);
    }
    for (const node of tree.of("Command")) {
      if (node.name?.value === "read") for (const word of node.args) this.write(word.text, node, undefined);
    }
  }

  private write(name: string, at: SyntaxNode, values: readonly Word[] | undefined): void {
    const list = this.writes.get(name);
    if (list) list.push({ at, values });
    else this.writes.set(name, [{ at, values }]);
  }

  /** True where a variable is known to hold one word without patterns at a place. */
  isOneWord(node: Variable, depth = 0): boolean {
    if (node.type === "ParameterExpansion" && node.prefix === "#") return true;
    const name = variableName(node);
    if (oneWord.test(name)) return true;
    const before = (this.writes.get(name) ?? []).filter(
      ({ at }) => at.pos < node.pos && (at.type === "For" || at.end <= node.pos),
    );
    let outside = true;
    for (const { at, values } of before.toReversed()) {
      if (depth > 10 || !values || !values.every((word) => this.isPlain(word, depth + 1))) return false;
      if (this.isCertain(at, node)) {
        outside = false;
        break;
      }
    }
    return outside ? this.isKnown(name) : true;
  }

  /** True where a write always happens before a place: no branch, loop or `||` lies around it that does not hold the place, too. */
  private isCertain(write: SyntaxNode, use: SyntaxNode): boolean {
    for (
      let it = write.type === "For" ? write : this.tree.parent(write), from: SyntaxNode = write;
      it;
      from = it, it = this.tree.parent(it)
    ) {
      const holdsUse = it.pos <= use.pos && use.end <= it.end;
      if (it.type === "For" && it === write && holdsUse) return true;
      if (holdsUse) {
        if (it.type === "If" || it.type === "Case") return from.pos <= use.pos && use.end <= from.end;
        if (it.type === "AndOr") return true;
        continue;
      }
      if (/^(?:If|Elif|Case|CaseItem|While|For|Function|Subshell|CommandExpansion)$/.test(it.type)) return false;
      if (it.type === "AndOr" && it.commands[0] !== from) return false;
    }
    return true;
  }

  private isPlain(word: Word, depth: number): boolean {
    if (!word.parts) return word.value !== "" && !/[\s*?[]/.test(word.value);
    return word.parts.every((part) => this.isPlainPart(part, depth));
  }

  private isPlainPart(part: WordPart, depth: number): boolean {
    switch (part.type) {
      case "Literal":
      case "SingleQuoted":
      case "AnsiCQuoted":
        return !/[\s*?[]/.test(part.value);
      case "DoubleQuoted":
        return part.parts.length > 0 && part.parts.every((it) => this.isPlainPart(it, depth));
      case "SimpleExpansion":
      case "ParameterExpansion":
        return this.isOneWord(part, depth);
      case "ArithmeticExpansion":
        return true;
      default:
        return false;
    }
  }
}

function isText({ type }: WordPart): boolean {
  return type === "Literal" || type === "SingleQuoted";
}

/** The command in which a word stands. */
export function commandAround(tree: ShellTree, node: SyntaxNode): string | undefined {
  return enclosing(tree, node, "Command")?.name?.value;
}

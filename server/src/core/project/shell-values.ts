/** What shell words become, as far as the Dockerfile and the script itself say. */
import type { RunInstruction, Stage } from "../syntax/dockerfile/model.js";
import { stateBefore } from "../syntax/dockerfile/timeline.js";
import { expand } from "../syntax/dockerfile/variables.js";
import type { ShellWord } from "../syntax/shell/model.js";
import { type CommandLine, commandLines } from "../syntax/shell/query.js";

/** Expands the words of one RUN; made once for it, and lazily. */
export interface ShellValues {
  /** The words that a word becomes; undefined where a variable is not known or a pattern or a command decides. */
  words(word: ShellWord): readonly string[] | undefined;
}

interface Place {
  readonly run: RunInstruction;
  readonly stage: Stage;
  /** Position in the stage, of the ONBUILD for a trigger. */
  readonly index: number;
}

export function shellValues({ run, stage, index }: Place, escape: string): ShellValues {
  let lookup: ((name: string) => string | undefined) | undefined;
  const prepare = (): ((name: string) => string | undefined) => {
    const state = stateBefore(stage, index, escape);
    const own = new Map<string, string | undefined>();
    for (const line of commandLines(run.command)) {
      for (const { name, value } of assignments(line)) {
        const first = !own.has(name);
        // Set twice, or in terms of what is not known: not known.
        own.set(name, first ? expandText(value, (it) => own.get(it) ?? valueOf(it)) : undefined);
      }
    }
    function valueOf(name: string): string | undefined {
      return state.env.has(name) ? state.env.get(name)!.value : (state.args.get(name) ?? undefined);
    }
    return (name) => (own.has(name) ? own.get(name) : valueOf(name));
  };
  return {
    words(word) {
      if (!word.dynamic) return [word.value];
      // `flask[async]` is a pattern that matches no file, so it stays as it is.
      if (!/[$`*?]/.test(word.text)) return [word.value];
      if (/\$\(|`|[*?[]/.test(word.text)) return undefined;
      lookup ??= prepare();
      return expandText(word.text, lookup)
        ?.split(/\s+/)
        .filter((it) => it !== "");
    },
  };
}

function expandText(text: string, lookup: (name: string) => string | undefined): string | undefined {
  return /\$\(|`/.test(text) ? undefined : expand(text.replace(/\\\r?\n/g, " "), "\\", lookup);
}

/** `A=b` before a command, alone, or behind `export`. */
function assignments(line: CommandLine): { readonly name: string; readonly value: string }[] {
  const words = [...(line.shell?.assignments ?? []), ...(line.program === "export" ? line.arguments : [])];
  return words.flatMap(({ text }) => {
    const match = /^(\w+)=([\s\S]*)$/.exec(text);
    return match ? [{ name: match[1]!, value: match[2]! }] : [];
  });
}

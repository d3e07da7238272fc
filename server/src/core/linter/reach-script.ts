/** ShellCheck's own comments in the scripts of heredocs: what they silence there, they silence in Drydock's rules too. */
import type { Dockerfile, RunInstruction } from "../syntax/dockerfile/model.js";
import { shellTree } from "../syntax/shell/tree.js";
import type { Span } from "../text/span.js";
import { readIgnoreComments } from "./comments.js";
import type { Suppression } from "./suppressions.js";

export function scriptSuppressions({ instructions, text }: Dockerfile): readonly Suppression[] {
  return instructions.flatMap((instruction) => {
    const inner = instruction.keyword === "ONBUILD" ? instruction.trigger : instruction;
    return inner?.keyword === "RUN" && inner.heredocs.length > 0 ? inScript(inner, text) : [];
  });
}

function inScript(run: RunInstruction, text: string): Suppression[] {
  const { bodySpan } = run.heredocs[0]!;
  const body = text.slice(bodySpan.start, bodySpan.end);
  if (run.command.span.start !== bodySpan.start || !/#\s*shellcheck\s/.test(body)) return [];
  const found: Suppression[] = [];
  for (const match of body.matchAll(/^([ \t]*)#([^\r\n]*)/gm)) {
    for (const comment of readIgnoreComments(match[2]!.trim())) {
      if (comment.tool !== "shellcheck") continue;
      const scope = scopeOf(run, bodySpan, bodySpan.start + match.index + match[0].length);
      if (scope) found.push({ comment, scope });
    }
  }
  return found;
}

/** The command that follows; above all commands: the script. https://www.shellcheck.net/wiki/Directive */
function scopeOf({ command }: RunInstruction, body: Span, behind: number): Span | undefined {
  const script = command.kind === "shell" ? command.script : undefined;
  if (!script) return undefined;
  const commands = shellTree(script)
    .of("Statement")
    .map((it) => script.span(it));
  if (commands.every(({ start }) => start >= behind)) return body;
  // The outermost one comes before what it holds.
  return commands.find(({ start }) => start >= behind);
}

/** Images that have no program of their own: they start a language or a shell, for whoever types there or builds on them. */

import type { StageState } from "../syntax/dockerfile/timeline.js";
import { type CommandLine, commandLines } from "../syntax/shell/query.js";

const shells = /^(?:a|ba|da|z|fi|k)?sh$/;
const languages =
  /^(?:i?python|pypy|irb|ruby|jruby|perl|php|lua|node|bun|deno|iex|elixir|erl|julia|jshell|ghci|racket|guile|sbcl|swift|groovysh?|scala|clojure|clj|pwsh|r|R|octave|raku|hy|swipl)[\d.]*$/;
const interactive = /^-(?:[ila]+|de\d)$|^--(?:interactive|login)$|^repl$/;

/**
 * What `CMD ["python3"]` or `CMD bash` starts, alone or behind an entrypoint script that passes it on: such an image is a base for
 * others or a workplace, as the official images of languages are. Undefined for an image with a program.
 */
export function bareInterpreter({ cmd, entrypoint }: Pick<StageState, "cmd" | "entrypoint">): "shell" | "language" | undefined {
  const before = commandLines(entrypoint?.command);
  const command = commandLines(cmd?.command);
  if (before.length > 1 || command.length > 1) return undefined;
  if (command[0] === undefined) return cmd === undefined && before[0] ? kindOf(before[0]) : undefined;
  return before[0] === undefined || passesOn(before[0]) ? kindOf(command[0]) : undefined;
}

function kindOf({ program, arguments: words }: CommandLine): "shell" | "language" | undefined {
  if (program === undefined || !words.every(({ value }) => interactive.test(value))) return undefined;
  return shells.test(program) ? "shell" : languages.test(program) ? "language" : undefined;
}

/** `ENTRYPOINT ["docker-entrypoint.sh"]`, and an init in front of whatever it is given. */
function passesOn({ program, arguments: words }: CommandLine): boolean {
  if (program === undefined) return false;
  return words.every(({ value }) => value.startsWith("-")) && /entrypoint|\.sh$|^(?:tini|dumb-init|catatonit)$/.test(program);
}

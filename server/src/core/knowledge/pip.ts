/** Commands of pip: what installs, by whatever name pip is started. */
import type { ShellWord } from "../syntax/shell/model.js";
import type { CommandLine } from "../syntax/shell/query.js";

export interface PipInstall {
  /** The word `install`. */
  readonly verb: ShellWord;
  /** True for `python -m pip`. */
  readonly module: boolean;
  /** What follows `install`. */
  readonly words: readonly ShellWord[];
}

/** `pip install`, `pip3.13 install`, `python -m pip install`; undefined for any other command. */
export function pipInstall(line: CommandLine): PipInstall | undefined {
  const { program } = line;
  if (program === undefined) return undefined;
  let words = line.arguments;
  const module = /^(python|pypy)[\d.]*$/.test(program);
  if (module) {
    const at = words.findIndex(({ value }) => value === "-m");
    if (at < 0 || words[at + 1]?.value !== "pip" || words.slice(0, at).some(({ value }) => !value.startsWith("-")))
      return undefined;
    words = words.slice(at + 2);
  } else if (!/^pip[\d.]*$/.test(program)) return undefined;
  const at = words.findIndex(({ value }) => !value.startsWith("-"));
  const verb = words[at];
  return verb?.value === "install" ? { verb, module, words: words.slice(at + 1) } : undefined;
}

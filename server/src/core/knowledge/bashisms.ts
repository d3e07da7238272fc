/** What bash has beyond the standard shell, and which other shells have it, too. */

export interface Bashism {
  /** ShellCheck's code. */
  readonly code: string;
  /** Completes "The shell dash …" of a message. */
  readonly what: string;
  /** Whether dash (the `sh` of Debian and Ubuntu) and ash (that of Alpine) do what is meant; undefined: not known. */
  readonly dash: boolean | undefined;
  readonly ash: boolean | undefined;
}

// dash: each tried with 0.5.12. ash: what busybox says of its option ASH_BASH_COMPAT, which Alpine has on; not tried.
export const bashisms = {
  source: { code: "SC3046", what: "has no 'source'", dash: false, ash: true },
  echoOption: { code: "SC3037", what: "prints the option of 'echo'", dash: false, ash: true },
  echoNoNewline: { code: "SC3037", what: "need not know the option of 'echo'", dash: true, ash: true },
  redirectBoth: { code: "SC3020", what: "starts the command in the background at '&>'", dash: false, ash: true },
  braces: { code: "SC3009", what: "does not expand '{…}'", dash: false, ash: false },
  doubleBracket: { code: "SC3010", what: "has no '[['", dash: false, ash: true },
  doubleEquals: { code: "SC3014", what: "has no '==' in '['", dash: false, ash: true },
  indirect: { code: "SC3053", what: "has no '${!name}'", dash: false, ash: false },
  slice: { code: "SC3057", what: "has no '${name:offset}'", dash: false, ash: true },
  replace: { code: "SC3060", what: "has no '${name/old/new}'", dash: false, ash: true },
  caseChange: { code: "SC3059", what: "has no '${name^}' and '${name,}'", dash: false, ash: false },
  ansiQuotes: { code: "SC3003", what: "has no \"$'…'\"", dash: false, ash: true },
  fileSubstitution: { code: "SC3034", what: "gives nothing for '$(<file)'", dash: false, ash: undefined },
  pipefail: { code: "SC3040", what: "has no option 'pipefail'", dash: false, ash: true },
  local: { code: "SC3043", what: "need not have 'local'", dash: true, ash: true },
  hereString: { code: "SC3011", what: "has no '<<<'", dash: false, ash: false },
  processSubstitution: { code: "SC3001", what: "has no '<(…)'", dash: false, ash: undefined },
  arithmeticCommand: { code: "SC3006", what: "has no '((…))'", dash: false, ash: undefined },
  arithmeticFor: { code: "SC3005", what: "has no 'for ((…))'", dash: false, ash: undefined },
  array: { code: "SC3030", what: "has no arrays", dash: false, ash: false },
  append: { code: "SC3024", what: "has no '+='", dash: false, ash: false },
  declare: { code: "SC3044", what: "has no such command", dash: false, ash: false },
} as const satisfies Readonly<Record<string, Bashism>>;

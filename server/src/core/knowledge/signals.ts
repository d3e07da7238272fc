/** The signals that STOPSIGNAL knows, on Linux. */

const names = [
  ...["", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM", "TERM"],
  ...[
    "STKFLT",
    "CHLD",
    "CONT",
    "STOP",
    "TSTP",
    "TTIN",
    "TTOU",
    "URG",
    "XCPU",
    "XFSZ",
    "VTALRM",
    "PROF",
    "WINCH",
    "IO",
    "PWR",
    "SYS",
  ],
];
const synonyms: Readonly<Record<string, string>> = { IOT: "ABRT", CLD: "CHLD", POLL: "IO", UNUSED: "SYS" };

/** `SIGTERM`, …, with the real-time signals. */
export const signalNames: readonly string[] = [
  ...names.slice(1).map((it) => `SIG${it}`),
  ...Object.keys(synonyms).map((it) => `SIG${it}`),
  "SIGRTMIN",
  "SIGRTMAX",
  ...Array.from({ length: 15 }, (_, i) => `SIGRTMIN+${i + 1}`),
  ...Array.from({ length: 14 }, (_, i) => `SIGRTMAX-${i + 1}`),
];

/** The usual name of a signal given by number or name, in any case and with or without `SIG`; undefined for what is none. */
export function signalName(text: string): string | undefined {
  if (/^\d+$/.test(text)) {
    const number = Number(text);
    if (number === 0) return undefined;
    if (number < names.length) return `SIG${names[number]}`;
    if (number === 34) return "SIGRTMIN";
    return number <= 49 && number > 34 ? `SIGRTMIN+${number - 34}` : number === 64 ? "SIGRTMAX" : text;
  }
  const bare = text.toUpperCase().replace(/^SIG/, "");
  const name = `SIG${synonyms[bare] ?? bare}`;
  return signalNames.includes(name) ? name : undefined;
}

/** `go.mod`: the module, its Go version and what it requires. https://go.dev/ref/mod#go-mod-file */

export interface GoMod {
  readonly module: string;
  /** Such as `1.24` or `1.24.3`. */
  readonly go: string | undefined;
  readonly toolchain: string | undefined;
  /** Module path → version; indirect ones too. */
  readonly requires: Readonly<Record<string, string>>;
}

/** Undefined when it names no module. */
export function parseGoMod(text: string): GoMod | undefined {
  let block = "";
  const found: Record<string, string> = {};
  const requires: [string, string][] = [];
  for (const raw of text.split(/\r?\n/)) {
    const line = raw.replace(/\/\/.*$/, "").trim();
    const opening = /^(\w+)\s*\($/.exec(line);
    if (opening !== null) block = opening[1]!;
    else if (line === ")") block = "";
    else {
      const [verb = "", ...words] = (block === "" ? line : `${block} ${line}`)
        .split(/\s+/)
        .map((word) => word.replace(/^["`](.*)["`]$/, "$1"));
      if (verb === "require" && words.length >= 2) requires.push([words[0]!, words[1]!]);
      else if (/^(?:module|go|toolchain)$/.test(verb) && words[0]) found[verb] = words[0];
    }
  }
  const { module, go, toolchain } = found;
  return module === undefined ? undefined : { module, go, toolchain, requires: Object.fromEntries(requires) };
}

/** Expands the part of VS Code's snippet syntax that the snippets use, as if the author pressed Tab through it. */

export interface Snippet {
  readonly prefix: string;
  readonly description: string;
  readonly body: readonly string[];
}

export interface Expansion {
  readonly text: string;
  /** The numbers of the tab stops, each once, in order of first use. */
  readonly stops: readonly number[];
}

/**
 * `$1`, `${1}`, `${1:default}`, `${1|first,second|}`, and `\` before `$`, `}` and `\`. A stop that comes back repeats its first text.
 * Throws on anything else that begins with `$`.
 */
export function expand(body: readonly string[]): Expansion {
  const source = body.join("\n");
  const values = new Map<number, string>();
  let at = 0;

  function sequence(end: string | undefined): string {
    let text = "";
    while (at < source.length && source[at] !== end) {
      if (source[at] === "\\" && "$}\\".includes(source[at + 1] ?? " ")) {
        text += source[at + 1];
        at += 2;
      } else if (source[at] === "$") {
        text += stop();
      } else {
        text += source[at++];
      }
    }
    if (end !== undefined && source[at++] !== end) throw new Error(`'${end}' is missing at the end of a placeholder`);
    return text;
  }

  function stop(): string {
    const match = /\$(?:(\d+)|\{(\d+)([}:|]))/y;
    match.lastIndex = at;
    const found = match.exec(source);
    if (found === null) throw new Error(`not a tab stop: ${JSON.stringify(source.slice(at, at + 20))}`);
    at = match.lastIndex;
    const number = Number(found[1] ?? found[2]);
    let value: string | undefined;
    if (found[3] === ":") value = sequence("}");
    if (found[3] === "|") value = choice();
    if (!values.has(number) || (value !== undefined && values.get(number) === "")) values.set(number, value ?? "");
    return values.get(number) ?? "";
  }

  function choice(): string {
    const end = source.indexOf("|}", at);
    if (end < 0) throw new Error("'|}' is missing at the end of a choice");
    const choices = source.slice(at, end).split(/(?<!\\),/);
    at = end + 2;
    return (choices[0] ?? "").replace(/\\([,|\\])/g, "$1");
  }

  const text = sequence(undefined);
  return { text, stops: [...values.keys()] };
}

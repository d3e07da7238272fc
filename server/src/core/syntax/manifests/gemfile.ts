/** `Gemfile`: the gems of a Ruby project. Read by pattern: it is a program, and not run. https://bundler.io/man/gemfile.5.html */

export interface Gemfile {
  /** Without the gems of development and test groups. */
  readonly gems: readonly string[];
  readonly devGems: readonly string[];
  readonly rubyVersion: string | undefined;
  readonly framework: "rails" | "sinatra" | "hanami" | undefined;
}

/** Undefined when it names neither a source nor a gem. */
export function parseGemfile(text: string): Gemfile | undefined {
  if (!/^\s*(?:source|gem|gemspec|ruby)\b/m.test(text)) return undefined;
  const gems: string[] = [];
  const devGems: string[] = [];
  // What each open block (`group … do`) says of its gems.
  const blocks: boolean[] = [];
  for (const raw of text.split(/\r?\n/)) {
    const line = raw.replace(/(?:^|\s)#.*$/, "").trim();
    const gem = /^gem[\s(]+["']([^"']+)["'](.*)$/.exec(line);
    if (gem !== null)
      (blocks.includes(true) || /\bgroups?(?::|\s*=>)[^#]*(?:development|test)\b/.test(gem[2]!) ? devGems : gems).push(gem[1]!);
    else if (/\bdo\b(?:\s*\|[^|]*\|)?$/.test(line) || /^(?:if|unless|case)\b/.test(line))
      blocks.push(/^group\b/.test(line) && !/:production\b/.test(line));
    else if (line === "end") blocks.pop();
  }
  return {
    gems,
    devGems,
    rubyVersion: /^\s*ruby\s*\(?\s*["'][~>=\s]*([\d.]+)["']/m.exec(text)?.[1],
    framework: (["rails", "hanami", "sinatra"] as const).find((name) => gems.includes(name)),
  };
}

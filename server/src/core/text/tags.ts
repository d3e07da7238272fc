/** Template tags for sources in rules and tests: verbatim text at the indentation of the code around it. */

declare const source: unique symbol;

/** Text of a Dockerfile or YAML file, written with one of the tags below: a plain literal would lose `\` and `${}`. */
export type SourceText = string & { readonly [source]: true };

/** Verbatim text: `\` stays, `\${` is `${`, and the indentation that all lines share goes. */
function verbatim(strings: TemplateStringsArray): SourceText {
  if (strings.length !== 1) throw new Error("write \\${ for a literal ${");
  const lines = strings.raw[0]!.replace(/\\(?=`|\$\{)/g, "")
    .replace(/^\n/, "")
    .replace(/\n[ \t]*$/, "\n")
    .split("\n");
  const indents = lines.filter((line) => line.trim() !== "").map((line) => line.search(/\S/));
  const indent = indents.length === 0 ? 0 : Math.min(...indents);
  return lines.map((line) => line.slice(indent)).join("\n") as SourceText;
}

export { verbatim as dockerfile, verbatim as text, verbatim as yaml };

/** The parser of each language, and what it has to say about a text. */

import { inlineDockerfiles } from "../syntax/compose/inline-dockerfile.js";
import type { ComposeFile } from "../syntax/compose/model.js";
import { parseCompose } from "../syntax/compose/parse.js";
import { parseDockerfile } from "../syntax/dockerfile/parse.js";
import type { Problem } from "../syntax/problem.js";
import { parseYaml } from "../syntax/yaml/parse.js";
import type { Files, Language } from "./rule.js";

export const parsers: { readonly [L in Language]: (uri: string, text: string) => Files[L] } = {
  compose: parseCompose,
  dockerfile: parseDockerfile,
};

/** What the parser of a language has to say about a text: as `problemsOf` the file, without building more of it than that takes. */
export function problemsIn(language: Language, text: string): readonly Problem[] {
  if (language === "dockerfile" || text.includes("dockerfile_inline")) return problemsOf(parsers[language]("", text));
  return parseYaml("", text).errors;
}

/** Everything that keeps a file from being read as its author wrote it; a word that is no instruction is among it. */
export function problemsOf(file: Files[Language]): readonly Problem[] {
  if (file.language === "compose") return [...file.errors, ...inlineProblems(file)];
  const unknown = file.instructions.flatMap((it) => {
    const read = it.keyword === "ONBUILD" ? it.trigger : it;
    return read?.keyword === "UNKNOWN" ? [read] : [];
  });
  if (unknown.length === 0) return file.problems;
  return [...file.problems, ...unknown.map((it) => ({ span: it.keywordSpan, message: `There is no instruction '${it.name}'.` }))];
}

/** What keeps the Dockerfiles inside a Compose file from being read, at its places. */
function inlineProblems(file: ComposeFile): readonly Problem[] {
  return inlineDockerfiles(file).flatMap((inline) =>
    problemsOf(parsers.dockerfile(file.uri, inline.text)).flatMap(({ span, message }) => {
      const place = inline.spanOf(span);
      return place ? [{ span: place, message }] : [];
    }),
  );
}

/** Tells by name, then by content, what a file is. */

import type { Language } from "../core/linter/rule.js";
import { isComposeFileName, looksLikeCompose } from "../core/syntax/compose/detect.js";

/** Templates of Dockerfiles and files that only look like one by name; what they hold is no Dockerfile. */
const neverDockerfile =
  /\.(dockerignore|containerignore|ejs|j2|jinja2?|erb|tmpl|tpl|template|gotmpl|hbs|mustache|liquid|md|rst|adoc|html?|orig|bak|swp|rej|patch|diff|lock|json|toml|ya?ml)$|~$/i;
/** Source code about Dockerfiles, or a Dockerfile for that language: the content says. */
const sourceCode = /\.(go|cs|[cm]?[jt]sx?|py|rb|java|kt|php|rs|sh|bash|ps1|pl|lua|scala|swift|cpp|c|h|txt|snap|nix)$/i;

export type NameVerdict = Language | "unsure" | undefined;

/** What a name says: a language, "unsure" where the content has to be asked, undefined for anything else. */
export function languageByName(name: string): NameVerdict {
  if (isComposeFileName(name)) return "compose";
  if (/\.ya?ml$/i.test(name)) return "unsure";
  if (neverDockerfile.test(name)) return undefined;
  const isNamedSo = /^(dockerfile|containerfile)(\..+)?$|\.(dockerfile|containerfile)$/i.test(name);
  if (isNamedSo) return sourceCode.test(name) ? "unsure" : "dockerfile";
  return /dockerfile|containerfile/i.test(name) && !/\.dockerfile\b.*\./i.test(name) ? "unsure" : undefined;
}

/** What a text is; for files whose name does not say. */
export function languageByContent(name: string, text: string): Language | undefined {
  if (/\.ya?ml$/i.test(name)) return looksLikeCompose(text) ? "compose" : undefined;
  if (looksLikeDockerfile(text)) return "dockerfile";
  return looksLikeCompose(text) ? "compose" : undefined;
}

/** True when the first instruction is a FROM or ARG that no template engine has to fill in first. */
function looksLikeDockerfile(text: string): boolean {
  const first = /^(?:[ \t]*(?:#[^\n]*)?\r?\n)*[ \t]*([^\s#][^\n]*)/.exec(text.slice(0, 20_000))?.[1];
  return first !== undefined && /^(FROM|ARG)[ \t]+\S/i.test(first) && !/\{\{|<%/.test(first);
}

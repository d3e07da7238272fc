/** Which language a file is in: by the editor's language id, else by name, else by content. */
import type { Language } from "../linter/rule.js";
import { basename } from "../project/uri.js";
import { isComposeFileName, looksLikeCompose } from "../syntax/compose/detect.js";

const byId: Readonly<Record<string, Language>> = {
  dockerfile: "dockerfile",
  dockercompose: "compose",
  "docker-compose": "compose",
  "yaml.docker-compose": "compose",
};

/** Endings that make `Dockerfile.x` something else: a program about Dockerfiles, or a template that is no Dockerfile yet. */
const foreignEnding =
  /\.(go|cs|ejs|js|mjs|cjs|ts|py|rb|rs|java|md|json|ya?ml|html|txt|erb|hbs|mustache|tmpl|tpl|jinja2?|j2|in|sh|orig|rej|bak|swp|dockerignore)$/i;

export function isDockerfileName(name: string): boolean {
  if (foreignEnding.test(name)) return false;
  return /^(Dockerfile|Containerfile)([._-].+)?$/i.test(name) || /\.(dockerfile|containerfile)$/i.test(name);
}

/** @param languageId as the editor has it; undefined on the command line */
export function languageOf(uri: string, languageId: string | undefined, text: string): Language | undefined {
  const name = basename(uri);
  if (/^\.drydock\.ya?ml$/.test(name)) return undefined;
  const known = languageId === undefined || !Object.hasOwn(byId, languageId) ? undefined : byId[languageId];
  if (known === "dockerfile" && foreignEnding.test(name)) return undefined;
  if (known) return known;
  if (languageId === undefined && isDockerfileName(name)) return "dockerfile";
  if (/\.ya?ml$/i.test(name) || languageId === "yaml")
    return isComposeFileName(name) || looksLikeCompose(text) ? "compose" : undefined;
  return undefined;
}

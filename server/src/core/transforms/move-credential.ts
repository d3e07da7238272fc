/** Takes a credential out of a Compose file: into `.env`, or into a Compose secret. */
import type { Fix } from "../linter/rule.js";
import type { Credential } from "../project/literal-credentials.js";
import type { Project } from "../project/project.js";
import { commandText, envFileUri, imageFactsOfService, sharedNote } from "../project/service-facts.js";
import { dirname, join } from "../project/uri.js";
import type { ComposeFile, Service } from "../syntax/compose/model.js";
import { insertAt, replace, type TextEdit } from "../text/edits.js";
import { lineEnd } from "../text/line-index.js";
import { appendToEnvFile, envFileLine, literalEnvValues } from "./env-file-edit.js";
import { appendItem, insertEntry, replaceScalar, replaceValue } from "./yaml-edit.js";
import { isInFlow } from "./yaml-layout.js";
import { canBePlain } from "./yaml-quotes.js";

/** `${NAME:?set NAME in .env}`, with the value in the `.env` beside the file. */
export function moveToEnvFile(file: ComposeFile, credential: Credential, name: string, project: Project): Fix | undefined {
  const edits = editsForVariable(file, credential, name);
  const line = envFileLine(name, credential.value);
  const uri = envFileUri(file);
  const node = project.read(uri);
  if (!edits || line === undefined || node.kind === "unknown" || node.kind === "directory") return undefined;
  const applicability = "unsafe";
  const users = sharedNote(file.sharedBy(credential.place.span));
  if (node.kind === "absent") {
    return {
      title: `Move it to a new .env as ${name}${users}; keep .env out of git`,
      applicability,
      edits,
      creates: { [uri]: line + lineEnd(file.text) },
    };
  }
  if (!node.utf8) return undefined;
  if (literalEnvValues(node.text).has(name)) return { title: `Take it from ${name} of .env${users}`, applicability, edits };
  const title = `Move it to .env as ${name}${users}; keep .env out of git`;
  return { title, applicability, edits, otherEdits: { [uri]: [appendToEnvFile(node.text, line)] } };
}

function editsForVariable(
  file: ComposeFile,
  { kind, place, variable, inDefault }: Credential,
  name: string,
): TextEdit[] | undefined {
  // Compose works out a default even where it is not needed: a `:?` in it would always be asked for.
  if (kind !== "default") return replacedInPlace(file, place, inDefault ? `\${${name}}` : `\${${name}:?set ${name} in .env}`);
  // Only the operator and the default change: `:-secret` becomes `:?set …`.
  const { operator } = variable!;
  const start = place.span.start - operator!.length;
  if (file.text.slice(start, place.span.start) !== operator) return undefined;
  return [replace({ start, end: place.span.end }, `${operator!.replace("-", "?")}set ${name} in .env`)];
}

/** Also where an anchor shares the text: the value stays the same for all who see it. */
function replacedInPlace(file: ComposeFile, place: Credential["place"], text: string): TextEdit[] | undefined {
  const edits = replaceValue(file, place, text);
  if (edits) return edits;
  const { node, span, start } = place;
  const isVerbatim = file.text.slice(span.start, span.end) === place.text;
  if (!isVerbatim || file.errors.some(({ code }) => code === "syntax") || /folded|literal/.test(node.style)) return undefined;
  const whole = node.text.slice(0, start) + text + node.text.slice(start + place.text.length);
  return node.style !== "plain" || canBePlain(whole, isInFlow(file, node.span)) ? [replace(span, text)] : undefined;
}

/** A file under `./secrets` that the image reads by its `…_FILE` variable. */
export function moveToSecret(file: ComposeFile, credential: Credential, project: Project): Fix | undefined {
  const { kind, service, name: variable, assignment, place, value } = credential;
  if (kind !== "value" || !assignment || place !== assignment.value) return undefined;
  if (!imageFactsOfService(service, file, project)?.fileVariables.includes(variable)) return undefined;
  if (service.environment.some(({ key }) => key.text === `${variable}_FILE`) || readsVariable(service, variable))
    return undefined;
  const declared = file.secrets.map(({ name }) => name);
  const name = [variable.toLowerCase(), `${service.name}_${variable.toLowerCase()}`].find((it) => !declared.includes(it));
  const root = file.roots[0];
  if (name === undefined || !root || file.roots.length !== 1 || file.sharedBy(assignment.span).length > 0) return undefined;
  const uri = join(dirname(file.uri), `secrets/${name}.txt`);
  if (project.read(uri).kind !== "absent") return undefined;
  const target = `/run/secrets/${name}`;
  const renamed =
    assignment.entry === undefined
      ? replaceScalar(file, place.node, `${variable}_FILE=${target}`)
      : joined(replaceScalar(file, assignment.entry.key, `${variable}_FILE`), replaceScalar(file, place.node, target));
  const edits = joined(renamed, grant(file, service, name), declare(file, name));
  return (
    edits && {
      title: `Make it the secret ${name}; keep ./secrets out of git`,
      applicability: "unsafe",
      edits,
      creates: { [uri]: value },
    }
  );
}

function grant(file: ComposeFile, service: Service, name: string): TextEdit[] | undefined {
  const entry = service.get("secrets");
  if (!entry) return insertEntry(file, service.node, service.node.flow ? `secrets: [${name}]` : `secrets:\n  - ${name}`);
  return entry.merged || entry.alias || entry.value.kind !== "seq" ? undefined : appendItem(file, entry.value, name);
}

function declare(file: ComposeFile, name: string): TextEdit[] | undefined {
  const root = file.roots[0]!;
  const entry = root.get("secrets");
  const path = `./secrets/${name}.txt`;
  if (entry) {
    if (entry.merged || entry.alias || entry.value.kind !== "map") return undefined;
    return insertEntry(file, entry.value, entry.value.flow ? `${name}: { file: ${path} }` : `${name}:\n  file: ${path}`);
  }
  const edits = insertEntry(
    file,
    root,
    root.flow ? `secrets: { ${name}: { file: ${path} } }` : `secrets:\n  ${name}:\n    file: ${path}`,
  );
  if (!edits || root.flow) return edits;
  const [{ span, newText }] = edits as [TextEdit];
  // Comments that are indented belong to what stands above them.
  const [comments] = /^(?:\s*?\n[ \t]+#[^\r\n]*)*/.exec(file.text.slice(span.start))!;
  const gap = /\n[ \t]*\r?\n/.test(file.text) ? lineEnd(file.text) : "";
  return [insertAt(span.start + comments.length, gap + newText)];
}

/** True where something in the container reads the variable itself. */
function readsVariable(service: Service, name: string): boolean {
  const pattern = new RegExp(`\\$\\{?${name}\\b`);
  const check = service.healthcheck?.test?.words.map(({ text }) => text).join(" ") ?? "";
  return pattern.test(commandText(service)) || pattern.test(check);
}

function joined(...parts: readonly (readonly TextEdit[] | undefined)[]): TextEdit[] | undefined {
  return parts.every((it) => it !== undefined) ? parts.flat() : undefined;
}

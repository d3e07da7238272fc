/** The real Compose files: each one alone in an empty folder, with the neighbours that it asks for and that can be made up. */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { decodeFile } from "../../server/src/core/project/file-system.js";
import { decodeUtf8 } from "../../server/src/lsp/client-file-system.js";
import type { Answer, Binary, Question } from "./binary.js";
import { hangsOnVariable } from "./refusals.js";

export interface CorpusFile extends Question {
  readonly name: string;
  readonly text: string;
  readonly answer: Answer;
  /** What was made up: empty files of variables, values of required variables. */
  readonly given: readonly ("file" | "variable")[];
  /** Why the verdict is not compared: what the refusal is about is not in the file. */
  readonly apart: string | undefined;
}

/** @param root the folder that holds `compose/` */
export function* corpusFiles(root: string, binary: Binary): Generator<CorpusFile> {
  const folder = join(root, "compose");
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((it) => it.isFile())
    .map((it) => relative(folder, join(it.parentPath, it.name)).replaceAll(sep, "/"))
    .sort();
  for (const name of names) {
    const node = decodeFile(readFileSync(join(folder, name)), decodeUtf8);
    if (node.kind === "file") yield complete(name, `${node.bom ? "\uFEFF" : ""}${node.text}`, binary);
  }
}

function complete(name: string, text: string, binary: Binary): CorpusFile {
  const completed = withNeighbours({ files: new Map([["compose.yaml", text]]) }, binary);
  return { name, text, ...completed, apart: apartFor(completed.answer, text) };
}

/** A project with what it asks for and what can be made up, and what Compose says of it then. */
export function withNeighbours(question: Question, binary: Binary): Question & Pick<CorpusFile, "answer" | "given"> {
  const files = new Map(question.files);
  const variables: { [name: string]: string } = { ...question.variables };
  const given: ("file" | "variable")[] = [];
  for (;;) {
    const asked = { ...question, files: new Map(files), variables: { ...variables } };
    const answer = binary.ask(asked);
    const file = /(?:env|label) file \/test\/a\/b\/c\/d\/project\/(\S+) not found/.exec(answer.reason)?.[1];
    const variable = /required variable (\w+) is missing a value/.exec(answer.reason)?.[1];
    if (file !== undefined && !files.has(file) && !file.startsWith("..")) {
      files.set(file, "");
      given.push("file");
    } else if (variable !== undefined && !(variable in variables)) {
      variables[variable] = "1";
      given.push("variable");
    } else {
      return { ...asked, answer, given };
    }
  }
}

function apartFor({ valid, reason }: Answer, text: string): string | undefined {
  if (valid) return undefined;
  if (/no such file or directory/.test(reason)) return "they extend or include a file that is not there";
  if (hangsOnVariable(reason, text)) return "refused only as long as a variable has no value, which another machine may set";
  return /\{\{|\{%/.test(text) && /yaml: line/.test(reason) ? "sources of templates, which are no YAML yet" : undefined;
}

/** Drydock's side of the comparison: its merged model of a project. */
import { withEnvFiles } from "../../server/src/core/project/compose/environment.js";
import { type ComposeProject, composeProject, type Reader } from "../../server/src/core/project/compose/index.js";
import { defaultNames, projectFiles } from "../../server/src/core/project/compose/membership.js";
import { absent, type FileNode, textFile } from "../../server/src/core/project/file-system.js";
import { projectFolder, type Question } from "./binary.js";
import { canonical } from "./canonical.js";
import type { Json } from "./json.js";

export const folderUri = `file://${projectFolder}`;

export interface Merged {
  readonly project: ComposeProject;
  /** As `config --format json` would print it. */
  readonly json: Json;
}

export function merge(question: Question): Merged {
  const reader = readerOf(question.files);
  const variables = new Map(Object.entries(question.variables ?? {}));
  const { profiles = [] } = question;
  const request = { files: filesOf(question, reader), folder: folderUri, variables, profiles, unset: "empty" } as const;
  const project = composeProject(request, reader);
  return { project, json: canonical({ project, reader, variables, folder: folderUri }) };
}

/** What is merged when nothing is said on the command line; asked of the first file, as when an editor opens it. */
export function filesOf({ select, files }: Question, reader: Reader): readonly string[] {
  if (select) return select.map((it) => `${folderUri}/${it}`);
  const listed = withEnvFiles(new Map(), [`${folderUri}/.env`], reader).get("COMPOSE_FILE");
  const first = listed?.split(/[:;,]/)[0] ?? defaultNames.find((it) => files.has(it)) ?? "compose.yaml";
  return projectFiles(`${folderUri}/${first}`, reader);
}

/** Files in memory, read at once. */
function readerOf(files: ReadonlyMap<string, string>): Reader {
  const parsed = new Map<string, Map<unknown, unknown>>();
  const read = (uri: string): FileNode => {
    const path = decodeURIComponent(uri.slice(folderUri.length + 1));
    const text = uri.startsWith(`${folderUri}/`) ? files.get(path) : undefined;
    if (text !== undefined) return textFile(text);
    const below = uri === folderUri ? "" : `${path}/`;
    const names = new Set(
      [...files.keys()].filter((it) => it.startsWith(below)).map((it) => it.slice(below.length).split("/")[0]!),
    );
    return names.size > 0 ? { kind: "directory", names: [...names] } : absent;
  };
  return {
    read,
    parse<T>(uri: string, parser: (uri: string, text: string) => T): T | undefined {
      const node = read(uri);
      if (node.kind !== "file") return undefined;
      let values = parsed.get(uri);
      if (!values) parsed.set(uri, (values = new Map()));
      if (!values.has(parser)) values.set(parser, parser(uri, node.text));
      return values.get(parser) as T;
    },
  };
}

/** Refactorings for a place in an open file, with the neighbours they want loaded. */
import { fault, harm, originalOf } from "../linter/harm.js";
import type { Files, Language } from "../linter/rule.js";
import { createProject } from "../project/project.js";
import { type FileStore, Pending, Snapshot } from "../project/snapshot.js";
import { refactoringsAt } from "../refactorings/index.js";
import { applyEdits, type TextEdit } from "../text/edits.js";
import type { Span } from "../text/span.js";
import type { Action } from "./code-actions.js";
import type { Judgement } from "./workspace.js";

/** One that asks for file after file without end is stopped here. */
const mostRounds = 1000;

export async function refactorings({ file, document: { uri } }: Judgement, range: Span, store: FileStore): Promise<Action[]> {
  const node = store.get(uri);
  // A file that is not valid UTF-8 is never changed.
  if (!file || node?.kind !== "file" || !node.utf8) return [];
  const snapshot = new Snapshot(store);
  const project = createProject(file, snapshot);
  for (let round = 0; round < mostRounds; round++) {
    try {
      const found = refactoringsAt(file, range, project).filter(({ edits }) => !edits || isSound(file, edits));
      return found.map(({ title, kind, edits, disabled }) => ({
        title,
        kind,
        edits: new Map(edits ? [[uri, edits]] : []),
        creates: new Map(),
        diagnostics: [],
        preferred: false,
        ...(disabled === undefined ? {} : { disabled }),
      }));
    } catch (error) {
      if (!(error instanceof Pending)) throw error;
      await Promise.all([...error.uris].map((it) => snapshot.load(it)));
    }
  }
  return [];
}

function isSound(file: Files[Language], edits: readonly TextEdit[]): boolean {
  return fault(file.text, edits) === undefined && harm(originalOf(file), applyEdits(file.text, edits), false) === undefined;
}

/** Diagnostics: pulled by the client, pushed where it cannot pull, and asked for again when a file they rest on changes. */
import {
  type Diagnostic,
  DiagnosticSeverity,
  DidChangeWatchedFilesNotification,
  DocumentDiagnosticReportKind,
  FileChangeType,
} from "vscode-languageserver";
import { toDiagnostic } from "./convert.js";
import { type Session, textsOf } from "./session.js";

/** How long changes are gathered before other files are judged again, in milliseconds. */
const gatherDelay = 50;

export function registerDiagnostics(session: Session): void {
  const { connection, documents, workspace, settings, shellChecks, capabilities } = session;

  connection.languages.diagnostics.on(async ({ textDocument }) => ({
    kind: DocumentDiagnosticReportKind.Full,
    items: await diagnosticsOf(session, textDocument.uri),
  }));

  const push = async (uri: string): Promise<void> => {
    const version = documents.get(uri)?.version;
    const diagnostics = await diagnosticsOf(session, uri);
    // A newer text has its own answer on the way.
    if (version === documents.get(uri)?.version)
      await connection.sendDiagnostics({ uri, diagnostics, ...(version === undefined ? {} : { version }) });
  };

  const waiting = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const judgeAgain = (uris: Iterable<string>): void => {
    for (const uri of uris) waiting.add(uri);
    if (waiting.size === 0 || timer !== undefined) return;
    timer = setTimeout(() => {
      timer = undefined;
      const now = [...waiting];
      waiting.clear();
      if (!capabilities.pull) for (const uri of now) void push(workspace.spellingOf(uri));
      else if (capabilities.refresh) void connection.languages.diagnostics.refresh();
    }, gatherDelay);
  };
  const allOpen = (): string[] => [...workspace.openFiles].map(({ uri }) => uri);
  const judgeEverything = (): void => {
    workspace.reset();
    judgeAgain(allOpen());
  };
  settings.onChange = () => {
    judgeEverything();
    void shellChecks.start(false);
  };
  shellChecks.onAnswers = (keys) => {
    if (keys) judgeAgain(workspace.answered(keys));
    else judgeEverything();
  };

  documents.onDidChangeContent(({ document }) => {
    const { uri, languageId, version } = document;
    judgeAgain(workspace.open({ uri, languageId, version, text: document.getText() }));
    if (!capabilities.pull) void push(uri);
  });
  documents.onDidClose(({ document }) => {
    judgeAgain(workspace.close(document.uri));
    if (!capabilities.pull) void connection.sendDiagnostics({ uri: document.uri, diagnostics: [] });
  });
  connection.onDidChangeWatchedFiles(({ changes }) => {
    judgeAgain(workspace.changed(changes.map(({ uri, type }) => ({ uri, listing: type !== FileChangeType.Changed }))));
  });
  connection.onInitialized(() => {
    settings.listen();
    void shellChecks.start(capabilities.trusted);
    // Findings can rest on any file of the project, so all are watched; the editor leaves out what it never watches.
    if (capabilities.watchFiles)
      void connection.client.register(DidChangeWatchedFilesNotification.type, { watchers: [{ globPattern: "**/*" }] });
  });
}

async function diagnosticsOf(session: Session, uri: string): Promise<Diagnostic[]> {
  const { workspace, settings, shellChecks, capabilities } = session;
  const problems = settings.problemsOf(uri, workspace.file(uri)?.text);
  if (problems) return problems;
  if (!(await settings.isEnabled(uri))) return [];
  const judgement = await workspace.judge(uri);
  if (!judgement) return [];
  shellChecks.ask(uri, judgement.unanswered);
  const texts = textsOf(session, uri);
  const index = texts.indexOf(uri);
  const start = { line: 0, character: 0 };
  const errors = judgement.errors.map(({ message }) => ({
    range: { start, end: start },
    severity: DiagnosticSeverity.Warning,
    source: "drydock",
    message: `Drydock does not judge this file. ${message}`,
  }));
  if (!index) return errors;
  const shown = judgement.diagnostics.filter(({ suppressed }) => !suppressed);
  return [...errors, ...shown.map((it) => toDiagnostic(it, index, texts, capabilities.docsUrl))];
}

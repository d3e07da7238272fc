/** Between the core's spans and the protocol's ranges. */
import {
  type CodeAction,
  type CodeActionKind,
  type CreateFile,
  DiagnosticSeverity,
  type Diagnostic as LspDiagnostic,
  type TextEdit as LspTextEdit,
  type Range,
  TextDocumentEdit,
  type WorkspaceEdit,
} from "vscode-languageserver";
import type { Diagnostic } from "../core/linter/finding.js";
import type { Severity } from "../core/linter/rule.js";
import type { Action } from "../core/service/code-actions.js";
import type { TextEdit } from "../core/text/edits.js";
import type { LineIndex } from "../core/text/line-index.js";
import type { Span } from "../core/text/span.js";

export const severityOf: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** The text of a file at the time of the answer, for the places in it. */
export interface Texts {
  /** Undefined where the file is not loaded. */
  indexOf(uri: string): LineIndex | undefined;
  /** The URI as the editor writes it. */
  spellingOf(uri: string): string;
  /** The version of an open document, null for a file on the disk. */
  versionOf(uri: string): number | null;
}

export function rangeOf(index: LineIndex, span: Span): Range {
  return { start: index.position(span.start), end: index.position(span.end) };
}

export function toDiagnostic(diagnostic: Diagnostic, index: LineIndex, texts: Texts, docsUrl: string | undefined): LspDiagnostic {
  const { rule, span, severity, message, related } = diagnostic;
  const page = diagnostic.page ?? (docsUrl === undefined ? undefined : `${docsUrl}${rule.name}`);
  return {
    range: rangeOf(index, span),
    severity: severityOf[severity],
    source: "drydock",
    code: rule.name,
    ...(page === undefined ? {} : { codeDescription: { href: page } }),
    message,
    ...(related.length === 0
      ? {}
      : {
          relatedInformation: related.flatMap((it) => {
            const other = texts.indexOf(it.uri);
            return other
              ? [{ location: { uri: texts.spellingOf(it.uri), range: rangeOf(other, it.span) }, message: it.message }]
              : [];
          }),
        }),
  };
}

export interface ActionOptions {
  /** The client can create files as part of an edit. */
  readonly canCreate: boolean;
  readonly canDisable: boolean;
  readonly toDiagnostic: (diagnostic: Diagnostic) => LspDiagnostic;
  /** The client's command that opens a rule's page; undefined where it has none. */
  readonly ruleCommand: string | undefined;
}

/** Undefined for an action the client cannot carry out. */
export function toCodeAction(action: Action, texts: Texts, options: ActionOptions): CodeAction | undefined {
  const base = {
    title: action.title,
    kind: action.kind as CodeActionKind,
    diagnostics: action.diagnostics.map(options.toDiagnostic),
    ...(action.preferred ? { isPreferred: true } : {}),
  };
  if (action.opensRule !== undefined) {
    if (options.ruleCommand === undefined) return undefined;
    return { ...base, command: { title: action.title, command: options.ruleCommand, arguments: [action.opensRule] } };
  }
  if (action.disabled !== undefined) return options.canDisable ? { ...base, disabled: { reason: action.disabled } } : undefined;
  if (action.creates.size > 0 && !options.canCreate) return undefined;
  const edit = workspaceEdit(action, texts);
  return edit && { ...base, edit };
}

/** Undefined where a file that is to be changed is not loaded. */
export function workspaceEdit({ edits, creates }: Pick<Action, "edits" | "creates">, texts: Texts): WorkspaceEdit | undefined {
  const documentChanges: (CreateFile | TextDocumentEdit)[] = [];
  for (const [uri, text] of creates) {
    documentChanges.push({ kind: "create", uri, options: { overwrite: false, ignoreIfExists: false } });
    const start = { line: 0, character: 0 };
    documentChanges.push(TextDocumentEdit.create({ uri, version: null }, [{ range: { start, end: start }, newText: text }]));
  }
  for (const [uri, list] of edits) {
    const index = texts.indexOf(uri);
    if (!index) return undefined;
    const document = { uri: texts.spellingOf(uri), version: texts.versionOf(uri) };
    documentChanges.push(TextDocumentEdit.create(document, toTextEdits(list, index)));
  }
  return { documentChanges };
}

export function toTextEdits(edits: readonly TextEdit[], index: LineIndex): LspTextEdit[] {
  return edits.map(({ span, newText }) => ({ range: rangeOf(index, span), newText }));
}

/** Code actions: repairs of the findings at a place, refactorings of what stands there, and all safe repairs of a file. */
import { type CodeAction, CodeActionKind } from "vscode-languageserver";
import { type Action, fixAll, quickFixes } from "../core/service/code-actions.js";
import { ignoreEdits } from "../core/service/ignore.js";
import { refactorings } from "../core/service/refactorings.js";
import { toCodeAction, toDiagnostic } from "./convert.js";
import { type Session, textsOf } from "./session.js";

export function registerCodeActions(session: Session): void {
  const { connection, workspace, settings, capabilities } = session;
  connection.onCodeAction(async ({ textDocument: { uri }, range, context }) => {
    if (!(await settings.isEnabled(uri))) return [];
    const judgement = await workspace.judge(uri);
    const texts = textsOf(session, uri);
    const index = texts.indexOf(uri);
    if (!judgement || !index) return [];
    const wants = (kind: string): boolean =>
      context.only === undefined || context.only.some((it) => kind === it || kind.startsWith(`${it}.`));
    const actions: Action[] = [];
    const span = { start: index.offset(range.start), end: index.offset(range.end) };
    if (wants(CodeActionKind.QuickFix)) {
      actions.push(...quickFixes(judgement, span, (diagnostic) => ignoreEdits(judgement, diagnostic)));
    }
    if (wants(CodeActionKind.RefactorRewrite)) actions.push(...(await refactorings(judgement, span, workspace.storeOf(uri))));
    if (context.only !== undefined && wants("source.fixAll.drydock")) {
      const all = fixAll(judgement);
      if (all) actions.push(all);
    }
    const options = {
      canCreate: capabilities.createFiles,
      canDisable: capabilities.disabledActions,
      ruleCommand: capabilities.docsUrl === undefined ? undefined : "drydock.showRule",
      toDiagnostic: (diagnostic: Parameters<typeof toDiagnostic>[0]) =>
        toDiagnostic(diagnostic, index, texts, capabilities.docsUrl),
    };
    return actions.flatMap((action): CodeAction[] => {
      const converted = toCodeAction(action, texts, options);
      return converted ? [converted] : [];
    });
  });
}

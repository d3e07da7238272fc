/** Hover on a finding. */
import { hoverAt } from "../core/service/hover.js";
import { type Session, textsOf } from "./session.js";

export function registerHover(session: Session): void {
  const { connection, workspace, settings, capabilities } = session;
  connection.onHover(async ({ textDocument: { uri }, position }) => {
    if (!(await settings.isEnabled(uri))) return null;
    const judgement = await workspace.judge(uri);
    const index = textsOf(session, uri).indexOf(uri);
    const value = judgement && index && hoverAt(judgement, index.offset(position), capabilities.docsUrl);
    return value ? { contents: { kind: "markdown", value } } : null;
  });
}

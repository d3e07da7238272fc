/** Requests beyond the protocol, for Drydock's own client: the rules, their pages, the templates, the state of a file. */
import { rulePage } from "../core/linter/page.js";
import { canonical } from "../core/project/uri.js";
import { rules } from "../core/rules/index.js";
import { templates } from "../core/templates/generated.js";
import type { Session } from "./session.js";

export function registerCustomRequests({ connection, settings, workspace, shellChecks }: Session): void {
  connection.onRequest("drydock/rules", () =>
    rules.map(({ name, language, category, severity, summary }) => ({ name, language, category, severity, summary })),
  );
  connection.onRequest("drydock/explain", ({ rule }: { rule: string }) => {
    const found = rules.find(({ name }) => name === rule);
    return { markdown: found ? rulePage(found) : `There is no rule '${rule}'.` };
  });
  connection.onRequest("drydock/templates", () =>
    templates.map(({ name, title, description }) => ({ name, title, description })),
  );
  connection.onRequest("drydock/template", ({ name }: { name: string }) => ({
    files: templates.find((it) => it.name === name)?.files ?? {},
  }));
  connection.onRequest("drydock/status", ({ uri }: { uri: string }) => settings.status(canonical(uri), workspace.storeOf(uri)));
  connection.onNotification("drydock/trust", ({ trusted }: { trusted: boolean }) => void shellChecks.start(trusted === true));
}

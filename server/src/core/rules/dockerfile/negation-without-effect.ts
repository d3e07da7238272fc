import { defineRule } from "../../linter/rule.js";
import type { NodeOf, ShellTree } from "../../syntax/shell/tree.js";
import { insertAt, replace } from "../../text/edits.js";
import { dockerfile } from "../../text/tags.js";
import { runScripts } from "../../transforms/run-scripts.js";

export default defineRule({
  name: "negation-without-effect",
  language: "dockerfile",
  category: "correctness",
  severity: "warning",
  profiles: ["recommended", "hadolint"],
  severities: { hadolint: "info" },
  summary: "`! command` does not stop the build, although `set -e` is on.",
  why: [
    "`set -e` takes no notice of a command behind `!`: the check looks like one and never fails.",
    "`command && exit 1` fails where the command succeeds; `|| true` behind it keeps the rest going.",
  ],
  references: ["https://www.shellcheck.net/wiki/SC2251"],
  aliases: ["shellcheck:SC2251"],
  fix: "unsafe",
  onbuild: true,

  *check(file, { project }) {
    for (const { script, tree } of runScripts(file, project)) {
      if (!tree.of("Command").some(({ name, args }) => name?.value === "set" && args.some(({ text }) => /^-[a-z]*e/.test(text))))
        continue;
      for (const pipe of tree.of("Pipeline")) {
        const sign = pipe.prefixes.find(({ type }) => type === "Negation");
        if (!sign || isAskedOrLast(tree, pipe)) continue;
        const { start } = script.span(sign);
        const first = script.span(pipe.commands[0]!).start;
        const { end } = script.span(pipe);
        yield {
          span: { start, end: start + 1 },
          message: "'set -e' does not see what '!' gives, so this check never fails the build. Write 'if …; then exit 1; fi'.",
          fixes: [
            {
              title: "Fail the build with 'if …; then exit 1; fi'",
              applicability: "unsafe",
              edits: [replace({ start, end: first }, "if "), insertAt(end, "; then exit 1; fi")],
            },
          ],
        };
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM debian:13-slim
        RUN set -eux; ! grep -q secret /etc/app.conf; make
                      ^ 'set -e' does not see what '!' gives, so this check never fails the build. Write 'if …; then exit 1; fi'.
      `,
      good: dockerfile`
        FROM debian:13-slim
        RUN set -eux; if grep -q secret /etc/app.conf; then exit 1; fi; make
      `,
    },
    {
      good: dockerfile`
        FROM debian:13-slim
        RUN set -e; if ! grep -q a /b; then make; fi; ! true && make; ! false
        RUN ! make; make
      `,
    },
  ],
});

/** True where the outcome is used: as a condition, before '&&' or '||', or as that of the whole script. */
function isAskedOrLast(tree: ShellTree, pipe: NodeOf<"Pipeline">): boolean {
  let from: Parameters<ShellTree["parent"]>[0] = pipe;
  for (let it = tree.parent(from); it; from = it, it = tree.parent(it)) {
    if (it.type === "AndOr" && it.commands.at(-1) !== from) return true;
    if ((it.type === "If" || it.type === "Elif" || it.type === "While") && it.clause === from) return true;
    if ((it.type === "CompoundList" || it.type === "Script") && it.commands.at(-1) !== from) return false;
  }
  return true;
}

import type { Command } from "unbash";
import { defineRule } from "../../linter/rule.js";
import type { ShellTree } from "../../syntax/shell/tree.js";
import { insertAt } from "../../text/edits.js";
import { dockerfile } from "../../text/tags.js";
import { firstLine } from "../../transforms/run-edit.js";
import { runScripts } from "../../transforms/run-scripts.js";

export default defineRule({
  name: "cd-without-check",
  language: "dockerfile",
  category: "correctness",
  severity: "info",
  profiles: ["recommended", "hadolint"],
  severities: { hadolint: "warning" },
  summary: "After `cd …;` the RUN goes on, also when the directory does not exist.",
  why: [
    "What follows then works in the old directory: it builds, deletes or installs the wrong files.",
    "`&&` instead of `;`, `|| exit 1` or `set -e` stop the build there.",
  ],
  references: ["https://www.shellcheck.net/wiki/SC2164"],
  aliases: ["shellcheck:SC2164"],
  fix: "unsafe",
  onbuild: true,

  *check(file, { project }) {
    for (const { script, tree, shell, run } of runScripts(file, project)) {
      if (setsErrexit(tree) || shell.arguments?.some((it) => /^-[a-z]*e/.test(it))) continue;
      if (run.heredocs.length > 0 && /^#!.*\s-[a-z]*e/.test(run.command.kind === "shell" ? run.command.text : "")) continue;
      for (const command of tree.of("Command")) {
        const name = command.name?.value;
        if (name !== "cd" && name !== "pushd" && name !== "popd") continue;
        const target = command.args[0]?.text;
        if (target !== undefined && /^\/*(?:\.\.?\/+)*(?:\.\.?)?$/.test(target) && command.args.length === 1) continue;
        if (isAsked(tree, command)) continue;
        const isLast = isAtEnd(tree, command);
        const whole = script.span(command);
        yield {
          span: firstLine(file.text, whole),
          message: `If '${name}' fails here, what follows runs in the wrong directory. Add '|| exit 1'.`,
          fixes: [{ title: "Add || exit 1", applicability: "unsafe", edits: [insertAt(whole.end, " || exit 1")] }],
          ...(isLast ? { profiles: ["hadolint" as const] } : {}),
        };
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM debian:13-slim
        RUN cd /src; make; rm -rf *
            ^^^^^^^ If 'cd' fails here, what follows runs in the wrong directory. Add '|| exit 1'.
      `,
      good: dockerfile`
        FROM debian:13-slim
        RUN cd /src || exit 1; make; rm -rf *
      `,
    },
    {
      good: dockerfile`
        FROM debian:13-slim
        RUN cd /src && make; cd ..; set +x
        RUN set -e; cd /src; make
      `,
    },
  ],
});

function setsErrexit(tree: ShellTree): boolean {
  return tree
    .of("Command")
    .some(
      ({ name, args }) =>
        name?.value === "set" &&
        args.some(({ text }, i) => /^-[a-z]*e/.test(text) || (text === "errexit" && args[i - 1]?.text === "-o")),
    );
}

/** True where what follows depends on whether it went well. */
function isAsked(tree: ShellTree, command: Command): boolean {
  for (let from: Parameters<ShellTree["parent"]>[0] = command, it = tree.parent(from); it; from = it, it = tree.parent(it)) {
    if (it.type === "AndOr" && it.commands.at(-1) !== from) return true;
    if ((it.type === "If" || it.type === "Elif" || it.type === "While") && it.clause === from) return true;
  }
  return false;
}

/** True where nothing comes after it in its script. */
function isAtEnd(tree: ShellTree, command: Command): boolean {
  for (let from: Parameters<ShellTree["parent"]>[0] = command, it = tree.parent(from); it; from = it, it = tree.parent(it)) {
    if ((it.type === "CompoundList" || it.type === "Script") && it.commands.at(-1) !== from) return false;
  }
  return true;
}

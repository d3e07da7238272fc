import type { SingleQuotedPart } from "unbash";
import { defineRule } from "../../linter/rule.js";
import { enclosing, type ShellTree } from "../../syntax/shell/tree.js";
import { dockerfile } from "../../text/tags.js";
import { firstLine } from "../../transforms/run-edit.js";
import { runScripts } from "../../transforms/run-scripts.js";

export default defineRule({
  name: "single-quoted-expression",
  language: "dockerfile",
  category: "correctness",
  severity: "hint",
  profiles: ["all", "hadolint"],
  severities: { hadolint: "info" },
  summary: "A variable stands in single quotes, where the shell leaves it as it is.",
  why: [
    "In single quotes `$NAME` is five characters and no value.",
    "Text that another program or a later shell is to read (a configuration file, a script) is right that way: then ignore this.",
  ],
  references: ["https://www.shellcheck.net/wiki/SC2016"],
  aliases: ["shellcheck:SC2016"],
  noFix: "Often the text is meant for a later shell: only its author knows.",
  onbuild: true,

  *check(file, { project }) {
    for (const { script, tree } of runScripts(file, project)) {
      for (const node of tree.of("SingleQuoted")) {
        const found = /\$[{(0-9a-zA-Z_]|`[^`]+`/.exec(node.value);
        if (!found) continue;
        const reader = readerOf(tree, node);
        if (reader === "sed" ? /\$[{dpsaic](?:$|[^a-zA-Z])/.test(node.value) : reader !== undefined && readsIt.test(reader))
          continue;
        if (isPrompt(tree, node)) continue;
        const span = firstLine(file.text, script.span(node));
        const shown = /\$\{?\w+\}?|\$\(|`[^`]+`/.exec(node.value)?.[0] ?? found[0];
        yield {
          span,
          message: `In single quotes '${shown}' stays as it is written. Use double quotes if its value is meant.`,
        };
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM debian:13-slim
        RUN echo 'user: $USER_NAME' > /etc/app.conf
                 ^^^^^^^^^^^^^^^^^^ In single quotes '$USER_NAME' stays as it is written. Use double quotes if its value is meant.
      `,
    },
    {
      title: "text for another program",
      good: dockerfile`
        FROM debian:13-slim
        RUN awk '{ print $1 }' /etc/passwd && sh -c 'echo $HOME' && sed '$d' a && find / -exec sh -c 'ls $1' {} \;
      `,
    },
  ],
});

/** Programs whose own language has `$`. */
const readsIt =
  /awk$|^perl|^(?:trap|sh|bash|ksh|zsh|ssh|eval|xprop|alias|sudo|doas|run0|docker|podman|oc|dpkg-query|jq|rename|rg|unset|git filter-branch|envsubst)$/;

/** The program that gets the text: of `find` the one it runs. */
function readerOf(tree: ShellTree, node: SingleQuotedPart): string | undefined {
  const command = enclosing(tree, node, "Command");
  const name = command?.name?.value.replace(/^.*\//, "");
  const words = command?.args.map((it) => (it.type === "Word" ? it.value : it.text)) ?? [];
  if (name === "git" && words.includes("filter-branch")) return "git filter-branch";
  if (name !== "find") return name;
  const at = words.findIndex((it) => /^-(?:exec|execdir|ok|okdir)$/.test(it));
  return at < 0 ? name : words[at + 1]?.replace(/^.*\//, "");
}

function isPrompt(tree: ShellTree, node: SingleQuotedPart): boolean {
  return /^PS[1-4]$|^PROMPT_COMMAND$/.test(enclosing(tree, node, "Assignment")?.name ?? "");
}

import type { CommandExpansionPart } from "unbash";
import { defineRule, type Fix } from "../../linter/rule.js";
import { isSplit } from "../../syntax/shell/quoting.js";
import { insertAt } from "../../text/edits.js";
import { dockerfile } from "../../text/tags.js";
import { firstLine } from "../../transforms/run-edit.js";
import { runScripts } from "../../transforms/run-scripts.js";

export default defineRule({
  name: "unquoted-substitution",
  language: "dockerfile",
  category: "correctness",
  severity: "hint",
  profiles: ["all", "hadolint"],
  severities: { hadolint: "warning" },
  summary: "The output of a command stands without quotes where the shell splits it.",
  why: [
    "Output with a blank becomes several words, with `*` the names of files, and no output no word at all.",
    "Where a list of words is wanted it is right without quotes: then ignore this.",
  ],
  references: ["https://www.shellcheck.net/wiki/SC2046"],
  aliases: ["shellcheck:SC2046", "sonar:S6570"],
  fix: "safe",
  onbuild: true,

  *check(file, { project }) {
    for (const { script, tree, shell } of runScripts(file, project)) {
      for (const node of tree.of("CommandExpansion")) {
        const first = firstCommand(node);
        if (!first || /^(?:seq|pgrep)$/.test(first.split(/\s/)[0]!) || !isSplit(tree, node, shell.declared !== "sh")) continue;
        const whole = script.span(node);
        const span = firstLine(file.text, whole);
        const fix: Fix = {
          title: "Put it in double quotes",
          applicability: "safe",
          edits: [insertAt(whole.start, '"'), insertAt(whole.end, '"')],
        };
        yield {
          span,
          message: `The shell splits what '${file.text.slice(span.start, span.end)}' prints at blanks and expands its patterns. Put it in double quotes.`,
          fixes: oneWord.test(first) && node.text.startsWith("$") ? [fix] : [],
          noFix: "It may print several words on purpose: only its author knows.",
        };
      }
    }
  },

  examples: [
    {
      title: "a command that prints one word",
      bad: dockerfile`
        FROM debian:13-slim
        RUN make -j $(nproc)
                    ^^^^^^^^ The shell splits what '$(nproc)' prints at blanks and expands its patterns. Put it in double quotes.
      `,
      good: dockerfile`
        FROM debian:13-slim
        RUN make -j "$(nproc)"
      `,
    },
    {
      title: "what may be a list has no fix",
      bad: dockerfile`
        FROM debian:13-slim
        RUN rm -f $(find / -name '*.pyc')
                  ^^^^^^^^^^^^^^^^^^^^^^^ The shell splits what '$(find / -name '*.pyc')' prints at blanks and expands its patterns. Put it in double quotes.
      `,
    },
    {
      good: dockerfile`
        FROM debian:13-slim
        RUN DIR=$(mktemp -d) && cd "$(pwd)" && for i in $(ls); do echo "$i"; done && kill $(pgrep x)
      `,
    },
  ],
});

/** Commands that print exactly one word, with the words behind them that keep it so. */
const oneWord =
  /^(?:nproc|arch|mktemp(?: -d)?|uname -[mrs]|id -[ug]|getconf _NPROCESSORS_ONLN|dpkg --print-architecture|lsb_release -(?:cs|sc|rs|sr)|rpm -E \S+|date \+[%\w.-]+)$/;

/** The text of the only command, else that of the first one with a mark that it is not alone. */
function firstCommand({ script, text }: CommandExpansionPart): string | undefined {
  const command = script?.commands[0]?.command;
  if (!script || !command) return undefined;
  if (command.type !== "Command" || script.commands.length > 1) return text;
  return [command.name, ...command.args].map((it) => it?.text ?? "").join(" ");
}

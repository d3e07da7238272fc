import type { WordPart } from "unbash";
import { defineRule } from "../../linter/rule.js";
import { insertAt, replace } from "../../text/edits.js";
import { dockerfile } from "../../text/tags.js";
import { runScripts } from "../../transforms/run-scripts.js";

export default defineRule({
  name: "declare-and-assign",
  language: "dockerfile",
  category: "correctness",
  severity: "hint",
  profiles: ["all", "hadolint"],
  severities: { hadolint: "warning" },
  summary: "`export A=$(…)` hides a failure of the command.",
  why: [
    'The exit status of `export A="$(command)"` is that of `export`, which is always 0: `set -e` and `&&` do not see that the command failed.',
    '`A="$(command)" && export A` keeps the status.',
  ],
  references: ["https://www.shellcheck.net/wiki/SC2155"],
  aliases: ["shellcheck:SC2155"],
  fix: "unsafe",
  onbuild: true,

  *check(file, { project }) {
    for (const { script, tree } of runScripts(file, project)) {
      for (const command of tree.of("Command")) {
        const word = command.name?.value ?? "";
        if (!/^(?:export|local|readonly|declare|typeset)$/.test(word)) continue;
        for (const argument of command.suffix) {
          if (argument.type !== "Assignment" || argument.value.type !== "Word") continue;
          const parts = (argument.value.parts ?? []).flatMap((it): readonly WordPart[] =>
            it.type === "DoubleQuoted" ? it.parts : [it],
          );
          if (!parts.some(({ type }) => type === "CommandExpansion")) continue;
          const { start } = script.span(argument);
          const isAlone = word === "export" && command.suffix.length === 1 && command.prefix.length === 0;
          const statement = tree.parent(command);
          const isQuoted = argument.value.parts?.length === 1;
          const fixes =
            isAlone && isQuoted && statement && /^(?:Statement|AndOr)$/.test(statement.type)
              ? [
                  {
                    title: `Assign first, then export ${argument.name}`,
                    applicability: "unsafe" as const,
                    edits: [
                      replace({ start: script.span(command).start, end: start }, ""),
                      insertAt(script.span(argument).end, ` && export ${argument.name}`),
                    ],
                  },
                ]
              : [];
          yield {
            span: { start, end: start + argument.name.length },
            message: `'${word} ${argument.name}=…' hides a failure of the command in it. Assign first, then ${word} '${argument.name}'.`,
            fixes,
            noFix: "The two cannot be taken apart by a small edit here.",
          };
        }
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM debian:13-slim
        RUN set -eux; export GNUPGHOME="$(mktemp -d)"; gpg --version
                             ^^^^^^^^^ 'export GNUPGHOME=…' hides a failure of the command in it. Assign first, then export 'GNUPGHOME'.
      `,
      good: dockerfile`
        FROM debian:13-slim
        RUN set -eux; GNUPGHOME="$(mktemp -d)" && export GNUPGHOME; gpg --version
      `,
    },
    {
      good: dockerfile`
        FROM debian:13-slim
        RUN export A=1 B="$A" && C="$(pwd)" && export C
      `,
    },
  ],
});

import { defineRule, type Fix } from "../../linter/rule.js";
import { stateBefore } from "../../syntax/dockerfile/timeline.js";
import { commandAround, isSplit, type Variable, VariableValues, variableName } from "../../syntax/shell/quoting.js";
import { enclosing, type ShellTree } from "../../syntax/shell/tree.js";
import { insertAt } from "../../text/edits.js";
import type { Span } from "../../text/span.js";
import { dockerfile } from "../../text/tags.js";
import { runScripts } from "../../transforms/run-scripts.js";

/** Set by Docker itself for every build. */
const predefined = /^(?:https?|ftp|no|all)_proxy$/i;

export default defineRule({
  name: "unquoted-variable",
  language: "dockerfile",
  category: "correctness",
  severity: "hint",
  profiles: ["all", "hadolint"],
  severities: { hadolint: "info" },
  summary: "A variable stands without quotes where the shell splits its value.",
  why: [
    "A value with a blank becomes several words, one with `*` the names of files, an empty one nothing at all.",
    "A variable that holds a list of words on purpose is right without quotes: then ignore this.",
    "Variables of ENV and ARG, and those that are known to hold one word, are not reported.",
  ],
  references: ["https://www.shellcheck.net/wiki/SC2086"],
  aliases: ["shellcheck:SC2086", "sonar:S6570"],
  covers: ["unquoted-variable"],
  fix: "unsafe",
  onbuild: true,

  *check(file, { project }) {
    for (const { script, tree, shell, stage, index } of runScripts(file, project)) {
      const candidates = [...tree.of("SimpleExpansion"), ...tree.of("ParameterExpansion")].filter(
        (node) => isQuotable(node) && isSplit(tree, node, shell.declared !== "sh"),
      );
      if (candidates.length === 0) continue;
      const { env, args } = stateBefore(stage, index, file.escape);
      const values = new VariableValues(tree, (name) => env.has(name) || args.has(name) || predefined.test(name));
      for (const node of candidates.sort((a, b) => a.pos - b.pos)) {
        if (values.isOneWord(node)) continue;
        const span = script.span(node);
        if (file.text.slice(span.start, span.end).includes("\n")) continue;
        const isFixable = isOneArgument(tree, node);
        yield {
          span,
          message: `The shell splits the value of '${node.text}' at blanks and expands its patterns. Put it in double quotes.`,
          fixes: isFixable ? [quote(span)] : [],
          noFix: "It may hold several words on purpose: only its author knows.",
        };
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM debian:13-slim
        RUN DIR="$(mktemp -d)"; cp tool $DIR/tool && [ -n $DIR ]
                                        ^^^^ The shell splits the value of '$DIR' at blanks and expands its patterns. Put it in double quotes.
                                                          ^^^^ The shell splits the value of '$DIR' at blanks and expands its patterns. Put it in double quotes.
      `,
      good: dockerfile`
        FROM debian:13-slim
        RUN DIR="$(mktemp -d)"; cp tool "$DIR"/tool && [ -n "$DIR" ]
      `,
    },
    {
      title: "what may be a list has no fix",
      bad: dockerfile`
        FROM debian:13-slim
        RUN marked="$(apt-mark showmanual)"; apt-mark manual $marked
                                                             ^^^^^^^ The shell splits the value of '$marked' at blanks and expands its patterns. Put it in double quotes.
      `,
    },
    {
      title: "one word, or a place where nothing is split",
      good: dockerfile`
        FROM debian:13-slim
        ENV VERSION=1.2
        ARG TARGET
        RUN NAME=tool-$VERSION; FILE=$NAME.tar; tar xf $FILE $TARGET
        RUN for f in $LIST; do echo "$f" $(( $x + 1 )) $#; done; case $LIST in a) ;; esac
        RUN $MAKE all
      `,
    },
  ],
});

/** Several values in one go (`$@`, `$*`, `${a[@]}`) are another matter, and so is a value only asked whether it is set. */
function isQuotable(node: Variable): boolean {
  if (/^[@*]$/.test(variableName(node))) return false;
  if (node.type === "SimpleExpansion") return true;
  const operator = node.operation && "operator" in node.operation ? node.operation.operator : undefined;
  return node.prefix !== "#" && node.index === undefined && operator !== "+" && operator !== ":+";
}

/** True where several words could not be meant: within a longer word, in a test, as a file or a directory to go to. */
function isOneArgument(tree: ShellTree, node: Variable): boolean {
  const word = enclosing(tree, node, "Word");
  if (tree.parent(node) !== word) return false;
  if ((word?.parts?.length ?? 1) > 1) return !/^[-\w]*=?$/.test(word!.parts![0]!.text) || /[/.]/.test(word!.text);
  return tree.parent(word!)?.type === "Redirect" || /^(?:\[|test|cd)$/.test(commandAround(tree, node) ?? "");
}

function quote({ start, end }: Span): Fix {
  return { title: "Put it in double quotes", applicability: "unsafe", edits: [insertAt(start, '"'), insertAt(end, '"')] };
}

import type { SyntaxNode } from "unbash";
import { type Bashism, bashisms } from "../../knowledge/bashisms.js";
import { defineRule, type Fix } from "../../linter/rule.js";
import type { ShellScript } from "../../syntax/shell/model.js";
import type { ShellTree } from "../../syntax/shell/tree.js";
import { insertAt, replace } from "../../text/edits.js";
import type { Span } from "../../text/span.js";
import { dockerfile } from "../../text/tags.js";
import { insertBefore, keywordLike } from "../../transforms/dockerfile-edit.js";
import { firstLine } from "../../transforms/run-edit.js";
import { type RunScript, runScripts } from "../../transforms/run-scripts.js";

export default defineRule({
  name: "bashism-in-sh",
  language: "dockerfile",
  category: "correctness",
  severity: "warning",
  profiles: ["recommended", "hadolint"],
  severities: { hadolint: "warning" },
  summary: "A RUN uses what only bash has, in another shell.",
  why: [
    "Without a SHELL instruction RUN uses `/bin/sh`: dash on Debian and Ubuntu, ash on Alpine, and neither is bash.",
    "What such a shell does not know fails, or is quietly taken for something else: `&>` starts a background process in dash.",
    "What the shell of the base image does know, and all of it where that shell is not known, is reported in the profile `hadolint` only.",
  ],
  references: ["https://docs.docker.com/reference/dockerfile/#shell", "https://www.shellcheck.net/wiki/SC3046"],
  aliases: [...new Set(Object.values(bashisms).map(({ code }) => `shellcheck:${code}`)), "shellcheck:SC2039"],
  fix: "unsafe",

  *check(file, { project }) {
    for (const place of runScripts(file, project)) {
      if (place.shell.declared !== "sh") continue;
      const { kind } = place.shell;
      for (const { span, bashism, edits } of usesOf(place, file.text)) {
        const known = kind === "dash" ? bashism.dash : kind === "ash" ? bashism.ash : true;
        // What did nothing until now, or did it in the background, will be done: never a safe change.
        const fixes: Fix[] = edits ? [{ ...edits, applicability: "unsafe" }] : [];
        const image = project.factsOf(place.stage, file).image;
        if (known === false && kind === "dash" && image?.hasTool("bash") && !place.shell.arguments && !place.run.isTrigger) {
          const line = `${keywordLike(file, "SHELL")} ["/bin/bash", "-c"]`;
          fixes.push({ title: "Use bash from here on", applicability: "unsafe", edits: [insertBefore(file, place.run, [line])] });
        }
        yield {
          span: firstLine(file.text, span),
          message:
            known === false
              ? `The shell here is ${kind}, which ${bashism.what}. Write it for 'sh', or set SHELL to bash.`
              : `A standard 'sh' ${bashism.what}: another base image may have one. Set SHELL to the shell that is meant.`,
          aliases: [`shellcheck:${bashism.code}`],
          ...(known === false ? {} : { profiles: ["hadolint" as const] }),
          fixes,
          noFix: "There is no short form of it for 'sh', and the image is not known to have bash.",
        };
      }
    }
  },

  examples: [
    {
      title: "Debian",
      bad: dockerfile`
        FROM python:3.13-slim
        RUN python -m venv /venv && source /venv/bin/activate
                                    ^^^^^^ The shell here is dash, which has no 'source'. Write it for 'sh', or set SHELL to bash.
        RUN if [ "$A" == b ]; then make &> /log; fi
                      ^^ The shell here is dash, which has no '==' in '['. Write it for 'sh', or set SHELL to bash.
                                        ^^ The shell here is dash, which starts the command in the background at '&>'. Write it for 'sh', or set SHELL to bash.
      `,
      good: dockerfile`
        FROM python:3.13-slim
        RUN python -m venv /venv && . /venv/bin/activate
        RUN if [ "$A" = b ]; then make > /log 2>&1; fi
      `,
    },
    {
      title: "Debian, where only bash helps",
      bad: dockerfile`
        FROM debian:13-slim
        # a
        RUN [[ -f /a ]] && mkdir /{x,y}
            ^^ The shell here is dash, which has no '[['. Write it for 'sh', or set SHELL to bash.
                                  ^^^^^ The shell here is dash, which does not expand '{…}'. Write it for 'sh', or set SHELL to bash.
      `,
      good: dockerfile`
        FROM debian:13-slim
        SHELL ["/bin/bash", "-c"]
        # a
        RUN [[ -f /a ]] && mkdir /{x,y}
      `,
    },
    {
      title: "ash knows much of it, and nothing is known of other images: both in the profile `hadolint` only",
      bad: dockerfile`
        FROM alpine:3.22
        RUN echo -e "a\tb" > /c
                 ^^ A standard 'sh' prints the option of 'echo': another base image may have one. Set SHELL to the shell that is meant.
      `,
    },
    {
      good: dockerfile`
        FROM debian:13-slim
        SHELL ["/bin/bash", "-c"]
        RUN [[ -f /a ]] && source /b
        RUN . /b && [ a = b ] && make > /log 2>&1
      `,
    },
    {
      title: "a heredoc that names its shell",
      good: dockerfile`
        FROM debian:13-slim
        RUN <<EOF
        #!/usr/bin/env bash
        set -euo pipefail
        [[ -f /a ]] && mkdir /{x,y}
        EOF
      `,
    },
  ],
});

interface Use {
  readonly span: Span;
  readonly bashism: Bashism;
  readonly edits?: Pick<Fix, "title" | "edits">;
}

/** Every use in a script, in the order of the text. */
function usesOf({ script, tree }: RunScript, text: string): readonly Use[] {
  const uses: Use[] = [...commandUses(script, tree), ...expansionUses(script, tree)];
  const mark = (node: SyntaxNode, bashism: Bashism, length?: number): void => {
    const span = script.span(node);
    uses.push({ span: length === undefined ? span : { start: span.start, end: span.start + length }, bashism });
  };
  for (const node of tree.of("TestCommand")) mark(node, bashisms.doubleBracket, 2);
  for (const node of tree.of("ArithmeticCommand")) mark(node, bashisms.arithmeticCommand, 2);
  for (const node of tree.of("ArithmeticFor")) mark(node, bashisms.arithmeticFor, 3);
  for (const node of tree.of("HereString")) mark(node, bashisms.hereString, 3);
  for (const node of tree.of("ProcessSubstitution")) mark(node, bashisms.processSubstitution);
  for (const node of tree.of("BraceExpansion")) mark(node, bashisms.braces);
  for (const node of tree.of("AnsiCQuoted")) mark(node, bashisms.ansiQuotes);
  for (const node of tree.of("ArrayValue")) mark(node, bashisms.array);
  for (const node of tree.of("Assignment")) if (node.append) mark(node, bashisms.append);
  for (const node of tree.of("Redirect")) {
    if (node.operator !== "&>" || !node.target) continue;
    const { start } = script.span(node);
    const end = script.span(node.target).end;
    const operator = { start, end: start + 2 };
    if (text.slice(start, start + 2) !== "&>") continue;
    const edits = { title: "Use '> … 2>&1'", edits: [replace(operator, ">"), insertAt(end, " 2>&1")] };
    uses.push({ span: operator, bashism: bashisms.redirectBoth, edits });
  }
  return uses.sort((a, b) => a.span.start - b.span.start);
}

function commandUses(script: ShellScript, tree: ShellTree): Use[] {
  const uses: Use[] = [];
  for (const { name, args } of tree.of("Command")) {
    const [first] = args;
    const span = name && script.span(name);
    if (!span) continue;
    switch (name.value) {
      case "source": {
        // Without a slash '.' looks in PATH only.
        const hasSlash = args.length === 1 && first !== undefined && /[/~]/.test(first.text);
        const edits = { title: "Use '.'", edits: [replace(span, ".")] };
        uses.push({ span, bashism: bashisms.source, ...(hasSlash ? { edits } : {}) });
        break;
      }
      case "echo":
        if (first && /^-[neE]+$/.test(first.text))
          uses.push({ span: script.span(first), bashism: first.text === "-n" ? bashisms.echoNoNewline : bashisms.echoOption });
        break;
      case "[":
      case "test":
        for (const word of args.filter(({ text }) => text === "==")) {
          const edits = { title: "Use '='", edits: [replace(script.span(word), "=")] };
          uses.push({ span: script.span(word), bashism: bashisms.doubleEquals, edits });
        }
        break;
      case "local":
        uses.push({ span, bashism: bashisms.local });
        break;
      case "set":
        for (const word of args.filter(({ text }) => text === "pipefail"))
          uses.push({ span: script.span(word), bashism: bashisms.pipefail });
        break;
      case "declare":
      case "typeset":
      case "shopt":
      case "pushd":
      case "popd":
      case "disown":
        uses.push({ span, bashism: bashisms.declare });
        break;
      default:
    }
  }
  return uses;
}

function expansionUses(script: ShellScript, tree: ShellTree): Use[] {
  const uses: Use[] = [];
  for (const node of tree.of("ParameterExpansion")) {
    const type = node.operation?.type;
    const bashism =
      node.prefix === "!"
        ? bashisms.indirect
        : type === "Slice"
          ? bashisms.slice
          : type === "Replace"
            ? bashisms.replace
            : type === "CaseModification"
              ? bashisms.caseChange
              : undefined;
    if (bashism) uses.push({ span: script.span(node), bashism });
  }
  for (const node of tree.of("CommandExpansion")) {
    const command = node.script?.commands.length === 1 ? node.script.commands[0]!.command : undefined;
    const isFile =
      command?.type === "Command" && !command.name && command.prefix.length === 1 && command.prefix[0]!.type === "Redirect";
    if (isFile) uses.push({ span: script.span(node), bashism: bashisms.fileSubstitution });
  }
  return uses;
}

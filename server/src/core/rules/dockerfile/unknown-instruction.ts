import { defineRule, type Fix } from "../../linter/rule.js";
import { didYouMean } from "../../linter/rule-names.js";
import type { Dockerfile, Instruction } from "../../syntax/dockerfile/model.js";
import { hasPlaceholder } from "../../syntax/placeholders.js";
import { insertAt, replace } from "../../text/edits.js";
import { lineEnd } from "../../text/line-index.js";
import { dockerfile } from "../../text/tags.js";
import { lineStart } from "../../transforms/dockerfile-edit.js";
import { firstLine, isDockerFrontend, triggered } from "../../transforms/run-edit.js";

const keywords = [
  ...["FROM", "RUN", "CMD", "ENTRYPOINT", "COPY", "ADD", "ENV", "ARG", "LABEL", "WORKDIR", "USER", "EXPOSE", "VOLUME", "SHELL"],
  ...["HEALTHCHECK", "ONBUILD", "STOPSIGNAL", "MAINTAINER"],
];

export default defineRule({
  name: "unknown-instruction",
  language: "dockerfile",
  category: "correctness",
  severity: "error",
  profiles: ["recommended", "hadolint"],
  repairsSyntax: true,
  summary: "A line begins with a word that is no instruction.",
  why: [
    "The builder refuses the whole file.",
    "Often it is a slip of the keyboard, or the line above lacks the `\\` that would continue it.",
    "Files for another frontend (`# syntax=`) and lines with a template placeholder are not judged.",
  ],
  references: ["https://docs.docker.com/reference/dockerfile/#format"],
  aliases: [
    "hadolint:DL1000",
    "dockerfile-utils:UNKNOWN_INSTRUCTION",
    "dockerfilelint:invalid_command",
    "dockerfile_lint:Invalid instruction",
    "tally:tally/unknown-instruction",
  ],
  covers: ["unknown-instruction"],
  fix: "unsafe",

  *check(file) {
    const syntax = file.directives.find(({ name }) => name === "syntax");
    if (syntax && !isDockerFrontend(syntax.value)) return;
    for (const [i, outer] of file.instructions.entries()) {
      const instruction = triggered(outer);
      if (instruction?.keyword !== "UNKNOWN" || isTemplate(file, instruction)) continue;
      const { keywordSpan } = instruction;
      const span = firstLine(file.text, keywordSpan);
      const word = file.text.slice(span.start, span.end);
      const conflict = /^(<{7}|={7}|>{7}|\|{7})/.test(word);
      if (conflict) {
        yield {
          span,
          message: `'${word}' is the mark of a merge conflict; resolve it.`,
          noFix: "Which side is right is for the author to say.",
        };
        continue;
      }
      if (span.end < keywordSpan.end) {
        // Without the blank before the continuation character, the word goes on in the next line.
        const isKeyword = keywords.includes(word.toUpperCase());
        yield {
          span,
          message: `'${instruction.name}' is no instruction: the '${file.escape}' joins the word with the next line.`,
          ...(isKeyword
            ? {
                fixes: [
                  { title: `Put a blank before the '${file.escape}'`, applicability: "unsafe", edits: [insertAt(span.end, " ")] },
                ],
              }
            : { noFix: "What was meant cannot be told." }),
        };
        continue;
      }
      const above = instruction.isTrigger ? undefined : file.instructions[i - 1];
      const before = above && lineAbove(file, above, instruction);
      const renamed = correction(word);
      if (before !== undefined && (!renamed || belongsTo(file, above!, instruction))) {
        const message = `'${word}' is no instruction: the line above lacks the '${file.escape}' at its end.`;
        yield { span, message, fixes: [continueAbove(file, before)] };
      } else if (renamed) {
        yield {
          span,
          message: `'${word}' is no instruction; did you mean ${renamed.trim()}?`,
          fixes: [{ title: `Use ${renamed.trim()}`, applicability: "unsafe", edits: [replace(span, fitted(word, renamed))] }],
        };
      } else {
        yield {
          span,
          message: `'${word}' is no instruction of a Dockerfile.`,
          noFix: "No instruction is close enough to be meant.",
        };
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM alpine:3.22
        ENVS A=1
        ^^^^ 'ENVS' is no instruction; did you mean ENV?
        Rnu apk add --no-cache curl
        ^^^ 'Rnu' is no instruction; did you mean RUN?
        CMD["curl", "--version"]
        ^^^^^^^^^^^ 'CMD["curl",' is no instruction; did you mean CMD?
      `,
      good: dockerfile`
        FROM alpine:3.22
        ENV A=1
        RUN apk add --no-cache curl
        CMD ["curl", "--version"]
      `,
    },
    {
      title: "half-typed: renaming is only offered, never part of fix-all",
      bad: dockerfile`
        FORM alpine:3.22
        ^^^^ 'FORM' is no instruction; did you mean FROM?
      `,
      good: dockerfile`
        FROM alpine:3.22
      `,
    },
    {
      title: "a line that lost its backslash",
      bad: dockerfile`
        FROM debian:13-slim
        RUN apt-get update \
          && apt-get install -y
            curl \
            ^^^^ 'curl' is no instruction: the line above lacks the '\' at its end.
            git
            && rm -rf /var/lib/apt/lists/*
            ^^ '&&' is no instruction: the line above lacks the '\' at its end.
      `,
      good: dockerfile`
        FROM debian:13-slim
        RUN apt-get update \
          && apt-get install -y \
            curl \
            git \
            && rm -rf /var/lib/apt/lists/*
      `,
    },
    {
      title: "a comment behind the backslash",
      bad: dockerfile`
        FROM debian:13-slim
        ENV A=1 \ # the first
            B=2
            ^^^ 'B=2' is no instruction: the line above lacks the '\' at its end.
      `,
      good: dockerfile`
        FROM debian:13-slim
        ENV A=1 \
        # the first
            B=2
      `,
    },
    {
      title: "no blank before the backslash",
      bad: dockerfile`
        FROM alpine:3.22
        RUN\
        ^^^ 'RUNAPK' is no instruction: the '\' joins the word with the next line.
        apk add --no-cache curl
      `,
      good: dockerfile`
        FROM alpine:3.22
        RUN \
        apk add --no-cache curl
      `,
    },
    {
      title: "nothing like it",
      bad: dockerfile`
        FROM alpine:3.22

        INCLUDE common.txt
        ^^^^^^^ 'INCLUDE' is no instruction of a Dockerfile.
        <<<<<<< HEAD
        ^^^^^^^ '<<<<<<<' is the mark of a merge conflict; resolve it.
      `,
    },
    {
      title: "another frontend",
      good: dockerfile`
        # syntax=devthefuture/dockerfile-x
        FROM alpine:3.22
        INCLUDE ./common.dockerfile
      `,
    },
    {
      title: "templates",
      good: dockerfile`
        FROM alpine:3.22
        {%- if cookiecutter.worker %}
        {{ extra_instructions }}
        @EXTRA@
        <%= copies %>
        {%- endif %}
      `,
    },
  ],
});

function isTemplate(file: Dockerfile, { span }: Instruction): boolean {
  return hasPlaceholder(file.text.slice(span.start, span.end));
}

/** The keyword that was meant, with a blank where it ran into its argument; undefined where none is near. */
function correction(word: string): string | undefined {
  const upper = word.toUpperCase();
  const glued = keywords.find((it) => upper.startsWith(it) && /^["[]|^[:=]$/.test(upper.slice(it.length)));
  if (glued) return /["[]/.test(upper[glued.length]!) ? `${glued} ` : glued;
  return synonyms[upper] ?? didYouMean(upper, keywords);
}

const synonyms: Readonly<Record<string, string>> = {
  ENTRY_POINT: "ENTRYPOINT",
  COMMAND: "CMD",
  WORKING_DIR: "WORKDIR",
  HEALTH_CHECK: "HEALTHCHECK",
};

/** The correction in place of the word: in its case, with what is glued to it. */
function fitted(word: string, correct: string): string {
  const keyword = correct.trim();
  const rest = correct === keyword ? "" : word.slice(keyword.length);
  const cased = /[A-Z]/.test(word.slice(0, keyword.length)) ? keyword : keyword.toLowerCase();
  return rest === "" ? cased : `${cased} ${rest}`;
}

/** The end of the line directly above (comments aside), when it belongs to an instruction that could go on. */
function lineAbove(file: Dockerfile, before: Instruction, { keywordSpan }: Instruction): number | undefined {
  if (before.keyword === "FROM" || before.heredocs.length > 0) return undefined;
  const between = file.text.slice(before.span.end, lineStart(file.text, keywordSpan.start));
  return /^[ \t]*\r?\n([ \t]*#.*\r?\n)*$/.test(between) ? before.span.end : undefined;
}

/** A word further in than the instruction above, or in small letters below capitals, is taken for a part of it. */
function belongsTo({ text }: Dockerfile, above: Instruction, { keywordSpan }: Instruction): boolean {
  const column = (offset: number): number => offset - lineStart(text, offset);
  const isLower = ({ start, end }: { start: number; end: number }): boolean => !/[A-Z]/.test(text.slice(start, end));
  return (
    column(keywordSpan.start) > column(above.keywordSpan.start) ||
    (above.keyword !== "UNKNOWN" && isLower(keywordSpan) && !isLower(above.keywordSpan))
  );
}

function continueAbove(file: Dockerfile, end: number): Fix {
  const title = `Continue the line above with '${file.escape}'`;
  const line = file.text.slice(lineStart(file.text, end), end);
  // A backslash that is not the last character continues nothing.
  const hidden = file.escape === "\\" ? /\\([ \t]+)#.*$/.exec(line) : /`([ \t]+)#.*$/.exec(line);
  if (!hidden) return { title, applicability: "unsafe", edits: [insertAt(end, ` ${file.escape}`)] };
  const start = end - line.length + hidden.index + 1;
  return { title, applicability: "unsafe", edits: [replace({ start, end: start + hidden[1]!.length }, lineEnd(file.text))] };
}

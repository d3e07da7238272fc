import { defineRule, type Finding } from "../../linter/rule.js";
import { refusals, tooLongLine } from "../../project/refusals.js";
import type { Dockerfile, FromInstruction, Instruction } from "../../syntax/dockerfile/model.js";
import { hasPlaceholder } from "../../syntax/placeholders.js";
import { insertAt, replace } from "../../text/edits.js";
import { dockerfile } from "../../text/tags.js";
import { firstLine, isDockerFrontend, triggered } from "../../transforms/run-edit.js";
import { syntaxFixes } from "../../transforms/syntax-fixes.js";

const general: readonly string[] = [
  "hadolint:DL1000",
  "sonar:S2260",
  "dockerfile-utils:INVALID_SYNTAX",
  "dockerfilelint:invalid_line",
];
const image: readonly string[] = ["buildkit:InvalidDefaultArgInFrom", "dockerfile-utils:INVALID_REFERENCE_FORMAT", "sonar:S2260"];

const peerCodes =
  "NO_SOURCE_IMAGE INVALID_SYNTAX SYNTAX_MISSING_EQUALS INVALID_AS INVALID_REFERENCE_FORMAT ARGUMENT_MISSING " +
  "ARGUMENT_REQUIRES_AT_LEAST_ONE ARGUMENT_REQUIRES_TWO ARGUMENT_REQUIRES_AT_LEAST_TWO ARGUMENT_REQUIRES_ONE_OR_THREE " +
  "ARGUMENT_EXTRA ARGUMENT_UNNECESSARY SYNTAX_MISSING_NAMES SYNTAX_MISSING_SINGLE_QUOTE SYNTAX_MISSING_DOUBLE_QUOTE " +
  "UNSUPPORTED_MODIFIER SHELL_JSON_FORM SHELL_REQUIRES_ONE UNKNOWN_TYPE HEALTHCHECK_CMD_ARGUMENT_MISSING NO_SOURCE_IMAGE";

export default defineRule({
  name: "syntax-error",
  language: "dockerfile",
  category: "correctness",
  severity: "error",
  profiles: ["recommended", "hadolint"],
  repairsSyntax: true,
  summary: "The builder cannot read this Dockerfile.",
  why: [
    "The builder refuses the whole file before it runs the first instruction.",
    "Files for another frontend (`# syntax=`) and instructions with a template placeholder are not judged.",
  ],
  references: ["https://docs.docker.com/reference/dockerfile/"],
  aliases: [
    ...peerCodes.split(" ").map((it) => `dockerfile-utils:${it}`),
    "hadolint:DL1000",
    "hadolint:DL3061",
    "sonar:S2260",
    "dockerfilelint:from_first",
    "dockerfilelint:invalid_line",
    "dockerfile_lint:Missing or misplaced FROM",
    "dockerfile_lint:Invalid parameters for command",
    "tally:tally/require-stages",
    "buildkit:InvalidDefaultArgInFrom",
    "dockerfilelint:missing_args",
    "dockerfilelint:extra_args",
  ],
  covers: [
    "first-instruction-not-from",
    "arguments-invalid",
    "key-value-missing-equals",
    "key-value-missing-name",
    "unterminated-quote",
    "from-as-keyword-invalid",
    "from-reference-invalid",
    "arguments-missing",
    "arguments-extra",
    "variable-modifier-unsupported",
    "shell-not-json",
    "healthcheck-type-unknown",
    "healthcheck-cmd-empty",
  ],
  fix: "unsafe",

  *check(file) {
    const syntax = file.directives.find(({ name }) => name === "syntax");
    if (syntax && !isDockerFrontend(syntax.value)) return;
    const noFix = "What was meant cannot be told from the text.";
    for (const problem of file.problems) {
      const instruction = file.instructions.findLast(({ span }) => span.start <= problem.span.start);
      if (!instruction || isTemplate(file, instruction)) continue;
      // Without FROM it is one fault, not one for each instruction.
      if (file.stages.length === 0 && problem.message.includes("before the first FROM")) continue;
      yield {
        span: firstLine(file.text, problem.span),
        message: problem.message,
        aliases: general,
        fixes: syntaxFixes(file, instruction, problem),
        noFix,
      };
    }
    const long = tooLongLine(file.text);
    if (long) yield { ...long, aliases: general, noFix: "Where the line can be broken is for the author to say." };
    for (const outer of file.instructions) {
      const found = [...rejections(file, outer)];
      if (found.length > 0 && !isTemplate(file, outer)) yield* found.map((it) => ({ noFix, aliases: general, ...it }));
    }
    yield* missingFrom(file);
  },

  examples: [
    {
      title: "a comment cannot follow on the same line",
      bad: dockerfile`
        FROM node:22-slim # keep in step with CI
                          ^ FROM takes an image, or an image followed by AS and a stage name.
        COPY . /app
      `,
      good: dockerfile`
        # keep in step with CI
        FROM node:22-slim
        COPY . /app
      `,
    },
    {
      title: "a value with blanks needs quotes",
      bad: dockerfile`
        FROM node:22-slim
        ENV NODE_OPTIONS=--enable-source-maps --no-warnings \
                                              ^^^^^^^^^^^^^ '--no-warnings' needs the form NAME=value; a value with blanks needs quotes.
            MODE=production
      `,
      good: dockerfile`
        FROM node:22-slim
        ENV NODE_OPTIONS="--enable-source-maps --no-warnings" \
            MODE=production
      `,
    },
    {
      title: "a health check without CMD, a shell that is no list, a flag with a slip",
      bad: dockerfile`
        FROM debian:13-slim
        HEALTHCHECK --interval=30s curl -f http://localhost/
                                   ^^^^ HEALTHCHECK knows CMD and NONE, not 'curl'.
        ENV MODE="production
                 ^^^^^^^^^^^ The quote " is never closed; close it, or escape it with '\'.
        LABEL note it's fine
                     ^^^^^^^ The quote ' is never closed; close it, or escape it with '\'.
        SHELL /bin/bash -c
        ^^^^^^^^^^^^^^^^^^ SHELL needs a JSON array, e.g. ["/bin/bash", "-c"].
        VOLUME /data "/logs
                     ^^^^^^ The quote " is never closed; close it, or escape it with '\'.
      `,
      good: dockerfile`
        FROM debian:13-slim
        HEALTHCHECK --interval=30s CMD curl -f http://localhost/
        ENV MODE="production"
        LABEL note it's fine
        SHELL ["/bin/bash", "-c"]
        VOLUME /data "/logs"
      `,
    },
    {
      title: "a heredoc whose end is indented, a name in capitals",
      bad: dockerfile`
        FROM Debian:13-slim
             ^^^^^^ The name of an image must be lower case.
        RUN <<EOF
            ^^^^^ The heredoc 'EOF' is not closed: no line holds just 'EOF'.
        apt-get update
          EOF
      `,
      good: dockerfile`
        FROM debian:13-slim
        RUN <<EOF
        apt-get update
        EOF
      `,
    },
    {
      title: "no FROM",
      bad: dockerfile`
        ARG VERSION=1
        RUN make
        ^^^ There is no FROM: an image is built on another one, or on 'scratch'.
      `,
    },
    {
      title: "nothing but comments",
      bad: dockerfile`
        # to be written
        ^^^^^^^^^^^^^^^ There is no instruction; an image begins with FROM.
      `,
    },
    {
      title: "words that cannot be read",
      bad: dockerfile`
        FROM alpine:3.22
        ENV A=\${B:=1}
              ^^^^^^^ '\${B:=1}' uses ':=', which the builder does not know.
        CMD ["sleep", 5]
            ^^^^^^^^^^^^ A list has only texts: write "5" in quotes.
        COPY
        ^^^^ COPY needs at least one source and a destination.
        HEALTHCHECK NONE please
                    ^^^^^^^^^^^ HEALTHCHECK NONE stands alone.
        VOLUME []
               ^^ VOLUME needs a path.
        ARG =1
            ^^ ARG needs a name before '='.
      `,
    },
    {
      title: "FROM looks for stages in small letters",
      bad: dockerfile`
        FROM alpine:3.22 AS Base
        FROM Base
             ^^^^ FROM knows the stage 'Base' only as 'base'.
      `,
      good: dockerfile`
        FROM alpine:3.22 AS Base
        FROM base
      `,
    },
    {
      title: "templates and other frontends",
      good: dockerfile`
        FROM python:{{ cookiecutter.python_version }} AS {{ name }}
        FROM postgres:{{ version }}
        ENV A=1 @EXTRA_ENV@
        FROM balenalib/%%BALENA_MACHINE_NAME%%-python:3
      `,
    },
    {
      title: "nothing wrong",
      good: dockerfile`
        # syntax=docker/dockerfile:1
        ARG TAG=3.22
        FROM --platform=$BUILDPLATFORM alpine:$TAG AS Base
        RUN --mount=type=cache,target=/root/.cache --network=none true
        COPY --link --parents --exclude=*.md . /app/
        HEALTHCHECK NONE
        FROM base
      `,
    },
  ],
});

function isTemplate(file: Dockerfile, { span }: Instruction): boolean {
  return hasPlaceholder(file.text.slice(span.start, span.end));
}

function* missingFrom({ stages, instructions, comments, directives, text }: Dockerfile): Generator<Finding> {
  if (stages.length > 0 || hasPlaceholder(text)) return;
  const aliases = ["hadolint:DL3061", "dockerfilelint:from_first", "tally:tally/require-stages"];
  const noFix = "Which image it should be built on is for the author to say.";
  const first = instructions.find(({ keyword }) => keyword !== "ARG") ?? instructions[0];
  const line = comments[0] ?? directives[0];
  if (!first && line)
    yield { span: line.span, message: "There is no instruction; an image begins with FROM.", aliases: general.slice(1), noFix };
  if (!first || instructions.some(({ keyword }) => keyword === "UNKNOWN")) return;
  const message = "There is no FROM: an image is built on another one, or on 'scratch'.";
  yield { span: first.keywordSpan, message, aliases, noFix };
  // That tool repeats it for each instruction.
  for (const { keyword, keywordSpan } of instructions.slice(instructions.indexOf(first) + 1)) {
    if (keyword !== "ARG") yield { span: keywordSpan, message, aliases: ["hadolint:DL3061"], profiles: ["hadolint"], noFix };
  }
}

/** What the parser lets pass and the builder does not. */
function* rejections(file: Dockerfile, outer: Instruction): Generator<Finding> {
  const instruction = triggered(outer);
  if (!instruction) return;
  for (const { span, message, openQuote } of refusals(file, instruction)) {
    yield {
      span: firstLine(file.text, span),
      message,
      ...(openQuote
        ? {
            fixes: [{ title: "Close the quote", applicability: "unsafe", edits: [insertAt(openQuote.end, openQuote.quote)] }],
          }
        : {}),
    };
  }
  if (instruction.keyword === "RUN" && instruction.argumentsText === "" && instruction.heredocs.length === 0) {
    const message = "RUN has no command; the builder accepts it and does nothing.";
    yield { span: instruction.keywordSpan, message, severity: "warning" };
  }
  if (instruction.keyword === "FROM") yield* invalidImage(file, instruction);
}

function* invalidImage(file: Dockerfile, from: FromInstruction): Generator<Finding> {
  const written = from.image;
  if (!written.error || written.error.span.end <= written.error.span.start || written.text.includes("$")) return;
  if (file.stages.some((it) => it.from !== from && it.name?.text.toLowerCase() === written.text)) return;
  const name = written.text.split(/[:@]/)[0]!;
  const lower = name.toLowerCase();
  const stage = file.stages.find((it) => it.name?.text.toLowerCase() === lower && it.from.span.end < from.span.start);
  // Only a name that is fine but for its capitals: `REPLACE-ME` and `ARG_FROM` are filled in by a script.
  const whole = written.text === file.text.slice(written.span.start, written.span.end);
  const fixable = whole && (stage || /^[A-Z]?[a-z0-9]+([./-][A-Z]?[a-z0-9]+)*$/.test(name));
  if (!stage && !fixable && /^[A-Z0-9_-]+$/.test(name)) return;
  const edits = [replace({ start: written.span.start, end: written.span.start + name.length }, lower)];
  yield {
    span: firstLine(file.text, written.error.span),
    message: stage ? `FROM knows the stage '${name}' only as '${lower}'.` : written.error.message,
    aliases: image,
    ...(fixable && lower !== name ? { fixes: [{ title: `Use ${lower}`, applicability: "unsafe", edits }] } : {}),
  };
}

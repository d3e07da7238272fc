import { defineRule, type Finding } from "../../linter/rule.js";
import { didYouMean } from "../../linter/rule-names.js";
import type { ArgInstruction, Dockerfile, EnvInstruction, FromInstruction, Instruction } from "../../syntax/dockerfile/model.js";
import { hasPlaceholder } from "../../syntax/placeholders.js";
import { insertAt, replace } from "../../text/edits.js";
import { dockerfile } from "../../text/tags.js";
import { firstLine, isDockerFrontend, triggered } from "../../transforms/run-edit.js";
import { syntaxFixes } from "../../transforms/syntax-fixes.js";

export default defineRule({
  name: "syntax-error",
  language: "dockerfile",
  category: "correctness",
  severity: "error",
  profiles: ["recommended", "hadolint"],
  summary: "The builder cannot read this Dockerfile.",
  why: [
    "The builder refuses the whole file before it runs the first instruction.",
    "Files for another frontend (`# syntax=`) and instructions with a template placeholder are not judged.",
  ],
  references: ["https://docs.docker.com/reference/dockerfile/"],
  aliases: [
    "hadolint:DL1000",
    "hadolint:DL3061",
    "sonar:S2260",
    "dockerfile-utils:NO_SOURCE_IMAGE",
    "dockerfile-utils:INVALID_SYNTAX",
    "dockerfile-utils:SYNTAX_MISSING_EQUALS",
    "dockerfilelint:from_first",
    "dockerfilelint:invalid_line",
    "dockerfile_lint:Missing or misplaced FROM",
    "dockerfile_lint:Invalid parameters for command",
    "tally:tally/require-stages",
  ],
  covers: [
    "first-instruction-not-from",
    "arguments-invalid",
    "key-value-missing-equals",
    "key-value-missing-name",
    "unterminated-quote",
    "flag-unknown-from",
    "flag-unknown-copy",
    "flag-unknown-add",
    "flag-unknown-healthcheck",
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
        fixes: syntaxFixes(file, instruction, problem),
        noFix,
      };
    }
    for (const outer of file.instructions) {
      if (isTemplate(file, outer)) continue;
      for (const finding of rejections(file, outer)) yield { noFix, ...finding };
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
        COPY --chonw=app:app . /app
               ^^^^^ COPY has no flag '--chonw'; did you mean '--chown'?
      `,
      good: dockerfile`
        FROM debian:13-slim
        HEALTHCHECK --interval=30s CMD curl -f http://localhost/
        ENV MODE="production"
        LABEL note it's fine
        SHELL ["/bin/bash", "-c"]
        COPY --chown=app:app . /app
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
      title: "triggers that cannot be",
      bad: dockerfile`
        FROM alpine:3.22
        ONBUILD FROM alpine:3.21
                ^^^^ FROM cannot be a trigger: ONBUILD takes any instruction but FROM, MAINTAINER and ONBUILD.
        CMD --verbose start
              ^^^^^^^ CMD has no flag '--verbose'.
        COPY
        ^^^^ COPY needs at least one source and a destination.
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
        FROM Base
      `,
    },
  ],
});

function isTemplate(file: Dockerfile, { span }: Instruction): boolean {
  return hasPlaceholder(file.text.slice(span.start, span.end));
}

function* missingFrom({ stages, instructions, text }: Dockerfile): Generator<Finding> {
  const first = instructions.find(({ keyword }) => keyword !== "ARG") ?? instructions[0];
  if (stages.length > 0 || !first || instructions.some(({ keyword }) => keyword === "UNKNOWN") || hasPlaceholder(text)) return;
  yield {
    span: first.keywordSpan,
    message: "There is no FROM: an image is built on another one, or on 'scratch'.",
    noFix: "Which image it should be built on is for the author to say.",
  };
}

/** Flags by instruction, those of experimental frontends included. https://docs.docker.com/reference/dockerfile/ */
const flagsOf: Readonly<Record<string, readonly string[]>> = {
  FROM: ["platform"],
  RUN: ["mount", "network", "security", "device"],
  COPY: ["from", "chown", "chmod", "link", "parents", "exclude"],
  ADD: ["chown", "chmod", "link", "checksum", "keep-git-dir", "unpack", "exclude"],
  HEALTHCHECK: ["interval", "timeout", "start-period", "start-interval", "retries"],
};

/** What the parser lets pass and the builder does not. */
function* rejections(file: Dockerfile, outer: Instruction): Generator<Finding> {
  const instruction = triggered(outer);
  if (!instruction || instruction.keyword === "UNKNOWN") return;
  const { keyword } = instruction;
  if (outer.keyword === "ONBUILD" && /^(FROM|MAINTAINER|ONBUILD)$/.test(keyword)) {
    const message = `${keyword} cannot be a trigger: ONBUILD takes any instruction but FROM, MAINTAINER and ONBUILD.`;
    yield { span: instruction.keywordSpan, message };
  }
  for (const flag of instruction.flags) {
    const known = flagsOf[keyword] ?? [];
    if (known.includes(flag.name) || flag.name === "" || flag.name.includes("$")) continue;
    const meant = didYouMean(flag.name, known);
    yield {
      span: firstLine(file.text, flag.nameSpan),
      message: `${keyword} has no flag '--${flag.name}'${meant ? `; did you mean '--${meant}'?` : "."}`,
      ...(meant ? { fixes: [{ title: `Use --${meant}`, applicability: "unsafe", edits: [replace(flag.nameSpan, meant)] }] } : {}),
    };
  }
  if (keyword === "FROM") yield* invalidImage(file, instruction);
  if (keyword === "ENV" || keyword === "LABEL" || keyword === "ARG") yield* openQuotes(file, instruction);
}

/** The builder reads the quotes of every value, also of `ENV name it's`. */
function* openQuotes(file: Dockerfile, { pairs }: EnvInstruction | ArgInstruction): Generator<Finding> {
  for (const { value } of pairs) {
    const at = value && openQuote(value.text, file.escape);
    if (!value || at === undefined) continue;
    const quote = value.text[at]!;
    const plain = value.span.end - value.span.start === value.text.length;
    const span = plain ? { start: value.span.start + at, end: value.span.end } : value.span;
    const simple = plain && at === 0 && !/\s/.test(value.text);
    yield {
      span: firstLine(file.text, span),
      message: `The quote ${quote} is never closed; close it, or escape it with '${file.escape}'.`,
      ...(simple
        ? { fixes: [{ title: "Close the quote", applicability: "unsafe", edits: [insertAt(value.span.end, quote)] }] }
        : {}),
    };
  }
}

/** Where a quote opens that does not close. */
function openQuote(text: string, sign: string): number | undefined {
  let open: number | undefined;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === sign && (open === undefined || text[open] === '"')) i++;
    else if (open === undefined ? text[i] === '"' || text[i] === "'" : text[i] === text[open])
      open = open === undefined ? i : undefined;
  }
  return open;
}

function* invalidImage(file: Dockerfile, { image }: FromInstruction): Generator<Finding> {
  const isStage = file.stages.some(({ name }) => name?.text.toLowerCase() === image.text.toLowerCase());
  if (!image.error || isStage || image.error.span.end <= image.error.span.start) return;
  const name = image.text.split(/[:@]/)[0]!;
  const lower = name.toLowerCase();
  // Only a name that is fine but for its capitals: `REPLACE-ME` and `ARG_FROM` are filled in by a script.
  const fixable =
    image.text === file.text.slice(image.span.start, image.span.end) && /^[A-Z]?[a-z0-9]+([./-][A-Z]?[a-z0-9]+)*$/.test(name);
  if (!fixable && /^[A-Z0-9_-]+$/.test(name)) return;
  yield {
    span: firstLine(file.text, image.error.span),
    message: image.error.message,
    ...(fixable && lower !== name
      ? {
          fixes: [
            {
              title: `Use ${lower}`,
              applicability: "unsafe",
              edits: [replace({ start: image.span.start, end: image.span.start + name.length }, lower)],
            },
          ],
        }
      : {}),
  };
}

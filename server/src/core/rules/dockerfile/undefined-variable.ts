import { defineRule, type Finding, type Fix } from "../../linter/rule.js";
import { didYouMean } from "../../linter/rule-names.js";
import { automaticArguments } from "../../project/global-arguments.js";
import { eachInstruction, type KnownVariables } from "../../project/known-variables.js";
import { type ExpandedWord, expandedWords } from "../../syntax/dockerfile/expanded-words.js";
import { type ExpansionUse, readExpansion } from "../../syntax/dockerfile/expansion.js";
import type { Dockerfile, Instruction, Stage } from "../../syntax/dockerfile/model.js";
import { hasPlaceholder } from "../../syntax/placeholders.js";
import { replace } from "../../text/edits.js";
import { dockerfile } from "../../text/tags.js";
import { insertAfter, insertBefore, keywordLike } from "../../transforms/dockerfile-edit.js";
import { firstLine } from "../../transforms/run-edit.js";

const buildkit = ["buildkit:UndefinedVar", "tally:buildkit/UndefinedVar"];

export default defineRule({
  name: "undefined-variable",
  language: "dockerfile",
  category: "correctness",
  severity: "warning",
  profiles: ["recommended"],
  summary: "An instruction uses a variable that nothing defines.",
  why: [
    "The builder puts nothing in its place: `COPY app $APP_DIR/` copies to the root.",
    "An ARG before the first FROM counts only for FROM, until the stage declares it again; so do the platform variables such as `TARGETARCH`.",
    "A variable that the base image may set is not reported, unless it is close to a name that is defined.",
  ],
  references: [
    "https://docs.docker.com/reference/build-checks/undefined-var/",
    "https://docs.docker.com/reference/dockerfile/#scope",
  ],
  aliases: [...buildkit, "sonar:S6579"],
  covers: ["undefined-variable", "global-arg-not-redeclared"],
  fix: "unsafe",

  *check(file) {
    const globals = new Set(file.globalArgs.flatMap(({ pairs }) => pairs.map(({ name }) => name.text)));
    const findings: Finding[] = [];
    eachInstruction(file.stages, (instruction, stage, known) => {
      if (!file.text.slice(instruction.span.start, instruction.span.end).includes("$")) return;
      const seen = new Set<string>();
      for (const word of expandedWords(instruction, file.text)) {
        if (!word.reported || !word.text.includes("$") || hasPlaceholder(word.text)) continue;
        const { uses } = readExpansion(word.text, word.quotes ? file.escape : "\\", word.quotes);
        for (const use of uses) {
          if (known.names.has(use.name) || seen.has(use.name) || isSetBefore(instruction, use.name, word)) continue;
          seen.add(use.name);
          // `${X:+$X:}` asks first.
          const asked = uses.find((it) => it.name === use.name && it.operator !== undefined) ?? use;
          const finding = judge(asked, word, { file, instruction, stage, known, globals });
          if (finding) findings.push(finding);
        }
      }
    });
    yield* findings;
  },

  examples: [
    {
      title: "an ARG before the first FROM, an automatic one",
      bad: dockerfile`
        ARG VERSION=1.0
        FROM alpine:3.22
        LABEL version=$VERSION
                      ^^^^^^^^ 'VERSION' is declared before FROM, for FROM alone; declare it again in this stage.
        COPY bin/\${TARGETARCH}/app /app
                 ^^^^^^^^^^^^^ 'TARGETARCH' is empty until the stage declares it with ARG.
      `,
      good: dockerfile`
        ARG VERSION=1.0
        FROM alpine:3.22
        ARG VERSION
        LABEL version=$VERSION
        ARG TARGETARCH
        COPY bin/\${TARGETARCH}/app /app
      `,
    },
    {
      title: "a slip, also with a base image nobody knows",
      bad: dockerfile`
        FROM registry.example.com/base:1
        ENV APP_HOME=/srv/app
        WORKDIR $APP_HOEM
                ^^^^^^^^^ 'APP_HOEM' is not defined; did you mean 'APP_HOME'?
      `,
      good: dockerfile`
        FROM registry.example.com/base:1
        ENV APP_HOME=/srv/app
        WORKDIR $APP_HOME
      `,
    },
    {
      title: "nothing defines it",
      bad: dockerfile`
        FROM debian:13-slim
        USER $RUN_AS
             ^^^^^^^ 'RUN_AS' is not defined, so nothing stands in its place.
      `,
      good: dockerfile`
        FROM debian:13-slim
        ARG RUN_AS
        USER $RUN_AS
      `,
    },
    {
      title: "only the shell knows it",
      bad: dockerfile`
        FROM debian:13-slim
        ENV GOPATH=$HOME/go
                   ^^^^^ 'HOME' is a variable of the shell, which the builder does not have; write its value.
      `,
    },
    {
      title: "defined too late",
      bad: dockerfile`
        FROM debian:13-slim
        WORKDIR $APP
                ^^^^ 'APP' is not defined here yet: its ENV stands further down.
        ENV APP=/srv
      `,
    },
    {
      title: "the base image's own, PATH, what the shell reads, escapes, ONBUILD of the stage below",
      good: dockerfile`
        FROM golang:1.25 AS build
        WORKDIR $GOPATH/src
        ENV PATH=$PATH:/opt/bin COST=\$5 SINGLE='$NONE'
        RUN echo $NONE
        CMD echo $NONE
        ONBUILD ARG MODE
        FROM build
        ARG A=1 B=$A
        ENV NODE_ENV=$MODE
        EXPOSE $PORT
        FROM registry.example.com/base:1
        ENV LD_LIBRARY_PATH=/opt/lib:$LD_LIBRARY_PATH
      `,
    },
  ],
});

/** Each name of an ARG sees those before it. */
function isSetBefore(instruction: Instruction, name: string, { span }: ExpandedWord): boolean {
  return instruction.keyword === "ARG" && instruction.pairs.some((it) => it.name.text === name && it.span.end < span.start);
}

interface Place {
  readonly file: Dockerfile;
  readonly instruction: Instruction;
  readonly stage: Stage;
  readonly known: KnownVariables;
  readonly globals: ReadonlySet<string>;
}

function judge(use: ExpansionUse, word: ExpandedWord, place: Place): Finding | undefined {
  const { file, instruction, stage, known, globals } = place;
  const { name, operator } = use;
  if (!/^[A-Za-z_]\w*$/.test(name)) {
    if (!known.complete) return undefined;
    const message = `'$${name}' is a variable of the shell, which the builder does not have; write '${file.escape}$' for the sign.`;
    return { span: spanOf(file, word, use), message, aliases: buildkit, noFix: "What was meant cannot be told." };
  }
  const span = spanOf(file, word, use);
  const declare = declaration(place, name);
  if (globals.has(name)) {
    const message = `'${name}' is declared before FROM, for FROM alone; declare it again in this stage.`;
    const edits = [insertAfter(file, stage.from, [`${keywordLike(file, "ARG")} ${name}`])];
    return { span, message, fixes: [{ title: `Declare ${name} in this stage`, applicability: "unsafe", edits }] };
  }
  if (automaticArguments.has(name)) {
    const message = `'${name}' is empty until the stage declares it with ARG.`;
    return { span, message, aliases: buildkit, fixes: [declare] };
  }
  // Its value may well be nothing: the author has thought of that.
  const foreseen = operator === undefined ? {} : { profiles: ["all"] as const, severity: "hint" as const };
  // See env-self-reference.
  const sameInstruction = instruction.keyword === "ENV" ? instruction.pairs.filter((it) => it.name.text === name) : [];
  if (sameInstruction.some((it) => it.span.end < word.span.start)) return undefined;
  const meant = operator === undefined ? nearMiss(name, known.names) : undefined;
  if (meant) {
    const message = `'${name}' is not defined; did you mean '${meant}'?`;
    return { span, message, aliases: buildkit, fixes: [...correction(word, use, meant), declare] };
  }
  const later = stage.instructions.find(
    (it) =>
      it.index > instruction.index &&
      (it.keyword === "ENV" || it.keyword === "ARG") &&
      it.pairs.some((pair) => pair.name.text === name),
  );
  if (later && known.complete) {
    const message = `'${name}' is not defined here yet: its ${later.name} stands further down.`;
    return { span, message, aliases: buildkit, ...foreseen, noFix: "Which of the two is to move is for the author to say." };
  }
  if (!known.complete) return undefined;
  if (shellOnly.has(name)) {
    const message = `'${name}' is a variable of the shell, which the builder does not have; write its value.`;
    return { span, message, aliases: buildkit, ...foreseen, noFix: "Its value is for the author to say." };
  }
  // `ENV X=$X:/more` wants the value the base image may have one day.
  const own = sameInstruction.length > 0 ? { severity: "hint" as const, profiles: ["all"] as const } : {};
  const message = `'${name}' is not defined, so nothing stands in its place.`;
  return { span, message, aliases: buildkit, ...own, ...foreseen, fixes: [declare] };
}

/** What only a running shell sets. */
const shellOnly: ReadonlySet<string> = new Set(["HOME", "PWD", "OLDPWD", "USER", "UID", "EUID", "HOSTNAME", "SHELL", "RANDOM"]);

/** Short names and names that differ by a number are often different on purpose. */
function nearMiss(name: string, names: ReadonlySet<string>): string | undefined {
  if (name.length < 4) return undefined;
  const meant = didYouMean(
    name,
    [...names].filter((it) => Math.abs(it.length - name.length) <= 1),
  );
  return meant !== undefined && meant.replace(/\d/g, "") !== name.replace(/\d/g, "") && sharedLetters(meant, name)
    ? meant
    : undefined;
}

/** At most one letter changed, left out or added, or two swapped. */
function sharedLetters(a: string, b: string): boolean {
  let start = 0;
  while (start < Math.min(a.length, b.length) && a[start] === b[start]) start++;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  const rest = [a.length - start - end, b.length - start - end];
  return Math.max(...rest) <= 1 || (rest[0] === 2 && rest[1] === 2 && a[start] === b[start + 1] && a[start + 1] === b[start]);
}

function declaration({ file, instruction }: Place, name: string): Fix {
  return {
    title: `Declare ${name} with ARG`,
    applicability: automaticArguments.has(name) ? "unsafe" : "placeholder",
    edits: [insertBefore(file, instruction, [`${keywordLike(file, "ARG")} ${name}`])],
  };
}

function correction({ text, span }: ExpandedWord, { name, range }: ExpansionUse, meant: string): Fix[] {
  if (span.end - span.start !== text.length) return [];
  const start = span.start + text.indexOf(name, range.start);
  return [{ title: `Use ${meant}`, applicability: "unsafe", edits: [replace({ start, end: start + name.length }, meant)] }];
}

function spanOf(file: Dockerfile, { text, span }: ExpandedWord, { range }: ExpansionUse) {
  if (span.end - span.start !== text.length) return firstLine(file.text, span);
  return firstLine(file.text, { start: span.start + range.start, end: span.start + range.end });
}

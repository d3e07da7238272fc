import { defineRule, type Finding } from "../../linter/rule.js";
import type { Dockerfile, FromInstruction, Instruction } from "../../syntax/dockerfile/model.js";
import { replace, type TextEdit } from "../../text/edits.js";
import type { Span } from "../../text/span.js";
import { dockerfile } from "../../text/tags.js";

const instructionAliases = [
  "buildkit:ConsistentInstructionCasing",
  "sonar:S6476",
  "dockerfile-utils:CASING_INSTRUCTION",
  "dockerfilelint:uppercase_commands",
  "tally:buildkit/ConsistentInstructionCasing",
];
const asAliases = ["buildkit:FromAsCasing", "sonar:S6476", "tally:buildkit/FromAsCasing"];
const directiveAliases = ["dockerfile-utils:CASING_DIRECTIVE"];

export default defineRule({
  name: "instruction-casing",
  language: "dockerfile",
  category: "maintainability",
  severity: "hint",
  profiles: ["all"],
  summary: "Keywords are not all written in capitals, or all in small letters.",
  why: [
    "The builder does not care, but one way of writing is easier to read; what most instructions of the file have counts.",
    "`AS` goes with its `FROM`, and directives such as `# syntax=` are written in small letters.",
  ],
  references: [
    "https://docs.docker.com/reference/build-checks/consistent-instruction-casing/",
    "https://docs.docker.com/reference/build-checks/from-as-casing/",
  ],
  aliases: [...new Set([...instructionAliases, ...asAliases, ...directiveAliases])],
  covers: ["instruction-casing", "from-as-casing", "directive-casing"],
  fix: "safe",

  *check(file) {
    for (const { name, nameSpan } of file.directives) {
      const written = at(file, nameSpan);
      if (written === name) continue;
      const message = `The directive '${written}' is written in small letters: '${name}'.`;
      yield finding(nameSpan, message, directiveAliases, `Write ${name}`, [replace(nameSpan, name)]);
    }
    const instructions = file.instructions.filter(({ keyword }) => keyword !== "UNKNOWN");
    const judged = instructions.filter((it) => it.keyword === "FROM" || !file.globalArgs.includes(it as never));
    const isLower = lowerWins(file, judged);
    for (const instruction of instructions) {
      yield* casing(file, instruction, isLower, judged.includes(instruction));
      if (instruction.keyword === "ONBUILD" && instruction.trigger) yield* casing(file, instruction.trigger, isLower, false);
      if (instruction.keyword === "FROM") yield* asCasing(file, instruction, isLower);
    }
  },

  examples: [
    {
      bad: dockerfile`
        # Syntax=docker/dockerfile:1
          ^^^^^^ The directive 'Syntax' is written in small letters: 'syntax'.
        FROM alpine:3.22 as build
                         ^^ 'as' is written like its 'FROM': 'AS'.
        run make
        ^^^ 'run' is not written like most instructions of the file: 'RUN'.
        Copy . /app
        ^^^^ 'Copy' is not written like most instructions of the file: 'COPY'.
        CMD ["make"]
        ONBUILD run make
                ^^^ 'run' is not written like most instructions of the file: 'RUN'.
      `,
      good: dockerfile`
        # syntax=docker/dockerfile:1
        FROM alpine:3.22 AS build
        RUN make
        COPY . /app
        CMD ["make"]
        ONBUILD RUN make
      `,
    },
    {
      title: "small letters where most are",
      bad: dockerfile`
        from alpine:3.22 AS build
                         ^^ 'AS' is written like its 'from': 'as'.
        run make
        From build As final
        ^^^^ 'From' is not written like most instructions of the file: 'from'.
        cmd ["make"]
      `,
      good: dockerfile`
        from alpine:3.22 as build
        run make
        from build as final
        cmd ["make"]
      `,
    },
    {
      good: dockerfile`
        # escape=\`
        ARG A
        FROM alpine:3.22 AS Build
        RUN make
      `,
    },
  ],
});

function at({ text }: Dockerfile, { start, end }: Span): string {
  return text.slice(start, end);
}

function cased(word: string, isLower: boolean): string {
  return isLower ? word.toLowerCase() : word.toUpperCase();
}

/** Capitals win a tie; words of both kinds have no vote. */
function lowerWins(file: Dockerfile, instructions: readonly Instruction[]): boolean {
  let balance = 0;
  for (const { keywordSpan } of instructions) {
    const word = at(file, keywordSpan);
    if (word === word.toLowerCase()) balance++;
    else if (word === word.toUpperCase()) balance--;
  }
  return balance > 0;
}

function finding(span: Span, message: string, aliases: readonly string[], title: string, edits: readonly TextEdit[]): Finding {
  return { span, message, aliases, fixes: [{ title, applicability: "safe", edits }] };
}

function* casing(file: Dockerfile, instruction: Instruction, isLower: boolean, judged: boolean): Generator<Finding> {
  const { keywordSpan } = instruction;
  const word = at(file, keywordSpan);
  const wanted = cased(word, isLower);
  if (word === wanted || instruction.keyword === "UNKNOWN") return;
  const edits = [replace(keywordSpan, wanted)];
  if (instruction.keyword === "FROM" && instruction.asSpan && (isMixed(word) || !matchesAs(file, instruction, word)))
    edits.push(replace(instruction.asSpan, cased("as", isLower)));
  const message = `'${word}' is not written like most instructions of the file: '${wanted}'.`;
  const aliases = judged ? instructionAliases : instructionAliases.filter((it) => !it.includes("buildkit"));
  yield finding(keywordSpan, message, aliases, `Write ${wanted}`, edits);
}

function isMixed(word: string): boolean {
  return word !== word.toLowerCase() && word !== word.toUpperCase();
}

function matchesAs(file: Dockerfile, from: FromInstruction, keyword: string): boolean {
  return isMixed(keyword) || at(file, from.asSpan!) === cased("as", keyword === keyword.toLowerCase());
}

function* asCasing(file: Dockerfile, from: FromInstruction, isLower: boolean): Generator<Finding> {
  const keyword = at(file, from.keywordSpan);
  if (!from.asSpan || matchesAs(file, from, keyword)) return;
  const isKeywordLower = keyword === keyword.toLowerCase();
  // Where FROM itself is to change, both do.
  const edits =
    isKeywordLower === isLower
      ? [replace(from.asSpan, cased("as", isLower))]
      : [replace(from.keywordSpan, cased(keyword, isLower)), replace(from.asSpan, cased("as", isLower))];
  const wanted = cased("as", isKeywordLower);
  const message = `'${at(file, from.asSpan)}' is written like its '${keyword}': '${wanted}'.`;
  yield finding(from.asSpan, message, asAliases, `Write ${cased("as", isLower)}`, edits);
}

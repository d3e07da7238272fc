import { defineRule, type Finding, type Fix } from "../../linter/rule.js";
import { eachInstruction } from "../../project/known-variables.js";
import { readExpansion } from "../../syntax/dockerfile/expansion.js";
import type { Dockerfile, EnvInstruction, Pair } from "../../syntax/dockerfile/model.js";
import { hasPlaceholder } from "../../syntax/placeholders.js";
import { replace } from "../../text/edits.js";
import { lineEnd } from "../../text/line-index.js";
import { dockerfile } from "../../text/tags.js";
import { firstLine } from "../../transforms/run-edit.js";

const own = ["hadolint:DL3044"];
const undefinedToo = [...own, "buildkit:UndefinedVar", "tally:buildkit/UndefinedVar"];

export default defineRule({
  name: "env-self-reference",
  language: "dockerfile",
  category: "correctness",
  severity: "warning",
  profiles: ["recommended", "hadolint"],
  severities: { hadolint: "error" },
  summary: "ENV uses a variable that the same ENV sets.",
  why: [
    "All values of one ENV are made before any of them is set: `ENV HOME_DIR=/srv DATA=$HOME_DIR/data` gives `DATA=/data`.",
    "Two ENVs, one after the other, give what is meant.",
  ],
  references: ["https://docs.docker.com/reference/dockerfile/#environment-replacement"],
  aliases: undefinedToo,
  covers: ["env-self-reference"],
  fix: "unsafe",

  *check(file) {
    const findings: Finding[] = [];
    eachInstruction(file.stages, (instruction, _stage, known) => {
      if (instruction.keyword !== "ENV" || instruction.pairs.length < 2) return;
      for (const [i, pair] of instruction.pairs.entries()) {
        if (!pair.value?.text.includes("$") || hasPlaceholder(pair.value.text)) continue;
        const before = new Set(instruction.pairs.slice(0, i).map(({ name }) => name.text));
        const use = readExpansion(pair.value.text, file.escape).uses.find(
          (it) => before.has(it.name) && !known.names.has(it.name),
        );
        if (!use || use.name === pair.name.text) continue;
        findings.push({
          span: firstLine(file.text, pair.span),
          message: `'${pair.name.text}' does not get the value of '${use.name}', which is set by the same ENV; use a second ENV.`,
          ...split(file, instruction, pair, i),
          // The base image may set it: then the old value is taken.
          aliases: known.complete ? undefinedToo : own,
        });
        return;
      }
    });
    yield* findings;
  },

  examples: [
    {
      bad: dockerfile`
        FROM debian:13-slim
        ENV APP=/srv/app DATA=$APP/data
                         ^^^^^^^^^^^^^^ 'DATA' does not get the value of 'APP', which is set by the same ENV; use a second ENV.
        env A=1 \
            B=2 \
            C="\${B}3" \
            ^^^^^^^^^ 'C' does not get the value of 'B', which is set by the same ENV; use a second ENV.
            D=4
      `,
      good: dockerfile`
        FROM debian:13-slim
        ENV APP=/srv/app
        ENV DATA=$APP/data
        env A=1 \
            B=2
        env C="\${B}3" \
            D=4
      `,
    },
    {
      title: "a comment between them",
      bad: dockerfile`
        FROM debian:13-slim
        ENV APP=/srv/app \
            # where the data are
            DATA=$APP/data
            ^^^^^^^^^^^^^^ 'DATA' does not get the value of 'APP', which is set by the same ENV; use a second ENV.
      `,
      good: dockerfile`
        FROM debian:13-slim
        ENV APP=/srv/app
            # where the data are
        ENV DATA=$APP/data
      `,
    },
    {
      title: "set before, its own old value, behind it",
      good: dockerfile`
        FROM debian:13-slim
        ENV APP=/srv/app
        ENV APP=/srv/other DATA=$APP/data PATH=/opt/bin:$PATH
        ENV C=$D D=1 E='$D'
      `,
    },
  ],
});

/** Everything from the pair on moves to an ENV of its own. */
function split(
  file: Dockerfile,
  { keywordSpan, pairs, heredocs }: EnvInstruction,
  pair: Pair,
  at: number,
): Pick<Finding, "fixes" | "noFix"> {
  const { text, escape } = file;
  const start = pairs[at - 1]!.span.end;
  const gap = text.slice(start, pair.span.start);
  const keyword = text.slice(keywordSpan.start, keywordSpan.end);
  const indent = /[ \t]*$/.exec(text.slice(0, keywordSpan.start))![0];
  const fixes = (edits: Fix["edits"]): { fixes: Fix[] } => ({
    fixes: [{ title: `Set ${pair.name.text} with an ENV of its own`, applicability: "unsafe", edits }],
  });
  if (heredocs.length > 0) return { noFix: "The instruction cannot be split." };
  if (!gap.includes("#")) return fixes([replace({ start, end: pair.span.start }, `${lineEnd(text)}${indent}${keyword} `)]);
  // Comment lines stay where they are: only the sign goes, and the last line gets a keyword.
  const sign = gap.indexOf(escape);
  const lastLine = gap.lastIndexOf("\n") + 1;
  if (sign < 0 || gap.slice(lastLine).trim() !== "" || !/^[ \t]*$/.test(gap.slice(0, sign)))
    return { noFix: "A comment stands between the two." };
  return fixes([
    replace({ start, end: start + sign + 1 }, ""),
    replace({ start: start + lastLine, end: pair.span.start }, `${indent}${keyword} `),
  ]);
}

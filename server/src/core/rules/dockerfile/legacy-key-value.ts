import { defineRule, type Fix } from "../../linter/rule.js";
import type { Dockerfile, EnvInstruction, Instruction } from "../../syntax/dockerfile/model.js";
import { splitQuoted } from "../../syntax/dockerfile/words.js";
import { hasPlaceholder } from "../../syntax/placeholders.js";
import { insertAt, remove, replace, type TextEdit } from "../../text/edits.js";
import { dockerfile } from "../../text/tags.js";
import { firstLine } from "../../transforms/run-edit.js";

export default defineRule({
  name: "legacy-key-value",
  language: "dockerfile",
  category: "maintainability",
  severity: "info",
  profiles: ["recommended"],
  summary: "ENV or LABEL separates name and value with a blank.",
  why: [
    "`ENV name value` takes the whole rest of the line for one value, also what was meant as a second variable.",
    "The form is deprecated; BuildKit warns about it in every build.",
    "It is a habit of whole files, so the first place speaks for all of them, with a fix for all; each has a finding of its own in the profile `all`.",
  ],
  references: [
    "https://docs.docker.com/reference/build-checks/legacy-key-value-format/",
    "https://docs.docker.com/reference/dockerfile/#env",
  ],
  aliases: ["buildkit:LegacyKeyValueFormat", "dockerfilelint:label_invalid", "tally:buildkit/LegacyKeyValueFormat"],
  covers: ["legacy-key-value"],
  fix: "safe",

  *check(file) {
    const found = file.stages
      .flatMap(({ instructions }) => instructions.filter(isLegacy))
      .map((instruction) => ({ instruction, edits: equalsEdits(file, instruction) }));
    const repairable = found.flatMap(({ edits }) => (edits ? [edits] : []));
    for (const [i, { instruction, edits }] of found.entries()) {
      const { name, span } = instruction.pairs[0]!;
      const more = i === 0 && found.length > 1 ? `, and so ${found.length - 1} further down` : "";
      const fixes: Fix[] = [];
      if (more !== "" && repairable.length > 1)
        fixes.push({ title: `Write '=' in all ${repairable.length}`, applicability: "safe", edits: repairable.flat() });
      if (edits) fixes.push({ title: `Write ${name.text}=…`, applicability: "safe", edits });
      yield {
        span: firstLine(file.text, span),
        message: `'${name.text}' and its value are separated by a blank, a form that is deprecated; write ${instruction.name} ${name.text}=…${more}.`,
        fixes,
        noFix: "A comment or its quotes keep the value from being written as one word.",
        ...(i > 0 ? { profiles: ["all"] } : {}),
      };
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM debian:13-slim
        ENV LANG C.UTF-8
            ^^^^^^^^^^^^ 'LANG' and its value are separated by a blank, a form that is deprecated; write ENV LANG=…, and so 2 further down.
        LABEL  description   An image, with blanks
               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 'description' and its value are separated by a blank, a form that is deprecated; write LABEL description=….
        ENV PATH $PATH:/opt/bin
            ^^^^^^^^^^^^^^^^^^^ 'PATH' and its value are separated by a blank, a form that is deprecated; write ENV PATH=….
      `,
      good: dockerfile`
        FROM debian:13-slim
        ENV LANG=C.UTF-8
        LABEL  description="An image, with blanks"
        ENV PATH=$PATH:/opt/bin
      `,
    },
    {
      title: "the value stays what it was: quotes, escapes, lines",
      bad: dockerfile`
        FROM debian:13-slim
        ENV NAME "John Doe"
            ^^^^^^^^^^^^^^^ 'NAME' and its value are separated by a blank, a form that is deprecated; write ENV NAME=…, and so 3 further down.
        ENV OPTS -Dname="a b" -v
            ^^^^^^^^^^^^^^^^^^^^ 'OPTS' and its value are separated by a blank, a form that is deprecated; write ENV OPTS=….
        ENV CAT Rex\ The\ Cat and\$more
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^ 'CAT' and its value are separated by a blank, a form that is deprecated; write ENV CAT=….
        ENV FLAGS -Xmx1g \
            ^^^^^^^^^^^^ 'FLAGS' and its value are separated by a blank, a form that is deprecated; write ENV FLAGS=….
            # more
            -Xms1g
      `,
      good: dockerfile`
        FROM debian:13-slim
        ENV NAME="John Doe"
        ENV OPTS="-Dname=a b -v"
        ENV CAT=Rex\ The\ Cat\ and\$more
        ENV FLAGS="-Xmx1g \
            # more
            -Xms1g"
      `,
    },
    {
      title: "a comment between name and value",
      bad: dockerfile`
        FROM debian:13-slim
        ENV LANG \
            ^^^^ 'LANG' and its value are separated by a blank, a form that is deprecated; write ENV LANG=….
            # for sort
            C.UTF-8
      `,
    },
    {
      good: dockerfile`
        FROM debian:13-slim
        ENV LANG=C.UTF-8 LC_ALL=C
        LABEL a=b
        ARG VERSION
        ENV VERSION =1
      `,
    },
  ],
});

/** `ENV A b`; `ENV A =b` is a slip of another kind, see space-before-equals. */
function isLegacy(instruction: Instruction): instruction is EnvInstruction {
  if ((instruction.keyword !== "ENV" && instruction.keyword !== "LABEL") || !instruction.legacy) return false;
  const value = instruction.pairs[0]?.value;
  return value !== undefined && !value.text.startsWith("=");
}

/** The same value as one word behind `=`; undefined where that cannot be had by a small edit. */
function equalsEdits(file: Dockerfile, { pairs }: EnvInstruction): TextEdit[] | undefined {
  const { name, value } = pairs[0]!;
  const { text, span } = value!;
  const gap = { start: name.span.end, end: span.start };
  if (file.text.slice(gap.start, gap.end).includes("#") || !/^[^\s"'\\`$=]+$/.test(name.text) || hasPlaceholder(text))
    return undefined;
  if (text.endsWith(file.escape)) return undefined;
  if (splitQuoted(text, 0, file.escape).length === 1) return [replace(gap, "=")];
  if (!text.includes(file.escape) && !/["']/.test(text)) return [replace(gap, '="'), insertAt(span.end, '"')];
  if (span.end - span.start !== text.length) return undefined;
  // Inside double quotes the same variables count, so quotes within only have to go.
  if (!text.includes(file.escape) && !text.includes("'")) {
    const inner = [...text.matchAll(/"/g)].map(({ index }) => ({ start: span.start + index, end: span.start + index + 1 }));
    if (inner[0]!.start > span.start && inner.at(-1)!.end < span.end)
      return [replace(gap, '="'), ...inner.map(remove), insertAt(span.end, '"')];
  }
  const edits = [replace(gap, "=")];
  for (const { end } of splitQuoted(text, 0, file.escape)) {
    const blanks = /^\s*/.exec(text.slice(end))![0].length;
    for (let i = 0; i < blanks; i++) edits.push(insertAt(span.start + end + i, file.escape));
  }
  return edits;
}

import { defineRule, type Finding, type Fix } from "../../linter/rule.js";
import { didYouMean } from "../../linter/rule-names.js";
import { remove, replace } from "../../text/edits.js";
import type { Span } from "../../text/span.js";
import { dockerfile } from "../../text/tags.js";

export default defineRule({
  name: "invalid-directive",
  language: "dockerfile",
  category: "correctness",
  severity: "error",
  profiles: ["recommended"],
  summary: "A parser directive is wrong, given twice, or misspelt.",
  why: [
    "`# syntax=`, `# escape=` and `# check=` on the first lines are orders to the builder; one that is wrong or comes twice makes it refuse the file.",
    "A misspelt one is a comment like any other: it has no effect, and ends the search for directives.",
  ],
  references: ["https://docs.docker.com/reference/dockerfile/#parser-directives"],
  aliases: [
    "dockerfile-utils:INVALID_ESCAPE_DIRECTIVE",
    "dockerfile-utils:DUPLICATED_ESCAPE_DIRECTIVE",
    "tally:tally/syntax-directive-typo",
  ],
  covers: ["escape-directive-invalid", "escape-directive-duplicate", "syntax-directive-typo"],
  fix: "unsafe",

  *check({ text }) {
    const seen = new Set<string>();
    for (const { line, name, nameSpan, value, valueSpan } of directiveLines(text)) {
      const lower = name.toLowerCase();
      if (!known.includes(lower)) {
        const meant = misspelt(lower);
        if (meant) yield typo(name, nameSpan, meant);
        return;
      }
      if (seen.has(lower)) {
        yield {
          span: { start: line.start, end: valueSpan.end },
          message: `The directive '${lower}' is given twice, which the builder refuses.`,
          aliases: lower === "escape" ? ["dockerfile-utils:DUPLICATED_ESCAPE_DIRECTIVE"] : [],
          fixes: [{ title: `Remove the second '${lower}'`, applicability: "unsafe", edits: [remove(line)] }],
        };
        return;
      }
      seen.add(lower);
      if (lower === "escape" && value !== "\\" && value !== "`") {
        const choice = (sign: string): Fix => ({
          title: `Use ${sign}`,
          applicability: "unsafe",
          edits: [replace(valueSpan, sign)],
        });
        yield {
          span: valueSpan,
          message: `The escape character is '\\' or '\`', not '${value}'.`,
          aliases: ["dockerfile-utils:INVALID_ESCAPE_DIRECTIVE"],
          fixes: [choice("\\"), choice("`")],
        };
      }
      if (lower === "check") yield* checkOptions(value, valueSpan);
    }
  },

  examples: [
    {
      bad: dockerfile`
        # escape=/
                 ^ The escape character is '\' or '\`', not '/'.
        # syntax=docker/dockerfile:1
        # ESCAPE=\`
        ^^^^^^^^^^ The directive 'escape' is given twice, which the builder refuses.
        FROM debian:13-slim
      `,
      good: dockerfile`
        # escape=\
        # syntax=docker/dockerfile:1
        FROM debian:13-slim
      `,
    },
    {
      title: "a slip",
      bad: dockerfile`
        # sytnax=docker/dockerfile:1
          ^^^^^^ '# sytnax=' is a comment without effect; did you mean '# syntax='?
        FROM debian:13-slim
      `,
      good: dockerfile`
        # syntax=docker/dockerfile:1
        FROM debian:13-slim
      `,
    },
    {
      title: "options of checks",
      bad: dockerfile`
        # check=skip=all;ignore=JSONArgsRecommended
                         ^^^^^^ 'check' knows 'skip', 'error' and 'experimental', not 'ignore'.
        FROM debian:13-slim
      `,
    },
    {
      good: dockerfile`
        # syntax=docker/dockerfile:1
        # escape=\`
        # check=skip=JSONArgsRecommended;error=true
        # version=2
        # syntax=later, an ordinary comment
        FROM debian:13-slim
      `,
    },
  ],
});

const known: readonly string[] = ["syntax", "escape", "check"];

interface DirectiveLine {
  /** With its line end. */
  readonly line: Span;
  readonly name: string;
  readonly nameSpan: Span;
  readonly value: string;
  readonly valueSpan: Span;
}

/** The lines at the top that have the form of directives, up to the first that has not. */
function* directiveLines(text: string): Generator<DirectiveLine> {
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf("\n", start);
    const end = newline < 0 ? text.length : newline + 1;
    const match = /^(\s*#\s*)([a-zA-Z][a-zA-Z0-9]*)(\s*=\s*)(\S.*?)\s*$/.exec(text.slice(start, Math.min(end, start + 1000)));
    if (!match) return;
    const nameStart = start + match[1]!.length;
    const nameEnd = nameStart + match[2]!.length;
    const valueStart = nameEnd + match[3]!.length;
    yield {
      line: { start, end },
      name: match[2]!,
      nameSpan: { start: nameStart, end: nameEnd },
      value: match[4]!,
      valueSpan: { start: valueStart, end: valueStart + match[4]!.length },
    };
    start = end;
  }
}

/** A slip of one letter or two swapped ones; other words are settings of other tools. */
function misspelt(name: string): string | undefined {
  const meant = didYouMean(name, known);
  return meant && Math.abs(meant.length - name.length) <= 1 && name.length > 4 && name[0] === meant[0] ? meant : undefined;
}

function typo(name: string, nameSpan: Span, meant: string): Finding {
  return {
    span: nameSpan,
    message: `'# ${name}=' is a comment without effect; did you mean '# ${meant}='?`,
    severity: "warning",
    aliases: ["tally:tally/syntax-directive-typo"],
    fixes: [{ title: `Use ${meant}`, applicability: "unsafe", edits: [replace(nameSpan, meant)] }],
  };
}

/** The value ends at its first blank. */
function* checkOptions(value: string, { start }: Span): Generator<Finding> {
  let at = start;
  for (const option of value.split(/\s/, 1)[0]!.split(";")) {
    const key = option.split("=", 1)[0]!;
    if (!/^(skip|error|experimental)$/.test(key) && option !== "") {
      yield {
        span: { start: at, end: at + Math.max(1, key.length) },
        message: `'check' knows 'skip', 'error' and 'experimental', not '${key}'.`,
        aliases: [],
        noFix: "What was meant cannot be told.",
      };
    }
    at += option.length + 1;
  }
}

/** What the parser lets pass and the builder refuses, instruction by instruction. */
import { expandedWords } from "../syntax/dockerfile/expanded-words.js";
import { readExpansion } from "../syntax/dockerfile/expansion.js";
import type { Dockerfile, Instruction } from "../syntax/dockerfile/model.js";
import type { Problem } from "../syntax/problem.js";
import type { Span } from "../text/span.js";

export interface Refusal extends Problem {
  /** The quote that lacks its partner, when that is all that is missing. */
  readonly openQuote?: { readonly quote: string; readonly end: number };
}

/** The builder takes no longer lines. */
const longestLine = 65_535;

export function* refusals(file: Dockerfile, instruction: Instruction): Generator<Refusal> {
  const { keyword, keywordSpan, argumentsSpan, argumentsText } = instruction;
  const problem = (span: Span, message: string): Problem => ({ span: span.end > span.start ? span : keywordSpan, message });
  switch (keyword) {
    case "ENV":
    case "LABEL":
    case "ARG":
      for (const { name, span } of instruction.pairs) {
        if (name.text === "") yield problem(span, `${keyword} needs a name before '='.`);
      }
      break;
    case "VOLUME":
      if (instruction.json && instruction.words.length === 0) yield problem(argumentsSpan, "VOLUME needs a path.");
      for (const { text, span } of instruction.words) if (text.trim() === "") yield problem(span, "A path of VOLUME is empty.");
      break;
    case "SHELL":
      if (instruction.command?.elements.length === 0) yield problem(argumentsSpan, "SHELL needs a program.");
      break;
    case "HEALTHCHECK":
      if (instruction.none && !/^none$/i.test(argumentsText)) yield problem(argumentsSpan, "HEALTHCHECK NONE stands alone.");
      if (instruction.command?.kind === "exec" && instruction.command.elements.length === 0)
        yield problem(instruction.command.span, "HEALTHCHECK CMD needs a command.");
      break;
    case "COPY":
    case "ADD": {
      const last = instruction.heredocs.at(-1)?.span;
      if (last && last.end === argumentsSpan.end) yield problem(last, `A heredoc cannot be where ${keyword} copies to.`);
      break;
    }
    default:
  }
  yield* listFault(instruction, problem);
  if (keyword !== "UNKNOWN" && !instruction.isTrigger) yield* badWords(file, instruction);
}

const takesList: ReadonlySet<string> = new Set(["RUN", "CMD", "ENTRYPOINT", "SHELL", "HEALTHCHECK", "COPY", "ADD", "VOLUME"]);

/** A JSON array of anything but texts: `CMD ["sleep", 5]`. */
function* listFault(instruction: Instruction, problem: (span: Span, message: string) => Problem): Generator<Refusal> {
  const { keyword, argumentsSpan, argumentsText } = instruction;
  if (!takesList.has(keyword)) return;
  const text = keyword === "HEALTHCHECK" ? argumentsText.replace(/^\S+\s+/, "") : argumentsText;
  if (!text.startsWith("[") || !text.endsWith("]")) return;
  let values: unknown;
  try {
    values = JSON.parse(text);
  } catch {
    return;
  }
  const wrong = Array.isArray(values) ? values.find((it) => typeof it !== "string") : undefined;
  if (wrong === undefined) return;
  const advice =
    typeof wrong === "object" && wrong !== null
      ? "take the inner brackets away"
      : `write ${JSON.stringify(String(wrong))} in quotes`;
  yield problem(argumentsSpan, `A list has only texts: ${advice}.`);
}

/** Quotes that do not close and variables the builder cannot read. */
function* badWords(file: Dockerfile, instruction: Instruction): Generator<Refusal> {
  for (const { text, span, quotes } of expandedWords(instruction, file.text)) {
    const { fault } = readExpansion(text, quotes ? file.escape : "\\", quotes);
    if (!fault) continue;
    const plain = span.end - span.start === text.length;
    const place = plain ? { start: span.start + fault.range.start, end: span.start + fault.range.end } : span;
    const quote = text[fault.range.start]!;
    const isOpenQuote = plain && /["']/.test(quote) && fault.range.start === 0 && !/\s/.test(text);
    yield { span: place, message: fault.message, ...(isOpenQuote ? { openQuote: { quote, end: span.end } } : {}) };
    return;
  }
}

/** The first line that is too long for the builder. */
export function tooLongLine(text: string): Problem | undefined {
  if (text.length <= longestLine) return undefined;
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf("\n", start);
    const end = newline < 0 ? text.length : newline;
    if (end - start > longestLine) {
      return {
        span: { start, end: start + 80 },
        message: `The builder takes lines of at most ${longestLine} characters; this one has ${end - start}.`,
      };
    }
    start = end + 1;
  }
  return undefined;
}

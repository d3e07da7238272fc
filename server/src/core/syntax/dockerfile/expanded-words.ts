/** Which words of an instruction the builder puts variables into. */
import type { Flag, Instruction, Word } from "./model.js";
import { mountsOf } from "./mounts.js";

export interface ExpandedWord extends Word {
  /** False in bodies of heredocs, where quotes mean nothing. */
  readonly quotes: boolean;
  /** False where an unknown variable is passed over in silence (EXPOSE). */
  readonly reported: boolean;
}

const expandedFlags: ReadonlySet<string> = new Set(["chown", "chmod", "checksum"]);

/**
 * In the order in which the builder looks at them. Not among them: FROM, which knows global ARGs only, and what the shell gets.
 * https://docs.docker.com/reference/dockerfile/#environment-replacement
 */
export function* expandedWords(instruction: Instruction, text: string): Generator<ExpandedWord> {
  switch (instruction.keyword) {
    case "ENV":
    case "LABEL":
      for (const { name, value } of instruction.pairs) {
        yield plain(name);
        if (value) yield plain(value);
      }
      break;
    case "ARG":
      for (const { value } of instruction.pairs) if (value) yield plain(value);
      break;
    case "USER":
    case "WORKDIR":
    case "STOPSIGNAL":
      if (instruction.argument) yield plain(instruction.argument);
      break;
    case "EXPOSE":
      for (const word of instruction.words) yield { ...plain(word), reported: false };
      break;
    case "VOLUME":
      for (const word of instruction.words) yield plain(word);
      break;
    case "COPY":
    case "ADD":
      for (const flag of instruction.flags) if (expandedFlags.has(flag.name)) yield* flagValue(flag, text);
      for (const word of instruction.sources) yield plain(word);
      if (instruction.destination) yield plain(instruction.destination);
      for (const { expand, bodySpan } of instruction.heredocs) {
        if (expand) yield { text: text.slice(bodySpan.start, bodySpan.end), span: bodySpan, quotes: false, reported: true };
      }
      break;
    case "RUN":
      for (const { fields } of mountsOf(instruction, text)) {
        for (const { value, valueSpan } of fields) if (value && valueSpan) yield plain({ text: value, span: valueSpan });
      }
      break;
    default:
  }
}

function plain({ text, span }: Word): ExpandedWord {
  return { text, span, quotes: true, reported: true };
}

function* flagValue({ valueSpan }: Flag, text: string): Generator<ExpandedWord> {
  if (valueSpan) yield plain({ text: text.slice(valueSpan.start, valueSpan.end), span: valueSpan });
}

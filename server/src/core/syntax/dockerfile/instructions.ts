/** Turns a raw instruction into the typed one of its keyword. */
import type { Span } from "../../text/span.js";
import { parseImageReference } from "../image-reference.js";
import { commandForm } from "./command.js";
import { skipBlanks } from "./lines.js";
import type { CommandForm, Flag, Instruction, Pair, Word } from "./model.js";
import type { Draft } from "./stages.js";
import { pairsOf, parseJsonArray, removeQuotes, splitBlanks, wordOf } from "./words.js";

/** The state of the stage an instruction stands in, as far as its reading depends on it. */
export interface ReadingState {
  readonly index: number;
  /** False behind a SHELL that names no POSIX shell, and on Windows bases. */
  readonly posixShell: boolean;
}

export function buildInstruction(draft: Draft, state: ReadingState): Instruction {
  const { line, rest, escape, problems, name } = draft;
  const base = {
    name,
    keywordSpan: draft.keywordSpan,
    span: draft.span,
    argumentsSpan: draft.argumentsSpan,
    argumentsText: draft.argumentsText,
    flags: draft.flags,
    heredocs: draft.heredocs,
    emptyContinuations: draft.emptyContinuations,
    index: state.index,
    isTrigger: draft.isTrigger,
  };
  const missing = draft.argumentsText === "";
  const require = (what: string): void => {
    if (missing) problems.push({ span: draft.keywordSpan, message: `${name} needs ${what}.` });
  };
  switch (name) {
    case "FROM": {
      const words = splitBlanks(line, rest);
      require("an image");
      const as = words[1]?.text.toLowerCase() === "as" ? words[1] : undefined;
      if (words.length === 2 || words.length > 3 || (words.length === 3 && !as)) {
        problems.push({
          span: oneLine(draft.text, words[1]!.span),
          message: "FROM takes an image, or an image followed by AS and a stage name.",
        });
      }
      const image = words[0] ?? emptyWord(draft.keywordSpan);
      const first = skipBlanks(line.text, rest, line.text.length);
      return {
        ...base,
        keyword: "FROM",
        // A continuation may stand inside the name.
        image: parseImageReference(image.text, words[0] ? (from, to) => line.span(first + from, first + to) : image.span.start),
        platform: flag(draft.flags, "platform"),
        stageName: as ? words[2] : undefined,
        asSpan: as?.span,
      };
    }
    case "RUN":
      return { ...base, keyword: "RUN", command: commandForm(draft, rest, state.posixShell) };
    case "CMD":
    case "ENTRYPOINT":
      return { ...base, keyword: name, command: commandForm(draft, rest, state.posixShell) };
    case "SHELL": {
      const command = commandForm(draft, rest, state.posixShell);
      if (command.kind !== "exec")
        problems.push({ span: oneLine(draft.text, draft.span), message: 'SHELL needs a JSON array, e.g. ["/bin/bash", "-c"].' });
      return { ...base, keyword: "SHELL", command: command.kind === "exec" ? command : undefined };
    }
    case "HEALTHCHECK":
      return { ...base, keyword: "HEALTHCHECK", ...healthcheck(draft, state.posixShell) };
    case "COPY":
    case "ADD":
      return { ...base, keyword: name, ...copy(draft), fromStage: undefined };
    case "ENV":
    case "LABEL": {
      require("a name and a value");
      return { ...base, keyword: name, ...keyValues(draft) };
    }
    case "ARG": {
      require("a name");
      return { ...base, keyword: "ARG", pairs: pairsOf(line, rest, escape) };
    }
    case "EXPOSE":
    case "VOLUME": {
      require(name === "EXPOSE" ? "a port" : "a path");
      const json = name === "VOLUME" ? parseJsonArray(line, rest) : undefined;
      return { ...base, keyword: name, words: json ?? splitBlanks(line, rest), json: json !== undefined };
    }
    case "USER":
    case "WORKDIR":
    case "STOPSIGNAL":
    case "MAINTAINER":
      require(argumentNames[name]);
      return {
        ...base,
        keyword: name,
        argument: missing ? undefined : wordOf(line, { start: rest, end: rest + draft.argumentsText.length }),
      };
    case "ONBUILD":
      require("an instruction");
      return { ...base, keyword: "ONBUILD", trigger: draft.trigger && buildInstruction(draft.trigger, state) };
    default:
      return { ...base, keyword: "UNKNOWN" };
  }
}

const argumentNames = { USER: "a user", WORKDIR: "a path", STOPSIGNAL: "a signal", MAINTAINER: "a name" } as const;

function emptyWord(keyword: Span): Word {
  return { text: "", span: { start: keyword.end, end: keyword.end } };
}

function flag(flags: readonly Flag[], name: string): Flag | undefined {
  return flags.find((it) => it.name === name);
}

function healthcheck(draft: Draft, posixShell: boolean): { none: boolean; command: CommandForm | undefined } {
  const { line, rest } = draft;
  const type = splitBlanks(line, rest)[0];
  if (type === undefined) {
    draft.problems.push({ span: draft.keywordSpan, message: "HEALTHCHECK needs CMD and a command, or NONE." });
    return { none: false, command: undefined };
  }
  const keyword = type.text.toUpperCase();
  if (keyword === "NONE") return { none: true, command: undefined };
  if (keyword !== "CMD") {
    draft.problems.push({ span: type.span, message: `HEALTHCHECK knows CMD and NONE, not '${type.text}'.` });
    return { none: false, command: undefined };
  }
  const start = rest + type.text.length;
  if (line.text.slice(start).trim() === "") {
    draft.problems.push({ span: type.span, message: "HEALTHCHECK CMD needs a command." });
    return { none: false, command: undefined };
  }
  return { none: false, command: commandForm(draft, start, posixShell) };
}

function copy(draft: Draft) {
  const { line, rest, problems } = draft;
  const json = parseJsonArray(line, rest);
  const words = json ?? splitBlanks(line, rest).filter(({ span }) => !draft.heredocs.some((it) => it.span.start === span.start));
  const destination = words.at(-1);
  const sources = words.slice(0, -1);
  if (!destination || (sources.length === 0 && draft.heredocs.length === 0)) {
    problems.push({ span: draft.keywordSpan, message: `${draft.name} needs at least one source and a destination.` });
  }
  return { sources, destination, from: flag(draft.flags, "from"), json: json !== undefined };
}

/** `NAME=value …`, or the old `NAME all the rest`. */
function keyValues(draft: Draft): { pairs: readonly Pair[]; legacy: boolean } {
  const { line, rest, escape, problems } = draft;
  const pairs = pairsOf(line, rest, escape);
  const first = pairs[0];
  if (!first) return { pairs: [], legacy: false };
  if (first.value !== undefined) {
    for (const { name, value } of pairs) {
      if (value === undefined) {
        problems.push({
          span: oneLine(draft.text, name.span),
          message: `'${name.text}' needs the form NAME=value${quoteHint(name.text)}.`,
        });
      }
    }
    return { pairs: pairs.filter(({ value }) => value !== undefined), legacy: false };
  }
  const end = rest + draft.argumentsText.length;
  const valueStart = rest + (/^\S+\s*/.exec(draft.argumentsText)?.[0].length ?? 0);
  if (valueStart >= end) {
    problems.push({ span: first.name.span, message: `${draft.name} '${first.name.text}' needs a value.` });
    return { pairs: [], legacy: false };
  }
  const value = wordOf(line, { start: valueStart, end });
  return { pairs: [{ name: first.name, value, span: line.span(rest, end) }], legacy: true };
}

function quoteHint(name: string): string {
  return /^["']/.test(removeQuotes(name, "\\")) ? "" : "; a value with blanks needs quotes";
}

/** A problem marks at most one line. */
export function oneLine(text: string, span: Span): Span {
  const newline = text.indexOf("\n", span.start);
  const end = newline >= 0 && newline < span.end ? newline : span.end;
  return { start: span.start, end: Math.max(span.start, text[end - 1] === "\r" ? end - 1 : end) };
}

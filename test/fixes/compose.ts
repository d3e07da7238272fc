/** What is asked of a Compose file besides what holds for any language: its comments stay, and Docker Compose itself says what it means now. */
import { type Answer, Binary, type Question } from "../compose/binary.js";
import { withNeighbours } from "../compose/corpus.js";
import { isObject, type Json, type JsonObject, normalized } from "../compose/json.js";
import { CannotRun } from "../vscode-host/outcome.mjs";
import { commentsWrong } from "./compose-comments.js";
import { effectsOf } from "./compose-effects.js";
import { touchedBy } from "./compose-touched.js";
import type { Files } from "./judge.js";
import type { Subject } from "./subjects.js";

/** Docker Compose, asked before and after a change. */
export class Compose {
  private constructor(
    /** Of the files as they are: the same answers as those of the agreement with Docker Compose. */
    private readonly before: Binary,
    private readonly after: Binary,
  ) {}

  /** @returns why there is none, instead */
  static async find(): Promise<Compose | string> {
    try {
      return new Compose(await Binary.find(), await Binary.find("fixes"));
    } catch (error) {
      if (error instanceof CannotRun) return error.message;
      throw error;
    }
  }

  /** Writes down what Docker Compose said, for the next run. */
  keep(): void {
    this.before.keep();
    this.after.keep();
  }

  /** Why it refuses what it accepted, or what it sees otherwise. @param safe false where the fields that a change is about may differ */
  wrongOf(linted: string, before: Files, after: Files, safe: boolean): string | undefined {
    const asked = withNeighbours(questionOf(linted, before), this.before);
    if (!asked.answer.valid) return undefined;
    const changed = new Map([...asked.files, ...textsOf(after)]);
    const question = { ...questionOf(linted, before), variables: asked.variables ?? {} };
    // A fix may ask for a variable on purpose, but for no file that is not there.
    const { answer, variables, given } = withNeighbours({ ...question, files: changed }, this.after);
    if (!answer.valid || given.includes("file") || (safe && given.length > 0))
      return `Docker Compose refuses it: ${this.after.ask({ ...question, files: changed }).reason}`;
    const earlier =
      given.length > 0 ? this.after.ask({ ...question, files: asked.files, variables: variables ?? {} }) : asked.answer;
    const touched = safe ? undefined : touchedBy(linted, before, after);
    const effects = (it: Answer, files: Files): Json => {
      const project = normalized(JSON.parse(it.json));
      return safe ? effectsOf(project, files) : project;
    };
    // What it accepts but cannot print.
    if (earlier.json === "" || answer.json === "") return undefined;
    const difference = differencesIn(effects(earlier, before), effects(answer, after), []).find(
      ({ path }) => !touched?.has(path.join(".")),
    );
    return difference && `${difference.path.join(".")} was ${shortened(difference.before)} and is ${shortened(difference.after)}`;
  }
}

/**
 * Why a Compose file is not what it was.
 * @param safe true where only safe fixes have been at work
 * @param compose undefined where there is none to ask
 */
export function composeWrong(
  { linted, files }: Subject,
  after: Files,
  safe: boolean,
  compose: Compose | undefined,
): string | undefined {
  const [old, now] = [files.get(linted)!.text, after.get(linted)!.text];
  // A line end and nothing else is what a fix says that adds it.
  const addsLineEnd = now.startsWith(old) && /^\r?\n$/.test(now.slice(old.length));
  if (!addsLineEnd && hasOtherEnd(old, now)) return "the end of the last line is not as it was";
  return commentsWrong(old, now) ?? compose?.wrongOf(linted, files, after, safe);
}

/** True where the last line end is gone, or one has come behind new text. */
function hasOtherEnd(before: string, after: string): boolean {
  if (before.endsWith("\n")) return after !== "" && !after.endsWith("\n");
  const lastLine = after.slice(after.trimEnd().lastIndexOf("\n") + 1);
  return after.endsWith("\n") && !`${before}\n`.includes(`\n${lastLine}`);
}

/** The whole project where the file is one that Compose looks for, else the file alone. */
function questionOf(linted: string, files: Files): Question {
  const isFound = /^(?:docker-)?compose(?:\.override)?\.ya?ml$/.test(linted);
  return { files: textsOf(files), ...(isFound ? {} : { select: [linted] }) };
}

function textsOf(files: Files): Map<string, string> {
  return new Map([...files].map(([path, { text, bom }]) => [path, `${bom ? "\uFEFF" : ""}${text}`]));
}

interface Difference {
  /** As deep as a field of a service or a resource, such as `services.web.ports` or `volumes.data`. */
  readonly path: readonly string[];
  readonly before: Json | undefined;
  readonly after: Json | undefined;
}

function differencesIn(before: Json | undefined, after: Json | undefined, path: readonly string[]): Difference[] {
  const [old, now] = [before, after].map((it) => JSON.stringify(it));
  if (old === now) return [];
  const depth = path[0] === "services" ? 3 : 2;
  if (path.length === depth || !isObject(before) || !isObject(after)) {
    return isObject(before) && isObject(after) && sameButForOrder(before, after) ? [] : [{ path, before, after }];
  }
  return keysOf(before, after).flatMap((key) => differencesIn(before[key], after[key], [...path, key]));
}

/** Compose prints the keys of mappings in an order that says nothing. */
function sameButForOrder(before: JsonObject, after: JsonObject): boolean {
  return keysOf(before, after).every((key) => {
    const [old, now] = [before[key], after[key]];
    return isObject(old) && isObject(now) ? sameButForOrder(old, now) : JSON.stringify(old) === JSON.stringify(now);
  });
}

function keysOf(before: JsonObject, after: JsonObject): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
}

function shortened(value: Json | undefined): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}

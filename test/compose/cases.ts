/**
 * The small cases: `cases/*.cases`, one file per topic, and what Docker Compose said of them.
 *
 *     === name of the case
 *     valid | invalid at [file] path.of.the.key | invalid at [file] line N | invalid anywhere | invalid without variables
 *     valid, not compared: why | invalid, not compared: why
 *     variables A=1 B=        (the shell's; optional)
 *     line ends of Windows    (optional)
 *     services: …             (compose.yaml; `>>> path` begins another file)
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Question } from "./binary.js";

const folder = join(dirname(fileURLToPath(import.meta.url)), "cases");
const recordFile = join(folder, "recorded.json");

export interface Case extends Question {
  /** Topic and title. */
  readonly name: string;
  /**
   * - valid, or invalid somewhere
   * - "without-variables": invalid only because a variable has no value, which Drydock does not say, since another machine may set it
   */
  readonly verdict: "valid" | "invalid" | "without-variables";
  /** Why what Drydock says is not compared: it differs on purpose. */
  readonly apart: string | undefined;
  /** Where the reason of a refusal lies; undefined: anywhere. */
  readonly place: { readonly file: string; readonly path: string } | undefined;
}

/** What Docker Compose said: its version, and of each case the reason of the refusal or nothing. */
export interface Record {
  readonly version: string;
  readonly reasons: { readonly [name: string]: string };
}

export function readCases(): Case[] {
  return readdirSync(folder)
    .filter((it) => it.endsWith(".cases"))
    .sort()
    .flatMap((file) => {
      const [, ...parts] = readFileSync(join(folder, file), "utf8").split(/^=== /m);
      return parts.map((part) => readCase(file.slice(0, -".cases".length), part));
    });
}

function readCase(topic: string, part: string): Case {
  const [title = "", said = "", ...lines] = part.trimEnd().split("\n");
  const name = `${topic}: ${title}`;
  const variables = /^variables (.+)$/.exec(lines[0] ?? "")?.[1]?.split(" ") ?? [];
  if (variables.length > 0) lines.shift();
  const end = lines[0] === "line ends of Windows" ? "\r\n" : "\n";
  if (end === "\r\n") lines.shift();
  const files = new Map<string, string>();
  let file: string[] = [];
  for (const line of [">>> compose.yaml", ...lines, ">>> "]) {
    const path = /^>>> (.*)$/.exec(line)?.[1];
    if (path === undefined) file.push(line);
    else {
      if (file[0] !== undefined) files.set(file[0], `${file.slice(1).join(end)}${end}`);
      file = [path];
    }
  }
  return {
    name,
    files,
    variables: Object.fromEntries(variables.map((it) => it.split("=") as [string, string])),
    ...readVerdict(name, said),
  };
}

function readVerdict(name: string, said: string): Pick<Case, "verdict" | "apart" | "place"> {
  const [, known, apart] = /^(valid|invalid), not compared: (.+)$/.exec(said) ?? [];
  if (known !== undefined) return { verdict: known as "valid" | "invalid", apart, place: undefined };
  return { ...readPlace(name, said), apart: undefined };
}

function readPlace(name: string, said: string): Pick<Case, "verdict" | "place"> {
  if (said === "valid") return { verdict: "valid", place: undefined };
  if (said === "invalid anywhere") return { verdict: "invalid", place: undefined };
  if (said === "invalid without variables") return { verdict: "without-variables", place: undefined };
  const [, file = "compose.yaml", path] = /^invalid at (?:(\S+\.yaml) )?(.+)$/.exec(said) ?? [];
  if (path === undefined) throw new Error(`'${name}' has no verdict`);
  return { verdict: "invalid", place: { file, path } };
}

export function readRecord(): Record {
  return JSON.parse(readFileSync(recordFile, "utf8"));
}

export function writeRecord(record: Record): void {
  writeFileSync(recordFile, `${JSON.stringify(record, undefined, 2)}\n`);
}

/** What is asked of a Dockerfile besides what holds for any language: the shell still reads it, and a safe fix leaves the image as it was. */
import { spawnSync } from "node:child_process";
import { signalName } from "../../server/src/core/knowledge/signals.js";
import type { CommandForm, Dockerfile, Instruction, Stage } from "../../server/src/core/syntax/dockerfile/model.js";
import { parseDockerfile } from "../../server/src/core/syntax/dockerfile/parse.js";
import { endState } from "../../server/src/core/syntax/dockerfile/timeline.js";
import { added } from "./judge.js";

/** Why a Dockerfile is not what it was. @param safe true where only safe fixes have been at work */
export function dockerfileWrong(before: string, after: string, safe: boolean): string | undefined {
  const [old, now] = [parseDockerfile("test:///Dockerfile", before), parseDockerfile("test:///Dockerfile", after)];
  return shellWrong(old, now) ?? (safe ? imageWrong(old, now) : undefined);
}

/** Asks bash itself: text that it read before it reads after. */
function shellWrong(before: Dockerfile, after: Dockerfile): string | undefined {
  const [old, now] = [shellTexts(before), shellTexts(after)];
  const wrong = added(old, now).flatMap((it) => complaintOf(it) ?? []);
  if (wrong.length === 0) return undefined;
  const known = added(now, old).filter((it) => complaintOf(it) !== undefined);
  return wrong.length > known.length ? `bash cannot read it: ${wrong[0]}` : undefined;
}

function shellTexts({ instructions }: Dockerfile): string[] {
  return instructions.flatMap((it) => {
    const trigger: Instruction | undefined = it.keyword === "ONBUILD" ? it.trigger : it;
    if (!trigger || !("command" in trigger) || trigger.command?.kind !== "shell") return [];
    // No script: the shell is another one.
    return trigger.command.script ? [trigger.command.text] : [];
  });
}

const complaints = new Map<string, string | undefined>();

function complaintOf(text: string): string | undefined {
  if (!complaints.has(text)) {
    const { status, stderr, error } = spawnSync("bash", ["-n"], { input: text, encoding: "utf8" });
    if (error) throw error;
    complaints.set(text, status === 0 && stderr === "" ? undefined : stderr.trim());
  }
  return complaints.get(text);
}

/** What of a stage the started program would see otherwise. */
function imageWrong(before: Dockerfile, after: Dockerfile): string | undefined {
  if (before.stages.length !== after.stages.length) return "it has other stages";
  for (const [i, stage] of after.stages.entries()) {
    const [old, now] = [imageOf(before.stages[i]!, before), imageOf(stage, after)];
    for (const [key, value] of Object.entries(now))
      if (old[key] !== value && old[key] !== undefined && value !== undefined)
        return `${key} of stage ${i + 1} was ${old[key]} and is ${value}`;
  }
  return undefined;
}

function imageOf(stage: Stage, { escape }: Dockerfile): Record<string, string | undefined> {
  const state = endState(stage, escape);
  const words = (keyword: "EXPOSE" | "VOLUME"): string => {
    const all = stage.instructions.flatMap((it) => (it.keyword === keyword ? it.words.map(({ text }) => text) : []));
    return [...new Set(all.map((it) => it.toLowerCase().replace(/^.*:|\/tcp$/g, "")))].sort().join(" ");
  };
  const last = stage.instructions.findLast(({ keyword }) => keyword === "STOPSIGNAL");
  return {
    // The name of a stage may be written in another case.
    base: stage.from.image.text.replace(/^\w+$/, (it) => it.toLowerCase()),
    user: state.user?.argument?.text ?? "",
    // Undefined where it depends on the base image, whose directory is not asked for here.
    workdir: state.workdirInstruction ? state.workdir : "",
    entrypoint: commandText(state.entrypoint?.command),
    cmd: commandText(state.cmd?.command),
    healthcheck: commandText(state.healthcheck?.command),
    env: [...state.env]
      .map(([name, { value, word }]) => `${name}=${value ?? word.text}`)
      .sort()
      .join("\n"),
    ports: words("EXPOSE"),
    volumes: words("VOLUME"),
    stopsignal: last?.keyword === "STOPSIGNAL" ? signalOf(last.argument?.text ?? "") : "",
  };
}

/** `9`, `kill` and `SIGKILL` are one. */
function signalOf(text: string): string {
  return signalName(text) ?? text;
}

function commandText(command: CommandForm | undefined): string {
  if (!command) return "";
  return command.kind === "shell"
    ? command.text.replace(/\s+/g, " ").trim()
    : JSON.stringify(command.elements.map(({ text }) => text));
}

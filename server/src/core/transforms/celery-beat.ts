/** Gives Celery's scheduler a place for its schedule; for its own rules, and for fixes that take rights away and must bring this along. */
import { schedulePath, schedulerOf } from "../knowledge/celery.js";
import type { Fix } from "../linter/rule.js";
import {
  type BeatStart,
  beatsInScripts,
  beatsInShell,
  beatsOfImage,
  type Runtime,
  scriptWord,
  startOf,
  type Verdict,
  verdict,
} from "../project/celery-beat.js";
import type { Project } from "../project/project.js";
import { isRootName } from "../project/stage-facts.js";
import type { Command, ComposeFile, Service, TextValue } from "../syntax/compose/model.js";
import { spanWithin } from "../syntax/yaml/offsets.js";
import { insertAt, type TextEdit } from "../text/edits.js";
import type { Span } from "../text/span.js";
import { insertBefore, keywordLike } from "./dockerfile-edit.js";
import { appendItem, insertEntry } from "./yaml-edit.js";

/** A scheduler with the edits that add words to its command. */
export interface Beat extends Pick<BeatStart, "uri" | "word" | "shown" | "embedded" | "hasPidfile" | "directory"> {
  /** Undefined where the command cannot be changed in place. */
  addWords(words: readonly string[]): readonly TextEdit[] | undefined;
}

/** Those that ENTRYPOINT and CMD start. */
export function imageBeats(runtime: Runtime): Beat[] {
  return beatsOfImage(runtime).map(beatOf);
}

function beatOf(start: BeatStart): Beat {
  return {
    ...start,
    addWords: (words) => [
      insertAt(start.end, words.map((it) => (start.form === "exec" ? `, ${JSON.stringify(it)}` : ` ${it}`)).join("")),
    ],
  };
}

/** The words that move the schedule, and the file with the process id beside it, which older versions write too. */
export function scheduleWords({ embedded, hasPidfile }: Beat, path = schedulePath): readonly string[] {
  return [`--schedule=${path}`, ...(embedded || hasPidfile ? [] : ["--pidfile="])];
}

/** The image of a service: its own build, or that of the service that builds the same image. */
export function runtimeOf(service: Service, file: ComposeFile, project: Project): Runtime | undefined {
  const builder = service.build
    ? service
    : file.services.find((it) => it.build && it.image && it.image.text === service.image?.text);
  const build = builder && project.buildOf(builder);
  if (!build?.stage || !build.dockerfile) return undefined;
  const facts = project.factsOf(build.stage, build.dockerfile);
  return { facts, dockerfile: build.dockerfile, context: build.context, service, compose: file };
}

/** Those that `entrypoint` and `command` of a service start, themselves or in a script; empty where the image's own command runs. */
export function serviceBeats(service: Service, file: ComposeFile, runtime: Runtime): Beat[] {
  const last = service.command ?? service.entrypoint;
  if (!last) return [];
  const { state } = runtime.facts;
  const prefix = service.entrypoint
    ? service.entrypoint.words
    : state.entrypoint?.command.kind === "exec"
      ? state.entrypoint.command.elements
      : [];
  const own = service.command?.words ?? [];
  const words = [...(prefix ?? []), ...own].map((it) => ({ ...it, value: it.text.replaceAll("$$", "$") }));
  const values = words.map(({ value }) => value);
  const found = schedulerOf(values);
  if (found) {
    const start = startOf(words, found, file.uri, "exec", undefined);
    // A word of the Dockerfile's ENTRYPOINT has no place in this file.
    const inFile = service.entrypoint !== undefined || found.word >= (prefix?.length ?? 0);
    return [
      {
        ...start,
        word: inFile ? wordSpan(file, start.word, last) : last.entry.key.span,
        addWords: (added) => appendWords(file, last, added),
      },
    ];
  }
  const at = scriptWord(values);
  if (at >= 0) {
    const script = own[at - (prefix?.length ?? 0)] ?? (service.entrypoint ? service.entrypoint.words?.[at] : undefined);
    return script ? beatsInWord(file, script, last) : [];
  }
  return beatsInScripts(values, runtime).map(beatOf);
}

/** The word alone, where folding does not hide its place. */
function wordSpan(file: ComposeFile, span: Span, command: Command): Span {
  return file.text.slice(span.start, span.end).includes("\n") ? command.entry.key.span : span;
}

/** `sh -c "…"`: offsets of the script are those of its scalar. */
function beatsInWord(file: ComposeFile, word: TextValue, command: Command): Beat[] {
  const { node, text } = word;
  const start = node.text.startsWith(text, word.start) ? word.start : word.start + 1;
  const exact = node.text.startsWith(text, start);
  return beatsInShell(text.replaceAll("$$", " $"), file.uri, (it) => it + start, false).map((beat) => {
    const place = exact ? spanWithin(node, beat.word.start, beat.word.end) : undefined;
    const end = exact ? spanWithin(node, beat.end - 1, beat.end)?.end : undefined;
    const shared = file.sharedBy(node.span).length > 0;
    return {
      ...beat,
      word: place ?? command.entry.key.span,
      addWords: (words) => (end === undefined || shared ? undefined : [insertAt(end, words.map((it) => ` ${it}`).join(""))]),
    };
  });
}

/** Words at the end of `command` in the author's form. */
function appendWords(file: ComposeFile, { node, form }: Command, words: readonly string[]): readonly TextEdit[] | undefined {
  if (file.sharedBy(node.span).length > 0) return undefined;
  if (form === "list" && node.kind === "seq") {
    const last = node.items.at(-1)?.value;
    const style = last?.kind === "scalar" ? last.style : "plain";
    const quote = style === "single" ? "'" : '"';
    const edits = words.map((it) => appendItem(file, node, style === "plain" ? it : `${quote}${it}${quote}`));
    return edits.some((it) => it === undefined) ? undefined : edits.flatMap((it) => it!);
  }
  if (node.kind !== "scalar" || node.source === "") return undefined;
  const end =
    node.style === "single" || node.style === "double" ? node.span.end - 1 : node.span.start + node.source.trimEnd().length;
  return [insertAt(end, words.map((it) => ` ${it}`).join(""))];
}

/** What a service needs besides so that /tmp can be written: a tmpfs under `read_only`. */
function tmpfsEdits(service: Service, file: ComposeFile): readonly TextEdit[] | undefined {
  if (service.readOnly?.value !== true) return [];
  const covered = [...service.tmpfs.map(({ text }) => text.split(":")[0]), ...service.volumes.map(({ target }) => target?.text)];
  if (covered.includes("/tmp")) return [];
  const list = service.get("tmpfs")?.value;
  if (list?.kind === "seq") return appendItem(file, list, "/tmp");
  return list ? undefined : insertEntry(file, service.node, "tmpfs:\n  - /tmp", { after: "read_only" });
}

/** The fixes, best first; edits by URI, so that a rule of either language can give them. */
export function beatFixes(beat: Beat, kind: Verdict, directory: string, runtime: Runtime, lintedUri: string): Fix[] {
  const fixes: Fix[] = [];
  const add = (title: string, parts: readonly (readonly [uri: string, edits: readonly TextEdit[] | undefined])[]): void => {
    const byUri: Record<string, TextEdit[]> = {};
    for (const [uri, edits] of parts) {
      if (!edits) return;
      if (edits.length > 0) byUri[uri] = [...(byUri[uri] ?? []), ...edits];
    }
    const { [lintedUri]: own = [], ...others } = byUri;
    fixes.push({ title, applicability: "unsafe", edits: own, ...(Object.keys(others).length > 0 ? { otherEdits: others } : {}) });
  };
  const { service, compose } = runtime;
  const tmpfs = service && compose ? ([[compose.uri, tmpfsEdits(service, compose)]] as const) : [];
  add(`Keep the schedule in ${schedulePath}`, [[beat.uri, beat.addWords(scheduleWords(beat))], ...tmpfs]);
  if (kind === "denied") {
    const chown = chownEdit(runtime, directory);
    if (chown) add(`Give ${directory} to ${chown.user} in the Dockerfile`, [[runtime.dockerfile.uri, [chown.edit]]]);
    const volume = volumeEdits(runtime);
    if (volume) {
      add("Keep the schedule in a named volume, which outlives the container", [
        [beat.uri, beat.addWords(scheduleWords(beat, `${volumeDirectory}/schedule`))],
        [runtime.compose!.uri, volume.compose],
        [runtime.dockerfile.uri, volume.dockerfile],
      ]);
    }
  }
  return fixes;
}

const volumeDirectory = "/var/lib/celerybeat";

/** A RUN before the USER of the last stage; only where that USER is the one in force. */
function chownEdit(
  runtime: Runtime,
  directory: string,
  make = "",
): { readonly edit: TextEdit; readonly user: string } | undefined {
  const { facts, dockerfile, service } = runtime;
  const { user } = facts.state;
  const name = user?.argument?.text;
  if (service?.user || !user || name === undefined || !/^[\w.:-]+$/.test(name) || facts.image?.shell === "none") return undefined;
  if (facts.stage.instructions[user.index] !== user || isRootName(name.split(":")[0]!)) return undefined;
  // What stands before it must run as root, or chown would fail.
  if (facts.chain.some(({ instructions }) => instructions.some((it) => it.keyword === "USER" && it !== user))) return undefined;
  const line = `${keywordLike(dockerfile, "RUN")} ${make}chown ${name} ${directory}`;
  return { edit: insertBefore(dockerfile, user, [line]), user: name };
}

/** A new named volume takes its owner from the directory in the image. */
function volumeEdits(
  runtime: Runtime,
): { readonly compose: readonly TextEdit[]; readonly dockerfile: readonly TextEdit[] } | undefined {
  const { service, compose } = runtime;
  const chown = chownEdit(runtime, volumeDirectory, `mkdir -p ${volumeDirectory} && `);
  if (!service || !compose || !chown || compose.roots.length !== 1) return undefined;
  const mount = `celerybeat:${volumeDirectory}`;
  const list = service.get("volumes")?.value;
  const inService =
    list?.kind === "seq"
      ? appendItem(compose, list, mount)
      : list
        ? undefined
        : insertEntry(compose, service.node, `volumes:\n  - ${mount}`);
  const root = compose.roots[0]!;
  const volumes = root.get("volumes")?.value;
  const inRoot =
    volumes?.kind === "map"
      ? insertEntry(compose, volumes, "celerybeat:")
      : volumes
        ? undefined
        : insertEntry(compose, root, "volumes:\n  celerybeat:");
  return inService && inRoot ? { compose: [...inService, ...inRoot], dockerfile: [chown.edit] } : undefined;
}

/**
 * What a fix that takes rights away (USER, `user:`, `read_only`) has to bring along for a service, by URI; empty where it needs nothing.
 * @param runtime as `runtimeOf` gives it, or with `service: undefined` for the image's own command
 * @returns undefined where a scheduler would break and its command cannot be changed
 */
export function beatCompanion(runtime: Runtime): Readonly<Record<string, readonly TextEdit[]>> | undefined {
  const { service, compose } = runtime;
  const replaced = service !== undefined && (service.command ?? service.entrypoint) !== undefined;
  const beats = replaced && compose ? serviceBeats(service, compose, runtime) : imageBeats(runtime);
  const edits: Record<string, TextEdit[]> = {};
  for (const beat of beats) {
    if (!verdict(runtime, beat)) continue;
    const added = beat.addWords(scheduleWords(beat));
    if (!added) return undefined;
    edits[beat.uri] = [...(edits[beat.uri] ?? []), ...added];
  }
  return edits;
}

/** What is wrong with a scheduler, in words. */
export function beatMessage({ shown }: Beat, { kind, directory, user }: NonNullable<ReturnType<typeof verdict>>): string {
  const what = `'${shown}' keeps its schedule in '${directory}'`;
  if (kind === "denied")
    return `${what}, where user '${user}' may not write: it stops with "permission denied". Add --schedule=${schedulePath}.`;
  if (kind === "read-only")
    return `${what}, but the file system is read-only: it stops. Add --schedule=${schedulePath} and a tmpfs for /tmp.`;
  return `${what}: that ends with the first user but root, or with read_only. Add --schedule=${schedulePath}.`;
}

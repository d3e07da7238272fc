/** Lets a stage run as a user without rights: makes the user where the image has none, gives it what the program writes, and switches last. */

import type { ImageFacts } from "../knowledge/images.js";
import type { Fix } from "../linter/rule.js";
import type { Build } from "../project/builds.js";
import { workdirOf } from "../project/celery-beat.js";
import type { FinalStage } from "../project/final-stages.js";
import { isRootName, type StageFacts } from "../project/stage-facts.js";
import type { Dockerfile, Instruction, Stage, TextInstruction } from "../syntax/dockerfile/model.js";
import { commandLines, operands } from "../syntax/shell/query.js";
import { insertAt, replace, type TextEdit } from "../text/edits.js";
import { beatCompanion } from "./celery-beat.js";
import { insertAfter, insertBefore, keywordLike, lineStart, startWithComments } from "./dockerfile-edit.js";
import { writtenDirectories } from "./written-directories.js";

export interface AppUser {
  /** What USER and chown take. */
  readonly name: string;
  /** What chown takes. */
  readonly owner: string;
  /** What makes it; empty where it exists. */
  readonly commands: readonly string[];
}

/** The user of a name of Drydock's own choice in images that have none: outside the range of people's accounts, as distroless has it. */
const numeric: AppUser = { name: "65532:65532", owner: "65532:65532", commands: [] };

/** The user to take in an image, the one that the Dockerfile makes before the one the image has; undefined where the image is not known well enough. */
export function userFor({ chain, image, hasTool }: StageFacts): AppUser | undefined {
  const made = createdUser(chain);
  if (made !== undefined) return { name: made, owner: made, commands: [] };
  if (!image) return undefined;
  // `ubuntu` is an account for people, with a login shell.
  const own = image.users.find(({ name }) => name !== "ubuntu");
  if (own) return { name: own.name, owner: `${own.name}:${own.name}`, commands: [] };
  return newUser(image, hasTool);
}

/** A system group and user, without home directory and login shell. */
function newUser({ family }: ImageFacts, hasTool: StageFacts["hasTool"]): AppUser | undefined {
  const app = (...commands: string[]): AppUser => ({ name: "app", owner: "app:app", commands });
  switch (family) {
    case "windows":
      return undefined;
    case "alpine":
    case "busybox":
      return app("addgroup -S app", "adduser -S -D -H -G app -s /sbin/nologin app");
    case "debian":
    case "suse":
    case "arch":
      return app("groupadd --system app", "useradd --system --gid app --no-create-home --shell /usr/sbin/nologin app");
    case "rhel":
      // Minimal images of this family have no useradd.
      return hasTool("useradd") === true
        ? app("groupadd --system app", "useradd --system --gid app --no-create-home --shell /sbin/nologin app")
        : numeric;
    default:
      return numeric;
  }
}

/** The last user that a RUN of the chain makes. */
function createdUser(chain: readonly Stage[]): string | undefined {
  let name: string | undefined;
  for (const instruction of chain.flatMap(({ instructions }) => instructions)) {
    if (instruction.keyword !== "RUN") continue;
    for (const line of commandLines(instruction.command)) {
      if (line.program !== "useradd" && line.program !== "adduser") continue;
      // Of `adduser user group` the first operand is the user, yet values of options look like operands: the name stands last.
      const last = operands(line).at(-1);
      if (
        last &&
        !last.dynamic &&
        /^[a-z_][\w-]*$/.test(last.value) &&
        line.arguments.at(-1) === last &&
        line.arguments.some((it) => it !== last)
      )
        name = last.value;
      if (line.program === "useradd" && last && !last.dynamic && line.arguments.length === 1) name = last.value;
    }
  }
  return name;
}

/** The fix for a stage that runs as root, or the reason why none is offered. */
export function addUser(
  file: Dockerfile,
  final: FinalStage,
  facts: StageFacts,
): { readonly fixes: readonly Fix[] } | { readonly noFix: string } {
  const { stage, builds } = final;
  if (file.stages.some(({ base }) => base === stage)) {
    return { noFix: "Another stage builds on this one and may need root." };
  }
  const lastOne = stage.instructions.at(-1);
  if (lastOne && isOpen(file, lastOne)) return { noFix: "The last instruction is not finished." };
  const restored = restoredUser(facts);
  const user: AppUser | undefined = restored === undefined ? userFor(facts) : { name: restored, owner: restored, commands: [] };
  if (!user) return { noFix: "Nothing is known of the users of this image." };
  const shell = facts.image?.shell !== "none";
  const directories = restored === undefined ? writtenDirectories(file, facts, builds) : { all: [], missing: [], recursive: [] };
  if (!shell && directories.all.length > 0) {
    return { noFix: `'${directories.all[0]}' would still belong to root, and the image has no shell to change that.` };
  }
  const schedulers = companions(file, facts, builds, directories.all);
  if (!schedulers)
    return {
      noFix: "A celery scheduler would keep its schedule where the user may not write, and its command cannot be changed here.",
    };
  const commands = [...user.commands];
  if (shell) {
    const { all, missing, recursive } = directories;
    if (missing.length > 0) commands.push(`mkdir -p ${missing.join(" ")}`);
    const plain = all.filter((it) => !recursive.includes(it));
    if (plain.length > 0) commands.push(`chown ${user.owner} ${plain.join(" ")}`);
    if (recursive.length > 0) commands.push(`chown -R ${user.owner} ${recursive.join(" ")}`);
  }
  const lines = [...runLines(file, commands), `${keywordLike(file, "USER")} ${user.name}`];
  const title =
    restored !== undefined
      ? `Switch back to USER ${user.name}`
      : user.commands.length > 0
        ? `Add the system user ${user.name} and run as it`
        : `Run as USER ${user.name}`;
  const { [file.uri]: own = [], ...otherEdits } = schedulers;
  const edits = [...placeUser(file, stage, facts, lines, user.name), ...own];
  return { fixes: [{ title, applicability: "unsafe", edits, ...(Object.keys(otherEdits).length > 0 ? { otherEdits } : {}) }] };
}

/**
 * What schedulers need that write into a directory the user will not own, by URI: without it the fix would stop them.
 * @returns undefined where one cannot be helped
 */
function companions(
  file: Dockerfile,
  facts: StageFacts,
  builds: readonly Build[],
  writable: readonly string[],
): Readonly<Record<string, readonly TextEdit[]>> | undefined {
  const all: Record<string, readonly TextEdit[]> = {};
  for (const { context, service, compose } of builds) {
    const runtime = { facts, dockerfile: file, context, service, compose };
    const directory = workdirOf(runtime);
    if (directory !== undefined && writable.includes(directory)) continue;
    const needed = beatCompanion(runtime);
    if (!needed) return undefined;
    // Services that share a command through an anchor name the same edit.
    for (const [uri, edits] of Object.entries(needed)) {
      const known = all[uri] ?? [];
      const fresh = edits.filter(({ span }) => !known.some((it) => it.span.start === span.start && it.span.end === span.end));
      all[uri] = [...known, ...fresh];
    }
  }
  return all;
}

/** The user in force before the last switch to root. */
function restoredUser({ chain, state, image }: StageFacts): string | undefined {
  if (!state.user) return undefined;
  const earlier = chain
    .flatMap(({ instructions }) => instructions)
    .filter(
      (it): it is TextInstruction =>
        it.keyword === "USER" && it.argument !== undefined && !isRootName(it.argument.text.split(":")[0]!),
    );
  const last = earlier.at(-1)?.argument?.text;
  return last ?? (image?.user !== undefined && !isRootName(image.user) ? image.user : undefined);
}

/** One RUN in the way the file writes a list of commands. */
export function runLines(file: Dockerfile, commands: readonly string[]): string[] {
  if (commands.length === 0) return [];
  const run = keywordLike(file, "RUN");
  const trailing = new RegExp(`&&[ \\t]*\\${file.escape}[ \\t]*\\r?\\n`).test(file.text);
  return commands.map((command, i) => {
    const isLast = i === commands.length - 1;
    if (trailing) return `${i === 0 ? `${run} ` : "    "}${command}${isLast ? "" : ` && ${file.escape}`}`;
    return `${i === 0 ? `${run} ` : "    && "}${command}${isLast ? "" : ` ${file.escape}`}`;
  });
}

const needRoot: ReadonlySet<string> = new Set(["RUN", "COPY", "ADD", "WORKDIR", "ONBUILD", "UNKNOWN", "ARG"]);

/** Behind the last instruction that may need root, before what says how to start. */
function placeUser(file: Dockerfile, stage: Stage, { state }: StageFacts, lines: readonly string[], name: string): TextEdit[] {
  const { instructions } = stage;
  const lastNeeding = instructions.findLastIndex(({ keyword }) => needRoot.has(keyword));
  const root = state.user;
  if (root && instructions.includes(root) && root.index > lastNeeding) {
    const before = lines.slice(0, -1);
    const edits = [replace(root.argument!.span, name)];
    return before.length > 0
      ? [insertAt(lineStart(file.text, root.span.start), before.map((line) => line + endOf(file)).join("")), ...edits]
      : edits;
  }
  const after = instructions.slice(Math.max(lastNeeding, root && instructions.includes(root) ? root.index : -1) + 1);
  const start = after.find(({ keyword }) => keyword === "CMD" || keyword === "ENTRYPOINT");
  if (start) return [above(file, start, lines)];
  return [insertAfter(file, instructions[instructions.length - 1] ?? stage.from, lines)];
}

/** Set off by an empty line where the instruction below is. */
function above(file: Dockerfile, instruction: Instruction, lines: readonly string[]): TextEdit {
  const start = startWithComments(file, instruction);
  const isSetOff = /\n[ \t]*\r?\n$/.test(file.text.slice(0, start));
  return insertBefore(file, instruction, isSetOff ? [...lines, ""] : lines);
}

/** True for a last line that goes on, or a heredoc without its end: nothing can be put behind it. */
export function isOpen(file: Dockerfile, { span, heredocs }: Instruction): boolean {
  return (
    heredocs.some(({ endSpan }) => !endSpan) ||
    file.text
      .slice(span.start, file.text.indexOf("\n", span.end) + 1 || undefined)
      .trimEnd()
      .endsWith(file.escape)
  );
}

function endOf(file: Dockerfile): string {
  return file.text.includes("\r\n") ? "\r\n" : "\n";
}

/** All fixes of a level together, as `drydock fix` applies them to files of the disk: they come to rest, and a second run changes nothing. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { runCli } from "../../server/src/cli/run.js";
import type { Diagnostic } from "../../server/src/core/linter/finding.js";
import type { Profile } from "../../server/src/core/linter/rule.js";
import { decodeFile, type TextFile } from "../../server/src/core/project/file-system.js";
import { decodeUtf8 } from "../../server/src/lsp/client-file-system.js";
import type { Compose } from "./compose.js";
import { type Files, judge } from "./judge.js";
import { brokenBy, changedIn, foreignLineEnds, freshIn, isRefusal, type Wrong } from "./single.js";
import type { Subject } from "./subjects.js";

/** A level of fixes, under a profile. */
export interface Run {
  readonly profile: Profile;
  readonly level: "safe" | "unsafe";
}

/** Tries runs on one subject after the other; takes its folder away at the end. */
export class Together {
  private readonly folder = mkdtempSync(join(tmpdir(), "drydock-fixes-"));

  /** @param compose Docker Compose itself; undefined where there is none to ask */
  constructor(private readonly compose: Compose | undefined) {}

  /** @param before everything that is found in the subject; undefined: what is new there does not count */
  async wrongOf(
    subject: Subject,
    { profile, level }: Run,
    before: readonly Diagnostic[] | undefined,
  ): Promise<Wrong | undefined> {
    const folder = mkdtempSync(join(this.folder, "it-"));
    try {
      // A repository of its own, so that nothing above it counts.
      mkdirSync(join(folder, ".git"));
      for (const [path, bytes] of subject.bytes) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), bytes);
      }
      const fix = ["fix", "--profile", profile, ...(level === "unsafe" ? ["--unsafe"] : []), subject.linted];
      const first = await runIn(folder, fix);
      if (first) return first;
      const after = filesIn(folder);
      if (same(subject.files, after)) return undefined;
      const second = await runIn(folder, fix);
      if (second) return second;
      const again = filesIn(folder);
      if (!same(after, again)) return { kind: "a second run changes more", message: firstDifference(after, again) };
      for (const [path, { bom, text }] of subject.files) {
        const now = after.get(path);
        if (!now) return { kind: "takes a file away", message: path };
        if (now.bom !== bom) return { kind: "changes the byte order mark", message: path };
        if (foreignLineEnds(text, now.text)) return { kind: "brings foreign line ends", message: path };
      }
      const broken = brokenBy(subject.files, after) ?? changedIn(subject, after, level === "safe", this.compose);
      if (broken || !before) return broken;
      const { language, linted, files } = subject;
      const left = await judge(language, linted, after);
      const repairs = before.filter((it) => isRefusal(language, it)).length > left.filter((it) => isRefusal(language, it)).length;
      const counted = repairs ? left.filter(({ severity }) => severity === "error") : left;
      const now = { text: after.get(linted)!.text, diagnostics: counted };
      const old = { text: files.get(linted)!.text, diagnostics: before };
      // Several rounds have moved everything: what no safe fix takes away may be there in other words.
      return freshIn(old, now, ({ fixes }) => !fixes.some(({ applicability }) => applicability === "safe"));
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  end(): void {
    rmSync(this.folder, { recursive: true });
  }
}

/** Runs the command line in a folder; it has to end well and to say nothing on stderr. */
async function runIn(cwd: string, argv: readonly string[]): Promise<Wrong | undefined> {
  let complaints = "";
  const code = await runCli(argv, {
    cwd,
    env: {},
    stdout: { write: () => true },
    stderr: { write: (text) => (complaints += text) },
    readStdin: () => Promise.resolve(new Uint8Array()),
  });
  if (complaints !== "") return { kind: "complains", message: complaints.trim() };
  return code > 1 ? { kind: "fails", message: `exit code ${code}` } : undefined;
}

function filesIn(folder: string): Files {
  const files = new Map<string, TextFile>();
  for (const it of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!it.isFile()) continue;
    const path = join(it.parentPath, it.name);
    const node = decodeFile(readFileSync(path), decodeUtf8);
    if (node.kind === "file") files.set(relative(folder, path).replaceAll("\\", "/"), node);
  }
  return files;
}

function encoded({ text, bom }: TextFile): string {
  return bom ? `\ufeff${text}` : text;
}

function same(a: Files, b: Files): boolean {
  return a.size === b.size && [...a].every(([path, file]) => b.has(path) && encoded(file) === encoded(b.get(path)!));
}

function firstDifference(a: Files, b: Files): string {
  for (const [path, { text }] of b) {
    const old = a.get(path)?.text.split("\n") ?? [];
    const at = text.split("\n").findIndex((line, i) => line !== old[i]);
    if (at >= 0) return `${path}:${at + 1}: ${JSON.stringify(old[at])} becomes ${JSON.stringify(text.split("\n")[at])}`;
  }
  return [...a.keys(), ...b.keys()].join(", ");
}

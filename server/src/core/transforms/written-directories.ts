/** Directories of an image that its program plausibly writes while it runs. */
import type { Build } from "../project/builds.js";
import { absolute } from "../project/copied-files.js";
import type { StageFacts } from "../project/stage-facts.js";
import type { Dockerfile } from "../syntax/dockerfile/model.js";
import { stateBefore } from "../syntax/dockerfile/timeline.js";
import { parsePackageJson } from "../syntax/manifests/package-json.js";
import { commandLines, operands, option } from "../syntax/shell/query.js";

export interface WrittenDirectories {
  /** Absolute paths, in the order in which to name them. */
  readonly all: readonly string[];
  /** Those that may not exist yet. */
  readonly missing: readonly string[];
  /** Those whose content has to be writable too. */
  readonly recursive: readonly string[];
}

/** Names under which programs keep what they write. */
const dataName =
  /(?:^|\/)(?:data|db|database|log|logs|upload|uploads|media|storage|cache|\.cache|tmp|temp|run|var|sessions|backups?|state|output|outputs|instance)$/i;
/** Belongs to the system, or is writable anyway. */
const system =
  /^\/(?:$|(?:bin|boot|dev|etc|home|lib|lib64|media|mnt|opt|proc|root|run|sbin|srv|sys|tmp|usr|var)$|(?:bin|boot|dev|etc|lib|lib64|proc|root|sbin|sys|tmp)\/|usr\/(?!src\/|share\/nginx\/|local\/app)|var\/(?:lib|log|cache|run|tmp|spool)$|run\/secrets|var\/run\/docker)/;

export function writtenDirectories(file: Dockerfile, facts: StageFacts, builds: readonly Build[]): WrittenDirectories {
  const { chain, state, workdir } = facts;
  const all = new Set<string>();
  const missing = new Set<string>();
  const recursive = new Set<string>();
  const made = new Set<string>();
  const add = (path: string | undefined, options: { missing?: boolean; recursive?: boolean } = {}): void => {
    if (path === undefined || system.test(path) || !/^[\w./@+-]+$/.test(path)) return;
    all.add(path);
    if (options.missing) missing.add(path);
    if (options.recursive) recursive.add(path);
  };
  // The directory itself, not what lies in it: the program can make files there, but does not own its code.
  if (state.workdirInstruction && facts.image?.shell !== "none") add(workdir);
  for (const stage of chain) {
    for (const instruction of stage.instructions) {
      const at = stateBefore(stage, instruction.index, file.escape).workdir;
      if (instruction.keyword === "VOLUME")
        for (const { text } of instruction.words) add(absolute(text.replace(/["']/g, ""), at), { missing: true });
      if (instruction.keyword !== "RUN") continue;
      for (const line of commandLines(instruction.command)) {
        if (line.program !== "mkdir") continue;
        for (const { value, dynamic } of operands(line)) {
          if (option(line, "-m", "--mode") || dynamic || !dataName.test(value)) continue;
          const path = absolute(value, at);
          add(path);
          if (path !== undefined) made.add(path);
        }
      }
    }
  }
  for (const { value } of state.env.values()) {
    // sqlite:////data/app.db, sqlite:///./data/app.db
    const database = value === undefined ? undefined : /^sqlite\w*:\/\/\/?(.*)\/[^/]+$/.exec(value)?.[1];
    if (database) add(absolute(database.startsWith("/") ? database : database.replace(/^\.\//, ""), workdir), { missing: true });
  }
  for (const { service } of builds) {
    for (const mount of service?.volumes ?? []) {
      // A named volume takes its owner from the directory in the image.
      if (mount.type === "volume" && mount.target && mount.readOnly !== true)
        add(absolute(mount.target.text, undefined), { missing: true });
    }
  }
  for (const directory of frameworkDirectories(facts, builds))
    add(absolute(directory, workdir), { missing: directory === ".next/cache", recursive: true });
  const under = (path: string): boolean => [...recursive].some((it) => path !== it && path.startsWith(`${it}/`));
  const kept = [...all].filter((path) => !under(path));
  return {
    all: kept,
    missing: kept.filter((it) => missing.has(it) && !made.has(it) && it !== workdir),
    recursive: kept.filter((it) => recursive.has(it)),
  };
}

/** What the frameworks that the context shows write into their own folder. */
function frameworkDirectories({ stage, chain }: StageFacts, builds: readonly Build[]): string[] {
  const copies = chain.flatMap(({ instructions }) => instructions).filter((it) => it.keyword === "COPY");
  if (copies.some(({ argumentsText }) => /\.next\b/.test(argumentsText))) return [".next/cache"];
  const context = builds.find((it) => it.stage === stage)?.context;
  const manifest = context?.text("package.json");
  if (manifest !== undefined && parsePackageJson(manifest)?.framework === "next") return [".next/cache"];
  if (context?.has("artisan") === true) return ["storage", "bootstrap/cache"];
  if (context?.has("config/application.rb") === true) return ["db", "log", "storage", "tmp"];
  return [];
}

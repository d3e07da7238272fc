/** Reads the comments that ask a linter to ignore something: Drydock's own and those of other tools. */

import { kicsQueryName } from "../knowledge/kics-queries.js";

/** Whose comment it is. A tool's comment silences only findings that it makes too (by their aliases); Drydock's silences any. */
export type IgnoreTool =
  | "drydock"
  | "hadolint"
  | "buildkit"
  | "trivy"
  | "checkov"
  | "kics"
  | "shellcheck"
  | "tally"
  | "dockerfile-utils"
  | "dockerfile_lint"
  | "dclint";

/**
 * How far a comment reaches.
 * - `next`: the next instruction or node, blank lines and comments between them allowed
 * - `block`: the same, but only comments may lie between
 * - `adjacent`: the instruction that begins on the very next line
 * - `line`: the comment's own line
 * - `stage`: the stage whose FROM follows; `stage-body`: the same without FROM itself
 * - `file`: the whole file; `file-top`: the same, if nothing but comments stands above it
 */
export type Reach = "next" | "block" | "adjacent" | "line" | "stage" | "stage-body" | "file" | "file-top";

export interface IgnoreComment {
  readonly tool: IgnoreTool;
  readonly reach: Reach;
  /** Rule names or ids as written; `all` for everything of the tool. */
  readonly names: readonly string[];
  readonly reason: string | undefined;
  /** The last day on which it counts, `yyyy-mm-dd`. */
  readonly until?: string;
}

/**
 * The ignore comments that a comment holds; most hold none.
 * @param text of the comment, behind the `#`, trimmed
 */
export function readIgnoreComments(text: string): readonly IgnoreComment[] {
  // A cheap look first: nearly every comment ends here.
  if (!/ignore|skip|disable/.test(text)) return [];
  for (const read of readers) {
    const found = read(text);
    if (found) return Array.isArray(found) ? found : [found as IgnoreComment];
  }
  return [];
}

/** The options of `# check=…`, the parser directive and the comment alike: https://docs.docker.com/reference/dockerfile/#check */
export function readCheckSkip(value: string): readonly string[] {
  const [options = ""] = value.split(/\s/, 1);
  const skip = options.split(";").find((it) => /^skip=/i.test(it));
  return skip ? names(skip.slice("skip=".length)) : [];
}

type Reader = (text: string) => IgnoreComment | readonly IgnoreComment[] | undefined;

const drydockForm =
  /^drydock\s+(?<word>ignore(?:-stage|-file)?)\s*=\s*(?<names>[\w:./*-]+(?:\s*,\s*[\w:./*-]+)*)\s*(?<reason>.*)$/;

/** Which of Drydock's own comments a text is; undefined for any other. */
export function drydockWord(text: string): "ignore" | "ignore-stage" | "ignore-file" | undefined {
  return drydockForm.exec(text)?.groups?.["word"] as "ignore" | undefined;
}

const readers: readonly Reader[] = [drydock, hadolint, buildkit, trivy, checkov, kics, shellcheck, tally, others, dclint];

function drydock(text: string): IgnoreComment | undefined {
  const { word, names: list, reason } = drydockForm.exec(text)?.groups ?? {};
  if (list === undefined) return undefined;
  const reach = word === "ignore-stage" ? "stage" : word === "ignore-file" ? "file-top" : "next";
  return { tool: "drydock", reach, names: names(list), reason: words(reason) };
}

/** One wrong name makes the whole comment void, and text needs a `#` of its own: https://github.com/hadolint/hadolint#inline-ignores */
function hadolint(text: string): IgnoreComment | undefined {
  const [, kind, list, reason] =
    /^hadolint[ \t]+(global[ \t]+|stage[ \t]+)?ignore[ \t]*=[ \t]*([DLSC\d]+(?:[ \t]*,[ \t]*[DLSC\d]+)*)[ \t]*(?:#(.*))?$/.exec(
      text,
    ) ?? [];
  if (list === undefined) return undefined;
  const reach = kind?.startsWith("global") ? "file" : kind?.startsWith("stage") ? "stage-body" : "adjacent";
  return { tool: "hadolint", reach, names: names(list), reason: words(reason) };
}

/** BuildKit reads an ordinary comment above an instruction as it reads the directive (dockerfile/1.21). */
function buildkit(text: string): IgnoreComment | undefined {
  const [, value] = /^check\s*=\s*(.+)$/i.exec(text) ?? [];
  if (value === undefined) return undefined;
  return { tool: "buildkit", reach: "next", names: readCheckSkip(value), reason: words(value.replace(/^\S+/, "")) };
}

/** Several per line, each with options behind colons: https://trivy.dev/latest/docs/configuration/filtering/#by-inline-comments */
function trivy(text: string): readonly IgnoreComment[] | undefined {
  const found = [...text.matchAll(/(?:trivy|tfsec):ignore:([^\s:[\]]+)((?::[^\s]+)*)/gi)];
  if (found.length === 0) return undefined;
  const reason = words(text.replace(/(?:trivy|tfsec):ignore:\S+/gi, ""));
  return found.map(([, name, options]): IgnoreComment => {
    const until = /:exp:(\d{4}-\d{2}-\d{2})/i.exec(options!)?.[1];
    return { tool: "trivy", reach: "block", names: [name === "*" ? "all" : name!], reason, ...(until ? { until } : {}) };
  });
}

/** In any comment, and for the whole file: https://www.checkov.io/2.Basics/Suppressing%20and%20Skipping%20Policies.html */
function checkov(text: string): IgnoreComment | undefined {
  const [, list, reason] = /(?:checkov|bridgecrew|cortex):skip=([\w,-]+)(?::(.*))?/.exec(text) ?? [];
  return list === undefined ? undefined : { tool: "checkov", reach: "file", names: names(list), reason: words(reason) };
}

/** https://docs.kics.io/latest/running-kics/#using_commands_on_scanned_files_as_comments */
function kics(text: string): IgnoreComment | undefined {
  const [, command, list] = /^kics-scan\s+(ignore-line|ignore-block|ignore|disable\s*=\s*(.+))\s*$/.exec(text) ?? [];
  if (command === undefined) return undefined;
  const reach = command === "ignore-line" ? "adjacent" : command === "ignore-block" ? "stage" : "file-top";
  return {
    tool: "kics",
    reach,
    names: list === undefined ? ["all"] : names(list).map((it) => kicsQueryName(it) ?? it),
    reason: undefined,
  };
}

/** Among other directives of that comment: https://www.shellcheck.net/wiki/Directive */
function shellcheck(text: string): IgnoreComment | undefined {
  const [, list, reason] =
    /^shellcheck\s(?:[^#]*\s)?disable=((?:SC\d+|all)(?:,(?:SC\d+|all))*)(?=\s|$)[^#]*(?:#(.*))?$/.exec(text) ?? [];
  return list === undefined ? undefined : { tool: "shellcheck", reach: "block", names: names(list), reason: words(reason) };
}

function tally(text: string): IgnoreComment | undefined {
  const [, global, list, reason] = /^tally\s+(global\s+)?ignore\s*=\s*([\w/.,-]+)(?:;reason=(.*))?/.exec(text) ?? [];
  if (list === undefined) return undefined;
  return { tool: "tally", reach: global ? "file" : "next", names: names(list), reason: words(reason) };
}

function others(text: string): IgnoreComment | undefined {
  if (text === "dockerfile-utils: ignore")
    return { tool: "dockerfile-utils", reach: "adjacent", names: ["all"], reason: undefined };
  if (/\bdockerfile_lint[\s=-]+ignore/.test(text))
    return { tool: "dockerfile_lint", reach: "next", names: ["all"], reason: undefined };
  return undefined;
}

/** https://github.com/zavoloklom/docker-compose-linter/blob/main/docs/configuration-comments.md */
function dclint(text: string): IgnoreComment | undefined {
  const [, kind, list = ""] = /^dclint\s+disable(-line|-file)?(?:\s+([\w\s,-]*))?$/.exec(text) ?? [];
  if (!/^dclint\s+disable/.test(text)) return undefined;
  const given = list.split(/[\s,]+/).filter((it) => it !== "");
  const reach = kind === "-line" ? "line" : "file-top";
  return { tool: "dclint", reach, names: given.length === 0 ? ["all"] : given, reason: undefined };
}

function names(list: string): string[] {
  return list
    .split(",")
    .map((it) => it.trim())
    .filter((it) => it !== "");
}

/** A reason is what is left behind dashes, colons and the like. */
function words(text: string | undefined): string | undefined {
  const trimmed = text?.replace(/^[\s#:;–—-]+/, "").trim();
  return trimmed === "" ? undefined : trimmed;
}

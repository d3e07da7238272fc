import { defineRule, type Finding, type Fix, type Rule, type Severity } from "../../linter/rule.js";
import type { ShellComment } from "../../project/shellcheck.js";
import type { Dockerfile } from "../../syntax/dockerfile/model.js";
import { parseShell } from "../../syntax/shell/parse.js";
import { applyEdits, type TextEdit } from "../../text/edits.js";
import type { Span } from "../../text/span.js";
import { dockerfile } from "../../text/tags.js";
import { firstLine } from "../../transforms/run-edit.js";
import { type RunJob, runJobs } from "../../transforms/shellcheck-jobs.js";

export default defineRule({
  name: "shellcheck",
  language: "dockerfile",
  category: "correctness",
  severity: "warning",
  profiles: ["recommended", "hadolint"],
  summary: "ShellCheck finds fault with the shell text of a RUN.",
  why: [
    "ShellCheck knows the shell better than any other program.",
    "Drydock asks it where it is installed: the editor in trusted workspaces, the command line with `--shellcheck`.",
    "What a rule of Drydock covers is left to that rule, and ShellCheck's own severities count: its `style` is a hint.",
    "`# drydock ignore=shellcheck:SC2034`, `# hadolint ignore=SC2034` and `# shellcheck disable=SC2034` silence one kind of finding.",
    "In `.drydock.yaml`, `shellcheck:SC2034: off` under `rules` does so for the project.",
  ],
  references: ["https://www.shellcheck.net/wiki/", "https://github.com/koalaman/shellcheck"],
  fix: "unsafe",

  *check(file, { project, rules }) {
    if (!project.shellCheck) return;
    const covered = coveredBy(rules);
    for (const job of runJobs(file, project)) {
      const comments = project.shellCheck(job.job) ?? [];
      const seen = new Set<string>();
      for (const comment of withoutEchoes(comments)) {
        const key = `${comment.code} ${comment.span.start}`;
        if (covered.has(comment.code) || isOutOfPlace(comment, job) || seen.has(key)) continue;
        seen.add(key);
        yield findingOf(comment, job, file);
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM debian:13-slim
        RUN VERSION=1.2 && echo $(( $N + 1 )) > /next
            ^^^^^^^ VERSION appears unused. (SC2034)
                                    ^ $ is unnecessary here. (SC2004)
      `,
      good: dockerfile`
        FROM debian:13-slim
        RUN VERSION=1.2 && echo $(( N + 1 )) > /next
      `,
      shellComments: {
        "VERSION=1.2 && echo $(( $N + 1 )) > /next": [
          comment("SC2034", "warning", "VERSION appears unused.", { start: 0, end: 7 }),
          comment("SC2004", "style", "$ is unnecessary here.", { start: 24, end: 25 }, ""),
        ],
        "VERSION=1.2 && echo $(( N + 1 )) > /next": [
          comment("SC2034", "warning", "VERSION appears unused.", { start: 0, end: 7 }),
        ],
      },
    },
    {
      title: "what cannot be known from the Dockerfile is not reported",
      good: dockerfile`
        FROM registry.example.com/base
        RUN . /etc/profile.d/a.sh && echo "$name"
      `,
      shellComments: {
        '. /etc/profile.d/a.sh && echo "$name"': [
          comment("SC1091", "info", "Not following.", { start: 2, end: 21 }),
          comment("SC2154", "warning", "name is not assigned.", { start: 31, end: 36 }),
        ],
      },
    },
  ],
});

/** For the examples. */
function comment(code: string, level: ShellComment["level"], message: string, span: Span, newText?: string): ShellComment {
  return { code, level, message, span, edits: newText === undefined ? undefined : [{ span, newText }] };
}

const coveredCodes = new WeakMap<readonly Rule[], ReadonlySet<string>>();

/** The codes that a rule of Drydock stands for: it has better words, and is silent where it means to be. */
function coveredBy(rules: readonly Rule[]): ReadonlySet<string> {
  let codes = coveredCodes.get(rules);
  if (!codes) {
    const aliases = rules.flatMap((rule) => rule.aliases ?? []).filter((it) => it.startsWith("shellcheck:"));
    coveredCodes.set(rules, (codes = new Set(aliases.map((it) => it.slice("shellcheck:".length)))));
  }
  return codes;
}

/** About `#!` lines, which a RUN has none of; line ends, which the builder takes; files that are not there to follow; and `ash`. */
const meaningless: ReadonlySet<string> = new Set(
  "SC1008 SC1017 SC1071 SC1082 SC1090 SC1091 SC1113 SC1114 SC1115 SC1128 SC2096 SC2148 SC2187 SC2239".split(" "),
);

/** That a variable is not set: a base image may do it. */
const aboutVariables: ReadonlySet<string> = new Set(["SC2153", "SC2154"]);

function isOutOfPlace({ code, span }: ShellComment, { knowsVariables, job: { text } }: RunJob): boolean {
  if (meaningless.has(code) || (aboutVariables.has(code) && !knowsVariables)) return true;
  // `A= B=c` sets both, and is meant to.
  if (code === "SC1007") return /^\s*\w+=/.test(text.slice(span.end));
  // `chmod =755` is no assignment.
  return code === "SC2283" && /\bchmod\s+(?:-\S+\s+)*$/.test(text.slice(0, span.start));
}

/** Where it gives up, ShellCheck says so in several ways: one is enough. */
function withoutEchoes(comments: readonly ShellComment[]): readonly ShellComment[] {
  const gaveUp = (code: string): boolean => /^SC10(?:09|72|73)$/.test(code);
  const others = comments.filter(({ code }) => !gaveUp(code));
  const explained = others.some(({ code, level }) => level === "error" && code.startsWith("SC1"));
  return explained ? others : comments.filter(({ code }) => code !== "SC1009" && code !== "SC1073");
}

const levels: Readonly<Record<ShellComment["level"], Severity>> = {
  error: "error",
  warning: "warning",
  info: "info",
  style: "hint",
};

function findingOf(comment: ShellComment, job: RunJob, file: Dockerfile): Finding {
  const { code, level, message } = comment;
  const fix = fixOf(comment, job, file);
  return {
    span: shownSpan(comment.span, job, file.text),
    message: `${message} (${code})`,
    severity: levels[level],
    aliases: [`shellcheck:${code}`],
    page: `https://www.shellcheck.net/wiki/${code}`,
    ...profilesOf(code, job),
    ...(fix
      ? { fixes: [fix] }
      : { noFix: comment.edits ? "ShellCheck's repair does not fit here." : "ShellCheck has no repair for it." }),
  };
}

function profilesOf(code: string, { knowsShell }: RunJob): Pick<Finding, "profiles"> {
  // What the shell can do is known only where the image is.
  if (code.startsWith("SC3") && !knowsShell) return { profiles: ["hadolint"] };
  // `pip install name[extra]`: right, and nothing ever comes of it.
  return code === "SC2102" ? { profiles: ["all", "hadolint"] } : {};
}

/** The words on the first line; of an empty span, the word at it. */
function shownSpan(span: Span, { offset, job }: RunJob, text: string): Span {
  if (span.end > span.start) return firstLine(text, { start: offset + span.start, end: offset + span.end });
  const word = /^\S+/.exec(job.text.slice(span.start))?.[0];
  if (word !== undefined) return { start: offset + span.start, end: offset + span.start + word.length };
  const before = job.text.slice(0, span.start).trimEnd().length;
  return { start: offset + Math.max(0, before - 1), end: offset + Math.max(1, before) };
}

/**
 * Never more than unsafe: what it leaves is what the author most likely meant, which is not always what the shell did.
 * Undefined where it would reach into a comment or a continuation, or leave what the shell cannot read.
 */
function fixOf({ edits, code }: ShellComment, { offset, job, script }: RunJob, file: Dockerfile): Fix | undefined {
  if (!edits) return undefined;
  const own = edits.map(({ span, newText }): TextEdit => {
    return { span: { start: offset + span.start, end: offset + span.end }, newText };
  });
  const fits = own.every(({ span, newText }, i) => {
    const seen = job.text.slice(edits[i]!.span.start, edits[i]!.span.end);
    // A backslash may be that of a continuation.
    const escapes = seen.includes("\\") || newText.includes("\\") || newText.includes(file.escape);
    return file.text.slice(span.start, span.end) === seen && !/[\r\n]/.test(newText) && !escapes;
  });
  if (!fits) return undefined;
  const problems = parseShell(applyEdits(job.text, edits), (it) => it).problems.length;
  if (problems > script.problems.length) return undefined;
  return { title: titleOf(own, file.text, code), applicability: "unsafe", edits: own };
}

function titleOf(edits: readonly TextEdit[], text: string, code: string): string {
  // With the whole words at both ends.
  const start = edits[0]!.span.start - /\S*$/.exec(text.slice(0, edits[0]!.span.start))![0].length;
  const end = edits.at(-1)!.span.end + /^\S*/.exec(text.slice(edits.at(-1)!.span.end))![0].length;
  const shifted = edits.map(({ span, newText }) => ({ span: { start: span.start - start, end: span.end - start }, newText }));
  const after = applyEdits(text.slice(start, end), shifted).trim();
  if (after === "") return `Remove '${text.slice(start, end)}'`;
  return after.length > 60 || after.includes("\n") ? `Repair as ShellCheck proposes (${code})` : `Write '${after}'`;
}

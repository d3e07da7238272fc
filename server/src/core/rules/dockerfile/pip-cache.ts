import { pipInstall } from "../../knowledge/pip.js";
import { hasFlag, plainCommand } from "../../knowledge/plain-commands.js";
import { parity } from "../../linter/parity.js";
import { defineRule, type Fix } from "../../linter/rule.js";
import type { Project } from "../../project/project.js";
import { shippedStages } from "../../project/shipped-stages.js";
import { isRootName } from "../../project/stage-facts.js";
import type { Dockerfile, RunInstruction, Stage } from "../../syntax/dockerfile/model.js";
import { type StageState, stateBefore } from "../../syntax/dockerfile/timeline.js";
import type { ShellWord } from "../../syntax/shell/model.js";
import { type CommandLine, commandLines } from "../../syntax/shell/query.js";
import { insertAt } from "../../text/edits.js";
import { dockerfile } from "../../text/tags.js";
import { allowsMounts, firstLine, insertMounts, mountTargets, type RunPlace, runsOf } from "../../transforms/run-edit.js";

const aliases = ["hadolint:DL3042", "kics:Pip install Keeping Cached Packages", "semgrep:missing-pip-no-cache-dir"];

export default defineRule({
  name: "pip-cache",
  language: "dockerfile",
  category: "size",
  severity: "info",
  profiles: ["recommended", "hadolint"],
  severities: { hadolint: "warning" },
  summary: "`pip install` keeps its cache in the layer.",
  why: [
    "pip keeps every download and every wheel it built under `~/.cache/pip`; in an image nobody uses them again.",
    "A cache mount keeps them out of the image and makes the next build faster.",
    "In a stage whose files do not reach the image it only takes room on the builder, so it is a hint there.",
  ],
  references: ["https://pip.pypa.io/en/stable/topics/caching/", "https://docs.docker.com/build/cache/optimize/#use-cache-mounts"],
  aliases,
  covers: ["pip-no-cache"],
  fix: "safe",
  crossFile: true,
  onbuild: true,

  *check(file, { project }) {
    for (const place of runsOf(file)) {
      const { run, stage, index } = place;
      const lines = commandLines(run.command);
      let state: StageState | undefined;
      for (const [i, line] of lines.entries()) {
        const install = pipInstall(line);
        if (!install) continue;
        state ??= stateBefore(stage, index, file.escape);
        const removed = lines.some((it, k) => (k < i && setsCache(it)) || (k > i && clearsCache(it)));
        const ours = !decides(line) && !removed && !isSetBefore(file, place, state) && !hasMount(place, state);
        const judged = parity(ours, hadolintReports(line, run, state), aliases);
        if (!judged) continue;
        const command = [line.program, ...(install.module ? ["-m pip"] : []), "install"].join(" ");
        yield {
          span: firstLine(file.text, { start: line.programSpan.start, end: install.verb.span.end }),
          message: `'${command}' keeps its downloads in this layer; add --no-cache-dir, or a cache mount.`,
          ...judged,
          ...(shippedStages(file, project).has(stage) ? {} : { severity: "hint" }),
          fixes: fixesOf(file, place, install.verb, state, project),
        };
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM python:3.13-slim
        COPY requirements.txt .
        RUN pip install -r requirements.txt
            ^^^^^^^^^^^ 'pip install' keeps its downloads in this layer; add --no-cache-dir, or a cache mount.
      `,
      good: dockerfile`
        FROM python:3.13-slim
        COPY requirements.txt .
        RUN pip install --no-cache-dir -r requirements.txt
      `,
    },
    {
      title: "as a module, by path, in a heredoc, in the exec form",
      bad: dockerfile`
        FROM python:3.13-slim
        RUN python3 -m pip install --upgrade pip && /venv/bin/pip3.13 --quiet install flask
            ^^^^^^^^^^^^^^^^^^^^^^ 'python3 -m pip install' keeps its downloads in this layer; add --no-cache-dir, or a cache mount.
                                                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 'pip3.13 install' keeps its downloads in this layer; add --no-cache-dir, or a cache mount.
        RUN <<EOF
        pip install gunicorn
        ^^^^^^^^^^^ 'pip install' keeps its downloads in this layer; add --no-cache-dir, or a cache mount.
        EOF
        RUN ["pip", "install", "celery"]
             ^^^^^^^^^^^^^^^^ 'pip install' keeps its downloads in this layer; add --no-cache-dir, or a cache mount.
      `,
      good: dockerfile`
        FROM python:3.13-slim
        RUN python3 -m pip install --no-cache-dir --upgrade pip && /venv/bin/pip3.13 --quiet install --no-cache-dir flask
        RUN <<EOF
        pip install --no-cache-dir gunicorn
        EOF
        RUN ["pip", "install", "--no-cache-dir", "celery"]
      `,
    },
    {
      title: "no cache by option or variable",
      good: dockerfile`
        FROM python:3.13-slim AS one
        RUN pip --no-cache-dir install flask && PIP_NO_CACHE_DIR=1 pip install gunicorn
        FROM one AS two
        ENV PIP_NO_CACHE_DIR=off
        FROM two
        RUN pip install celery
      `,
    },
    {
      title: "a cache that is mounted, put elsewhere or removed",
      good: dockerfile`
        FROM python:3.13-slim
        RUN --mount=type=cache,target=/root/.cache/pip pip install flask
        RUN --mount=type=cache,target=/root/.cache pip install flask
        RUN pip install --cache-dir=/tmp/pip flask && rm -rf /tmp/pip
        RUN pip install flask && rm -rf ~/.cache
        RUN pip install flask && pip cache purge
      `,
    },
    {
      title: "another program with a cache of its own",
      good: dockerfile`
        FROM python:3.13-slim
        RUN uv pip install --system flask
        RUN pipx install poetry
      `,
    },
  ],
});

/** hadolint looks for the option, the variable and the mount; what is removed again counts as kept. */
function hadolintReports(line: CommandLine, run: RunInstruction, state: StageState): boolean {
  const command = plainCommand(line);
  const words = command.words.map(({ value }) => value);
  const { name } = command;
  const isPip = name !== undefined && /^pip(?!env|x)/.test(name);
  const isModule = name?.startsWith("python") === true && words.some((it, i) => it === "-m" && words[i + 1] === "pip");
  if ((!isPip && !isModule) || !words.includes("install") || hasFlag(command, "no-cache-dir")) return false;
  if (/^(1|true|on|yes|y)$/i.test(state.env.get("PIP_NO_CACHE_DIR")?.value ?? "")) return false;
  return !mountTargets(run, ["cache", "tmpfs"]).some((target) => target.endsWith(".cache/pip"));
}

/** pip takes options shortened: `--no-cache` is `--no-cache-dir`. */
function decides({ arguments: words, shell }: CommandLine): boolean {
  return (
    words.some(
      ({ value, dynamic }) =>
        /^--no-cache|^--cache-dir/.test(value) || (dynamic && /^"?\$\{?\w*(PIP|OPT|FLAG|ARG)\w*\}?"?$/i.test(value)),
    ) ||
    (shell?.assignments ?? []).some(({ value }) => setsVariable(value)) ||
    words.some(({ value }) => value === "--version" || value === "--help")
  );
}

/** pip reads any value as "no cache", even `off`; only an empty one counts as unset. */
function setsVariable(assignment: string): boolean {
  return /^(PIP_NO_CACHE_DIR|PIP_CACHE_DIR)=./.test(assignment);
}

function setsCache(line: CommandLine): boolean {
  const text = line.arguments.map(({ value }) => value);
  if (line.program === undefined) return (line.shell?.assignments ?? []).some(({ value }) => setsVariable(value));
  if (line.program === "export") return text.some(setsVariable);
  return /^pip[\d.]*$/.test(line.program) && text[0] === "config" && text.some((it) => it.includes("cache"));
}

function clearsCache(line: CommandLine): boolean {
  const text = line.arguments.map(({ value }) => value).join(" ");
  if (/^(rm|find|sh|bash)$/.test(line.program ?? "")) return /\.cache|\/root(\/\*)?(\s|$)|\$/.test(text);
  return /\bcache (purge|remove)\b/.test(text);
}

/** True where the stage sets it before, or copies a configuration of pip that may. */
function isSetBefore(file: Dockerfile, { stage, index }: RunPlace, state: StageState): boolean {
  for (const name of ["PIP_NO_CACHE_DIR", "PIP_CACHE_DIR"]) {
    if (state.env.has(name) && state.env.get(name)!.value !== "") return true;
    const argument = state.args.get(name);
    if (argument !== undefined && argument !== null && argument !== "") return true;
  }
  for (let it: Stage | undefined = stage, end = index; it; it = it.base, end = it?.instructions.length ?? 0) {
    for (const earlier of it.instructions.slice(0, end)) {
      if (earlier.keyword !== "RUN" && earlier.keyword !== "COPY" && earlier.keyword !== "ADD") continue;
      const text = file.text.slice(earlier.argumentsSpan.start, earlier.span.end);
      if (
        earlier.keyword === "RUN"
          ? /no[-_]cache[-_]dir\s*[= ]|pip\.conf/.test(text) && /pip3? config|pip\.conf/.test(text)
          : /pip\.conf|\/\.?(config\/)?pip\/?\s*$/.test(text)
      )
        return true;
    }
  }
  return false;
}

function hasMount({ run }: RunPlace, state: StageState): boolean {
  const own = [state.env.get("PIP_CACHE_DIR")?.value, state.env.get("XDG_CACHE_HOME")?.value];
  return mountTargets(run, ["cache", "tmpfs"]).some(
    (target) => target.includes("$") || /\/\.cache(\/pip)?$|^\/root$/.test(target) || own.includes(target),
  );
}

function fixesOf(file: Dockerfile, { run, stage }: RunPlace, verb: ShellWord, state: StageState, project: Project): Fix[] {
  const text = run.command.kind === "exec" ? ', "--no-cache-dir"' : " --no-cache-dir";
  const fixes: Fix[] = [{ title: "Add --no-cache-dir", applicability: "safe", edits: [insertAt(verb.span.end, text)] }];
  const home = homeOf(file, stage, state, project);
  if (home !== undefined && allowsMounts(file)) {
    fixes.push({
      title: "Keep the cache in a cache mount",
      applicability: "unsafe",
      edits: [insertMounts(run, [`type=cache,target=${home}/.cache/pip`])],
    });
  }
  return fixes;
}

/** A cache mount belongs to root, so only root's pip can use it; undefined where the user is another one or not known. */
function homeOf(file: Dockerfile, stage: Stage, state: StageState, project: Project): string | undefined {
  const user = state.user ? state.user.argument?.text.split(":")[0] : project.factsOf(stage, file).image?.user;
  return user !== undefined && isRootName(user) && !state.env.has("HOME") ? "/root" : undefined;
}

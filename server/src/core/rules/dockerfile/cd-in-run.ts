import { imageWorkdir } from "../../knowledge/workdirs.js";
import { defineRule, type Finding } from "../../linter/rule.js";
import type { Project } from "../../project/project.js";
import type { Dockerfile, Instruction, RunInstruction, Stage } from "../../syntax/dockerfile/model.js";
import { normalize, stateBefore } from "../../syntax/dockerfile/timeline.js";
import { type CommandLine, commandLines } from "../../syntax/shell/query.js";
import { remove, replace, type TextEdit } from "../../text/edits.js";
import { dockerfile } from "../../text/tags.js";
import { insertAfter, insertBefore, keywordLike } from "../../transforms/dockerfile-edit.js";
import { firstLine } from "../../transforms/run-edit.js";

export default defineRule({
  name: "cd-in-run",
  language: "dockerfile",
  category: "maintainability",
  severity: "hint",
  profiles: ["recommended", "hadolint"],
  severities: { hadolint: "warning" },
  summary: "A RUN begins with `cd` where WORKDIR would say it.",
  why: [
    "`cd` ends with its RUN: alone it does nothing, and the next instruction is where it was before.",
    "WORKDIR says the directory once, for all that follows, and creates it.",
    "A `cd` in the middle of a RUN, into `/tmp` or into a directory that the RUN itself creates is good style: only the profile `hadolint` reports it.",
  ],
  references: [
    "https://docs.docker.com/build/building/best-practices/#workdir",
    "https://docs.docker.com/reference/dockerfile/#workdir",
  ],
  aliases: [
    "hadolint:DL3003",
    "trivy:DS-0013",
    "kics:RUN Instruction Using 'cd' Instead of WORKDIR",
    "sonar:S6597",
    "semgrep:use-workdir",
    "tally:hadolint/DL3003",
  ],
  covers: ["cd-instead-of-workdir"],
  fix: "safe",

  *check(file, { project }) {
    for (const stage of file.stages) {
      for (const run of stage.instructions) {
        if (run.keyword !== "RUN") continue;
        const finding = plainCd(file, stage, run, project) ?? anyCd(file, run);
        if (finding) yield finding;
      }
    }
  },

  examples: [
    {
      title: "the directory is the working directory already",
      bad: dockerfile`
        FROM python:3.13-slim
        WORKDIR /app
        RUN cd /app && pip install -r requirements.txt && \
            ^^^^^^^ The working directory is '/app' already: this 'cd' changes nothing.
            python -m compileall .
      `,
      good: dockerfile`
        FROM python:3.13-slim
        WORKDIR /app
        RUN pip install -r requirements.txt && \
            python -m compileall .
      `,
    },
    {
      title: "a 'cd' alone",
      bad: dockerfile`
        FROM node:22-slim
        RUN cd /app
            ^^^^^^^ 'cd /app' has no effect: it ends with this RUN; use WORKDIR.
        RUN npm ci
      `,
      good: dockerfile`
        FROM node:22-slim
        WORKDIR /app
        RUN npm ci
      `,
    },
    {
      title: "what follows stays where it was",
      bad: dockerfile`
        FROM node:22-slim
        WORKDIR /srv
        COPY . .
        # the bundle
        RUN cd web \
            ^^^^^^ This RUN begins with 'cd web': WORKDIR /srv/web before it says that more plainly.
         && npm ci \
         # needs all of it
         && npm run build
        CMD ["node", "server.js"]
      `,
      good: dockerfile`
        FROM node:22-slim
        WORKDIR /srv
        COPY . .
        WORKDIR /srv/web
        # the bundle
        RUN npm ci \
         # needs all of it
         && npm run build
        WORKDIR /srv
        CMD ["node", "server.js"]
      `,
    },
    {
      title: "nothing to go back to where a WORKDIR follows",
      bad: dockerfile`
        from registry.example.com/base:3
        run cd /opt/tool; make install
            ^^^^^^^^^^^^ This RUN begins with 'cd /opt/tool': WORKDIR /opt/tool before it says that more plainly.
        env MODE=production
        workdir /app
      `,
      good: dockerfile`
        from registry.example.com/base:3
        workdir /opt/tool
        run make install
        env MODE=production
        workdir /app
      `,
    },
    {
      title: "no fix where the directory to go back to is not known",
      bad: dockerfile`
        FROM registry.example.com/base:3
        RUN cd /opt/tool && make install
            ^^^^^^^^^^^^ This RUN begins with 'cd /opt/tool': WORKDIR /opt/tool before it says that more plainly.
        CMD ["./start"]
      `,
    },
    {
      title: "good uses of cd: reported in the profile `hadolint` only",
      bad: dockerfile`
        FROM debian:13-slim
        RUN git clone https://example.com/tool.git && cd tool && make
                                                      ^^^^^^^ 'cd tool' holds for the rest of this RUN only; WORKDIR would hold for what follows, too.
        RUN cd /tmp && wget https://example.com/a.tar.gz && tar xf a.tar.gz
            ^^^^^^^ 'cd /tmp' holds for the rest of this RUN only; WORKDIR would hold for what follows, too.
        RUN (cd /opt/a && make) && (cd /opt/b && make)
             ^^^^^^^^^ 'cd /opt/a' holds for the rest of this RUN only; WORKDIR would hold for what follows, too.
        RUN cd "$HOME/x" && make
            ^^^^^^^^^^^^ 'cd "$HOME/x"' holds for the rest of this RUN only; WORKDIR would hold for what follows, too.
      `,
    },
    {
      good: dockerfile`
        FROM debian:13-slim
        WORKDIR /opt/a
        RUN make && echo cd
      `,
    },
  ],
});

/** A `cd` that WORKDIR could replace, or that does nothing. */
function plainCd(file: Dockerfile, stage: Stage, run: RunInstruction, project: Project): Finding | undefined {
  if (run.command.kind !== "shell" || run.heredocs.length > 0) return undefined;
  const lines = commandLines(run.command);
  const [first, second] = lines;
  const target = first?.program === "cd" ? first.arguments[0] : undefined;
  if (!first?.shell || !target || target.dynamic || first.arguments.length > 1 || first.shell.within.length > 0) return undefined;
  if (/^[~-]|^\/(var\/)?tmp(\/|$)/.test(target.value)) return undefined;
  const alone = lines.length === 1 && first.shell.node.redirects.length === 0;
  const joined = second?.shell?.list === first.shell.list && ["&&", ";"].includes(second.shell.joined);
  // More than one `cd`, and no WORKDIR could take their place.
  if (!alone && (!joined || second!.shell!.pipe !== "none" || lines.slice(1).some(movesOn))) return undefined;
  return {
    span: firstLine(file.text, first.span),
    ...judge(file, stage, run, target.value, alone ? undefined : second!, first, project),
  };
}

/** Any other `cd`: good style mostly, yet reported by hadolint. */
function anyCd(file: Dockerfile, run: RunInstruction): Finding | undefined {
  const cd = commandLines(run.command).find(({ program, shell }) => program === "cd" && (!shell || shell.name === "cd"));
  if (!cd) return undefined;
  const span = firstLine(file.text, cd.span);
  return {
    span,
    message: `'${file.text.slice(span.start, span.end)}' holds for the rest of this RUN only; WORKDIR would hold for what follows, too.`,
    profiles: ["hadolint"],
    noFix: "The directory belongs to a part of this RUN only, or is not known before it: no WORKDIR can take its place.",
  };
}

/** True for a command that changes the directory, or may. */
function movesOn({ program, arguments: words }: CommandLine): boolean {
  return (
    program === undefined ||
    /^(cd|pushd|popd|source|\.|eval)$/.test(program) ||
    words.some(({ value }) => value === "-" && program === "cd")
  );
}

type Judgement = Pick<Finding, "message" | "severity" | "fixes" | "noFix">;

function judge(
  file: Dockerfile,
  stage: Stage,
  run: RunInstruction,
  target: string,
  rest: CommandLine | undefined,
  cd: CommandLine,
  project: Project,
): Judgement {
  const state = stateBefore(stage, run.index, file.escape);
  const current = state.workdir ?? (state.workdirInstruction ? undefined : imageWorkdir(project.factsOf(stage, file).image));
  const directory = target.startsWith("/") ? normalize(target) : current && normalize(`${current}/${target}`);
  const keyword = keywordLike(file, "WORKDIR");
  if (!rest) return alone(target, directory, current, run, keyword);
  const message = `This RUN begins with 'cd ${target}': WORKDIR ${directory ?? target} before it says that more plainly.`;
  const between = file.text.slice(cd.span.end, rest.span.start);
  if (/#/.test(between)) return { message, noFix: "A comment stands between the 'cd' and the next command." };
  const cut = remove({ start: cd.span.start, end: rest.span.start });
  if (directory !== undefined && directory === current) {
    return {
      message: `The working directory is '${current}' already: this 'cd' changes nothing.`,
      fixes: [{ title: `Remove 'cd ${target}'`, applicability: "safe", edits: [cut] }],
    };
  }
  if (directory === undefined)
    return { message, noFix: "The working directory here is not known, so the absolute path is not either." };
  const edits: TextEdit[] = [insertBefore(file, run, [`${keyword} ${directory}`]), cut];
  if (needsOldDirectory(file, stage, run.index)) {
    if (current === undefined) return { message, noFix: "What follows needs the old working directory, which is not known." };
    edits.push(insertAfter(file, run, [`${keyword} ${current}`]));
  }
  return { message, fixes: [{ title: `Use WORKDIR ${directory}`, applicability: "unsafe", edits }] };
}

function alone(
  target: string,
  directory: string | undefined,
  current: string | undefined,
  run: RunInstruction,
  keyword: string,
): Judgement {
  const message = `'cd ${target}' has no effect: it ends with this RUN; use WORKDIR.`;
  const path = directory ?? target;
  if (/\s/.test(path) || run.flags.length > 0 || (directory === undefined && current === undefined && !target.startsWith("/"))) {
    return { message, severity: "warning", noFix: "The path cannot be taken over as it stands." };
  }
  const edits = [replace({ start: run.keywordSpan.start, end: run.argumentsSpan.end }, `${keyword} ${path}`)];
  return { message, severity: "warning", fixes: [{ title: `Use WORKDIR ${path}`, applicability: "unsafe", edits }] };
}

/** True where anything behind a RUN rests on the directory: always the end of a stage, unless a plain WORKDIR comes first. */
function needsOldDirectory(file: Dockerfile, stage: Stage, index: number): boolean {
  for (const instruction of stage.instructions.slice(index + 1)) {
    if (instruction.keyword === "WORKDIR" && instruction.argument?.text.startsWith("/")) return false;
    if (restsOnDirectory(instruction)) return true;
  }
  return isLastOrBase(file, stage);
}

function restsOnDirectory({ keyword }: Instruction): boolean {
  return !["ENV", "ARG", "LABEL", "EXPOSE", "USER", "SHELL", "STOPSIGNAL", "VOLUME", "MAINTAINER"].includes(keyword);
}

/** A stage whose end nobody starts from has no directory to keep. */
function isLastOrBase(file: Dockerfile, stage: Stage): boolean {
  return stage.isLast || file.stages.some(({ base }) => base === stage);
}

import { defineRule } from "../../linter/rule.js";
import { isRootName } from "../../project/stage-facts.js";
import type { Dockerfile } from "../../syntax/dockerfile/model.js";
import { stateBefore } from "../../syntax/dockerfile/timeline.js";
import { replace } from "../../text/edits.js";
import { lineEnd } from "../../text/line-index.js";
import { dockerfile } from "../../text/tags.js";
import { wholeSpan } from "../../transforms/dockerfile-edit.js";
import { firstLine, isDockerFrontend, runsOf } from "../../transforms/run-edit.js";

export default defineRule({
  name: "file-made-by-echo",
  language: "dockerfile",
  category: "maintainability",
  severity: "hint",
  profiles: ["all"],
  summary: "A RUN writes a file by echo that COPY could write from a heredoc.",
  why: [
    "A heredoc shows the file as it will be, without quotes and escapes, and needs no shell in the image.",
    "It needs the Dockerfile syntax 1.4, which every BuildKit since 2022 has.",
  ],
  references: ["https://docs.docker.com/reference/dockerfile/#here-documents"],
  aliases: ["tally:tally/prefer-copy-heredoc"],
  covers: ["file-created-by-run-echo"],
  fix: "unsafe",

  *check(file) {
    if (!allowsHeredocs(file)) return;
    for (const { run, stage, index } of runsOf(file)) {
      if (run.isTrigger || run.flags.length > 0 || run.heredocs.length > 0 || run.command.kind !== "shell" || !run.command.script)
        continue;
      const written = writtenFile(run.argumentsText);
      if (!written || file.comments.some(({ span }) => span.start >= run.span.start && span.end <= run.span.end)) continue;
      const { user } = stateBefore(stage, index, file.escape);
      const owner = user?.argument?.text;
      const chown = owner === undefined || isRootName(owner.split(":")[0]!) ? "" : ` --chown=${owner}`;
      const end = lineEnd(file.text);
      const keyword = file.text.slice(run.keywordSpan.start, run.keywordSpan.end) === "run" ? "copy" : "COPY";
      const text = [`${keyword}${chown} <<EOF ${written.path}`, ...written.lines, "EOF"].join(end);
      yield {
        span: firstLine(file.text, run.argumentsSpan),
        message: `This writes '${written.path}' through the shell. A heredoc of COPY shows the file as it will be.`,
        fixes: [{ title: "Use COPY with a heredoc", applicability: "unsafe", edits: [replace(wholeSpan(file, run), text)] }],
      };
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM debian:13-slim
        RUN echo 'listen = "0.0.0.0"' > /etc/app.conf
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ This writes '/etc/app.conf' through the shell. A heredoc of COPY shows the file as it will be.
        USER app
        RUN echo "[a]" > /home/app/a.ini \
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ This writes '/home/app/a.ini' through the shell. A heredoc of COPY shows the file as it will be.
         && echo "b=1" >> /home/app/a.ini
      `,
      good: dockerfile`
        FROM debian:13-slim
        COPY <<EOF /etc/app.conf
        listen = "0.0.0.0"
        EOF
        USER app
        COPY --chown=app <<EOF /home/app/a.ini
        [a]
        b=1
        EOF
      `,
    },
    {
      title: "variables, escapes, something added to a file, more than that",
      good: dockerfile`
        FROM debian:13-slim
        RUN echo "v=$VERSION" > /etc/v && ls
        RUN echo "a" >> /etc/hosts
        RUN echo -e "a\nb" > /etc/c
        RUN echo "$HOME" > /etc/d
        RUN echo a > /etc/e && chmod 600 /etc/e
      `,
    },
  ],
});

function allowsHeredocs({ directives }: Dockerfile): boolean {
  const syntax = directives.find(({ name }) => name === "syntax")?.value;
  return syntax === undefined || (isDockerFrontend(syntax) && !/:1\.[0-3](?:\D|$)/.test(syntax));
}

interface WrittenFile {
  readonly path: string;
  readonly lines: readonly string[];
}

/** A chain of echos that writes one file from its beginning, with text that no shell changes. */
function writtenFile(text: string): WrittenFile | undefined {
  let path: string | undefined;
  const lines: string[] = [];
  for (const [i, part] of text
    .trim()
    .split(/\s*&&\s*/)
    .entries()) {
    const match = /^echo\s+(?:"([^"$`\\]*)"|'([^'$`\\]*)'|([\w./=:-]+))\s*(>>?)\s*(\/?[\w.-]+(?:\/[\w.-]+)*)$/.exec(part);
    if (!match) return undefined;
    const [, double, single, bare, sign, target] = match;
    if ((i === 0) !== (sign === ">") || (path !== undefined && path !== target) || target!.startsWith("/dev/")) return undefined;
    if (bare?.startsWith("-")) return undefined;
    path = target!;
    lines.push(double ?? single ?? bare!);
  }
  return path === undefined || lines.includes("EOF") ? undefined : { path, lines };
}

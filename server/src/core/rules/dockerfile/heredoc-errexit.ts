import { defineRule } from "../../linter/rule.js";
import { stateBefore } from "../../syntax/dockerfile/timeline.js";
import type { ShellCommand } from "../../syntax/shell/model.js";
import { insertAt } from "../../text/edits.js";
import { lineEnd } from "../../text/line-index.js";
import { dockerfile } from "../../text/tags.js";
import { nextLineStart } from "../../transforms/dockerfile-edit.js";
import { runsOf } from "../../transforms/run-edit.js";

export default defineRule({
  name: "heredoc-errexit",
  language: "dockerfile",
  category: "correctness",
  severity: "warning",
  profiles: ["recommended"],
  summary: "A RUN with a heredoc goes on after a command that fails.",
  why: [
    "The shell that Docker starts has no `-e`: only the result of the last command counts, so a failed download or install goes unnoticed.",
    "`set -e` on the first line stops at the first failure, as `&&` does between commands.",
  ],
  references: [
    "https://docs.docker.com/reference/dockerfile/#here-documents",
    "https://docs.docker.com/build/building/best-practices/#using-pipes",
  ],
  fix: "unsafe",
  onbuild: true,

  *check(file) {
    for (const { run, stage, index } of runsOf(file)) {
      const heredoc = run.heredocs[0];
      const form = run.command;
      if (
        !heredoc ||
        run.heredocs.length !== 1 ||
        form.kind !== "shell" ||
        form.span.start !== heredoc.bodySpan.start ||
        !form.script
      )
        continue;
      if (form.script.problems.length > 0) continue;
      const body = file.text.slice(heredoc.bodySpan.start, heredoc.bodySpan.end);
      if (/^\s*set\s+(?:-[a-z]*e|-\w+\s+-?\w*e|-o\s+errexit)|^#!.*\s-[a-z]*e|\bset -o errexit/m.test(body)) continue;
      const shell = stateBefore(stage, index, file.escape).shell?.command?.elements ?? [];
      if (shell.some(({ text }) => /^-[a-z]*e/.test(text) || text === "errexit")) continue;
      const ignored = ignoredCommand(form.script.commands);
      if (!ignored) continue;
      const first = /^#!/.test(body) ? nextLineStart(file.text, heredoc.bodySpan.start) : heredoc.bodySpan.start;
      const indent = /^[ \t]*/.exec(file.text.slice(first))![0];
      yield {
        span: heredoc.span,
        message: `'${ignored}' may fail unnoticed: only the last command of this heredoc counts. Begin it with 'set -e'.`,
        fixes: [
          { title: "Add set -e", applicability: "unsafe", edits: [insertAt(first, `${indent}set -e${lineEnd(file.text)}`)] },
        ],
      };
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM debian:13-slim
        RUN <<EOF
            ^^^^^ 'apt-get' may fail unnoticed: only the last command of this heredoc counts. Begin it with 'set -e'.
          apt-get update
          apt-get install -y curl
        EOF
        RUN <<-'END'
            ^^^^^^^^ 'make' may fail unnoticed: only the last command of this heredoc counts. Begin it with 'set -e'.
        #!/bin/bash
        make
        make install
        END
      `,
      good: dockerfile`
        FROM debian:13-slim
        RUN <<EOF
          set -e
          apt-get update
          apt-get install -y curl
        EOF
        RUN <<-'END'
        #!/bin/bash
        set -e
        make
        make install
        END
      `,
    },
    {
      title: "stops at errors, one command, all joined, another interpreter, a shell that stops",
      good: dockerfile`
        FROM debian:13-slim
        RUN <<EOF
        set -eux
        apt-get update
        apt-get install -y curl
        EOF
        RUN <<EOF
        echo start
        apt-get update && apt-get install -y curl
        EOF
        RUN <<EOF
        #!/usr/bin/env python3
        print("a")
        print("b")
        EOF
        SHELL ["/bin/bash", "-euo", "pipefail", "-c"]
        RUN <<EOF
        make
        make install
        EOF
      `,
    },
  ],
});

/** Commands that do not fail, or whose failure nobody minds. */
const harmless = /^(?:echo|printf|export|set|shopt|true|:|unset|cd|umask|alias|readonly|local)$/;

/** The first command that another one follows without `&&`. */
function ignoredCommand(commands: readonly ShellCommand[]): string | undefined {
  for (const [i, command] of commands.entries()) {
    const next = commands[i + 1];
    if (!next || !/\w/.test(command.name ?? "") || harmless.test(command.name!)) continue;
    if (command.within.some((it) => it !== "group")) continue;
    if (next.joined === ";" || (next.joined === "start" && next.list !== command.list && !next.within.includes("substitution"))) {
      return command.name;
    }
  }
  return undefined;
}

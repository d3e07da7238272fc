import type { Finding, Fix } from "../../linter/rule.js";
import { defineRule } from "../../linter/rule.js";
import { isDevelopment } from "../../project/final-stages.js";
import type { CmdInstruction, CommandForm, ShellForm, Stage } from "../../syntax/dockerfile/model.js";
import { endState } from "../../syntax/dockerfile/timeline.js";
import { hasPlaceholder } from "../../syntax/placeholders.js";
import type { ShellCommand, ShellWord } from "../../syntax/shell/model.js";
import { insertAt, replace, type TextEdit } from "../../text/edits.js";
import { dockerfile } from "../../text/tags.js";

export default defineRule({
  name: "shell-form-command",
  language: "dockerfile",
  category: "reliability",
  severity: "warning",
  profiles: ["recommended", "hadolint"],
  severities: { hadolint: "warning" },
  summary: "CMD or ENTRYPOINT is in shell form.",
  why: [
    "In shell form Docker starts `/bin/sh -c`, and the program is a child of that shell.",
    "The shell may not pass `SIGTERM` on: the container then is killed after the grace period instead of stopping cleanly.",
    "An ENTRYPOINT in shell form also ignores CMD and the arguments of `docker run`.",
    "The fix asks for confirmation, because it is not always without effect: the shell sets `PWD`, starts scripts that lack a `#!` line, and an entrypoint script sees other arguments.",
    "A command that begins with `exec` is left alone: it replaces the shell by the program.",
  ],
  references: [
    "https://docs.docker.com/reference/build-checks/json-args-recommended/",
    "https://docs.docker.com/reference/dockerfile/#shell-and-exec-form",
  ],
  aliases: [
    "hadolint:DL3025",
    "buildkit:JSONArgsRecommended",
    "kics:Not Using JSON In CMD And ENTRYPOINT Arguments",
    "sonar:S7019",
    "semgrep:prefer-json-notation",
    "tally:buildkit/JSONArgsRecommended",
  ],
  covers: ["exec-form"],
  fix: "unsafe",

  *check(file) {
    for (const stage of file.stages) {
      const state = endState(stage, file.escape);
      // Who writes SHELL means to use that shell.
      if (state.shell) continue;
      for (const keyword of ["ENTRYPOINT", "CMD"] as const) {
        const instruction = stage.instructions.findLast((it): it is CmdInstruction => it.keyword === keyword);
        const form = instruction?.command;
        // `[` begins a malformed array, which is another fault.
        if (
          form?.kind !== "shell" ||
          form.text === "" ||
          form.text.startsWith("[") ||
          hasPlaceholder(withoutQuoted(form.text)) ||
          !form.script ||
          form.script.problems.length > 0
        )
          continue;
        // A CMD behind an ENTRYPOINT in shell form never runs.
        if (keyword === "CMD" && state.entrypoint && !takesArguments(state.entrypoint.command)) continue;
        const finding = findingFor(instruction!, form, stage);
        if (finding) yield isDevelopment(file.uri, stage) ? { ...finding, severity: "hint" } : finding;
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM node:22
        CMD node server.js --title 'My app'
        ^^^ CMD is in shell form: a shell runs 'node', which may never see SIGTERM. Write a JSON array.
      `,
      good: dockerfile`
        FROM node:22
        CMD ["node", "server.js", "--title", "My app"]
      `,
    },
    {
      title: "keeps lines and comments",
      bad: dockerfile`
        FROM python:3.13-slim
        ENTRYPOINT gunicorn \
        ^^^^^^^^^^ ENTRYPOINT is in shell form: a shell runs 'gunicorn', which may never see SIGTERM. Write a JSON array.
            # all interfaces
            --bind 0.0.0.0:8000 \
            app:app
      `,
      good: dockerfile`
        FROM python:3.13-slim
        ENTRYPOINT ["gunicorn", \
            # all interfaces
            "--bind", "0.0.0.0:8000", \
            "app:app"]
      `,
    },
    {
      title: "a variable needs the shell, which exec replaces by the program",
      bad: dockerfile`
        FROM python:3.13-slim
        CMD uvicorn app:app --port $PORT
        ^^^ CMD is in shell form: a shell runs 'uvicorn', which may never see SIGTERM. Put exec before it.
      `,
      good: dockerfile`
        FROM python:3.13-slim
        CMD exec uvicorn app:app --port $PORT
      `,
    },
    {
      title: "the last command of a list takes the place of the shell",
      bad: dockerfile`
        FROM python:3.13-slim
        CMD python manage.py migrate && gunicorn app.wsgi
        ^^^ CMD is in shell form: a shell runs 'gunicorn', which may never see SIGTERM. Put exec before it.
      `,
      good: dockerfile`
        FROM python:3.13-slim
        CMD python manage.py migrate && exec gunicorn app.wsgi
      `,
    },
    {
      title: "a JSON array would make a dead CMD live",
      bad: dockerfile`
        FROM python:3.13-slim
        ENTRYPOINT python app.py
        ^^^^^^^^^^ ENTRYPOINT is in shell form: a shell runs 'python', and 'CMD ["--help"]' is ignored. Write a JSON array if CMD shall be its arguments.
        CMD ["--help"]
      `,
    },
    {
      title: "a pipe needs a shell that stays",
      bad: dockerfile`
        FROM alpine:3.22
        CMD /usr/bin/server | tee /var/log/server.log
        ^^^ CMD is in shell form: the shell stays process 1 and may not pass SIGTERM on. Move this into a script that ends with exec.
      `,
    },
    {
      title: "a mark in quotes is text",
      bad: dockerfile`
        FROM alpine:3.22
        CMD app --help-text "Usage: app <name>"
        ^^^ CMD is in shell form: a shell runs 'app', which may never see SIGTERM. Write a JSON array.
      `,
      good: dockerfile`
        FROM alpine:3.22
        CMD ["app", "--help-text", "Usage: app <name>"]
      `,
    },
    {
      title: "exec replaces the shell; SHELL is a choice; health checks and other instructions are not meant",
      good: dockerfile`
        FROM alpine:3.22 AS a
        RUN echo hello
        HEALTHCHECK CMD wget -q -O /dev/null http://127.0.0.1/
        CMD ["server"]
        FROM alpine:3.22 AS b
        ENTRYPOINT cd /srv && exec server --port $PORT
        FROM debian:13
        SHELL ["/bin/bash", "-c"]
        CMD server
      `,
    },
    {
      title: "Windows has other shells",
      good: dockerfile`
        FROM mcr.microsoft.com/windows/servercore:ltsc2022
        CMD app.exe
      `,
    },
  ],
});

/** What is quoted is an argument, and looks like a mark also in a message: `echo "Usage: run <name>"`. */
function withoutQuoted(text: string): string {
  return text.replace(/"(?:\\[\s\S]|[^"\\])*"|'[^']*'/g, "");
}

/** False for an entrypoint to which a CMD of several words means nothing: a shell form, or `["sh", "-c"]`. */
function takesArguments(entrypoint: CommandForm): boolean {
  return entrypoint.kind === "exec" && !/^-\w*c$/.test(entrypoint.elements.at(-1)?.text ?? "");
}

function findingFor(instruction: CmdInstruction, form: ShellForm, stage: Stage): Finding | undefined {
  const { keyword, keywordSpan } = instruction;
  const commands = form.script!.commands;
  const last = commands.findLast(({ within }) => within.length === 0);
  const start = `${keyword} is in shell form:`;
  if (last?.words[0]?.value === "exec") return undefined;
  const program = last?.words[0]?.text ?? commands.at(-1)?.words[0]?.text ?? form.text;
  const cmd =
    keyword === "ENTRYPOINT" ? stage.instructions.findLast((it): it is CmdInstruction => it.keyword === "CMD") : undefined;
  if (cmd) {
    const written = `CMD ${cmd.argumentsText}`;
    return {
      span: keywordSpan,
      message: `${start} a shell runs '${program}', and '${written}' is ignored. Write a JSON array if CMD shall be its arguments.`,
      noFix: "As a JSON array it would get the CMD of this stage as arguments, which the shell form ignores.",
    };
  }
  const words = plainWords(commands, form);
  if (words) {
    return {
      span: keywordSpan,
      message: `${start} a shell runs '${program}', which may never see SIGTERM. Write a JSON array.`,
      fixes: [{ title: "Write it as a JSON array", applicability: "unsafe", edits: arrayEdits(words) }],
    };
  }
  const fixes = last && execFixes(last, form);
  if (fixes)
    return {
      span: keywordSpan,
      message: `${start} a shell runs '${program}', which may never see SIGTERM. Put exec before it.`,
      fixes,
    };
  return {
    span: keywordSpan,
    message: `${start} the shell stays process 1 and may not pass SIGTERM on. Move this into a script that ends with exec.`,
    noFix: "The command needs a shell around it that stays.",
  };
}

/** Words of the shell's own that are no programs in every image. */
const builtins = new Set(
  (
    ". : [ [[ alias bg cd command eval exit export fg getopts hash jobs local read readonly return set shift " +
    "source times trap type ulimit umask unset wait"
  ).split(" "),
);

/** The words of a single command whose meaning does not depend on a shell. */
function plainWords(commands: readonly ShellCommand[], form: ShellForm): readonly ShellWord[] | undefined {
  const [command] = commands;
  if (!command || commands.length > 1 || command.within.length > 0 || command.assignments.length > 0) return undefined;
  const { words } = command;
  if (words.length === 0 || builtins.has(words[0]!.value) || words.some((word) => !isPlain(word))) return undefined;
  // Whatever else stands there (a redirection, `&`, `!`) is for the shell.
  const joined = words.map(({ text }) => text).join("");
  return squeezed(joined) === squeezed(form.text) ? words : undefined;
}

function isPlain({ text, dynamic }: ShellWord): boolean {
  const bare = text.replace(/'[^']*'|"(?:[^"\\]|\\.)*"|\\./gs, "");
  return !dynamic && !/[*?[\]{}~!`$]/.test(bare) && !/[\r\n]/.test(text);
}

function squeezed(text: string): string {
  return text.replace(/\s+/g, "");
}

/** Each word is quoted where it stands, so that lines, blanks and comments between them stay. */
function arrayEdits(words: readonly ShellWord[]): TextEdit[] {
  return words.map(({ value, span }, i) =>
    replace(span, `${i === 0 ? "[" : ""}${JSON.stringify(value)}${i === words.length - 1 ? "]" : ","}`),
  );
}

/** Programs that end at once: the shell ends with them. */
const shortLived = new Set("echo printf true false sleep chmod chown mkdir cp mv rm ln touch cat ls service kill".split(" "));

/** `exec` before the last command, where that changes nothing but who is process 1. */
function execFixes(last: ShellCommand, form: ShellForm): Fix[] | undefined {
  const word = last.words[0];
  if (
    !word ||
    word.dynamic ||
    builtins.has(word.value) ||
    shortLived.has(word.value) ||
    last.pipe !== "none" ||
    last.within.length > 0
  )
    return undefined;
  if (last.joined === "||" || last.joined === "|") return undefined;
  // Nothing may stand behind the last command: it would never run, or it sends the command to the background.
  if (last.span.end !== form.span.end || /^!|\btrap\b/.test(form.text)) return undefined;
  const fixes: Fix[] = [
    { title: `Put exec before ${word.text}`, applicability: "unsafe", edits: [insertAt(word.span.start, "exec ")] },
  ];
  // With continuations or comments in it, the text of an array would have to be printed anew.
  if (form.span.end - form.span.start === form.text.length) {
    const at = word.span.start - form.span.start;
    const script = `${form.text.slice(0, at)}exec ${form.text.slice(at)}`;
    fixes.push({
      title: "Call the shell in a JSON array, with exec",
      applicability: "unsafe",
      edits: [replace(form.span, `["/bin/sh", "-c", ${JSON.stringify(script)}]`)],
    });
  }
  return fixes;
}

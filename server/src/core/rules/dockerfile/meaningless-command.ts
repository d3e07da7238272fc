import { defineRule } from "../../linter/rule.js";
import { commandLines } from "../../syntax/shell/query.js";
import { dockerfile } from "../../text/tags.js";
import { runsOf } from "../../transforms/run-edit.js";

/** Programs that act on what runs now, or ask a person: in a build neither is there. */
const reasons: ReadonlyMap<string, string> = new Map([
  ["service", "what it starts ends with this RUN"],
  ["kill", "no process outlives its RUN"],
  ["ps", "it shows the processes of the build only"],
  ["top", "it waits for a person, and there is none in a build"],
  ["vim", "it waits for a person, and there is none in a build"],
  ["free", "it shows the memory of the build machine"],
  ["mount", "a mount needs rights a build has not, and ends with this RUN"],
  ["shutdown", "a build has no machine to stop"],
  ["ssh", "a build should need no other machine, and its keys would stay in the image"],
]);

/** Of these the words behind say that it is part of something bigger, such as a server that is started, used and stopped. */
const oftenMeant = /^(?:service|kill|ssh|mount|ps)$/;

export default defineRule({
  name: "meaningless-command",
  language: "dockerfile",
  category: "maintainability",
  severity: "info",
  profiles: ["recommended", "hadolint"],
  severities: { hadolint: "info" },
  summary: "A RUN uses a program that makes no sense in a build.",
  why: [
    "No process lives longer than its RUN, nobody sits at the keyboard, and the machine is that of the build.",
    "A server that one RUN starts, uses and stops is all right: only the profile `hadolint` reports it.",
  ],
  references: ["https://docs.docker.com/reference/dockerfile/#run"],
  aliases: ["hadolint:DL3001", "kics:Run Utilities And POSIX Commands", "semgrep:nonsensical-command", "tally:hadolint/DL3001"],
  covers: ["meaningless-command"],
  noFix: "What the author wanted has another place: an entrypoint, a process manager, another file.",
  onbuild: true,

  *check(file) {
    for (const { run } of runsOf(file)) {
      const lines = commandLines(run.command);
      for (const { program, programSpan, shell, arguments: words } of lines) {
        const reason = program === undefined ? undefined : reasons.get(program);
        if (reason === undefined || (shell && shell.name !== program)) continue;
        // Alone in its RUN it cannot be part of anything.
        const isMeant =
          (oftenMeant.test(program!) && lines.length > 1) ||
          // An editor that is told to end: plugins are installed that way.
          (program === "vim" && words.some(({ value }) => /^\+?(?:w?q(?:a|all)?|qa)!?$|^-(?:es|Es|s)$/.test(value)));
        yield {
          span: programSpan,
          message: `'${program}' makes no sense in a build: ${reason}.`,
          ...(isMeant ? { profiles: ["hadolint" as const] } : {}),
        };
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM debian:13-slim
        RUN service nginx start
            ^^^^^^^ 'service' makes no sense in a build: what it starts ends with this RUN.
        RUN free -m && top
            ^^^^ 'free' makes no sense in a build: it shows the memory of the build machine.
                       ^^^ 'top' makes no sense in a build: it waits for a person, and there is none in a build.
      `,
    },
    {
      title: "an editor that ends by itself: only in the profile `hadolint`",
      bad: dockerfile`
        FROM debian:13-slim
        RUN vim +PluginInstall +qall
            ^^^ 'vim' makes no sense in a build: it waits for a person, and there is none in a build.
      `,
    },
    {
      title: "started, used and stopped: only in the profile `hadolint`",
      bad: dockerfile`
        FROM mysql:8
        RUN service mysql start && mysql -e "CREATE DATABASE app"
            ^^^^^^^ 'service' makes no sense in a build: what it starts ends with this RUN.
      `,
    },
    {
      good: dockerfile`
        FROM debian:13-slim
        RUN apt-get update && apt-get install -y vim ssh
        CMD ["service"]
      `,
    },
  ],
});

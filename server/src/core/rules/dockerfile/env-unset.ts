import { isCredentialName } from "../../knowledge/credentials.js";
import { defineRule } from "../../linter/rule.js";
import { stateBefore } from "../../syntax/dockerfile/timeline.js";
import { commandLines } from "../../syntax/shell/query.js";
import { dockerfile } from "../../text/tags.js";
import { removeCommand } from "../../transforms/remove-command.js";
import { runsOf } from "../../transforms/run-edit.js";

export default defineRule({
  name: "env-unset",
  language: "dockerfile",
  category: "correctness",
  severity: "info",
  profiles: ["recommended"],
  summary: "RUN unsets a variable that ENV set, which lasts only for that step.",
  why: [
    "Each RUN has a shell of its own: the next step and the running program have the variable again, and `docker inspect` shows it.",
    "Set it for the step alone (`RUN NAME=value command`), or with ARG; an empty `ENV NAME=` is as near as one can come to unsetting it.",
  ],
  references: [
    "https://docs.docker.com/reference/dockerfile/#env",
    "https://docs.docker.com/reference/build-checks/secrets-used-in-arg-or-env/",
  ],
  aliases: ["sonar:S6581"],
  covers: ["env-unset-in-later-layer"],
  fix: "safe",

  *check(file) {
    for (const place of runsOf(file)) {
      const { run, stage, index } = place;
      const lines = commandLines(run.command);
      const at = lines.findIndex(({ program }) => program === "unset");
      const line = lines[at];
      // Followed by other commands it serves its purpose.
      if (!line || run.isTrigger || lines.slice(at + 1).some(({ program }) => program !== "unset")) continue;
      const { env } = stateBefore(stage, index, file.escape);
      const word = line.arguments.find(({ value }) => env.has(value));
      if (!word) continue;
      const isAll = line.arguments.every(({ value }) => env.has(value));
      // Behind `;` it also hid a failure of the command before it.
      const edit = isAll && line.shell?.joined !== ";" ? removeCommand(file, place, line) : undefined;
      yield {
        span: word.span,
        message: `'unset ${word.value}' lasts only for this step: ENV sets it again for the next one and for the container. Set it where it is needed instead.`,
        ...(isCredentialName(word.value) ? { severity: "warning" as const } : {}),
        related: [{ uri: file.uri, span: env.get(word.value)!.word.span, message: `'${word.value}' is set here.` }],
        ...(edit
          ? { fixes: [{ title: "Remove the unset, which has no effect", applicability: "safe" as const, edits: [edit] }] }
          : { noFix: "The unset is part of something larger." }),
      };
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM debian:13-slim
        ENV API_TOKEN=$TOKEN
        RUN ./fetch.sh && unset API_TOKEN
                                ^^^^^^^^^ 'unset API_TOKEN' lasts only for this step: ENV sets it again for the next one and for the container. Set it where it is needed instead.
        RUN unset API_TOKEN
                  ^^^^^^^^^ 'unset API_TOKEN' lasts only for this step: ENV sets it again for the next one and for the container. Set it where it is needed instead.
      `,
      good: dockerfile`
        FROM debian:13-slim
        ENV API_TOKEN=$TOKEN
        RUN ./fetch.sh
      `,
    },
    {
      title: "for what follows in the same step, or a variable of the shell",
      good: dockerfile`
        FROM debian:13-slim
        ENV GOOS=linux
        RUN unset GOOS && go install ./... && unset TMP
      `,
    },
  ],
});

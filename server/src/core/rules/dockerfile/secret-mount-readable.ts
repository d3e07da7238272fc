import { defineRule } from "../../linter/rule.js";
import { stateBefore } from "../../syntax/dockerfile/timeline.js";
import { replace } from "../../text/edits.js";
import { dockerfile } from "../../text/tags.js";
import { runsOf } from "../../transforms/run-edit.js";

export default defineRule({
  name: "secret-mount-readable",
  language: "dockerfile",
  category: "security",
  severity: "info",
  profiles: ["hardened"],
  summary: "A secret of the build is readable for every user of the step.",
  why: [
    "Without `mode` only the owner of the mount reads it (0400); with 0444 every program that the step starts under another user does too.",
    "For a step that is not root, name its user: `uid=1000`.",
  ],
  references: ["https://docs.docker.com/reference/dockerfile/#run---mounttypesecret"],
  aliases: ["sonar:S6469"],
  covers: ["secret-mount-world-readable"],
  fix: "unsafe",
  onbuild: true,

  *check(file) {
    for (const { run, stage, index } of runsOf(file)) {
      for (const { name, value, valueSpan } of run.flags) {
        if (name !== "mount" || !valueSpan || !/\btype=(?:secret|ssh)\b/.test(value ?? "")) continue;
        const written = file.text.slice(valueSpan.start, valueSpan.end);
        const mode = /\bmode=(0?[0-7]{2})([1-7])(?=$|[,"'])/.exec(written);
        if (!mode) continue;
        const start = valueSpan.start + mode.index + "mode=".length;
        const end = start + mode[1]!.length + 1;
        const user = stateBefore(stage, index, file.escape).user;
        const isOther = user?.argument !== undefined && !/^(?:root|0+)(?::|$)/.test(user.argument.text);
        const ownsIt = /\buid=/.test(written) || !isOther;
        yield {
          span: { start, end },
          message: `Mode '${mode[1]}${mode[2]}' lets every user of this step read the secret. Use '${mode[1]}0'.`,
          ...(ownsIt
            ? {
                fixes: [
                  {
                    title: `Use mode=${mode[1]}0`,
                    applicability: "unsafe" as const,
                    edits: [replace({ start: end - 1, end }, "0")],
                  },
                ],
              }
            : { noFix: `The step runs as '${user!.argument!.text}': set uid= to its number first, then take the mode away.` }),
        };
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM node:22
        RUN --mount=type=secret,id=npmrc,target=/root/.npmrc,mode=0444 npm ci
                                                                  ^^^^ Mode '0444' lets every user of this step read the secret. Use '0440'.
        RUN --mount=type=ssh,mode=666 git clone git@github.com:acme/app.git
                                  ^^^ Mode '666' lets every user of this step read the secret. Use '660'.
      `,
      good: dockerfile`
        FROM node:22
        RUN --mount=type=secret,id=npmrc,target=/root/.npmrc,mode=0440 npm ci
        RUN --mount=type=ssh,mode=660 git clone git@github.com:acme/app.git
      `,
    },
    {
      title: "the user of the step could not read it any more",
      bad: dockerfile`
        FROM node:22
        USER node
        RUN --mount=type=secret,id=token,mode=0444 npm ci
                                              ^^^^ Mode '0444' lets every user of this step read the secret. Use '0440'.
      `,
    },
    {
      title: "for the owner alone, or no secret",
      good: dockerfile`
        FROM node:22
        RUN --mount=type=secret,id=token,mode=0400 --mount=type=secret,id=other --mount=type=cache,target=/c,mode=0777 npm ci
      `,
    },
  ],
});

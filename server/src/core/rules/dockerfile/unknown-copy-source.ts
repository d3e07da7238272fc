import { imageFacts } from "../../knowledge/images.js";
import { defineRule } from "../../linter/rule.js";
import { didYouMean } from "../../linter/rule-names.js";
import { hasPlaceholder } from "../../syntax/placeholders.js";
import { replace } from "../../text/edits.js";
import { dockerfile } from "../../text/tags.js";
import { sourceNames } from "../../transforms/rename-stage.js";
import { firstLine } from "../../transforms/run-edit.js";

export default defineRule({
  name: "unknown-copy-source",
  language: "dockerfile",
  category: "correctness",
  severity: "warning",
  profiles: ["recommended", "hadolint"],
  severities: { hadolint: "warning" },
  summary: "COPY --from names no stage, but nearly does.",
  why: [
    "A name that is no stage is taken for an image, which the builder then tries to pull.",
    "Images and named contexts are fine; only a name close to that of a stage is reported.",
  ],
  references: ["https://docs.docker.com/reference/dockerfile/#copy---from"],
  aliases: ["hadolint:DL3022", "tally:hadolint/DL3022"],
  covers: ["copy-from-unknown-stage"],
  fix: "unsafe",

  *check(file) {
    for (const stage of file.stages) {
      const names = file.stages.slice(0, stage.index).flatMap((it) => it.name?.text.toLowerCase() ?? []);
      for (const instruction of stage.instructions) {
        if (instruction.keyword === "ONBUILD") continue;
        for (const { text, span } of sourceNames(instruction, file.text)) {
          const lower = text.toLowerCase();
          // Numbers and stages further down are the fault that copy-from-unbuilt-stage reports.
          if (/^\d+$/.test(text) || text.includes(":") || hasPlaceholder(text)) continue;
          if (file.stages.some((it) => it.name?.text.toLowerCase() === lower)) continue;
          const isStageName = !/[/@.$]/.test(text) && !imageFacts({ name: lower }) && lower !== "context";
          const meant = isStageName ? didYouMean(lower, names) : undefined;
          const isCopy = instruction.keyword === "COPY";
          if (!meant && !isCopy) continue;
          yield {
            span: firstLine(file.text, span),
            message: meant
              ? `There is no stage '${text}'; did you mean '${meant}'?`
              : `There is no stage '${text}': it is taken for an image or a context of that name.`,
            ...(meant && span.end - span.start === text.length
              ? { fixes: [{ title: `Use ${meant}`, applicability: "unsafe", edits: [replace(span, meant)] }] }
              : { noFix: "No stage is close enough to be meant." }),
            ...(meant ? {} : { profiles: ["hadolint"] }),
            ...(isCopy ? {} : { aliases: [] }),
          };
        }
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM golang:1.25 AS builder
        FROM debian:13-slim
        COPY --from=buidler /app /app
                    ^^^^^^^ There is no stage 'buidler'; did you mean 'builder'?
        RUN --mount=type=bind,from=build,target=/b true
                                   ^^^^^ There is no stage 'build'; did you mean 'builder'?
      `,
      good: dockerfile`
        FROM golang:1.25 AS builder
        FROM debian:13-slim
        COPY --from=builder /app /app
        RUN --mount=type=bind,from=builder,target=/b true
      `,
    },
    {
      good: dockerfile`
        FROM golang:1.25 AS node-build
        FROM debian:13-slim
        COPY --from=nginx:1.29 /etc/nginx /etc/nginx
        COPY --from=registry.example.com/node_build /a /a
        COPY --from=0 /a /a
      `,
    },
  ],
});

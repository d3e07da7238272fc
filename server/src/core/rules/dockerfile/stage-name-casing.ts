import { defineRule } from "../../linter/rule.js";
import { dockerfile } from "../../text/tags.js";
import { renameStage } from "../../transforms/rename-stage.js";

export default defineRule({
  name: "stage-name-casing",
  language: "dockerfile",
  category: "maintainability",
  severity: "info",
  profiles: ["recommended"],
  summary: "The name of a stage has capital letters.",
  why: [
    "The builder keeps names of stages in small letters: `FROM Build` further down looks for an image `Build` and fails, while `COPY --from=Build` works.",
    "In small letters a name is the same everywhere.",
  ],
  references: ["https://docs.docker.com/reference/build-checks/stage-name-casing/"],
  aliases: ["buildkit:StageNameCasing", "tally:buildkit/StageNameCasing"],
  covers: ["stage-name-casing"],
  fix: "safe",

  *check(file) {
    for (const stage of file.stages) {
      if (!stage.name || stage.name.text === stage.name.text.toLowerCase()) continue;
      const name = stage.name.text.toLowerCase();
      const edits = renameStage(file, stage, name);
      yield {
        span: stage.name.span,
        message: `The builder knows the stage '${stage.name.text}' as '${name}'; write it so, here and where it is used.`,
        ...(edits
          ? { fixes: [{ title: `Rename the stage to ${name}`, applicability: "safe", edits }] }
          : { noFix: "The name is split over lines or quoted somewhere." }),
      };
    }
  },

  examples: [
    {
      title: "with every reference",
      bad: dockerfile`
        FROM golang:1.25 AS Build
                            ^^^^^ The builder knows the stage 'Build' as 'build'; write it so, here and where it is used.
        RUN go build -o /app .
        FROM Build AS test
        RUN --mount=type=bind,from=Build,source=/src,target=/src go test
        FROM debian:13-slim
        COPY --from=Build /app /app
        COPY --from=BUILDER /app /app
      `,
      good: dockerfile`
        FROM golang:1.25 AS build
        RUN go build -o /app .
        FROM build AS test
        RUN --mount=type=bind,from=build,source=/src,target=/src go test
        FROM debian:13-slim
        COPY --from=build /app /app
        COPY --from=BUILDER /app /app
      `,
    },
    {
      good: dockerfile`
        FROM golang:1.25 as build-1
        FROM debian:13-slim
        COPY --from=build-1 /app /app
      `,
    },
  ],
});

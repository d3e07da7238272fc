import { defineRule } from "../../linter/rule.js";
import { finalStages } from "../../project/final-stages.js";
import { insertAt } from "../../text/edits.js";
import { lineEnd } from "../../text/line-index.js";
import { dockerfile, yaml } from "../../text/tags.js";
import { keywordLike } from "../../transforms/dockerfile-edit.js";

export default defineRule({
  name: "command-missing",
  language: "dockerfile",
  category: "reliability",
  severity: "hint",
  profiles: ["all"],
  summary: "The image has neither CMD nor ENTRYPOINT of its own.",
  why: [
    "It starts what its base image starts: a shell or an interpreter that waits for input, and ends at once without a terminal.",
    "An image that others build on, or that is always started with a command, needs none.",
  ],
  references: ["https://docs.docker.com/reference/dockerfile/#understand-how-cmd-and-entrypoint-interact"],
  aliases: ["dockerfile_lint:required CMD", "dockerfile_lint:required ENTRYPOINT"],
  covers: ["cmd-missing", "entrypoint-missing"],
  fix: "placeholder",
  crossFile: true,

  *check(file, { project }) {
    for (const { stage, services, development } of finalStages(file, project)) {
      const { state, image } = project.factsOf(stage, file);
      if (development || state.cmd || state.entrypoint || !/^(?:os|runtime)$/.test(image?.kind ?? "")) continue;
      if (services.length > 0 && services.every(({ command, entrypoint }) => command ?? entrypoint)) continue;
      const last = stage.instructions.at(-1) ?? stage.from;
      // Files handed out by a build need no command.
      if (image?.family === "scratch" || stage.instructions.length === 0 || last.span.end === last.argumentsSpan.start) continue;
      const at = last.span.end;
      yield {
        span: stage.from.keywordSpan,
        message: `This image starts what '${image!.name}' starts, which is no program of yours. Add CMD or ENTRYPOINT.`,
        fixes: [
          {
            title: "Add CMD",
            applicability: "placeholder",
            edits: [insertAt(at, `${lineEnd(file.text)}${keywordLike(file, "CMD")} ["program", "argument"]`)],
          },
        ],
      };
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM python:3.13-slim
        ^^^^ This image starts what 'python' starts, which is no program of yours. Add CMD or ENTRYPOINT.
        COPY . /app
      `,
      good: dockerfile`
        FROM python:3.13-slim
        COPY . /app
        CMD ["program", "argument"]
      `,
    },
    {
      title: "servers that start themselves, unknown images, files only, commands of Compose",
      good: {
        Dockerfile: dockerfile`
          FROM nginx:1.31 AS web
          COPY . /usr/share/nginx/html
          FROM registry.example.com/base:1 AS app
          COPY . /app
          FROM python:3.13-slim AS worker
          COPY . /app
        `,
        "compose.yaml": yaml`
          services:
            worker:
              build: .
              command: python work.py
        `,
      },
    },
  ],
});

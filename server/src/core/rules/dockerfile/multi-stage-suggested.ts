import { packageInstall, packageName } from "../../knowledge/packages.js";
import { defineRule } from "../../linter/rule.js";
import { finalStages } from "../../project/final-stages.js";
import { commandLines } from "../../syntax/shell/query.js";
import { dockerfile } from "../../text/tags.js";
import { firstLine } from "../../transforms/run-edit.js";

const buildTools =
  /^(?:build-essential|build-base|gcc|g\+\+|make|cmake|clang|rust|cargo|golang(?:-go)?|maven|gradle|ninja-build|ninja|autoconf|automake)$/;

export default defineRule({
  name: "multi-stage-suggested",
  language: "dockerfile",
  category: "size",
  severity: "hint",
  profiles: ["all"],
  summary: "The only stage of an image installs tools that only its build needs.",
  why: [
    "Compilers make an image larger by hundreds of megabytes, and help whoever breaks into it.",
    "A stage that builds and one that takes over the result leave them behind. Tools that the same RUN removes again are not reported.",
  ],
  references: ["https://docs.docker.com/build/building/multi-stage/"],
  aliases: ["tally:tally/prefer-multi-stage-build"],
  covers: ["multi-stage-suggested"],
  noFix: "Which files the program needs at the end only its author knows.",
  crossFile: true,

  *check(file, { project }) {
    if (file.stages.length !== 1) return;
    for (const { stage, development } of finalStages(file, project)) {
      const { state } = project.factsOf(stage, file);
      // What starts nothing is a base for others, or a box of tools.
      if (development || (!state.cmd && !state.entrypoint)) continue;
      for (const run of stage.instructions) {
        if (run.keyword !== "RUN") continue;
        const lines = commandLines(run.command);
        const removes = lines.some(
          ({ program, arguments: words }) =>
            /^(?:apt|apt-get|apk|yum|dnf)$/.test(program ?? "") &&
            words.some(({ value }) => /^(?:del|purge|remove|autoremove|erase)$/.test(value)),
        );
        if (removes) continue;
        const tool = lines.flatMap((line) => packageInstall(line)?.packages ?? []).find((it) => buildTools.test(packageName(it)));
        if (!tool) continue;
        yield {
          span: firstLine(file.text, tool.span),
          message: `'${tool.value}' is needed to build only, yet stays in the image. Build in a stage of its own and copy the result.`,
        };
        break;
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM debian:13-slim
        RUN apt-get update && apt-get install -y build-essential
                                                 ^^^^^^^^^^^^^^^ 'build-essential' is needed to build only, yet stays in the image. Build in a stage of its own and copy the result.
        COPY . .
        RUN make
        CMD ["./app"]
      `,
    },
    {
      good: dockerfile`
        FROM debian:13-slim AS build
        RUN apt-get update && apt-get install -y gcc
        FROM debian:13-slim
        COPY --from=build /app /app
        CMD ["/app"]
      `,
    },
    {
      good: dockerfile`
        FROM alpine:3.22
        RUN apk add --virtual .build gcc && make && apk del .build
        CMD ["/app"]
      `,
    },
  ],
});

import { defineRule, type Fix } from "../../linter/rule.js";
import type { Dockerfile, Stage, Word } from "../../syntax/dockerfile/model.js";
import { insertAt, replace, type TextEdit } from "../../text/edits.js";
import { dockerfile } from "../../text/tags.js";
import { sourceNames } from "../../transforms/rename-stage.js";

export default defineRule({
  name: "copy-from-stage-index",
  language: "dockerfile",
  category: "maintainability",
  severity: "hint",
  profiles: ["all"],
  summary: "A stage is named by its number.",
  why: ["A stage put in above shifts the numbers, and the copy then comes from another stage.", "A name stays."],
  references: ["https://docs.docker.com/build/building/multi-stage/#name-your-build-stages"],
  aliases: ["kics:Using Unnamed Build Stages"],
  covers: ["copy-from-stage-index"],
  fix: "safe",

  *check(file) {
    for (const stage of file.stages) {
      for (const instruction of stage.instructions) {
        if (instruction.keyword === "ONBUILD") continue;
        for (const { text, span } of sourceNames(instruction, file.text)) {
          const meant = /^\d+$/.test(text) ? file.stages[Number(text)] : undefined;
          if (!meant || meant.index >= stage.index || span.end - span.start !== text.length) continue;
          yield {
            span,
            message: meant.name
              ? `The stage '${meant.name.text}' is named by its number, ${text}, which changes with the stages above it.`
              : `The stage is named by its number, ${text}, which changes with the stages above it; give it a name.`,
            fixes: [nameFix(file, meant)],
          };
        }
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM golang:1.25
        RUN go build -o /app .
        FROM node:22 AS web
        FROM debian:13-slim
        COPY --from=0 /app /app
                    ^ The stage is named by its number, 0, which changes with the stages above it; give it a name.
        COPY --from=0 /b /b
                    ^ The stage is named by its number, 0, which changes with the stages above it; give it a name.
        COPY --from=1 /dist /dist
                    ^ The stage 'web' is named by its number, 1, which changes with the stages above it.
      `,
      good: dockerfile`
        FROM golang:1.25 AS build
        RUN go build -o /app .
        FROM node:22 AS web
        FROM debian:13-slim
        COPY --from=build /app /app
        COPY --from=build /b /b
        COPY --from=web /dist /dist
      `,
    },
    {
      good: dockerfile`
        FROM golang:1.25 AS build
        FROM debian:13-slim
        COPY --from=build /app /app
        COPY --from=7 /app /app
      `,
    },
  ],
});

/** The name everywhere at once, and in FROM where it has none yet. */
function nameFix(file: Dockerfile, meant: Stage): Fix {
  const name = meant.name?.text.toLowerCase() ?? freeName(file);
  const edits: TextEdit[] = [];
  if (!meant.name) {
    const { from } = meant;
    const keyword = file.text.slice(from.keywordSpan.start, from.keywordSpan.end);
    edits.push(insertAt(from.image.span.end, ` ${keyword === keyword.toLowerCase() ? "as" : "AS"} ${name}`));
  }
  for (const stage of file.stages.slice(meant.index + 1)) {
    for (const word of stage.instructions.flatMap((it): readonly Word[] => sourceNames(it, file.text))) {
      if (/^\d+$/.test(word.text) && Number(word.text) === meant.index && word.span.end - word.span.start === word.text.length)
        edits.push(replace(word.span, name));
    }
  }
  return { title: meant.name ? `Use ${name}` : `Name the stage ${name}`, applicability: "safe", edits };
}

function freeName({ stages }: Dockerfile): string {
  const taken = new Set(stages.map((it) => it.name?.text.toLowerCase()));
  for (let count = 1; ; count++) {
    const name = count === 1 ? "build" : `build-${count}`;
    if (!taken.has(name)) return name;
  }
}

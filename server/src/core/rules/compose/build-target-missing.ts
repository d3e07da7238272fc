import { defineRule } from "../../linter/rule.js";
import { didYouMean } from "../../linter/rule-names.js";
import { hasVariables } from "../../syntax/interpolation.js";
import { yaml } from "../../text/tags.js";
import { replaceValue } from "../../transforms/yaml-edit.js";

export default defineRule({
  name: "build-target-missing",
  language: "compose",
  category: "correctness",
  severity: "error",
  profiles: ["recommended"],
  summary: "`build.target` names a stage that the Dockerfile does not have.",
  why: [
    "The builder stops with “target stage could not be found”.",
    "Stage names are compared without regard to case; a number counts the stages from 0.",
  ],
  references: ["https://docs.docker.com/reference/compose-file/build/#target"],
  covers: ["build-target-not-found"],
  crossFile: true,
  fix: "unsafe",

  *check(file, { project }) {
    const seen = new Set<number>();
    for (const service of file.services) {
      const target = service.build?.target;
      if (!target || hasVariables(target.text) || target.text === "" || seen.has(target.span.start)) continue;
      const build = project.buildOf(service);
      if (!build?.dockerfile || build.stage || build.dockerfile.problems.length > 0) continue;
      seen.add(target.span.start);
      const names = build.dockerfile.stages.flatMap(({ name }) => name?.text ?? []);
      const best = didYouMean(target.text.toLowerCase(), names);
      const edits = best === undefined ? undefined : replaceValue(file, target, best);
      const known = names.length === 0 ? "it has no named stages" : `it has ${names.join(", ")}`;
      yield {
        span: target.span,
        message: `The Dockerfile has no stage '${target.text}', so the build stops; ${best ? `did you mean '${best}'?` : `${known}.`}`,
        related: [{ uri: build.dockerfile.uri, span: { start: 0, end: 1 }, message: "The Dockerfile." }],
        ...(edits
          ? { fixes: [{ title: `Use the stage ${best}`, applicability: "unsafe", edits }] }
          : { noFix: "No stage of the Dockerfile has a name like this one." }),
      };
    }
  },

  examples: [
    {
      bad: {
        "compose.yaml": yaml`
          services:
            web:
              build:
                context: .
                target: "runtme" # the small one
                         ^^^^^^ The Dockerfile has no stage 'runtme', so the build stops; did you mean 'runtime'?
        `,
        Dockerfile: yaml`
          FROM node:22 AS build
          FROM node:22-slim AS runtime
        `,
      },
      good: {
        "compose.yaml": yaml`
          services:
            web:
              build:
                context: .
                target: "runtime" # the small one
        `,
      },
    },
    {
      title: "nothing like it",
      bad: {
        "compose.yaml": yaml`
          services:
            web:
              build:
                target: production
                        ^^^^^^^^^^ The Dockerfile has no stage 'production', so the build stops; it has dev.
        `,
        Dockerfile: yaml`
          FROM node:22 AS dev
        `,
      },
      good: {},
    },
    {
      title: "another case, a number, a variable, a context elsewhere",
      good: {
        "compose.yaml": yaml`
          services:
            web:
              build: {context: ., target: Runtime}
            api:
              build: {context: ., target: "0"}
            job:
              build: {context: ., target: "$STAGE"}
            far:
              build: {context: "https://example.com/app.git", target: prod}
        `,
        Dockerfile: yaml`
          FROM node:22 AS runtime
        `,
      },
    },
  ],
});

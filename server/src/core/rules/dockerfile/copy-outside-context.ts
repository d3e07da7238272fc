import { defineRule, type Finding } from "../../linter/rule.js";
import { remove } from "../../text/edits.js";
import { dockerfile, text, yaml } from "../../text/tags.js";

export default defineRule({
  name: "copy-outside-context",
  language: "dockerfile",
  category: "correctness",
  severity: "error",
  profiles: ["recommended"],
  summary: "COPY or ADD names a path outside the build context.",
  why: [
    "A builder gets only the build context: `../` cannot lead out of it. BuildKit drops it and looks in the context, the older builder refuses it.",
    "Build with a higher folder as context (`docker build -f app/Dockerfile .`), or hand the other folder over with `--build-context`.",
  ],
  references: ["https://docs.docker.com/build/concepts/context/", "https://docs.docker.com/reference/dockerfile/#copy"],
  aliases: ["dockerfilelint:add_src_invalid"],
  covers: ["add-source-outside-context"],
  fix: "unsafe",
  crossFile: true,

  *check(file, { project }) {
    for (const { instructions } of file.stages) {
      for (const instruction of instructions) {
        if ((instruction.keyword !== "COPY" && instruction.keyword !== "ADD") || instruction.from) continue;
        for (const { text: path, span } of instruction.sources) {
          const up = /^\/?(?:\.\/)*(?:\.\.\/)+/.exec(path)?.[0] ?? (/^\/?(?:\.\.\/)*\.\.$/.test(path) ? path : undefined);
          if (up === undefined || span.end - span.start < path.length) continue;
          const rest = path.slice(up.length);
          const contexts = project.builds.flatMap(({ context }) => context ?? []);
          const isThere =
            rest !== "" && !/[*?[$]/.test(rest) && contexts.length > 0 && contexts.every((it) => it.has(rest) === true);
          const isAbsent = contexts.length > 0 && contexts.every((it) => it.has(rest || ".") === false);
          const start = span.start + file.text.slice(span.start, span.end).indexOf(path);
          yield {
            span,
            message: isThere
              ? `'${up}' does not lead out of the build context: '${rest}' in the context is taken. Write that.`
              : `'${path}' is outside the build context, so the builder does not have it. Build with the folder above as context.`,
            ...(isThere
              ? {
                  severity: "warning",
                  fixes: [{ title: `Use ${rest}`, applicability: "unsafe", edits: [remove({ start, end: start + up.length })] }],
                }
              : {
                  severity: isAbsent ? "error" : "warning",
                  noFix: "The context is chosen where the build is started: docker build, build.context in Compose.",
                }),
          } satisfies Finding;
        }
      }
    }
  },

  examples: [
    {
      bad: {
        Dockerfile: dockerfile`
          FROM debian:13-slim
          COPY ../shared/config.json /app/
               ^^^^^^^^^^^^^^^^^^^^^ '../' does not lead out of the build context: 'shared/config.json' in the context is taken. Write that.
          COPY ../other /app/
               ^^^^^^^^ '../other' is outside the build context, so the builder does not have it. Build with the folder above as context.
        `,
        "shared/config.json": text`{}`,
        "compose.yaml": yaml`
          services:
            app:
              build: .
        `,
      },
      good: {
        Dockerfile: dockerfile`
          FROM debian:13-slim
          COPY shared/config.json /app/
          COPY ../other /app/
        `,
      },
    },
    {
      title: "inside the context, or from another stage",
      good: dockerfile`
        FROM debian:13-slim AS build
        FROM debian:13-slim
        COPY a/../b ..x /app/
        COPY --from=build ../etc/hosts /app/
      `,
    },
  ],
});

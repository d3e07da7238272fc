import { defineRule, type Fix } from "../../linter/rule.js";
import type { Dockerfile, Instruction, Stage } from "../../syntax/dockerfile/model.js";
import { insertAt, remove } from "../../text/edits.js";
import { lineEnd } from "../../text/line-index.js";
import { dockerfile } from "../../text/tags.js";
import { lineStart, nextLineStart, startWithComments } from "../../transforms/dockerfile-edit.js";

const order: readonly string[] = ["STOPSIGNAL", "HEALTHCHECK", "ENTRYPOINT", "CMD"];

export default defineRule({
  name: "epilogue-order",
  language: "dockerfile",
  category: "maintainability",
  severity: "hint",
  profiles: ["all"],
  summary: "What says how the container starts and stops is not in the usual order.",
  why: [
    "STOPSIGNAL, HEALTHCHECK, ENTRYPOINT, CMD at the end of a stage is where readers look for how the container runs.",
    "The order of these four means nothing to Docker.",
  ],
  references: ["https://docs.docker.com/reference/dockerfile/"],
  aliases: ["tally:tally/epilogue-order"],
  covers: ["epilogue-order"],
  fix: "safe",

  *check(file) {
    for (const stage of file.stages) {
      const known = stage.instructions.filter(({ keyword }) => order.includes(keyword));
      // With two of a kind another rule has to speak first.
      if (new Set(known.map(({ keyword }) => keyword)).size !== known.length) continue;
      for (const [i, instruction] of known.entries()) {
        const later = known.slice(i + 1).filter((it) => order.indexOf(it.keyword) < order.indexOf(instruction.keyword));
        const last = later.at(-1);
        if (!last) continue;
        const fix = moveBehind(file, stage, instruction, last);
        yield {
          span: instruction.keywordSpan,
          message: `${instruction.keyword} usually stands behind ${last.keyword}. Move it there.`,
          related: [{ uri: file.uri, span: last.keywordSpan, message: `${last.keyword} stands here.` }],
          ...(fix ? { fixes: [fix] } : { noFix: "What stands between them changes what it means, or the two share lines." }),
        };
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM node:22-slim
        # the arguments
        CMD ["server.js"]
        ^^^ CMD usually stands behind ENTRYPOINT. Move it there.
        USER node
        ENTRYPOINT ["node"]
      `,
      good: dockerfile`
        FROM node:22-slim
        USER node
        ENTRYPOINT ["node"]
        # the arguments
        CMD ["server.js"]
      `,
    },
    {
      title: "step by step",
      bad: dockerfile`
        FROM node:22-slim
        CMD ["server.js"]
        ^^^ CMD usually stands behind STOPSIGNAL. Move it there.
        HEALTHCHECK CMD node health.js
        ^^^^^^^^^^^ HEALTHCHECK usually stands behind STOPSIGNAL. Move it there.
        STOPSIGNAL SIGTERM
      `,
      good: dockerfile`
        FROM node:22-slim
        STOPSIGNAL SIGTERM
        HEALTHCHECK CMD node health.js
        CMD ["server.js"]
      `,
    },
    {
      title: "another shell in between",
      bad: dockerfile`
        FROM node:22-slim
        CMD node server.js
        ^^^ CMD usually stands behind HEALTHCHECK. Move it there.
        SHELL ["/bin/bash", "-c"]
        HEALTHCHECK CMD node health.js
      `,
    },
    {
      title: "in order",
      good: dockerfile`
        FROM node:22-slim
        STOPSIGNAL SIGTERM
        HEALTHCHECK CMD node health.js
        ENTRYPOINT ["node"]
        CMD ["server.js"]
      `,
    },
  ],
});

function moveBehind(file: Dockerfile, stage: Stage, instruction: Instruction, last: Instruction): Fix | undefined {
  const { text } = file;
  const between = stage.instructions.slice(instruction.index + 1, last.index);
  const hasShellForm =
    (instruction.keyword === "CMD" || instruction.keyword === "ENTRYPOINT" || instruction.keyword === "HEALTHCHECK") &&
    instruction.command?.kind === "shell";
  if (hasShellForm && between.some(({ keyword }) => keyword === "SHELL")) return undefined;
  if (between.some(({ keyword }) => keyword === "UNKNOWN") || instruction.heredocs.length > 0) return undefined;
  // Variables mean what they are at its place.
  if (between.some(({ keyword }) => keyword === "ARG" || keyword === "ENV") && /\$/.test(instruction.argumentsText))
    return undefined;
  const start = startWithComments(file, instruction);
  const end = nextLineStart(text, instruction.span.end);
  const target = nextLineStart(text, last.span.end);
  if (lineStart(text, last.span.start) < end) return undefined;
  const moved = text.slice(start, end);
  const isOpen = target === text.length && !text.endsWith("\n");
  const edits = [remove({ start, end }), insertAt(target, isOpen ? lineEnd(text) + moved.replace(/\r?\n$/, "") : moved)];
  return { title: `Move ${instruction.keyword} behind ${last.keyword}`, applicability: "safe", edits };
}

import { defineRule, type Fix } from "../../linter/rule.js";
import type { CopyInstruction, Dockerfile } from "../../syntax/dockerfile/model.js";
import { replace, type TextEdit } from "../../text/edits.js";
import { dockerfile } from "../../text/tags.js";
import { removeInstruction } from "../../transforms/dockerfile-edit.js";

export default defineRule({
  name: "consecutive-copy",
  language: "dockerfile",
  category: "size",
  severity: "hint",
  profiles: ["all"],
  summary: "Several COPY instructions in a row put files into the same directory.",
  why: [
    "Each COPY is a layer of its own; one with several sources makes one.",
    "Files that change at different times are better apart, as the cache works by instruction: then ignore this.",
    "Folders are not joined: COPY puts their contents into the destination.",
  ],
  references: ["https://docs.docker.com/reference/dockerfile/#copy"],
  aliases: ["kics:Multiple RUN, ADD, COPY, Instructions Listed"],
  covers: ["consecutive-copy"],
  fix: "safe",

  *check(file) {
    for (const { instructions } of file.stages) {
      for (const [i, copy] of instructions.entries()) {
        const before = instructions[i - 1];
        if (before?.keyword !== "COPY" || copy.keyword !== "COPY" || !isSame(before, copy)) continue;
        const fix = joinFix(file, before, copy);
        yield {
          span: copy.keywordSpan,
          message: `This COPY puts files into '${copy.destination!.text}' like the one above. One COPY with all sources makes one layer.`,
          fixes: fix ? [fix] : [],
          noFix: "Comments or line breaks stand where the two would be joined.",
        };
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM node:22-slim
        WORKDIR /app
        COPY package.json ./
        COPY package-lock.json ./
        ^^^^ This COPY puts files into './' like the one above. One COPY with all sources makes one layer.
        COPY src src
      `,
      good: dockerfile`
        FROM node:22-slim
        WORKDIR /app
        COPY package.json package-lock.json ./
        COPY src src
      `,
    },
    {
      good: dockerfile`
        FROM node:22-slim
        COPY package.json /app/
        COPY --chown=node package-lock.json /app/
        COPY a.json /b
        COPY c.json /b
      `,
    },
  ],
});

/** The same flags and the same directory, written with its slash; only files with an ending, which folders rarely have. */
function isSame(a: CopyInstruction, b: CopyInstruction): boolean {
  if (!a.destination || a.destination.text !== b.destination?.text || !/^(?:\.|.*\/)$/.test(a.destination.text)) return false;
  if (a.json || b.json || a.heredocs.length + b.heredocs.length > 0) return false;
  const flags = ({ flags: all }: CopyInstruction): string =>
    all
      .map(({ name, value }) => `${name}=${value}`)
      .sort()
      .join(" ");
  const names = [...a.sources, ...b.sources].map(({ text }) => text.slice(text.lastIndexOf("/") + 1));
  // Two files of one name: the later wins, which an order within one COPY would not say.
  if (new Set(names).size !== names.length) return false;
  return flags(a) === flags(b) && names.every((it) => /^[^*?[$]+\.[A-Za-z0-9]+$/.test(it));
}

function joinFix(file: Dockerfile, first: CopyInstruction, second: CopyInstruction): Fix | undefined {
  const between = file.text.slice(first.span.end, second.span.start);
  const source = file.text.slice(second.span.start, second.span.end);
  if (between.trim() !== "" || source.includes("\n") || first.span.end < first.destination!.span.end) return undefined;
  const sources = second.sources.map(({ text }) => text).join(" ");
  const at = first.destination!.span.start;
  const edits: TextEdit[] = [replace({ start: at, end: at }, `${sources} `), removeInstruction(file, second)];
  return { title: "Join the two", applicability: "safe", edits };
}

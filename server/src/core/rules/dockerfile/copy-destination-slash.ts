import { defineRule, type Fix } from "../../linter/rule.js";
import type { CopyInstruction, Stage } from "../../syntax/dockerfile/model.js";
import { normalize, stateBefore } from "../../syntax/dockerfile/timeline.js";
import { expand } from "../../syntax/dockerfile/variables.js";
import { insertAt } from "../../text/edits.js";
import { dockerfile } from "../../text/tags.js";
import { firstLine } from "../../transforms/run-edit.js";

export default defineRule({
  name: "copy-destination-slash",
  language: "dockerfile",
  category: "correctness",
  severity: "warning",
  profiles: ["recommended", "hadolint"],
  severities: { hadolint: "error" },
  summary: "Several files are copied to a path without a slash at its end.",
  why: [
    "Where no such directory exists yet, BuildKit writes one file after the other to that path, and only the last is left; older builders refuse it.",
    "With `/` at its end the path is a directory.",
  ],
  references: ["https://docs.docker.com/reference/dockerfile/#destination-1"],
  aliases: [
    "hadolint:DL3021",
    "trivy:DS-0011",
    "kics:Copy With More Than Two Arguments Not Ending With Slash",
    "dockerfile-utils:INVALID_DESTINATION",
    "dockerfilelint:add_dest_invalid",
    "tally:hadolint/DL3021",
  ],
  covers: ["copy-multi-source-dest-slash"],
  fix: "safe",

  *check(file) {
    for (const stage of file.stages) {
      for (const instruction of stage.instructions) {
        if (instruction.keyword !== "COPY" && instruction.keyword !== "ADD") continue;
        const { destination, sources, heredocs, json, keyword } = instruction;
        if (!destination || sources.length + heredocs.length < 2) continue;
        const bare = destination.text.replace(/["']$/, "");
        if (/[/\\]$/.test(bare) || /^["']?(?:\.|.*\/\.)$/.test(bare) || bare === "") continue;
        const isKnown = isDirectory(stage, instruction, file.escape);
        const ended = expand(destination.text, file.escape, (name) => lookup(stage, instruction, file.escape, name));
        if (destination.text.includes("$") && ended?.endsWith("/")) continue;
        // The variable may end in a slash, and a list that is no JSON is another fault; that tool does not mind.
        const isUnknown = (destination.text.includes("$") && ended === undefined) || (!json && sources[0]?.text.startsWith("["));
        const end = destination.span.end - (json || /["']$/.test(destination.text) ? 1 : 0);
        const fix: Fix = {
          title: `Write ${bare.replace(/^["']/, "")}/`,
          applicability: isKnown ? "safe" : "unsafe",
          edits: [insertAt(end, "/")],
        };
        yield {
          span: firstLine(file.text, destination.span),
          message: `${keyword} has ${sources.length + heredocs.length} sources: '${bare.replace(/^["']/, "")}' has to be a directory, with '/' at its end.`,
          fixes: [fix],
          ...(isUnknown ? { profiles: ["hadolint"] as const } : {}),
          // That tool counts for COPY alone.
          ...(keyword === "ADD" ? { aliases: ["dockerfile-utils:INVALID_DESTINATION", "dockerfilelint:add_dest_invalid"] } : {}),
        };
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM node:22
        COPY package.json package-lock.json /app
                                            ^^^^ COPY has 2 sources: '/app' has to be a directory, with '/' at its end.
        ADD ["a b.txt", "c.txt", "/data"]
                                 ^^^^^^^ ADD has 2 sources: '/data' has to be a directory, with '/' at its end.
      `,
      good: dockerfile`
        FROM node:22
        COPY package.json package-lock.json /app/
        ADD ["a b.txt", "c.txt", "/data/"]
      `,
    },
    {
      title: "a variable of unknown value, in the parity profile only",
      bad: dockerfile`
        FROM node:22
        COPY a b $DESTINATION
                 ^^^^^^^^^^^^ COPY has 2 sources: '$DESTINATION' has to be a directory, with '/' at its end.
      `,
      good: dockerfile`
        FROM node:22
        COPY a b $DESTINATION/
      `,
    },
    {
      title: "a directory that exists stays what it is",
      bad: dockerfile`
        FROM node:22
        WORKDIR /app
        COPY package.json package-lock.json /app
                                            ^^^^ COPY has 2 sources: '/app' has to be a directory, with '/' at its end.
      `,
      good: dockerfile`
        FROM node:22
        WORKDIR /app
        COPY package.json package-lock.json /app/
      `,
    },
    {
      good: dockerfile`
        FROM node:22
        COPY package.json package-lock.json ./
        COPY a b .
        COPY a /b
        COPY a* /c
      `,
    },
  ],
});

function lookup(stage: Stage, { index }: CopyInstruction, escape: string, name: string): string | null | undefined {
  const state = stateBefore(stage, index, escape);
  return state.env.has(name) ? state.env.get(name)!.value : state.args.get(name);
}

/** True for the working directory and what lies above it: WORKDIR makes them. */
function isDirectory(stage: Stage, instruction: CopyInstruction, escape: string): boolean {
  const { workdir } = stateBefore(stage, instruction.index, escape);
  const path = expand(instruction.destination!.text, escape, (name) => lookup(stage, instruction, escape, name));
  if (workdir === undefined || path === undefined) return false;
  const target = normalize(path.startsWith("/") ? path : `${workdir}/${path}`);
  return `${workdir}/`.startsWith(target === "/" ? "/" : `${target}/`);
}

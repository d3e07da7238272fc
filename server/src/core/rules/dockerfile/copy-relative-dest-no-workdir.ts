import { imageWorkdir } from "../../knowledge/workdirs.js";
import { defineRule, type Fix } from "../../linter/rule.js";
import type { CopyInstruction, Word } from "../../syntax/dockerfile/model.js";
import { stateBefore } from "../../syntax/dockerfile/timeline.js";
import { replace } from "../../text/edits.js";
import { dockerfile } from "../../text/tags.js";
import { firstLine } from "../../transforms/run-edit.js";

export default defineRule({
  name: "copy-relative-dest-no-workdir",
  language: "dockerfile",
  category: "correctness",
  severity: "info",
  profiles: ["recommended", "hadolint"],
  severities: { hadolint: "warning" },
  summary: "COPY puts files relative to a working directory that the Dockerfile does not set.",
  why: [
    "Without WORKDIR the files land wherever the base image was left: for most images that is `/`, among the folders of the system.",
    "Set WORKDIR first, or write the absolute path.",
  ],
  references: ["https://docs.docker.com/reference/dockerfile/#copy", "https://docs.docker.com/reference/dockerfile/#workdir"],
  aliases: ["hadolint:DL3045", "tally:hadolint/DL3045"],
  covers: ["copy-relative-dest-no-workdir"],
  fix: "safe",

  *check(file, { project }) {
    for (const stage of file.stages) {
      if (stateBefore(stage, 0, file.escape).workdirInstruction) continue;
      const image = project.factsOf(stage, file).image;
      for (const copy of stage.instructions) {
        if (copy.keyword === "WORKDIR") break;
        if ((copy.keyword !== "COPY" && copy.keyword !== "ADD") || !copy.destination) continue;
        const { destination } = copy;
        const path = destination.text.replace(/^["']|["']$/g, "");
        if (/^[/$]|^[A-Za-z]:|^\\/.test(path) || image?.family === "windows") continue;
        // An image of an application or a runtime whose directory is known has chosen it for this.
        const base = imageWorkdir(image);
        const isMeant = base !== undefined && base !== "/";
        yield {
          span: firstLine(file.text, destination.span),
          message: `'${path}' is relative, and no WORKDIR is set: the files land in ${base === undefined ? "whatever directory the base image has" : `'${base}'`}. Set WORKDIR before.`,
          fixes: fixesOf(copy, destination, path, base),
          noFix: "Where the base image was left is not known, so neither is the absolute path.",
          ...(copy.keyword === "COPY" ? {} : { aliases: [] }),
          ...(isMeant ? { profiles: ["hadolint" as const] } : {}),
        };
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM python:3.13-slim
        COPY requirements.txt .
                              ^ '.' is relative, and no WORKDIR is set: the files land in '/'. Set WORKDIR before.
        COPY src app/src/
                 ^^^^^^^^ 'app/src/' is relative, and no WORKDIR is set: the files land in '/'. Set WORKDIR before.
      `,
      good: dockerfile`
        FROM python:3.13-slim
        COPY requirements.txt /
        COPY src /app/src/
      `,
    },
    {
      title: "no fix where the directory is not known",
      bad: dockerfile`
        FROM registry.example.com/base:3
        COPY a b
               ^ 'b' is relative, and no WORKDIR is set: the files land in whatever directory the base image has. Set WORKDIR before.
      `,
    },
    {
      title: "set here or in the stage it is built on, absolute, or from a variable",
      good: dockerfile`
        FROM python:3.13-slim AS base
        WORKDIR /app
        COPY . .
        FROM base
        COPY a b
        FROM alpine:3.22
        ARG DIR
        COPY a $DIR/b
        COPY a /b
      `,
    },
  ],
});

function fixesOf(copy: CopyInstruction, { span, text }: Word, path: string, base: string | undefined): Fix[] {
  if (base === undefined || path.includes("..") || span.end - span.start !== text.length || copy.json) return [];
  const quote = /^["']/.exec(text)?.[0] ?? "";
  const rest = path.replace(/^(?:\.\/+)+/, "").replace(/^\.$/, "");
  const absolute = `${base === "/" ? "" : base}/${rest}`;
  const edit = replace(span, `${quote}${absolute}${quote}`);
  return [{ title: `Use ${absolute}`, applicability: "safe", edits: [edit] }];
}

import { defineRule } from "../../linter/rule.js";
import { userBefore } from "../../project/current-user.js";
import { isRootName } from "../../project/stage-facts.js";
import type { CopyInstruction, Stage } from "../../syntax/dockerfile/model.js";
import { commandLines, operands } from "../../syntax/shell/query.js";
import { insertAt } from "../../text/edits.js";
import { dockerfile } from "../../text/tags.js";

export default defineRule({
  name: "copy-without-chown",
  language: "dockerfile",
  category: "correctness",
  severity: "hint",
  profiles: ["all"],
  summary: "Files copied after USER belong to root, and a later step of that user works on them.",
  why: [
    "COPY and ADD ignore USER: what they copy belongs to root unless `--chown` says otherwise.",
    "A build tool that the user starts then cannot write beside or over these files.",
    "For code that the program only reads, root is the better owner: then ignore this.",
  ],
  references: ["https://docs.docker.com/reference/dockerfile/#copy---chown---chmod"],
  aliases: ["tally:tally/copy-after-user-without-chown"],
  covers: ["copy-after-user-without-chown"],
  fix: "unsafe",
  crossFile: true,

  *check(file, { project }) {
    for (const stage of file.stages) {
      if (!stage.base && !stage.instructions.some(({ keyword }) => keyword === "USER")) continue;
      for (const copy of stage.instructions) {
        if (copy.keyword !== "COPY" && copy.keyword !== "ADD") continue;
        if (copy.flags.some(({ name }) => name === "chown" || name === "chmod") || copy.destination === undefined) continue;
        const user = userBefore(file, stage, copy.index, project);
        if (user === undefined || isRootName(user.split(":")[0]!)) continue;
        if (project.factsOf(stage, file).image?.family === "windows") continue;
        const tool = laterBuild(stage, copy);
        if (!tool) continue;
        yield {
          span: copy.keywordSpan,
          message: `What this ${copy.keyword} brings belongs to root, yet '${user}' runs '${tool}' on it later. Add --chown=${user}.`,
          fixes: [
            {
              title: `Add --chown=${user}`,
              applicability: "unsafe",
              edits: [insertAt(copy.keywordSpan.end, ` --chown=${user}`)],
            },
          ],
        };
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM node:22
        WORKDIR /home/node/app
        USER node
        COPY package*.json ./
        ^^^^ What this COPY brings belongs to root, yet 'node' runs 'npm ci' on it later. Add --chown=node.
        RUN npm ci
      `,
      good: dockerfile`
        FROM node:22
        WORKDIR /home/node/app
        USER node
        COPY --chown=node package*.json ./
        RUN npm ci
      `,
    },
    {
      title: "an owner is set, root copies and builds, the program only reads",
      good: dockerfile`
        FROM node:22
        COPY . .
        RUN npm ci
        USER node
        COPY --chown=node:node tests ./tests
        COPY src ./src
        RUN echo done
        USER root
        RUN npm run build
      `,
    },
  ],
});

/** The first later step of the same user that builds something from files beside it. */
function laterBuild(stage: Stage, copy: CopyInstruction): string | undefined {
  for (const instruction of stage.instructions.slice(copy.index + 1)) {
    if (instruction.keyword === "USER") return undefined;
    if (instruction.keyword !== "RUN") continue;
    for (const line of commandLines(instruction.command)) {
      const verb = operands(line)[0]?.value ?? "";
      const builds =
        (/^(?:npm|yarn|pnpm|bun)$/.test(line.program ?? "") &&
          /^(?:ci|i|install|run|build|)$/.test(verb) &&
          !line.arguments.some(({ value }) => value === "-g")) ||
        (/^(?:bundle|composer|poetry|mix|cargo|dotnet|gradle|gradlew|mvn|mvnw|go)$/.test(line.program ?? "") &&
          /^(?:install|build|update|sync|publish|restore|package|deps\.get|compile|mod)$/.test(verb)) ||
        line.program === "make";
      if (builds) return verb ? `${line.program} ${verb}` : line.program!;
    }
  }
  return undefined;
}

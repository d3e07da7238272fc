import { defineRule } from "../../linter/rule.js";
import { dockerfile, type SourceText } from "../../text/tags.js";

const usual = 300;

export default defineRule({
  name: "file-too-long",
  language: "dockerfile",
  category: "maintainability",
  severity: "hint",
  profiles: ["all"],
  summary: "The Dockerfile is very long.",
  why: [
    "What takes hundreds of lines is often several images, or scripts that would be better off in files of their own.",
    `The option \`lines\` sets the limit; without it, it is ${usual}.`,
  ],
  references: ["https://docs.docker.com/build/building/multi-stage/"],
  aliases: ["tally:tally/max-lines"],
  covers: ["file-too-long"],
  noFix: "How to divide it only its author knows.",

  *check({ text, instructions }, { options }) {
    const limit = typeof options["lines"] === "number" ? options["lines"] : usual;
    const lines = text.replace(/\n$/, "").split("\n").length;
    const first = instructions[0];
    if (lines <= limit || !first) return;
    yield {
      span: first.keywordSpan,
      message: `${lines} lines are more than ${limit}: move scripts to files, or stages to Dockerfiles of their own.`,
    };
  },

  examples: [
    {
      bad: `FROM debian:13-slim\n^^^^ 302 lines are more than 300: move scripts to files, or stages to Dockerfiles of their own.\n${"\n".repeat(300)}CMD ["a"]\n` as SourceText,
    },
    {
      good: dockerfile`
        FROM debian:13-slim
      `,
    },
  ],
});

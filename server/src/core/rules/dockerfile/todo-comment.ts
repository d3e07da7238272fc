import { defineRule } from "../../linter/rule.js";
import { dockerfile } from "../../text/tags.js";

export default defineRule({
  name: "todo-comment",
  language: "dockerfile",
  category: "maintainability",
  severity: "hint",
  profiles: ["all"],
  summary: "A comment says that something is still to be done.",
  why: ["Such a note is easy to forget; in the list of findings it is seen."],
  references: ["https://rules.sonarsource.com/docker/RSPEC-1135/"],
  aliases: ["sonar:S1135"],
  covers: ["todo-comment"],
  noFix: "What is to be done only its author knows.",

  *check({ comments }) {
    for (const { text, span } of comments) {
      const match = /\b(?:TODO|FIXME|XXX|HACK)\b/.exec(text);
      // The text is what follows the '#', so it ends where the comment does.
      if (match) {
        const start = span.end - text.length + match.index;
        yield {
          span: { start, end: start + match[0].length },
          message: `'${match[0]}' marks work that is not done. Do it, or write it down where it is not forgotten.`,
        };
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        # TODO: a smaller base
          ^^^^ 'TODO' marks work that is not done. Do it, or write it down where it is not forgotten.
        FROM debian:13-slim
      `,
    },
    {
      good: dockerfile`
        # the todo list of the app
        FROM debian:13-slim
        RUN echo "# TODO"
      `,
    },
  ],
});

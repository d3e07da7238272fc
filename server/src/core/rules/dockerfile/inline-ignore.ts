import { readIgnoreComments } from "../../linter/comments.js";
import { defineRule } from "../../linter/rule.js";
import { remove } from "../../text/edits.js";
import { dockerfile } from "../../text/tags.js";
import { lineStart, nextLineStart } from "../../transforms/dockerfile-edit.js";

export default defineRule({
  name: "inline-ignore",
  language: "dockerfile",
  category: "maintainability",
  severity: "hint",
  profiles: ["all"],
  summary: "A comment makes hadolint ignore a rule for one instruction.",
  why: [
    "Some teams want exceptions in the configuration, where they can be reviewed together.",
    "Everybody else leaves this rule off.",
  ],
  references: ["https://github.com/hadolint/hadolint/wiki/DL1001"],
  aliases: ["hadolint:DL1001"],
  covers: ["inline-ignore-discouraged"],
  fix: "unsafe",

  *check({ comments, text }) {
    for (const { text: comment, span } of comments) {
      const [found] = readIgnoreComments(comment);
      if (found?.tool !== "hadolint" || found.reach !== "adjacent") continue;
      yield {
        span,
        message: `This comment hides ${found.names.join(", ")} here; put the exception into the configuration, or mend what it hides.`,
        fixes: [
          {
            title: "Remove the comment",
            applicability: "unsafe",
            edits: [remove({ start: lineStart(text, span.start), end: nextLineStart(text, span.end) })],
          },
        ],
      };
    }
  },

  examples: [
    {
      bad: dockerfile`
        # hadolint ignore=DL3006
        ^^^^^^^^^^^^^^^^^^^^^^^^ This comment hides DL3006 here; put the exception into the configuration, or mend what it hides.
        FROM debian
      `,
      good: dockerfile`
        FROM debian
      `,
    },
    {
      good: dockerfile`
        # hadolint global ignore=DL3006
        # drydock ignore=untagged-image
        FROM debian
      `,
    },
  ],
});

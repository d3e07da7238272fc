import { defineRule } from "../../linter/rule.js";
import { dockerfile } from "../../text/tags.js";
import { removePair } from "../../transforms/remove-pair.js";

export default defineRule({
  name: "label-superfluous",
  language: "dockerfile",
  category: "maintainability",
  severity: "info",
  profiles: ["all", "hadolint"],
  severities: { hadolint: "info" },
  summary: "A label that the configuration does not allow.",
  why: ["Where the configuration's `labels` are strict, an image has those and no others."],
  references: ["https://github.com/hadolint/hadolint#linting-labels"],
  aliases: ["hadolint:DL3050"],
  covers: ["label-superfluous"],
  fix: "unsafe",

  *check(file, { settings }) {
    const allowed = settings.labels?.strict ? settings.labels.required : undefined;
    if (!allowed) return;
    for (const { instructions } of file.stages) {
      for (const label of instructions) {
        if (label.keyword !== "LABEL") continue;
        for (const pair of label.pairs) {
          const key = keyOf(pair.name.text);
          if (Object.hasOwn(allowed, key) || key.includes("$") || key === "") continue;
          const edit = removePair(file, label, pair);
          yield {
            span: pair.name.span,
            message: `The label '${key}' is none of those that the configuration allows. Remove it.`,
            fixes: edit ? [{ title: `Remove the label '${key}'`, applicability: "unsafe", edits: [edit] }] : [],
            noFix: "A comment stands between it and its neighbour.",
          };
        }
      }
    }
  },

  examples: [
    {
      settings: { labels: { required: { maintainer: "email" }, strict: true } },
      bad: dockerfile`
        FROM debian:13-slim
        LABEL maintainer=me@example.com mood=good
                                        ^^^^ The label 'mood' is none of those that the configuration allows. Remove it.
      `,
      good: dockerfile`
        FROM debian:13-slim
        LABEL maintainer=me@example.com
      `,
    },
    {
      title: "does nothing unless the configuration's 'labels' are strict",
      good: dockerfile`
        FROM debian:13-slim
        LABEL mood=good
      `,
    },
  ],
});

function keyOf(text: string): string {
  return text.replace(/^["']|["']$/g, "");
}

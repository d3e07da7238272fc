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
  summary: "A label that is set twice, or that the configuration does not allow.",
  why: [
    "Of two equal keys the later one counts: the earlier says nothing.",
    "Where the configuration's `labels` are strict, other keys are reported, too.",
  ],
  references: ["https://docs.docker.com/reference/dockerfile/#label", "https://github.com/hadolint/hadolint#linting-labels"],
  aliases: ["hadolint:DL3050", "tally:tally/labels/no-duplicate-keys"],
  covers: ["label-superfluous", "label-duplicate-key"],
  fix: "safe",

  *check(file, { settings }) {
    const allowed = settings.labels?.strict ? settings.labels.required : undefined;
    for (const { instructions } of file.stages) {
      const last = new Map<string, unknown>();
      const labels = instructions.filter((it) => it.keyword === "LABEL");
      for (const { pairs } of labels) for (const pair of pairs) last.set(keyOf(pair.name.text), pair);
      for (const label of labels) {
        for (const pair of label.pairs) {
          const key = keyOf(pair.name.text);
          const isTwice = last.get(key) !== pair;
          const isForbidden = allowed !== undefined && !Object.hasOwn(allowed, key);
          if ((!isTwice && !isForbidden) || key.includes("$") || key === "") continue;
          const edit = removePair(file, label, pair);
          yield {
            span: pair.name.span,
            message: isTwice
              ? `The label '${key}' is set again further down: this value is lost. Remove it.`
              : `The label '${key}' is none of those the configuration allows. Remove it.`,
            aliases: isForbidden ? ["hadolint:DL3050"] : ["tally:tally/labels/no-duplicate-keys"],
            fixes: edit
              ? [{ title: `Remove the label '${key}'`, applicability: isTwice ? "safe" : "unsafe", edits: [edit] }]
              : [],
            noFix: "A comment stands between it and its neighbour.",
          };
        }
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM debian:13-slim
        LABEL a=1 b=2
              ^ The label 'a' is set again further down: this value is lost. Remove it.
        LABEL a=3
      `,
      good: dockerfile`
        FROM debian:13-slim
        LABEL b=2
        LABEL a=3
      `,
    },
    {
      good: dockerfile`
        FROM debian:13-slim AS base
        LABEL a=1
        FROM base
        LABEL a=2
      `,
    },
  ],
});

function keyOf(text: string): string {
  return text.replace(/^["']|["']$/g, "");
}

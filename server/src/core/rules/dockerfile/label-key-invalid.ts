import { defineRule } from "../../linter/rule.js";
import type { Pair } from "../../syntax/dockerfile/model.js";
import { replace } from "../../text/edits.js";
import { dockerfile } from "../../text/tags.js";

export default defineRule({
  name: "label-key-invalid",
  language: "dockerfile",
  category: "maintainability",
  severity: "hint",
  profiles: ["all", "hadolint"],
  severities: { hadolint: "hint" },
  summary: "The key of a label does not follow Docker's advice.",
  why: [
    "Keys are lower-case letters, digits, `.` and `-`, begin with a letter and do not double separators, so that programs can ask for them without quotes.",
    "The prefixes `com.docker.`, `io.docker.` and `org.dockerproject.` are Docker's own.",
  ],
  references: ["https://docs.docker.com/engine/manage-resources/labels/#key-format-recommendations"],
  aliases: ["hadolint:DL3048", "tally:tally/labels/valid-key"],
  covers: ["label-key-invalid"],
  fix: "unsafe",

  *check(file) {
    for (const { instructions } of file.stages) {
      for (const label of instructions) {
        if (label.keyword !== "LABEL") continue;
        for (const pair of label.pairs) {
          const key = keyOf(pair);
          const fault = faultOf(key);
          if (fault === undefined || key.includes("$")) continue;
          const better = key.toLowerCase().replace(/[_ :]+/g, "-");
          const { span } = pair.name;
          const isFixable = pair.value !== undefined && !label.legacy && span.end - span.start === pair.name.text.length;
          yield {
            span: span.end > span.start ? span : pair.span,
            message: `The key '${key}' ${fault}. Use lower-case letters, digits, '.' and '-'.`,
            // hadolint lets '_' pass.
            ...(faultOf(key.replaceAll("_", "x")) === undefined ? { aliases: [] } : {}),
            fixes:
              isFixable && faultOf(better) === undefined && !label.pairs.some((it) => keyOf(it) === better)
                ? [{ title: `Use ${better}`, applicability: "unsafe", edits: [replace(span, better)] }]
                : [],
            noFix: "There is no other key that says the same.",
          };
        }
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM debian:13-slim
        LABEL Name="app" \
              ^^^^ The key 'Name' has other characters than those. Use lower-case letters, digits, '.' and '-'.
              "Build Date"=2026-01-01 com.docker.app=x
              ^^^^^^^^^^^^ The key 'Build Date' has other characters than those. Use lower-case letters, digits, '.' and '-'.
                                      ^^^^^^^^^^^^^^ The key 'com.docker.app' has a prefix that is Docker's own. Use lower-case letters, digits, '.' and '-'.
      `,
      good: dockerfile`
        FROM debian:13-slim
        LABEL name="app" \
              build-date=2026-01-01 com.docker.app=x
      `,
    },
    {
      good: dockerfile`
        FROM debian:13-slim
        LABEL org.opencontainers.image.title="App" maintainer=me com.example.a-b.c2=x
      `,
    },
  ],
});

function keyOf({ name }: Pair): string {
  return name.text.replace(/^["']|["']$/g, "");
}

function faultOf(key: string): string | undefined {
  if (/^(?:com\.docker|io\.docker|org\.dockerproject)\./.test(key)) return "has a prefix that is Docker's own";
  if (!/^[a-z0-9.-]+$/.test(key)) return "has other characters than those";
  if (!/^[a-z]/.test(key) || !/[a-z0-9]$/.test(key)) return "begins or ends with a separator or a digit";
  return /[.-]{2}/.test(key) ? "doubles a separator" : undefined;
}

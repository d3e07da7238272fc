import { defineRule } from "../../linter/rule.js";
import { finalStages } from "../../project/final-stages.js";
import type { Stage } from "../../syntax/dockerfile/model.js";
import { dockerfile } from "../../text/tags.js";
import { isOpen } from "../../transforms/add-user.js";
import { insertAfter, keywordLike } from "../../transforms/dockerfile-edit.js";

/** What a registry shows of an image; asked for where the configuration names no labels of its own. */
const usual = ["org.opencontainers.image.source"];

export default defineRule({
  name: "label-missing",
  language: "dockerfile",
  category: "maintainability",
  severity: "hint",
  profiles: ["recommended", "hadolint"],
  severities: { hadolint: "info" },
  summary: "An image lacks a label it has to have.",
  why: [
    "Labels say where an image comes from when nobody remembers.",
    "Which ones are required the configuration says in `labels`; without it the address of the source is asked for, in the profile `all` alone.",
  ],
  references: ["https://specs.opencontainers.org/image-spec/annotations/", "https://github.com/hadolint/hadolint#linting-labels"],
  aliases: ["hadolint:DL3049", "sonar:S7028", "dockerfile_lint:defined_namevals"],
  covers: ["label-required-missing"],
  fix: "placeholder",
  crossFile: true,

  *check(file, { project, settings }) {
    const wanted = settings.labels ? Object.keys(settings.labels.required) : usual;
    const last = file.stages.at(-1);
    for (const { stage, development } of finalStages(file, project)) {
      const present = labelsOf(stage);
      const missing = wanted.filter((it) => !present.has(it));
      if (missing.length === 0 || (development && !settings.labels) || present.has("*")) continue;
      const { image } = stage.from;
      const end = stage.instructions.at(-1) ?? stage.from;
      const lines = missing.map((it) => `${keywordLike(file, "LABEL")} ${it}=""`);
      yield {
        span: image.text === "" ? stage.from.keywordSpan : image.span,
        message: `This image has no label '${missing.join("', '")}', which it has to have.`,
        ...(settings.labels ? { severity: "info" as const } : { profiles: ["all" as const] }),
        aliases: settings.labels && stage === last ? ["hadolint:DL3049", "sonar:S7028"] : ["sonar:S7028"],
        noFix: "The last instruction is not finished.",
        fixes: isOpen(file, end)
          ? []
          : [
              {
                title: "Add it, to be filled in",
                applicability: "placeholder",
                edits: [insertAfter(file, end, lines)],
              },
            ],
      };
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM debian:13-slim
             ^^^^^^^^^^^^^^ This image has no label 'org.opencontainers.image.source', which it has to have.
        CMD ["bash"]
      `,
      good: dockerfile`
        FROM debian:13-slim
        CMD ["bash"]
        LABEL org.opencontainers.image.source=""
      `,
    },
    {
      good: dockerfile`
        FROM debian:13-slim AS base
        LABEL org.opencontainers.image.source="https://example.com/a"
        FROM base
      `,
    },
  ],
});

/** The keys of a stage and those it is built on; `*` where a variable hides one. */
function labelsOf(stage: Stage): ReadonlySet<string> {
  const keys = new Set<string>();
  for (let it: Stage | undefined = stage; it; it = it.base) {
    for (const label of it.instructions) {
      if (label.keyword !== "LABEL") continue;
      for (const { name } of label.pairs) keys.add(name.text.includes("$") ? "*" : name.text.replace(/^["']|["']$/g, ""));
    }
  }
  return keys;
}

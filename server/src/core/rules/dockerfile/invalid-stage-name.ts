import { defineRule, type Finding } from "../../linter/rule.js";
import type { Stage } from "../../syntax/dockerfile/model.js";
import { hasPlaceholder } from "../../syntax/placeholders.js";
import { dockerfile } from "../../text/tags.js";
import { renameStage } from "../../transforms/rename-stage.js";
import { firstLine } from "../../transforms/run-edit.js";

const reservedAliases = ["hadolint:DL3063", "buildkit:ReservedStageName", "tally:buildkit/ReservedStageName"];
const invalidAliases = ["dockerfile-utils:INVALID_BUILD_STAGE_NAME"];

export default defineRule({
  name: "invalid-stage-name",
  language: "dockerfile",
  category: "correctness",
  severity: "error",
  profiles: ["recommended", "hadolint"],
  severities: { hadolint: "error" },
  summary: "A stage has a name that the builder refuses or keeps for itself.",
  why: [
    "A name begins with a letter and has only letters, digits, `-`, `_` and `.`; the builder refuses the file otherwise.",
    "`scratch` and `context` are names of the builder: `FROM scratch` means the stage of that name then, or the empty image, depending on where it stands.",
  ],
  references: [
    "https://docs.docker.com/reference/build-checks/reserved-stage-name/",
    "https://docs.docker.com/reference/dockerfile/#from",
  ],
  aliases: [...reservedAliases, ...invalidAliases],
  covers: ["stage-name-invalid", "stage-name-reserved"],
  fix: "unsafe",

  *check(file) {
    for (const stage of file.stages) {
      const { name } = stage;
      if (!name || hasPlaceholder(name.text)) continue;
      const lower = name.text.toLowerCase();
      const isReserved = lower === "scratch" || lower === "context";
      if (!isReserved && /^[a-z][a-z0-9-_.]*$/.test(lower)) continue;
      const free = isReserved ? `${lower}-stage` : sanitized(lower);
      const valid = /^[a-z][a-z0-9-_.]*$/.test(free) && !isTaken(free, file.stages);
      const edits = valid ? renameStage(file, stage, free) : undefined;
      const finding: Finding = {
        span: firstLine(file.text, name.span),
        message: isReserved
          ? `'${name.text}' is a name of the builder's own; give the stage another one.`
          : `'${name.text}' is no name for a stage: it begins with a letter and has only letters, digits, '-', '_' and '.'.`,
        aliases: isReserved ? reservedAliases : invalidAliases,
        ...(isReserved ? { severity: "warning" as const } : {}),
        ...(edits
          ? { fixes: [{ title: `Rename the stage to ${free}`, applicability: "unsafe", edits }] }
          : { noFix: "No valid name is close to it." }),
      };
      yield finding;
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM node:22 AS 1-build
                        ^^^^^^^ '1-build' is no name for a stage: it begins with a letter and has only letters, digits, '-', '_' and '.'.
        FROM golang:1.25 AS go/tools
                            ^^^^^^^^ 'go/tools' is no name for a stage: it begins with a letter and has only letters, digits, '-', '_' and '.'.
        FROM debian:13-slim
        COPY --from=go/tools /bin /bin
      `,
      good: dockerfile`
        FROM node:22 AS stage-1-build
        FROM golang:1.25 AS go-tools
        FROM debian:13-slim
        COPY --from=go-tools /bin /bin
      `,
    },
    {
      title: "names of the builder",
      bad: dockerfile`
        FROM node:22 AS context
                        ^^^^^^^ 'context' is a name of the builder's own; give the stage another one.
        FROM debian:13-slim
        COPY --from=context /app /app
      `,
      good: dockerfile`
        FROM node:22 AS context-stage
        FROM debian:13-slim
        COPY --from=context-stage /app /app
      `,
    },
    {
      good: dockerfile`
        FROM node:22 AS build_1.x-y
        FROM scratch AS Final
        FROM scratch AS {{ name }}
      `,
    },
  ],
});

function sanitized(name: string): string {
  const plain = name.replace(/^["']|["']$/g, "").replace(/[^a-z0-9-_.]+/g, "-");
  return /^[a-z]/.test(plain) ? plain : `stage-${plain.replace(/^[-_.]+/, "")}`;
}

function isTaken(name: string, stages: readonly Stage[]): boolean {
  return stages.some((it) => it.name?.text.toLowerCase() === name);
}

import { defineRule } from "../../linter/rule.js";
import { replace } from "../../text/edits.js";
import { dockerfile } from "../../text/tags.js";

export default defineRule({
  name: "maintainer-deprecated",
  language: "dockerfile",
  category: "maintainability",
  severity: "warning",
  profiles: ["recommended", "hadolint"],
  severities: { hadolint: "error" },
  summary: "MAINTAINER is deprecated.",
  why: [
    "Docker replaced MAINTAINER by labels: a label can be read with `docker inspect` and by registries.",
    "BuildKit warns about it in every build.",
  ],
  references: [
    "https://docs.docker.com/reference/build-checks/maintainer-deprecated/",
    "https://github.com/opencontainers/image-spec/blob/main/annotations.md",
  ],
  aliases: [
    "hadolint:DL4000",
    "buildkit:MaintainerDeprecated",
    "trivy:DS-0022",
    "kics:MAINTAINER Instruction Being Used",
    "checkov:CKV_DOCKER_6",
    "sonar:S6586",
    "semgrep:maintainer-is-deprecated",
    "dockerfile-utils:DEPRECATED_MAINTAINER",
  ],
  covers: ["maintainer-deprecated"],
  fix: "safe",

  *check({ instructions }) {
    for (const instruction of instructions) {
      if (instruction.keyword !== "MAINTAINER") continue;
      const { argument, keywordSpan } = instruction;
      yield {
        span: keywordSpan,
        message: "MAINTAINER is deprecated; use the label 'org.opencontainers.image.authors'.",
        fixes: argument
          ? [
              {
                title: "Use LABEL org.opencontainers.image.authors",
                applicability: "safe",
                edits: [
                  replace(keywordSpan, "LABEL"),
                  replace(argument.span, `org.opencontainers.image.authors=${quoted(argument.text)}`),
                ],
              },
            ]
          : [],
      };
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM alpine:3.22
        MAINTAINER Jane Doe <jane@example.com>
        ^^^^^^^^^^ MAINTAINER is deprecated; use the label 'org.opencontainers.image.authors'.
      `,
      good: dockerfile`
        FROM alpine:3.22
        LABEL org.opencontainers.image.authors="Jane Doe <jane@example.com>"
      `,
    },
    {
      title: "keeps quotes and escapes what a label would expand",
      bad: dockerfile`
        FROM alpine:3.22
        maintainer "Jane \"JD\" Doe"
        ^^^^^^^^^^ MAINTAINER is deprecated; use the label 'org.opencontainers.image.authors'.
        MAINTAINER costs $5
        ^^^^^^^^^^ MAINTAINER is deprecated; use the label 'org.opencontainers.image.authors'.
      `,
      good: dockerfile`
        FROM alpine:3.22
        LABEL org.opencontainers.image.authors="Jane \"JD\" Doe"
        LABEL org.opencontainers.image.authors="costs \$5"
      `,
    },
    {
      good: dockerfile`
        FROM alpine:3.22
        LABEL org.opencontainers.image.authors="Jane Doe"
      `,
    },
  ],
});

/** The text as one word of LABEL; text that already is one stays as it is. */
function quoted(text: string): string {
  if (/^"(?:[^"\\$]|\\.)*"$/.test(text)) return text;
  return `"${text.replace(/[\\"$]/g, "\\$&")}"`;
}

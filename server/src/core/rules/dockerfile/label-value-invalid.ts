import { defineRule, type LabelType } from "../../linter/rule.js";
import { removeQuotes } from "../../syntax/dockerfile/words.js";
import { dockerfile } from "../../text/tags.js";
import { firstLine } from "../../transforms/run-edit.js";

interface Format {
  readonly code: string;
  readonly what: string;
  fits(value: string): boolean;
}

const formats: Readonly<Record<Exclude<LabelType, "text">, Format>> = {
  url: { code: "DL3052", what: "a URL", fits: (value) => /^[a-z][a-z0-9+.-]*:\/\/[^\s/]+\S*$/i.test(value) },
  rfc3339: {
    code: "DL3053",
    what: "a time as RFC 3339 has it, such as 2026-01-31T12:00:00Z",
    fits: (value) =>
      /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/.test(value) && !Number.isNaN(Date.parse(value)),
  },
  spdx: {
    code: "DL3054",
    what: "an SPDX licence expression, such as MIT or Apache-2.0",
    fits: (value) => /^\(*[A-Za-z0-9][A-Za-z0-9.+-]*\)*(?:\s+(?:AND|OR|WITH)\s+\(*[A-Za-z0-9][A-Za-z0-9.+-]*\)*)*$/.test(value),
  },
  hash: {
    code: "DL3055",
    what: "a Git hash of 7 or 40 hexadecimal digits",
    fits: (value) => /^(?:[0-9a-f]{7}|[0-9a-f]{40})$/i.test(value),
  },
  semver: {
    code: "DL3056",
    what: "a version as semver.org has it, such as 1.2.3",
    fits: (value) => /^(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?$/.test(value),
  },
  email: { code: "DL3058", what: "an e-mail address", fits: (value) => /^[^\s@<>]+@[^\s@<>.]+(?:\.[^\s@<>.]+)+$/.test(value) },
};

/** What the keys of the OCI specification hold; judged without any setting. */
const oci: Readonly<Record<string, keyof typeof formats>> = {
  "org.opencontainers.image.created": "rfc3339",
  "org.opencontainers.image.url": "url",
  "org.opencontainers.image.documentation": "url",
  "org.opencontainers.image.source": "url",
  "org.opencontainers.image.licenses": "spdx",
};

export default defineRule({
  name: "label-value-invalid",
  language: "dockerfile",
  category: "maintainability",
  severity: "info",
  profiles: ["all", "hadolint"],
  summary: "The value of a label is not what its key is for.",
  why: [
    "Registries and scanners read these labels: a date or an address they cannot read is lost.",
    "The types of the configuration's `labels` are checked, and those that the OCI specification gives its own keys.",
  ],
  references: ["https://specs.opencontainers.org/image-spec/annotations/", "https://github.com/hadolint/hadolint#linting-labels"],
  aliases: ["hadolint:DL3051", ...Object.values(formats).map(({ code }) => `hadolint:${code}`), "dockerfilelint:label_invalid"],
  covers: [
    "label-empty",
    "label-bad-url",
    "label-bad-date",
    "label-bad-spdx",
    "label-bad-git-hash",
    "label-bad-semver",
    "label-bad-email",
    "label-format",
  ],
  noFix: "The right value only its author knows.",

  *check(file, { settings }) {
    const required = settings.labels?.required ?? {};
    for (const { instructions } of file.stages) {
      for (const label of instructions) {
        if (label.keyword !== "LABEL") continue;
        for (const { name, value, span } of label.pairs) {
          const key = name.text.replace(/^["']|["']$/g, "");
          const wanted = Object.hasOwn(required, key) ? required[key] : undefined;
          const type = wanted ?? (Object.hasOwn(oci, key) ? oci[key] : undefined);
          const text = removeQuotes(value?.text ?? "", file.escape);
          if (type === undefined || text.includes("$")) continue;
          const place = firstLine(file.text, value && value.span.end > value.span.start ? value.span : span);
          if (text === "") {
            if (wanted !== undefined)
              yield { span: place, message: `The label '${key}' is empty, yet required.`, aliases: ["hadolint:DL3051"] };
            continue;
          }
          const format = type === "text" ? undefined : formats[type];
          if (!format || format.fits(text)) continue;
          yield {
            span: place,
            message: `'${text}' is not ${format.what}, which '${key}' has to be.`,
            aliases: wanted === undefined ? [] : [`hadolint:${format.code}`],
          };
        }
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM debian:13-slim
        LABEL org.opencontainers.image.created="last week" \
                                               ^^^^^^^^^^^ 'last week' is not a time as RFC 3339 has it, such as 2026-01-31T12:00:00Z, which 'org.opencontainers.image.created' has to be.
              org.opencontainers.image.url=example
                                           ^^^^^^^ 'example' is not a URL, which 'org.opencontainers.image.url' has to be.
      `,
    },
    {
      good: dockerfile`
        FROM debian:13-slim
        ARG CREATED
        LABEL org.opencontainers.image.created="$CREATED" \
              org.opencontainers.image.licenses="MIT OR Apache-2.0" \
              org.opencontainers.image.source=https://example.com/a
        LABEL org.opencontainers.image.created=2026-01-31T12:00:00Z
      `,
    },
  ],
});

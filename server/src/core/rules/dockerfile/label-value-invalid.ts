import { isSpdxExpression, meantSpdxId } from "../../knowledge/spdx.js";
import { defineRule, type Fix, type LabelType } from "../../linter/rule.js";
import { removeQuotes } from "../../syntax/dockerfile/words.js";
import { replace } from "../../text/edits.js";
import { dockerfile } from "../../text/tags.js";
import { firstLine } from "../../transforms/run-edit.js";

interface Format {
  readonly code: string;
  readonly what: string;
  fits(value: string): boolean;
  /** What was meant, where only one thing can have been. */
  meant?(value: string): string | undefined;
}

const formats: Readonly<Record<Exclude<LabelType, "text">, Format>> = {
  url: { code: "DL3052", what: "a URL", fits: (value) => /^[a-z][a-z0-9+.-]*:\/\/[^\s/]+\S*$/i.test(value) },
  rfc3339: {
    code: "DL3053",
    what: "a time as RFC 3339 has it, such as 2026-01-31T12:00:00Z",
    fits: (value) =>
      /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/.test(value) && !Number.isNaN(Date.parse(value)),
    meant: meantTime,
  },
  spdx: {
    code: "DL3054",
    what: "an SPDX licence expression, such as MIT or Apache-2.0",
    fits: isSpdxExpression,
    meant: meantSpdxId,
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

/** A day, or a day with a time; without a zone it is taken for UTC, as builders write it. */
function meantTime(text: string): string | undefined {
  const found = /^(\d{4})[-/.](\d\d)[-/.](\d\d)(?:[T ](\d\d:\d\d)(:\d\d)?(?: ?(?:Z|UTC))?)?$/i.exec(text);
  if (!found) return undefined;
  const [, year, month, day, time = "00:00", seconds = ":00"] = found;
  const meant = `${year}-${month}-${day}T${time}${seconds}Z`;
  return Number.isNaN(Date.parse(meant)) ? undefined : meant;
}

const onlyAuthor = "The right value only its author knows.";

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
  fix: "unsafe",

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
              yield {
                span: place,
                message: `The label '${key}' is empty, yet required.`,
                aliases: ["hadolint:DL3051"],
                noFix: onlyAuthor,
              };
            continue;
          }
          const format = type === "text" ? undefined : formats[type];
          if (!format || format.fits(text)) continue;
          const meant = format.meant?.(text);
          // New licences get ids: where nobody asks for one, it may be newer than the list.
          if (type === "spdx" && wanted === undefined && meant === undefined && /^[A-Za-z0-9.+-]+$/.test(text)) continue;
          const at = value && file.text.slice(value.span.start, value.span.end).indexOf(text);
          const fixes: Fix[] =
            value && meant !== undefined && at !== undefined && at >= 0
              ? [
                  {
                    title: `Use ${meant}`,
                    applicability: "unsafe",
                    edits: [replace({ start: value.span.start + at, end: value.span.start + at + text.length }, meant)],
                  },
                ]
              : [];
          yield {
            span: place,
            message: `'${text}' is not ${format.what}, which '${key}' has to be.${meant === undefined ? "" : ` Did you mean ${meant}?`}`,
            aliases: wanted === undefined ? [] : [`hadolint:${format.code}`],
            fixes,
            noFix: onlyAuthor,
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
      title: "a time without a zone",
      bad: dockerfile`
        FROM debian:13-slim
        LABEL org.opencontainers.image.created="2026-01-31 12:30"
                                               ^^^^^^^^^^^^^^^^^^ '2026-01-31 12:30' is not a time as RFC 3339 has it, such as 2026-01-31T12:00:00Z, which 'org.opencontainers.image.created' has to be. Did you mean 2026-01-31T12:30:00Z?
      `,
      good: dockerfile`
        FROM debian:13-slim
        LABEL org.opencontainers.image.created="2026-01-31T12:30:00Z"
      `,
    },
    {
      title: "a licence that nearly is one",
      bad: dockerfile`
        FROM debian:13-slim
        LABEL org.opencontainers.image.licenses="Apache 2.0"
                                                ^^^^^^^^^^^^ 'Apache 2.0' is not an SPDX licence expression, such as MIT or Apache-2.0, which 'org.opencontainers.image.licenses' has to be. Did you mean Apache-2.0?
      `,
      good: dockerfile`
        FROM debian:13-slim
        LABEL org.opencontainers.image.licenses="Apache-2.0"
      `,
    },
    {
      title: "the types that the configuration gives its labels",
      settings: { labels: { required: { revision: "hash", licence: "spdx" } } },
      bad: dockerfile`
        FROM debian:13-slim
        LABEL revision=main licence=in-house
                       ^^^^ 'main' is not a Git hash of 7 or 40 hexadecimal digits, which 'revision' has to be.
                                    ^^^^^^^^ 'in-house' is not an SPDX licence expression, such as MIT or Apache-2.0, which 'licence' has to be.
      `,
    },
    {
      good: dockerfile`
        FROM debian:13-slim
        LABEL org.opencontainers.image.licenses="LicenseRef-Example OR (GPL-2.0-only WITH Classpath-exception-2.0)"
        LABEL org.opencontainers.image.licenses=Licence-of-2031
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

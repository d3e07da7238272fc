import { packageInstall } from "../../knowledge/packages.js";
import { defineRule } from "../../linter/rule.js";
import type { ShellWord } from "../../syntax/shell/model.js";
import { commandLines } from "../../syntax/shell/query.js";
import { replace } from "../../text/edits.js";
import { dockerfile } from "../../text/tags.js";
import { firstLine, runsOf } from "../../transforms/run-edit.js";

export default defineRule({
  name: "unsorted-packages",
  language: "dockerfile",
  category: "maintainability",
  severity: "hint",
  profiles: ["all"],
  summary: "A list of packages, one a line, is not in alphabetical order.",
  why: ["Sorted lists show duplicates, and changes to them are easy to review and to merge."],
  references: ["https://docs.docker.com/build/building/best-practices/#sort-multi-line-arguments"],
  aliases: ["sonar:S7018", "tally:tally/sort-packages"],
  covers: ["sort-packages"],
  fix: "safe",
  onbuild: true,

  *check(file) {
    for (const { run } of runsOf(file)) {
      for (const line of commandLines(run.command)) {
        const packages = packageInstall(line)?.packages ?? [];
        if (packages.length < 3 || !isOnePerLine(file.text, packages)) continue;
        const sorted = [...packages].sort((a, b) => compare(a.value, b.value));
        const at = packages.findIndex((word, i) => i > 0 && compare(packages[i - 1]!.value, word.value) > 0);
        if (at < 0) continue;
        yield {
          span: firstLine(file.text, packages[at]!.span),
          message: `'${packages[at]!.value}' stands behind '${packages[at - 1]!.value}'; sort the packages by name.`,
          fixes: [
            {
              title: "Sort the packages",
              applicability: "safe",
              edits: packages.flatMap((word, i) => (word === sorted[i] ? [] : [replace(word.span, sorted[i]!.text)])),
            },
          ],
        };
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM debian:13-slim
        RUN apt-get update && apt-get install -y --no-install-recommends \
              git \
              curl \
              ^^^^ 'curl' stands behind 'git'; sort the packages by name.
              ca-certificates=20250419 \
              jq \
         && rm -rf /var/lib/apt/lists/*
      `,
      good: dockerfile`
        FROM debian:13-slim
        RUN apt-get update && apt-get install -y --no-install-recommends \
              ca-certificates=20250419 \
              curl \
              git \
              jq \
         && rm -rf /var/lib/apt/lists/*
      `,
    },
    {
      title: "sorted, in groups with comments, on one line, or with a variable",
      good: dockerfile`
        FROM debian:13-slim
        RUN apt-get install -y \
              curl \
              git \
              jq
        RUN apt-get install -y \
              # needed by the app
              libpq5 \
              # for the health check
              curl \
              ca-certificates
        RUN apt-get install -y git curl jq
        RUN apt-get install -y \
              git \
              $EXTRA \
              curl
      `,
    },
  ],
});

function compare(a: string, b: string): number {
  return a.toLowerCase() < b.toLowerCase() ? -1 : a.toLowerCase() > b.toLowerCase() ? 1 : 0;
}

/** True for plain names with nothing but a continuation between them: a comment or an empty line makes groups. */
function isOnePerLine(text: string, packages: readonly ShellWord[]): boolean {
  return packages.every((word, i) => {
    if (word.dynamic || /["'\\\n]/.test(word.text)) return false;
    const before = packages[i - 1];
    return !before || /^[ \t]*[\\`][ \t]*\r?\n[ \t]*$/.test(text.slice(before.span.end, word.span.start));
  });
}

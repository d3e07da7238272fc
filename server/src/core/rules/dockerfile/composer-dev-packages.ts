import { defineRule } from "../../linter/rule.js";
import { isDevelopment } from "../../project/final-stages.js";
import { shippedStages } from "../../project/shipped-stages.js";
import { stateBefore } from "../../syntax/dockerfile/timeline.js";
import { commandLines, operands } from "../../syntax/shell/query.js";
import { insertAt } from "../../text/edits.js";
import { dockerfile } from "../../text/tags.js";
import { firstLine, runsOf } from "../../transforms/run-edit.js";

export default defineRule({
  name: "composer-dev-packages",
  language: "dockerfile",
  category: "security",
  severity: "info",
  profiles: ["recommended"],
  summary: "`composer install` puts packages for development into the image.",
  why: [
    "Test frameworks and debuggers make the image larger and have been the way in for attackers (PHPUnit's `eval-stdin.php`).",
    "A stage for development or tests, from its name, is not judged.",
  ],
  references: ["https://getcomposer.org/doc/03-cli.md#install-i", "https://nvd.nist.gov/vuln/detail/CVE-2017-9841"],
  aliases: ["tally:tally/php/composer-no-dev-in-production"],
  covers: ["php-specific"],
  fix: "unsafe",
  crossFile: true,
  onbuild: true,

  *check(file, { project }) {
    if (!file.text.includes("composer")) return;
    for (const { run, stage, index } of runsOf(file)) {
      if (isDevelopment(file.uri, stage)) continue;
      const lines = commandLines(run.command);
      for (const [i, line] of lines.entries()) {
        const verb = operands(line)[0];
        if (!/^composer(\.phar)?$/.test(line.program ?? "") || !/^(install|i)$/.test(verb?.value ?? "")) continue;
        if (line.arguments.some(({ value, dynamic }) => /^--(no-dev|dev|help|dry-run)/.test(value) || dynamic)) continue;
        // Tests that run in the same stage need them, and a later install may take them out.
        if (lines.slice(i + 1).some((it) => it.program === "composer" || /phpunit|pest/.test(it.program ?? ""))) continue;
        if (stateBefore(stage, index, file.escape).env.has("COMPOSER_NO_DEV") || /--no-dev|phpunit|\bpest\b/.test(file.text))
          continue;
        if (!shippedStages(file, project).has(stage)) continue;
        yield {
          span: firstLine(file.text, { start: line.programSpan.start, end: verb!.span.end }),
          message: "'composer install' also installs what only development needs; add --no-dev.",
          fixes: [
            {
              title: "Add --no-dev",
              applicability: "unsafe",
              edits: [insertAt(verb!.span.end, run.command.kind === "exec" ? ', "--no-dev"' : " --no-dev")],
            },
          ],
        };
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM php:8.4-fpm
        COPY . .
        RUN composer install --no-interaction --optimize-autoloader
            ^^^^^^^^^^^^^^^^ 'composer install' also installs what only development needs; add --no-dev.
      `,
      good: dockerfile`
        FROM php:8.4-fpm
        COPY . .
        RUN composer install --no-dev --no-interaction --optimize-autoloader
      `,
    },
    {
      title: "a stage for tests, and one without",
      good: dockerfile`
        FROM php:8.4-fpm AS dev
        RUN composer install
        FROM php:8.4-fpm
        RUN composer install --no-dev
      `,
    },
  ],
});

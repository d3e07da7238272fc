import { defineRule } from "../../linter/rule.js";
import { shippedStages } from "../../project/shipped-stages.js";
import { commandLines, operands } from "../../syntax/shell/query.js";
import { insertAt } from "../../text/edits.js";
import { dockerfile } from "../../text/tags.js";
import { firstLine, runsOf } from "../../transforms/run-edit.js";

export default defineRule({
  name: "gem-documentation",
  language: "dockerfile",
  category: "size",
  severity: "hint",
  profiles: ["all"],
  summary: "`gem install` also writes the documentation of each gem.",
  why: [
    "Nobody reads it inside a container, and generating it takes longer than the install.",
    "The official Ruby images switch it off themselves and are not judged.",
  ],
  references: ["https://guides.rubygems.org/command-reference/#gem-install"],
  aliases: ["dockerfile_lint:no_gem_clean_all"],
  covers: ["gem-cleanup"],
  fix: "safe",
  crossFile: true,
  onbuild: true,

  *check(file, { project }) {
    if (!file.text.includes("gem install") || /gemrc|--no-(document|ri|rdoc)\b/.test(file.text)) return;
    for (const { run, stage } of runsOf(file)) {
      const { imageReference } = project.factsOf(stage, file);
      if (imageReference?.name === undefined || /(^|\/)j?ruby$|truffleruby/.test(imageReference.name)) continue;
      for (const line of commandLines(run.command)) {
        const verb = operands(line)[0];
        if (
          line.program !== "gem" ||
          verb?.value !== "install" ||
          line.arguments.some(({ value }) => /^(-N|--document)/.test(value))
        )
          continue;
        if (!shippedStages(file, project).has(stage)) continue;
        yield {
          span: firstLine(file.text, { start: line.programSpan.start, end: verb.span.end }),
          message: "'gem install' also writes documentation into the image; add --no-document.",
          fixes: [
            {
              title: "Add --no-document",
              applicability: "safe",
              edits: [insertAt(verb.span.end, run.command.kind === "exec" ? ', "--no-document"' : " --no-document")],
            },
          ],
        };
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM alpine:3.22
        RUN apk add --no-cache ruby && gem install rake:13.3.0
                                       ^^^^^^^^^^^ 'gem install' also writes documentation into the image; add --no-document.
      `,
      good: dockerfile`
        FROM alpine:3.22
        RUN apk add --no-cache ruby && gem install --no-document rake:13.3.0
      `,
    },
    {
      title: "Ruby's own image has it off",
      good: dockerfile`
        FROM ruby:3.4-slim
        RUN gem install rake:13.3.0
      `,
    },
    {
      title: "off in gem's configuration",
      good: dockerfile`
        FROM alpine:3.22
        RUN echo 'gem: --no-document' > /etc/gemrc && gem install rake:13.3.0
      `,
    },
  ],
});

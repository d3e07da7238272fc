import { defineRule } from "../../linter/rule.js";
import { ownServices } from "../../project/compose/own-services.js";
import { firstLine } from "../../syntax/yaml/errors.js";
import { yaml } from "../../text/tags.js";

export default defineRule({
  name: "ulimits-missing",
  language: "compose",
  category: "reliability",
  severity: "hint",
  profiles: ["all"],
  summary: "A service takes the engine's limits for open files and processes.",
  why: [
    "The CIS benchmark asks to override the engine's default ulimits where a service needs other ones; most services do not.",
    "`pids_limit` and limits of memory hold back a runaway program better.",
  ],
  references: ["https://docs.docker.com/reference/compose-file/services/#ulimits"],
  aliases: ["cis:5.19"],
  covers: ["ulimits-not-set"],
  noFix: "How many files and processes the program needs is not in the file.",

  *check(file, { project }) {
    for (const { service, merged } of ownServices(file, project)) {
      if (merged.ulimits || merged.provider) continue;
      yield {
        span: firstLine(file.text, service.key.span),
        message: `'${service.name}' takes the engine's limits for open files and processes; set ulimits where it needs others.`,
      };
    }
  },

  examples: [
    {
      bad: yaml`
        services:
          api:
          ^^^ 'api' takes the engine's limits for open files and processes; set ulimits where it needs others.
            image: acme/api:1
      `,
      good: {},
    },
    {
      title: "set here, by a fragment",
      good: yaml`
        x-limits: &limits
          ulimits: {nofile: 4096}
        services:
          api: {image: "acme/api:1", ulimits: {nproc: 100}}
          web: {<<: *limits, image: "acme/web:1"}
      `,
    },
  ],
});

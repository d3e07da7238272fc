import { defineRule } from "../../linter/rule.js";
import { yaml } from "../../text/tags.js";
import { replaceValue } from "../../transforms/yaml-edit.js";

export default defineRule({
  name: "logging-disabled",
  language: "compose",
  category: "reliability",
  severity: "warning",
  profiles: ["hardened"],
  summary: "The output of a service is thrown away.",
  why: [
    "With the driver `none` there is nothing to look at after a crash or a break-in.",
    "The driver `local` keeps little and rotates by itself.",
  ],
  references: ["https://docs.docker.com/engine/logging/configure/"],
  aliases: ["compose-lint:CL-0014"],
  covers: ["logging-driver-none"],
  fix: "unsafe",

  *check(file) {
    const seen = new Set<number>();
    for (const { name, logging } of file.services) {
      const driver = logging?.driver;
      if (driver?.text !== "none" || seen.has(driver.span.start)) continue;
      seen.add(driver.span.start);
      const edits = replaceValue(file, driver, "local");
      yield {
        span: driver.span,
        message: `The output of '${name}' is thrown away, so nobody can tell later what happened; the driver local keeps little and rotates.`,
        ...(edits
          ? { fixes: [{ title: "Use the driver local", applicability: "unsafe", edits }] }
          : { noFix: "The text is shared by an anchor." }),
      };
    }
  },

  examples: [
    {
      bad: yaml`
        services:
          api:
            image: acme/api:1
            logging:
              driver: "none" # noisy
                       ^^^^ The output of 'api' is thrown away, so nobody can tell later what happened; the driver local keeps little and rotates.
      `,
      good: yaml`
        services:
          api:
            image: acme/api:1
            logging:
              driver: "local" # noisy
      `,
    },
    {
      title: "other drivers",
      good: yaml`
        services:
          api:
            image: acme/api:1
            logging: {driver: journald}
          web:
            image: acme/web:1
            logging: {driver: "\${DRIVER:-none}"}
      `,
    },
  ],
});

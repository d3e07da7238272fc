import { defineRule } from "../../linter/rule.js";
import { ownServices } from "../../project/compose/own-services.js";
import { isDevelopmentFile } from "../../project/service-facts.js";
import { hasVariables } from "../../syntax/interpolation.js";
import { firstLine } from "../../syntax/yaml/errors.js";
import { yaml } from "../../text/tags.js";
import { addField, cannotExtend } from "../../transforms/service-field.js";

export default defineRule({
  name: "log-rotation-missing",
  language: "compose",
  category: "reliability",
  severity: "info",
  profiles: ["hardened"],
  summary: "The log of a service grows without end.",
  why: [
    "The driver `json-file`, which is the default, keeps everything a container ever wrote: the disk fills up, and then nothing on the host works.",
    "With `max-size` and `max-file` old lines are dropped; the driver `local` does so by itself.",
    "Where the engine's own configuration (`daemon.json`) rotates all logs, silence this rule in `.drydock.yaml`.",
  ],
  references: ["https://docs.docker.com/engine/logging/drivers/json-file/", "https://docs.docker.com/engine/logging/configure/"],
  covers: ["logging-no-rotation"],
  fix: "unsafe",

  *check(file, { project }) {
    if (isDevelopmentFile(file)) return;
    for (const { service, merged } of ownServices(file, project)) {
      const { logging } = merged;
      const driver = logging?.driver?.text ?? "json-file";
      if (merged.provider || driver !== "json-file" || hasVariables(driver)) continue;
      if (logging?.options.some(({ key }) => key.text === "max-size")) continue;
      const options = {
        "max-size": "10m",
        ...(logging?.options.some(({ key }) => key.text === "max-file") ? {} : { "max-file": '"3"' }),
      };
      const field = logging ? { options } : { driver: "json-file", options };
      const edits = addField(file, service, "logging", field);
      yield {
        span: firstLine(file.text, service.key.span),
        message: `The log of '${service.name}' grows until the disk is full; keep three files of 10 MB, say.`,
        ...(edits ? { fixes: [{ title: "Rotate the log", applicability: "unsafe", edits }] } : { noFix: cannotExtend }),
      };
    }
  },

  examples: [
    {
      title: "the default driver; options that say nothing of size",
      bad: yaml`
        services:
          api:
          ^^^ The log of 'api' grows until the disk is full; keep three files of 10 MB, say.
            image: acme/api:1
          web:
          ^^^ The log of 'web' grows until the disk is full; keep three files of 10 MB, say.
            image: acme/web:1
            logging:
              driver: json-file
              options:
                tag: web
      `,
      good: yaml`
        services:
          api:
            image: acme/api:1
            logging:
              driver: json-file
              options:
                max-size: 10m
                max-file: "3"
          web:
            image: acme/web:1
            logging:
              driver: json-file
              options:
                tag: web
                max-size: 10m
                max-file: "3"
      `,
    },
    {
      title: "another driver, rotation in a shared fragment",
      good: yaml`
        x-log: &log
          logging:
            options: {max-size: 1m}
        services:
          api:
            image: acme/api:1
            logging: {driver: local}
          web:
            <<: *log
            image: acme/web:1
      `,
    },
  ],
});

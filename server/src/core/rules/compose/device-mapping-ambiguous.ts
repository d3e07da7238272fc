import { defineRule } from "../../linter/rule.js";
import { firstTime } from "../../syntax/compose/lookup.js";
import { hasVariables } from "../../syntax/interpolation.js";
import { yaml } from "../../text/tags.js";

export default defineRule({
  name: "device-mapping-ambiguous",
  language: "compose",
  category: "correctness",
  severity: "error",
  profiles: ["recommended"],
  summary: "A device is given in more than three parts.",
  why: [
    "Compose refuses the project: the short form is `device[:target[:permissions]]`.",
    "A device whose path has colons in it needs the long form with `source`, `target` and `permissions`.",
  ],
  references: ["https://docs.docker.com/reference/compose-file/services/#devices"],
  covers: ["ambiguous-device-mapping"],
  noFix: "Which colons belong to the paths cannot be told from the text.",

  *check(file) {
    const first = firstTime();
    for (const device of file.services.flatMap(({ devices }) => devices)) {
      if (hasVariables(device.text) || device.text.split(":").length < 4 || !first(device)) continue;
      yield {
        span: device.span,
        message: `'${device.text}' has more than three parts, and Compose refuses it; use the long form with source, target and permissions.`,
      };
    }
  },

  examples: [
    {
      bad: yaml`
        services:
          scan:
            image: acme/scan:1
            devices:
              - /dev/serial/by-path/pci-0000:00:14.0:/dev/scanner
                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ '/dev/serial/by-path/pci-0000:00:14.0:/dev/scanner' has more than three parts, and Compose refuses it; use the long form with source, target and permissions.
      `,
    },
    {
      good: yaml`
        services:
          scan:
            image: acme/scan:1
            devices:
              - /dev/ttyUSB0:/dev/ttyUSB0:rwm
              - nvidia.com/gpu=all
              - \${DEVICE:-/dev/null}:/dev/scanner
      `,
    },
  ],
});

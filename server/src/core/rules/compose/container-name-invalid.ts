import { defineRule } from "../../linter/rule.js";
import { firstTime } from "../../syntax/compose/lookup.js";
import { hasVariables } from "../../syntax/interpolation.js";
import { yaml } from "../../text/tags.js";
import { fixOf, repairs } from "../../transforms/repairs.js";
import { replaceValue } from "../../transforms/yaml-edit.js";

export default defineRule({
  name: "container-name-invalid",
  language: "compose",
  category: "correctness",
  severity: "error",
  profiles: ["recommended"],
  summary: "The name of a container has characters that the engine does not take.",
  why: [
    "A name has at least two characters: letters, digits, `_`, `.` and `-`, the first one a letter or digit.",
    "Compose lets some of the others pass, and the engine then refuses to create the container.",
  ],
  references: ["https://docs.docker.com/reference/compose-file/services/#container_name"],
  aliases: ["dclint:service-container-name-regex"],
  covers: ["invalid-container-name"],
  fix: "unsafe",

  *check(file) {
    const first = firstTime();
    for (const { containerName: name } of file.services) {
      // What not even Compose takes is for the schema to report.
      if (!name || hasVariables(name.text) || !/[a-zA-Z0-9][a-zA-Z0-9_.-]+/.test(name.text)) continue;
      if (/^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/.test(name.text) || !first(name)) continue;
      const good = name.text
        .replace(/[^a-zA-Z0-9_.-]+/g, "-")
        .replace(/^[^a-zA-Z0-9]+/, "")
        .replace(/-+$/, "");
      yield {
        span: name.span,
        message: `The engine does not take '${name.text}' as a name: only letters, digits, '_', '.' and '-', the first a letter or digit.`,
        ...repairs([good.length > 1 ? fixOf(`Use ${good}`, "unsafe", replaceValue(file, name, good)) : undefined]),
      };
    }
  },

  examples: [
    {
      bad: yaml`
        services:
          web:
            image: nginx:1.29
            container_name: "my web server"
                             ^^^^^^^^^^^^^ The engine does not take 'my web server' as a name: only letters, digits, '_', '.' and '-', the first a letter or digit.
          api:
            image: acme/api:1
            container_name: _api # private
                            ^^^^ The engine does not take '_api' as a name: only letters, digits, '_', '.' and '-', the first a letter or digit.
      `,
      good: yaml`
        services:
          web:
            image: nginx:1.29
            container_name: "my-web-server"
          api:
            image: acme/api:1
            container_name: api # private
      `,
    },
    {
      good: yaml`
        services:
          web:
            image: nginx:1.29
            container_name: web_1.a-b
          api:
            image: acme/api:1
            container_name: \${PREFIX}/api
      `,
    },
  ],
});

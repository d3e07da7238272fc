import { defineRule } from "../../linter/rule.js";
import { undefinedNames } from "../../project/compose/undefined-names.js";
import type { Service } from "../../syntax/compose/model.js";
import { partOf, textsAt } from "../../syntax/compose/values.js";
import { yaml } from "../../text/tags.js";
import { declareResource } from "../../transforms/declare-resource.js";
import { fixOf, repairs } from "../../transforms/repairs.js";
import { replaceValue } from "../../transforms/yaml-edit.js";

export default defineRule({
  name: "undefined-model",
  language: "compose",
  category: "correctness",
  severity: "error",
  profiles: ["recommended"],
  summary: "A service uses an AI model that the file does not declare.",
  why: ["Compose refuses the project: “service refers to undefined model”."],
  references: ["https://docs.docker.com/reference/compose-file/models/"],
  covers: ["undefined-model"],
  crossFile: true,
  fix: "unsafe",

  *check(file, { project }) {
    for (const { name, near, severity, service } of undefinedNames(file, project, "models", modelsOf)) {
      const { text } = name;
      yield {
        span: name.span,
        severity,
        message: `No model '${text}' is declared, so Compose refuses the file; ${near ? `did you mean '${near}'?` : "declare it under 'models'."}`,
        ...repairs([
          near ? fixOf(`Use the model ${near}`, "unsafe", replaceValue(file, name, near)) : undefined,
          fixOf(
            `Declare the model ${text}`,
            "placeholder",
            declareResource(file, "models", text, service.key.span, ["  model: ai/model-name"]),
          ),
        ]),
      };
    }
  },

  examples: [
    {
      bad: yaml`
        services:
          chat:
            image: acme/chat:1
            models:
              - smollm
                ^^^^^^ No model 'smollm' is declared, so Compose refuses the file; declare it under 'models'.
      `,
      good: yaml`
        services:
          chat:
            image: acme/chat:1
            models:
              - smollm

        models:
          smollm:
            model: ai/model-name
      `,
    },
    {
      bad: yaml`
        services:
          chat:
            image: acme/chat:1
            models:
              smolm:
              ^^^^^ No model 'smolm' is declared, so Compose refuses the file; did you mean 'smollm'?
                endpoint_var: URL
        models:
          smollm:
            model: ai/smollm2
      `,
      good: yaml`
        services:
          chat:
            image: acme/chat:1
            models:
              smollm:
                endpoint_var: URL
        models:
          smollm:
            model: ai/smollm2
      `,
    },
    {
      good: yaml`
        services:
          chat:
            image: acme/chat:1
            models: [llm]
        models:
          llm:
            model: ai/smollm2
      `,
    },
  ],
});

function modelsOf({ node }: Service) {
  const models = node.get("models")?.value;
  if (models?.kind === "map") return models.entries.map(({ key }) => partOf(key, 0, key.text.length));
  return models?.kind === "seq" ? textsAt(node, "models") : [];
}

import { defineRule } from "../../linter/rule.js";
import { envFileUri } from "../../project/service-facts.js";
import { parseEnvFile } from "../../syntax/env-file.js";
import { variablesOf } from "../../syntax/interpolation.js";
import { contentSpan, spanWithin } from "../../syntax/yaml/offsets.js";
import { scalarValues } from "../../syntax/yaml/walk.js";
import { replace } from "../../text/edits.js";
import { yaml } from "../../text/tags.js";
import { appendToEnvFile } from "../../transforms/env-file-edit.js";

export default defineRule({
  name: "required-variable-unset",
  language: "compose",
  category: "correctness",
  severity: "info",
  profiles: ["recommended"],
  summary: "A variable that must be set is missing in the `.env` file beside the Compose file.",
  why: [
    "Compose refuses to start without it, unless the shell sets it.",
    "Only `.env` in the project's folder is read for this; `env_file` sets variables of the container only.",
    "Without any `.env` nothing is said: then the shell or a pipeline is meant to set it.",
  ],
  references: ["https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/"],
  covers: ["interpolation-required-unset"],
  crossFile: true,
  fix: "placeholder",

  *check(file, { project }) {
    if (!/:?\?/.test(file.text) || !file.text.includes("${")) return;
    const uri = envFileUri(file);
    const node = project.read(uri);
    if (node.kind !== "file") return;
    const entries = new Map(parseEnvFile(node.text).entries.map((entry) => [entry.name, entry]));
    const seen = new Set<string>();
    for (const scalar of file.roots.flatMap((root) => [...scalarValues(root)])) {
      if (scalar.tag?.name === "!reset") continue;
      for (const { name, operator, span } of variablesOf(scalar.text)) {
        const entry = entries.get(name);
        const isMissing = !entry && (operator === "?" || operator === ":?");
        const isEmpty = entry?.value === "" && operator === ":?";
        if ((!isMissing && !isEmpty) || seen.has(name)) continue;
        seen.add(name);
        const line = appendToEnvFile(node.text, `${name}=change-me`);
        const edits = entry?.valueSpan ? [replace(entry.valueSpan, "change-me")] : [line];
        yield {
          span: spanWithin(scalar, span.start, span.end) ?? contentSpan(scalar),
          message: isEmpty
            ? `'${name}' must not be empty, and .env sets it to nothing: Compose refuses to start unless the shell sets it.`
            : `'${name}' must be set, and .env does not: Compose refuses to start unless the shell sets it.`,
          fixes: [{ title: `Set ${name} in .env`, applicability: "placeholder", edits: [], otherEdits: { [uri]: edits } }],
        };
      }
    }
  },

  examples: [
    {
      bad: {
        "compose.yaml": yaml`
          services:
            db:
              image: postgres:17
              environment:
                POSTGRES_USER: \${DB_USER:?}
                POSTGRES_PASSWORD: \${DB_PASSWORD:?set a password}
                                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 'DB_PASSWORD' must be set, and .env does not: Compose refuses to start unless the shell sets it.
                POSTGRES_DB: "\${DB_NAME:?}"
                              ^^^^^^^^^^^^ 'DB_NAME' must not be empty, and .env sets it to nothing: Compose refuses to start unless the shell sets it.
        `,
        ".env": yaml`
          DB_USER=shop
          DB_NAME=
        `,
      },
      good: {
        ".env": yaml`
          DB_USER=shop
          DB_NAME=change-me
          DB_PASSWORD=change-me
        `,
      },
    },
    {
      title: "no .env",
      good: yaml`
        services:
          db:
            image: postgres:17
            environment:
              POSTGRES_PASSWORD: \${DB_PASSWORD:?set a password}
      `,
    },
    {
      title: "a default, and a variable that may be unset",
      good: {
        "compose.yaml": yaml`
          services:
            db:
              image: postgres:\${TAG:-17}
              environment:
                A: \${A?}
                B: \${B}
        `,
        ".env": yaml`
          A=
        `,
      },
    },
  ],
});

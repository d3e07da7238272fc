import { defineRule, type Finding } from "../../linter/rule.js";
import { finalStages } from "../../project/final-stages.js";
import type { Dockerfile, EnvInstruction, Pair, Word } from "../../syntax/dockerfile/model.js";
import { expand } from "../../syntax/dockerfile/variables.js";
import { replace } from "../../text/edits.js";
import { dockerfile, yaml } from "../../text/tags.js";
import { removePair } from "../../transforms/remove-pair.js";
import { firstLine } from "../../transforms/run-edit.js";

/** Variables of frameworks: the values that switch development on, and what to set instead; undefined: nothing. */
const switches: Readonly<Record<string, readonly [development: RegExp, production: string | undefined]>> = {
  NODE_ENV: [/^(?:dev|development|test)$/i, "production"],
  FLASK_ENV: [/^(?:dev|development)$/i, undefined],
  FLASK_DEBUG: [/^(?:1|true|on|yes)$/i, undefined],
  DJANGO_DEBUG: [/^(?:1|true|on|yes)$/i, undefined],
  APP_DEBUG: [/^(?:1|true|on|yes)$/i, "false"],
  APP_ENV: [/^(?:dev|development|local)$/i, undefined],
  RAILS_ENV: [/^(?:dev|development)$/i, "production"],
  RACK_ENV: [/^(?:dev|development)$/i, "production"],
  ASPNETCORE_ENVIRONMENT: [/^development$/i, undefined],
  DOTNET_ENVIRONMENT: [/^development$/i, undefined],
  SYMFONY_DEBUG: [/^(?:1|true)$/i, undefined],
  GIN_MODE: [/^debug$/i, "release"],
  PYTHONASYNCIODEBUG: [/^1$/, undefined],
  WERKZEUG_DEBUG_PIN: [/^off$/i, undefined],
  GRADIO_DEBUG: [/^(?:1|true)$/i, undefined],
};

export default defineRule({
  name: "debug-mode",
  language: "dockerfile",
  category: "security",
  severity: "warning",
  profiles: ["recommended"],
  summary: "ENV switches the development mode of a framework on in the image that is run.",
  why: [
    "Debug pages show source, settings and variables to whoever causes an error; that of Flask even runs code.",
    "Development modes are slower, and Node.js tools install and load what only developers need.",
    "Set it where you develop: in `compose.override.yaml`, or in a stage of its own.",
  ],
  references: ["https://cwe.mitre.org/data/definitions/489.html", "https://flask.palletsprojects.com/en/stable/debugging/"],
  aliases: ["sonar:S4507"],
  covers: ["debug-mode-env"],
  fix: "unsafe",
  crossFile: true,

  *check(file, { project }) {
    for (const { stage, services, development } of finalStages(file, project)) {
      if (development) continue;
      const { env } = project.factsOf(stage, file).state;
      for (const [name, { value, word, instruction }] of env) {
        const known = Object.hasOwn(switches, name) ? switches[name] : undefined;
        if (!known || value === undefined || !known[0].test(value)) continue;
        // Compose gives every container another value.
        if (services.length > 0 && services.every(({ environment }) => environment.some(({ key }) => key.text === name)))
          continue;
        const pair = instruction.pairs.find((it) => it.value === word)!;
        yield {
          span: firstLine(file.text, pair.span),
          message: `'${name}=${value}' switches development mode on in this image: slower, and errors show what is inside. Set it only where you develop.`,
          ...fixesOf(file, name, known[1], { word, pair, instruction }),
        };
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM node:22-slim
        ENV PORT=3000 NODE_ENV="development"
                      ^^^^^^^^^^^^^^^^^^^^^^ 'NODE_ENV=development' switches development mode on in this image: slower, and errors show what is inside. Set it only where you develop.
        ENV FLASK_DEBUG 1
            ^^^^^^^^^^^^^ 'FLASK_DEBUG=1' switches development mode on in this image: slower, and errors show what is inside. Set it only where you develop.
        CMD ["node", "server.js"]
      `,
      good: dockerfile`
        FROM node:22-slim
        ENV PORT=3000 NODE_ENV=production
        CMD ["node", "server.js"]
      `,
    },
    {
      title: "stages for development, build stages, values that Compose replaces, production",
      good: {
        Dockerfile: dockerfile`
          FROM node:22-slim AS dev
          ENV NODE_ENV=development
          FROM node:22-slim AS build
          ENV NODE_ENV=development
          FROM node:22-slim
          ENV NODE_ENV=production FLASK_DEBUG=0 APP_ENV=local
        `,
        "compose.yaml": yaml`
          services:
            app:
              build: .
              environment:
                APP_ENV: prod
        `,
      },
    },
  ],
});

interface Place {
  readonly word: Word;
  readonly pair: Pair;
  readonly instruction: EnvInstruction;
}

function fixesOf(
  file: Dockerfile,
  name: string,
  production: string | undefined,
  { word, pair, instruction }: Place,
): Pick<Finding, "fixes" | "noFix"> {
  if (production !== undefined && expand(word.text, file.escape, () => undefined) !== undefined) {
    return { fixes: [{ title: `Set ${name}=${production}`, applicability: "unsafe", edits: [replace(word.span, production)] }] };
  }
  const edit = removePair(file, instruction, pair);
  return edit
    ? { fixes: [{ title: `Remove ${name}`, applicability: "unsafe", edits: [edit] }] }
    : { noFix: "A comment stands between it and its neighbour." };
}

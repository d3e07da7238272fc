/** Writes the JSON schema of `.drydock.yaml` from the rules and the reader's own lists; `--check` only says whether it is stale. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { configKeys } from "../server/src/core/linter/config-file.js";
import { families, shells } from "../server/src/core/linter/own-images.js";
import { labelTypes, profiles, severities } from "../server/src/core/linter/rule.js";
import { rules } from "../server/src/core/rules/index.js";

const target = "server/schema/drydock.schema.json";

type Schema = Readonly<Record<string, unknown>>;

const strings: Schema = { type: "array", items: { type: "string" } };
const severity: Schema = { enum: ["off", ...severities] };

export function configSchema(): Schema {
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "Configuration of Drydock (.drydock.yaml)",
    type: "object",
    ...keys(configKeys.root, {
      extends: {
        enum: profiles,
        description: "Which rules are on: recommended ⊂ hardened ⊂ all; hadolint: that tool's own set.",
      },
      rules: { $ref: "#/definitions/rules" },
      ignore: { ...strings, description: "Files to leave out, relative to this file; a leading ! takes back." },
      overrides: {
        type: "array",
        description: "Rules for some files only; later ones are stronger.",
        items: {
          type: "object",
          required: ["files"],
          ...keys(configKeys.override, {
            files: { ...strings, description: "Patterns, relative to this file." },
            rules: { $ref: "#/definitions/rules" },
          }),
        },
      },
      trustedRegistries: { ...strings, description: "Registries that may be used, such as ghcr.io or *.example.com." },
      images: {
        type: "object",
        description: "Facts about own images, by name; * stands for any part.",
        additionalProperties: image(),
      },
      suppressions: {
        type: "object",
        description: "How ignore comments count.",
        ...keys(configKeys.suppressions, {
          requireReason: { type: "boolean", default: false, description: "A comment counts only with a reason." },
          allowInline: { type: "boolean", default: true, description: "False: no comment counts." },
        }),
      },
      labels: {
        type: "object",
        ...keys(configKeys.labels, {
          required: {
            type: "object",
            description: "Labels that an image must have, and what they hold.",
            additionalProperties: { enum: labelTypes },
          },
          strict: { type: "boolean", default: false, description: "No other labels are allowed." },
        }),
      },
      failOn: {
        enum: [...severities, "none"],
        default: "warning",
        description: "The severity from which a run of the command line fails; --fail-on goes before it.",
      },
      compose: {
        type: "object",
        ...keys(configKeys.compose, {
          schema: {
            type: "boolean",
            default: true,
            description: "Check Compose files by their schema. False: another extension does.",
          },
        }),
      },
    }),
    definitions: {
      setting: {
        anyOf: [
          severity,
          {
            type: "object",
            ...keys(configKeys.rule, {
              severity,
              options: { type: "object", description: "The rule's own options; see its page." },
            }),
          },
        ],
      },
      rules: {
        type: "object",
        description: "A severity or off, by rule; or by a single check of another tool, such as hadolint:DL3008.",
        additionalProperties: false,
        patternProperties: { "^[a-z][a-z_-]*:": severity },
        properties: Object.fromEntries(
          rules.map(({ name, summary }) => [name, { description: summary, $ref: "#/definitions/setting" }]),
        ),
      },
    },
  };
}

function image(): Schema {
  return {
    type: "object",
    ...keys(configKeys.image, {
      user: { type: "string", description: "USER of the image." },
      dropsTo: { type: "string", description: "The user its entrypoint switches to when started as root." },
      shell: { enum: shells },
      family: { enum: families },
      tools: { ...strings, description: "Programs that are there; with a leading !: that are not." },
      ports: { type: "array", items: { type: "integer", minimum: 1, maximum: 65535 } },
      dataDirectories: strings,
      writable: { ...strings, description: "Directories its user may write." },
    }),
  };
}

/** Takes a schema for every key the reader knows, no more and no less. */
function keys<K extends string>(_known: readonly K[], properties: Readonly<Record<K, Schema>>): Schema {
  return { additionalProperties: false, properties };
}

if (process.argv[1]?.endsWith("config-schema.mts")) {
  // In the project's format, so that the format check takes it too.
  const biome = ["biome", "format", `--stdin-file-path=${target}`];
  const wanted = execFileSync("npx", biome, { input: JSON.stringify(configSchema(), undefined, 2), encoding: "utf8" });
  const stale = !existsSync(target) || readFileSync(target, "utf8") !== wanted;
  if (!process.argv.includes("--check")) {
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, wanted);
  } else if (stale) {
    console.error(`${target} is stale: run npx tsx scripts/config-schema.mts`);
    process.exitCode = 1;
  }
}

/**
 * Writes what the manifest generates from elsewhere: contributions of the client, of grammars and snippets, and a setting per rule.
 * `--check` only says whether package.json is stale.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { rules } from "../server/src/core/rules/index.js";

interface Contributions {
  activationEvents?: string[];
  capabilities?: unknown;
  contributes: Record<string, unknown> & { configuration: { properties: Record<string, Record<string, unknown>> } };
}

const read = <T,>(path: string): T => JSON.parse(readFileSync(path, "utf8")) as T;

const client = read<Contributions>("client/contributes.json");
const syntax = read<Record<string, unknown>>("syntaxes/contributes.json");
const severity = { type: "string", enum: ["off", "error", "warning", "info", "hint"] };

const ruleSettings = client.contributes.configuration.properties["drydock.rules"]!;
ruleSettings["properties"] = Object.fromEntries(
  [...rules].sort((a, b) => (a.name < b.name ? -1 : 1)).map(({ name, summary }) => [name, { ...severity, description: summary }]),
);
// A name that is no rule is worth a squiggle in settings.json.
ruleSettings["additionalProperties"] = false;
// Single checks of other tools, such as `hadolint:DL3008`.
ruleSettings["patternProperties"] = { "^[a-z][a-z_-]*:": severity };

const before = readFileSync("package.json", "utf8");
const manifest = JSON.parse(before) as Record<string, unknown>;
manifest["activationEvents"] = client.activationEvents;
manifest["capabilities"] = client.capabilities;
manifest["contributes"] = {
  ...client.contributes,
  ...syntax,
  yamlValidation: [{ fileMatch: [".drydock.yaml", ".drydock.yml"], url: "./server/schema/drydock.schema.json" }],
};
const after = `${JSON.stringify(manifest, null, 2)}\n`;

const isStale = JSON.stringify(JSON.parse(before)) !== JSON.stringify(manifest);
if (!process.argv.includes("--check")) writeFileSync("package.json", after);
else if (isStale) {
  console.error("package.json is stale: run npm run docs");
  process.exitCode = 1;
}

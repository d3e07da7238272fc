/** `composer.json`: what a PHP project needs. https://getcomposer.org/doc/04-schema.md */
import { parseObject, strings } from "./package-json.js";

export interface ComposerJson {
  readonly name: string | undefined;
  /** The constraint on PHP itself. */
  readonly php: string | undefined;
  /** Extensions, without `ext-`. */
  readonly extensions: readonly string[];
  readonly require: Readonly<Record<string, string>>;
  readonly requireDev: Readonly<Record<string, string>>;
  readonly framework: "laravel" | "symfony" | "slim" | "drupal" | undefined;
}

const frameworks = [
  ["laravel/framework", "laravel"],
  ["symfony/framework-bundle", "symfony"],
  ["slim/slim", "slim"],
  ["drupal/core", "drupal"],
  ["drupal/core-recommended", "drupal"],
] as const;

/** Undefined when the text is no JSON object. */
export function parseComposerJson(text: string): ComposerJson | undefined {
  const json = parseObject(text);
  if (json === undefined) return undefined;
  const require = strings(json["require"]);
  return {
    name: typeof json["name"] === "string" ? json["name"] : undefined,
    php: require["php"],
    extensions: Object.keys(require).flatMap((name) => (name.startsWith("ext-") ? [name.slice(4)] : [])),
    require,
    requireDev: strings(json["require-dev"]),
    framework: frameworks.find(([name]) => Object.hasOwn(require, name))?.[1],
  };
}

/** Reads the options that all commands share. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { type ConfigFile, parseConfigFile } from "../core/linter/config-file.js";
import type { Profile, Rule, Severity } from "../core/linter/rule.js";
import { didYouMean, findRules } from "../core/linter/rule-names.js";
import type { ShellCheck } from "../core/project/shellcheck.js";
import { rules } from "../core/rules/index.js";
import { readPath, uriOf } from "../node/file-system.js";
import { type CliIo, complain, exitCodes, UsageError } from "./io.js";
import type { JudgeOptions } from "./judge.js";
import type { Summary } from "./report.js";

/** As commander hands them over. */
export interface SharedOptions {
  readonly profile?: Profile;
  readonly rule?: readonly string[];
  readonly config?: string;
  readonly failOn?: Severity | "none";
  readonly shellcheck?: boolean;
  readonly shellcheckPath?: string;
}

/**
 * `--rule a b path`: the option takes all words that follow, so a word that is no rule but a path is one of the paths.
 * @returns the paths of a command and its options, told apart
 */
export function takePaths<O extends SharedOptions>(
  paths: readonly string[],
  options: O,
  { cwd }: CliIo,
): readonly [paths: readonly string[], options: O] {
  const given = options.rule?.flatMap((it) => it.split(",")) ?? [];
  const swallowed = given.filter((it) => it === "-" || (findRules(it, rules).length === 0 && existsSync(resolve(cwd, it))));
  if (swallowed.length === 0) return [paths, options];
  return [[...paths, ...swallowed], { ...options, rule: given.filter((it) => !swallowed.includes(it)) }];
}

/** @throws UsageError for a name that is no rule's and a configuration file that cannot be read */
export async function readOptions(options: SharedOptions, io: CliIo): Promise<JudgeOptions> {
  const { profile, rule, config, failOn } = options;
  return {
    shellCheck: await readShellCheck(options, io),
    profile,
    failOn,
    rules: rule?.flatMap((names) => names.split(",")).flatMap(rulesNamed),
    config: config === undefined ? undefined : await readConfig(config, io),
  };
}

/** The rules that a name or another tool's name means. */
export function rulesNamed(name: string): readonly Rule[] {
  const found = findRules(name, rules);
  if (found.length > 0) return found;
  const aliases = rules.flatMap((rule) => rule.aliases ?? []).map((it) => it.slice(it.indexOf(":") + 1));
  const near = didYouMean(name, [...rules.map((it) => it.name), ...aliases]);
  throw new UsageError(`there is no rule '${name}'.${near ? ` Did you mean '${near}'?` : " 'drydock rules' lists them all."}`);
}

/** Only on request: else findings would depend on what a machine has installed. @throws UsageError where it is not there */
async function readShellCheck({ shellcheck, shellcheckPath }: SharedOptions, io: CliIo): Promise<ShellCheck | undefined> {
  if (!shellcheck && shellcheckPath === undefined) return undefined;
  const { findShellCheck } = await import("../node/shellcheck.js");
  const path = shellcheckPath === undefined ? undefined : resolve(io.cwd, shellcheckPath);
  let why = "ShellCheck: there is no program 'shellcheck' on the PATH.";
  let found = false;
  const log = (message: string): void => {
    if (found) complain(io, message);
    else why = message;
  };
  const check = await findShellCheck({ path, env: io.env, log });
  if (!check) throw new UsageError(why);
  found = true;
  return check;
}

async function readConfig(path: string, { cwd }: CliIo): Promise<ConfigFile> {
  const full = resolve(cwd, path);
  const node = readPath(full);
  if (node.kind !== "file")
    throw new UsageError(`the configuration ${path} ${node.kind === "absent" ? "does not exist" : "cannot be read"}.`);
  return parseConfigFile(uriOf(full), node.text, rules);
}

/** Complains about every file that could not be judged, and says how the process ends. */
export function conclude({ errors, fails }: Summary, failed: boolean, io: CliIo): number {
  for (const { path, error } of errors) {
    const { message, range } = error;
    complain(io, `${path}${range ? `:${range.start.line + 1}` : ""}: ${message}`);
  }
  if (failed || errors.length > 0) return exitCodes.failure;
  return fails ? exitCodes.findings : exitCodes.clean;
}

/** Reads the configuration files of other tools into what Drydock would say instead. */
import { ConfigReader } from "../linter/config-reader.js";
import { hadolintFileNames, parseHadolintConfig } from "../linter/hadolint-config.js";
import type { Rule, Severity } from "../linter/rule.js";
import { splitAlias } from "../linter/rule-names.js";
import { parseTrivyIgnore, trivyFileName } from "../linter/trivyignore.js";
import { basename } from "../project/uri.js";
import type { YamlEntry, YamlNode } from "../syntax/yaml/model.js";
import type { Span } from "../text/span.js";
import type { Note } from "./comments.js";
import { coveredBy } from "./names.js";

/** A setting of `.drydock.yaml`. */
export interface Wish {
  /** Where it stands, such as `["rules", "apt-unpinned"]`; of a list: its items are added. */
  readonly path: readonly string[];
  readonly value: string | boolean | readonly string[];
  /** What it stands for, in the other tool's words. */
  readonly from: string;
  /** Only for these files, relative to the folder of the configuration. */
  readonly files?: readonly string[];
}

export interface ConfigImport {
  readonly wishes: readonly Wish[];
  /** What `.drydock.yaml` has no word for. */
  readonly left: readonly Note[];
}

interface Reading {
  readonly rules: readonly Rule[];
  /** `yyyy-mm-dd`. */
  readonly today: string;
}

type Read = (uri: string, text: string, reading: Reading) => ConfigImport;

const readers: Readonly<Record<string, Read>> = {
  ...Object.fromEntries(hadolintFileNames.map((name) => [name, readHadolint])),
  [trivyFileName]: readTrivyIgnore,
  ".trivyignore.yaml": readTrivyIgnoreYaml,
  ".trivyignore.yml": readTrivyIgnoreYaml,
  ".checkov.yaml": readCheckov,
  ".checkov.yml": readCheckov,
  ".dclintrc": readDclint,
  ".dclintrc.json": readDclint,
  ".dclintrc.yaml": readDclint,
  ".dclintrc.yml": readDclint,
  ".dclintrc.js": isProgram,
  ".dclintrc.cjs": isProgram,
};

/** The file names that `readForeignConfig` knows. */
export const foreignConfigNames: readonly string[] = Object.keys(readers);

/** Never fails; undefined for a file that is no configuration of another tool. */
export function readForeignConfig(uri: string, text: string, reading: Reading): ConfigImport | undefined {
  return readers[basename(uri)]?.(uri, text, reading);
}

/** Severities for ids; what means nothing here is left. */
function severityWishes(
  ids: readonly string[],
  severity: Severity | "off",
  tools: readonly string[],
  rules: readonly Rule[],
  spanOf: (id: string) => Span,
  files?: readonly string[],
): ConfigImport {
  const { rules: covered, aliases, unknown } = coveredBy(ids, tools, rules);
  const limited = files === undefined ? {} : { files };
  const wishes = [
    ...covered.map(
      ({ rule, ids: own }): Wish => ({ path: ["rules", rule.name], value: severity, from: own.join(", "), ...limited }),
    ),
    ...aliases.map((alias): Wish => ({ path: ["rules", alias], value: severity, from: splitAlias(alias)[1], ...limited })),
  ];
  const left = unknown.map((id) => ({ span: spanOf(id), message: `'${id}' is nothing that Drydock reports; it stays.` }));
  return { wishes, left };
}

const commandLine: Readonly<Record<string, string>> = {
  format: "'--format' of the command line",
  formats: "'--format' of the command line",
  "no-color": "the environment variable NO_COLOR",
  verbose: "nothing in Drydock",
};

/** https://github.com/hadolint/hadolint#configure */
function readHadolint(uri: string, text: string, { rules }: Reading): ConfigImport {
  const config = parseHadolintConfig(uri, text);
  const reader = new ConfigReader(uri, text);
  const wishes: Wish[] = [];
  const left: Note[] = config.problems.map(({ span, message }) => ({ span, message }));
  const tools = ["hadolint", "shellcheck"];
  const add = ({ wishes: more, left: rest }: ConfigImport): void => {
    wishes.push(...more);
    left.push(...rest);
  };
  const place = placesIn(reader, text);
  add(severityWishes([...config.ignored], "off", tools, rules, place));
  for (const severity of ["error", "warning", "info", "hint"] as const) {
    const ids = [...config.override].filter(([id, it]) => it === severity && !config.ignored.has(id)).map(([id]) => id);
    add(severityWishes(ids, severity, tools, rules, place));
  }
  if (config.trustedRegistries)
    wishes.push({ path: ["trustedRegistries"], value: config.trustedRegistries, from: "trustedRegistries" });
  for (const [name, type] of Object.entries(config.labels?.required ?? {}))
    wishes.push({ path: ["labels", "required", name], value: type, from: `label-schema.${name}` });
  if (config.labels?.strict) wishes.push({ path: ["labels", "strict"], value: true, from: "strict-labels" });
  if (config.failOn)
    wishes.push({ path: ["failOn"], value: config.failOn, from: reader.root?.get("no-fail") ? "no-fail" : "failure-threshold" });
  for (const { key } of reader.root?.entries ?? []) {
    if (key.text === "disable-ignore-pragma" && config.disableIgnorePragma)
      left.push({
        span: key.span,
        message: "While this file is there, comments of hadolint count for nothing; none was taken over.",
      });
    else if (Object.hasOwn(commandLine, key.text))
      left.push({ span: key.span, message: `'${key.text}' is ${commandLine[key.text]}.` });
    else if (!hadolintKeys.has(key.text))
      left.push({ span: key.span, message: `'${key.text}' is no key of hadolint; it stays.` });
  }
  return { wishes, left };
}

const hadolintKeys: ReadonlySet<string> = new Set([
  "ignored",
  "override",
  "trustedRegistries",
  "label-schema",
  "strict-labels",
  "failure-threshold",
  "no-fail",
  "disable-ignore-pragma",
]);

/** https://trivy.dev/latest/docs/configuration/filtering/#trivyignore */
function readTrivyIgnore(uri: string, text: string, { rules, today }: Reading): ConfigImport {
  const { ids } = parseTrivyIgnore(uri, text);
  const spanOf = (id: string): Span => spanIn(text, id);
  const left = ids.filter(({ until }) => until !== undefined).map(({ id, until }) => endNote(spanOf(id), id, until!, today));
  const own = ids.filter(({ id, until }) => until === undefined && isCheckOfTrivy(id)).map(({ id }) => id);
  const { wishes, left: rest } = severityWishes(own, "off", ["trivy"], rules, spanOf);
  return { wishes, left: [...left, ...rest] };
}

/** `.trivyignore.yaml`: the same with paths, reasons and ends. */
function readTrivyIgnoreYaml(uri: string, text: string, { rules, today }: Reading): ConfigImport {
  const reader = new ConfigReader(uri, text);
  const wishes: Wish[] = [];
  const left: Note[] = reader.problems.map(({ span, message }) => ({ span, message }));
  const list = reader.root?.get("misconfigurations")?.value;
  for (const { value } of list?.kind === "seq" ? list.items : []) {
    if (value.kind !== "map") continue;
    const id = scalarOf(value.get("id")?.value);
    if (id === undefined || !isCheckOfTrivy(id)) continue;
    const until = scalarOf(value.get("expired_at")?.value);
    const { span } = value.get("id")!.value;
    if (until !== undefined) {
      left.push(endNote(span, id, until, today));
      continue;
    }
    const paths = value.get("paths");
    const files = paths ? new ConfigReader(uri, text).strings(paths) : undefined;
    const found = severityWishes([id], "off", ["trivy"], rules, () => span, files);
    wishes.push(...found.wishes);
    left.push(...found.left);
  }
  return { wishes, left };
}

/** The others are vulnerabilities, secrets, or checks of other kinds of files. */
function isCheckOfTrivy(id: string): boolean {
  return /^(?:AVD-)?DS-?\d+$/i.test(id);
}

function endNote(span: Span, id: string, until: string, today: string): Note {
  const message =
    until < today
      ? `'${id}' ended on ${until}; nothing to take over.`
      : `'${id}' ends on ${until}, and rules of Drydock have no end; it stays.`;
  return { span, message };
}

/** https://www.checkov.io/2.Basics/CLI%20Command%20Reference.html */
function readCheckov(uri: string, text: string, { rules }: Reading): ConfigImport {
  const reader = new ConfigReader(uri, text);
  const entry = reader.root?.get("skip-check");
  const ids = (entry ? reader.strings(entry) : []).flatMap((it) => it.split(",")).map((it) => it.trim());
  // Checks of other kinds of files are none of Drydock's business.
  const own = ids.filter((it) => /^(?:CKV2?_DOCKER_|CKV\*|CKV2?_\*)/i.test(it));
  return severityWishes(own, "off", ["checkov"], rules, placesIn(reader, text));
}

const dclintLevels: readonly (Severity | "off")[] = ["off", "warning", "error"];

/** https://github.com/zavoloklom/docker-compose-linter/blob/main/docs/cli.md; JSON is YAML too. */
function readDclint(uri: string, text: string, { rules }: Reading): ConfigImport {
  const reader = new ConfigReader(uri, text);
  const wishes: Wish[] = [];
  const left: Note[] = reader.problems.map(({ span, message }) => ({ span, message }));
  const entry = reader.root?.get("rules");
  for (const { key, value } of (entry && reader.map(entry))?.entries ?? []) {
    const level = value.kind === "seq" ? value.items[0]?.value : value;
    const severity = dclintLevels[Number(level?.kind === "scalar" ? level.text : Number.NaN)];
    if (severity === undefined) {
      left.push({ span: key.span, message: `'${key.text}' has no level of dclint (0, 1 or 2); it stays.` });
      continue;
    }
    const found = severityWishes([key.text], severity, ["dclint"], rules, () => key.span);
    wishes.push(...found.wishes);
    left.push(...found.left);
    if (value.kind === "seq" && value.items.length > 1)
      left.push({ span: key.span, message: `The options of '${key.text}' are dclint's own; they stay.` });
  }
  const exclude = reader.root?.get("exclude");
  const patterns = exclude ? reader.strings(exclude) : [];
  if (patterns.length > 0) wishes.push({ path: ["ignore"], value: patterns, from: "exclude" });
  return { wishes, left };
}

function isProgram(uri: string): ConfigImport {
  return {
    wishes: [],
    left: [{ span: { start: 0, end: 0 }, message: `${basename(uri)} is a program, which Drydock does not run; it stays.` }],
  };
}

/** Where an id stands among the values of a file. */
function placesIn({ root }: ConfigReader, text: string): (id: string) => Span {
  const places = new Map<string, Span>();
  const visit = (node: YamlNode): void => {
    if (node.kind === "scalar") {
      if (!places.has(node.text.toUpperCase())) places.set(node.text.toUpperCase(), node.span);
    } else
      for (const { value } of (node.kind === "map" ? node.entries : node.items) as readonly (YamlEntry | { value: YamlNode })[])
        visit(value);
  };
  if (root) visit(root);
  return (id) => places.get(id.toUpperCase()) ?? spanIn(text, id);
}

function spanIn(text: string, word: string): Span {
  const start = Math.max(0, text.toUpperCase().indexOf(word.toUpperCase()));
  return { start, end: Math.min(text.length, start + word.length) };
}

function scalarOf(node: YamlNode | undefined): string | undefined {
  return node?.kind === "scalar" ? node.text : undefined;
}

/** What is known of the images people build on and run: user, shell, programs, ports, data, health check. */
import type { ImageReference } from "../syntax/image-reference.js";
import { type BaseName, bases } from "./data/bases.js";
import { appImages } from "./data/images-app.js";
import { databaseImages } from "./data/images-database.js";
import { messagingImages } from "./data/images-messaging.js";
import { monitoringImages } from "./data/images-monitoring.js";
import { osImages } from "./data/images-os.js";
import { runtimeImages } from "./data/images-runtime.js";
import { webImages } from "./data/images-web.js";
import type { BaseRecord, Family, ImageKind, ImageRecord, Probe, RecordFields, Shell } from "./image-record.js";

export type { Family, ImageKind, Probe, Shell } from "./image-record.js";

export interface ImageUser {
  readonly name: string;
  readonly uid?: number;
}

/** Facts about one image. What is `undefined` is not known, which is not the same as absent; so is a tool that is neither true nor false. */
export interface ImageFacts {
  /** The familiar name, such as `node` or `prom/prometheus`. */
  readonly name: string;
  readonly kind: ImageKind;
  readonly family: Family | undefined;
  /** USER of the image's config; `root` also when it sets none. */
  readonly user: string | undefined;
  /** The user to which the entrypoint switches when it is started as root: such an image does not run as root. */
  readonly dropsTo: string | undefined;
  /** Users other than root that the image has for running its program; the first is the one to take. */
  readonly users: readonly ImageUser[];
  readonly shell: Shell | undefined;
  /** @param name a program, by name or path. */
  hasTool(name: string): boolean | undefined;
  /** TCP ports its program listens on by default. */
  readonly ports: readonly number[];
  /** Directories that hold what must outlive the container. */
  readonly dataDirectories: readonly string[];
  /** Directories its user (or `dropsTo`) may write, besides `/tmp`. */
  readonly writable: readonly string[];
  /** For Compose, write it with `composeTest`. */
  readonly healthcheck: Probe | undefined;
  /** Whether its own command runs until it is stopped; undefined where that is up to the command given. */
  readonly longRunning: boolean | undefined;
  /** Variables with a `*_FILE` twin, without the suffix. */
  readonly fileVariables: readonly string[];
  /** Capabilities needed after `cap_drop: ALL`; empty: none. */
  readonly capabilities: readonly string[] | undefined;
  /** What must be tmpfs (or a volume) under `read_only`, besides the data directories. */
  readonly readOnlyTmpfs: readonly string[] | undefined;
}

type Known = ImageRecord<BaseName>;

const exact = new Map<string, Known>();
const prefixes: [prefix: string, record: Known][] = [];
const all = [osImages, runtimeImages, webImages, databaseImages, messagingImages, monitoringImages, appImages];
for (const record of all.flat() as Known[]) {
  for (const name of record.names) {
    if (name.endsWith("*")) prefixes.push([name.slice(0, -1), record]);
    else exact.set(name, record);
  }
}

/** How many names have facts, for the report of what Drydock knows. */
export const knownImageNames: readonly string[] = [...exact.keys()];

/**
 * The facts about an image by its familiar name (`node`, `bitnami/redis`, `gcr.io/distroless/static-debian12`) and tag.
 * A missing tag means `latest`; where a tag cannot be known, take `imageFactsOf`. Undefined for images Drydock does not know.
 */
export function imageFacts({ name, tag = "latest" }: { name: string; tag?: string | undefined }): ImageFacts | undefined {
  const key = `${name}:${tag}`;
  let facts = known.get(key);
  if (facts === undefined && !known.has(key)) {
    const record = findRecord(name);
    facts = record && factsOf(name, record, [record, ...(record.variants ?? []).filter((variant) => variant.tag.test(tag))]);
    // Names come from files people edit: what was half-typed once must not stay for ever.
    if (known.size >= 500) known.clear();
    known.set(key, facts);
  }
  return facts;
}

/** Rules ask for the same few images again and again. */
const known = new Map<string, ImageFacts | undefined>();

/**
 * The facts about a parsed reference. When a variable hides the tag, or only a digest is given, they are those that all variants of the
 * image share; a variable beside literal text (`${VERSION}-alpine`) is taken for a version.
 */
export function imageFactsOf({ name, tag, digest, tagKnown }: ImageReference): ImageFacts | undefined {
  if (name === undefined) return undefined;
  if (tag === undefined) return tagKnown && digest === undefined ? imageFacts({ name }) : commonFacts(name);
  if (tagKnown) return imageFacts({ name, tag: tag.text });
  const literal = tag.text.replace(/\$\{(?:[^{}]|\{[^{}]*\})*\}|\$\w+/g, "0");
  return /[a-z]/i.test(literal) ? imageFacts({ name, tag: literal }) : commonFacts(name);
}

/** A probe as the value of Compose's `healthcheck.test`, where `$` must be doubled. */
export function composeTest({ test }: Probe): readonly string[] {
  const words = typeof test === "string" ? ["CMD-SHELL", test] : ["CMD", ...test];
  return words.map((word) => word.replaceAll("$", "$$$$"));
}

/** A probe as the arguments of Dockerfile's `HEALTHCHECK`, without options. */
export function dockerfileTest({ test }: Probe): string {
  return typeof test === "string" ? `CMD ${test}` : `CMD ${JSON.stringify(test)}`.replaceAll('","', '", "');
}

/** Official images are also served by mirrors (Amazon ECR Public, Google) and by namespaces of one architecture. */
const mirrors =
  /^(?:(?:public\.ecr\.aws\/docker|mirror\.gcr\.io)\/library\/|(?:amd64|arm64v8|arm32v[567]|i386|ppc64le|s390x|riscv64)\/(?=[^/]+$))/;

function findRecord(name: string): Known | undefined {
  const own = name.replace(mirrors, "").replace(/^(?:mirror\.gcr\.io|registry-1\.docker\.io|registry\.hub\.docker\.com)\//, "");
  return exact.get(own) ?? prefixes.find(([prefix]) => own.startsWith(prefix))?.[1];
}

function factsOf(name: string, { kind }: Known, layers: readonly RecordFields<BaseName>[]): ImageFacts {
  const last = <K extends keyof RecordFields>(key: K): RecordFields<BaseName>[K] | undefined =>
    layers.findLast((layer) => layer[key] !== undefined)?.[key];
  const base: BaseRecord = bases[last("base") ?? "unknown"];
  const tools = readTools([base.tools, ...layers.map((layer) => layer.tools ?? "")].join(" "));
  return {
    name,
    kind,
    family: base.family,
    // An image that brings bash has it whatever its base.
    shell: tools.get("bash") ? "bash" : base.shell,
    user: last("user"),
    dropsTo: last("dropsTo"),
    users: words(last("users")).map(readUser),
    hasTool: (tool) => tools.get(baseName(tool)) ?? (base.closed ? false : undefined),
    ports: last("ports") ?? [],
    dataDirectories: last("dataDirectories") ?? [],
    writable: last("writable") ?? [],
    healthcheck: last("healthcheck") ?? undefined,
    longRunning: last("longRunning"),
    fileVariables: words(last("fileVariables")),
    capabilities: optionalWords(last("capabilities")),
    readOnlyTmpfs: last("readOnlyTmpfs"),
  };
}

/** The facts that hold for each variant of an image. */
function commonFacts(name: string): ImageFacts | undefined {
  const record = findRecord(name);
  if (record === undefined) return undefined;
  const [first, ...rest] = [[record], ...(record.variants ?? []).map((variant) => [record, variant])].map((layers) =>
    factsOf(name, record, layers),
  );
  if (first === undefined || rest.length === 0) return first;
  const common = <K extends keyof ImageFacts>(key: K, otherwise: ImageFacts[K]): ImageFacts[K] =>
    rest.every((facts) => JSON.stringify(facts[key]) === JSON.stringify(first[key])) ? first[key] : otherwise;
  return {
    name,
    kind: first.kind,
    family: common("family", undefined),
    shell: common("shell", undefined),
    user: common("user", undefined),
    dropsTo: common("dropsTo", undefined),
    users: common("users", []),
    hasTool: (tool) => agreed([first, ...rest].map((facts) => facts.hasTool(tool))),
    ports: common("ports", []),
    dataDirectories: common("dataDirectories", []),
    writable: common("writable", []),
    healthcheck: common("healthcheck", undefined),
    longRunning: common("longRunning", undefined),
    fileVariables: common("fileVariables", []),
    capabilities: common("capabilities", undefined),
    readOnlyTmpfs: common("readOnlyTmpfs", undefined),
  };
}

function agreed(answers: readonly (boolean | undefined)[]): boolean | undefined {
  return answers.every((answer) => answer === answers[0]) ? answers[0] : undefined;
}

function readTools(text: string): ReadonlyMap<string, boolean> {
  const tools = new Map<string, boolean>();
  for (const word of words(text)) {
    if (word.startsWith("?")) tools.delete(word.slice(1));
    else tools.set(word.replace(/^!/, ""), !word.startsWith("!"));
  }
  return tools;
}

function readUser(text: string): ImageUser {
  const [name, uid] = text.split(":");
  return uid === undefined ? { name: name! } : { name: name!, uid: Number(uid) };
}

function words(text: string | undefined): readonly string[] {
  return text === undefined ? [] : text.split(" ").filter((word) => word !== "");
}

function optionalWords(text: string | undefined): readonly string[] | undefined {
  return text === undefined ? undefined : words(text);
}

function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1).replace(/\.exe$/i, "");
}

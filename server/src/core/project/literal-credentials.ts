/** Credentials written into a Compose file: where each stands, what it is for, and the variable that could hold it. */
import { isCredentialName, isCredentialValue, urlPasswords } from "../knowledge/credentials.js";
import type { Assignment, ComposeFile, Service, TextValue } from "../syntax/compose/model.js";
import { partOf } from "../syntax/compose/values.js";
import { hasVariables, type VariableSegment, variablesOf } from "../syntax/interpolation.js";
import { spanWithin } from "../syntax/yaml/offsets.js";

/**
 * - `value`: the whole value of a variable; `url`: a password inside an address; `option`: of a command; `argument`: of a build
 * - `default`: what holds while the variable is not set
 */
export type CredentialKind = "value" | "url" | "option" | "argument" | "default";

export interface Credential {
  readonly kind: CredentialKind;
  readonly service: Service;
  /** The variable, option or user that it belongs to, as written. */
  readonly name: string;
  /** Just the secret words. */
  readonly place: TextValue;
  /** As the program sees it. */
  readonly value: string;
  readonly assignment: Assignment | undefined;
  /** Of a default. */
  readonly variable: VariableSegment | undefined;
  /** True inside the default of another variable, which holds only while that is not set. */
  readonly inDefault: boolean;
}

/** All of them, each place once, in the order of the services. */
export function literalCredentials(file: ComposeFile): readonly Credential[] {
  const found = file.services.flatMap((service) => [...inService(service)]);
  const seen = new Set<number>();
  return found.filter(({ place }) => {
    const isNew =
      place.span.end > place.span.start &&
      !/[\r\n]/.test(file.text.slice(place.span.start, place.span.end)) &&
      !seen.has(place.span.start);
    seen.add(place.span.start);
    return isNew;
  });
}

function* inService(service: Service): Generator<Credential> {
  for (const assignment of service.environment) yield* inAssignment(service, assignment, "value");
  for (const assignment of service.build?.args ?? []) yield* inAssignment(service, assignment, "argument");
  for (const command of [service.entrypoint, service.command]) {
    const words = command?.words ?? [];
    for (const [index, word] of words.entries()) yield* inWord(service, word, words[index - 1]?.text);
  }
}

function* inAssignment(service: Service, assignment: Assignment, kind: "value" | "argument"): Generator<Credential> {
  const { key, value } = assignment;
  if (!value) return;
  const base = { service, assignment, variable: undefined, inDefault: false };
  const literal = !hasVariables(value.text);
  if (literal && isCredentialName(key.text) && isCredentialValue(key.text, plain(value.text))) {
    yield { ...base, kind, name: key.text, place: value, value: plain(value.text) };
    return;
  }
  yield* inText(service, value, key.text, assignment);
}

/** Addresses and defaults inside a text. */
function* inText(service: Service, value: TextValue, name: string, assignment: Assignment | undefined): Generator<Credential> {
  const base = { service, assignment };
  const variables = variablesOf(value.text);
  for (const { password, start, end } of urlPasswords(value.text)) {
    const place = exactPart(value, start, end);
    const inDefault = variables.some(({ span }) => span.start < start && end < span.end);
    if (place && isCredentialValue("password", password))
      yield { ...base, kind: "url", name, place, value: password, variable: undefined, inDefault };
  }
  for (const variable of variables) {
    const { operator, argument, argumentSpan } = variable;
    if (
      !operator?.endsWith("-") ||
      !argument ||
      !argumentSpan ||
      variablesOf(value.text.slice(argumentSpan.start, argumentSpan.end)).length > 0
    )
      continue;
    const text = plain(value.text.slice(argumentSpan.start, argumentSpan.end));
    if (!isCredentialName(variable.name) || !isCredentialValue(variable.name, text)) continue;
    const place = exactPart(value, argumentSpan.start, argumentSpan.end);
    if (place) yield { ...base, kind: "default", name: variable.name, place, value: text, variable, inDefault: true };
  }
}

const passwordOption =
  /^--?(?:requirepass|masterauth|password|passwd|pass|[a-z-]+-(?:password|secret|token)|token|secret|api-?key)$/;

function* inWord(service: Service, word: TextValue, previous: string | undefined): Generator<Credential> {
  const [, option, joined] = /^(--?[a-z-]+)=(.+)$/s.exec(word.text) ?? [];
  const name = option ?? previous;
  const text = option ? joined! : word.text;
  const isValue =
    !hasVariables(text) && !text.startsWith("-") && !/[\s;&|]/.test(text) && isCredentialValue("password", plain(text));
  if (name && passwordOption.test(name) && isValue) {
    const start = word.text.length - text.length;
    const place = exactPart(word, start, word.text.length);
    if (place)
      yield {
        kind: "option",
        service,
        name,
        place,
        value: plain(text),
        assignment: undefined,
        variable: undefined,
        inDefault: false,
      };
    return;
  }
  yield* inText(service, word, "command", undefined);
}

/** Undefined where escapes or the quotes of a command's word hide the place. */
function exactPart({ node, start, text }: TextValue, from: number, to: number): TextValue | undefined {
  if (node.text.slice(start, start + text.length) !== text || !spanWithin(node, start + from, start + to)) return undefined;
  return partOf(node, start + from, start + to);
}

function plain(text: string): string {
  return text.replaceAll("$$", "$");
}

/**
 * The variable that each credential can be moved to: the same for the same value where that is plainly one secret, and none that means
 * something else in the file or in `.env`.
 * @param env what `.env` sets; undefined for a value that is not known
 */
export function variableNames(
  file: ComposeFile,
  credentials: readonly Credential[],
  env: ReadonlyMap<string, string | undefined>,
): ReadonlyMap<Credential, string> {
  const names = new Map<Credential, string>();
  const planned = new Map<string, string>();
  const isFree = (name: string, value: string): boolean => {
    if (planned.has(name)) return planned.get(name) === value;
    return env.has(name) ? env.get(name) === value : !usedVariables(file).has(name);
  };
  const assign = (credential: Credential, name: string): void => {
    names.set(credential, name);
    planned.set(name, credential.value);
  };
  for (const credential of credentials) {
    if (credential.kind === "default") assign(credential, credential.name);
  }
  const whole = credentials.filter(({ kind }) => kind === "value" || kind === "argument");
  const parts = credentials.filter(({ kind }) => kind === "url" || kind === "option");
  for (const credential of [...whole, ...parts]) {
    const same = parts.includes(credential) ? sameSecret(credential, [...planned, ...env]) : undefined;
    const wanted = same ?? candidates(credential).find((name) => isFree(name, credential.value));
    if (wanted) assign(credential, wanted);
  }
  return names;
}

/** A password inside an address is that of the service it leads to. */
function sameSecret({ value }: Credential, known: readonly (readonly [string, string | undefined])[]): string | undefined {
  return known.find(([name, text]) => text === value && /PASS|PWD/i.test(name))?.[0];
}

function candidates({ kind, name, service }: Credential): string[] {
  const upper = (text: string): string =>
    text
      .replace(/([a-z\d])([A-Z])/g, "$1_$2")
      .replace(/\W+/g, "_")
      .replace(/^_+|_+$/g, "")
      .toUpperCase();
  const prefix = upper(service.name);
  const own =
    kind === "url"
      ? `${upper(name).replace(/_?(?:URL|URI|DSN|ADDRESS|CONNECTION(?:_STRING)?|COMMAND)$/, "") || prefix}_PASSWORD`
      : kind === "option"
        ? `${prefix}_${/token|secret|key/.exec(name)?.[0].toUpperCase() ?? "PASSWORD"}`
        : upper(name);
  const isVague = /^(?:PASSWORD|PASSWD|PASS|TOKEN|SECRET|KEY)$/.test(own);
  const names = [...(isVague ? [] : [own]), `${prefix}_${own}`, `${prefix}_${own}_2`, `${prefix}_${own}_3`];
  return names.map((it) => (/^\d/.test(it) ? `_${it}` : it));
}

const used = new WeakMap<ComposeFile, ReadonlySet<string>>();

/** The variables that the file puts in from outside. */
function usedVariables(file: ComposeFile): ReadonlySet<string> {
  let names = used.get(file);
  if (!names) {
    names = new Set([...file.text.matchAll(/(?<!\$)(?:\$\$)*\$\{?(\w+)/g)].map(([, name]) => name!));
    used.set(file, names);
  }
  return names;
}

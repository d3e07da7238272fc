/** Addresses of other services in the environment of a service: `postgres://user@db:5432/shop`. */
import type { Service, TextValue } from "../../syntax/compose/model.js";
import { hasVariables } from "../../syntax/interpolation.js";

export interface ServiceUrl {
  /** The assignment it stands in. */
  readonly name: string;
  readonly value: TextValue;
  /** Lower case, without `+driver`; undefined for a bare `host:port`. */
  readonly scheme: string | undefined;
  readonly host: Part;
  readonly port: Part | undefined;
}

/** A piece of the value's text, by offsets in it. */
export interface Part {
  readonly text: string;
  readonly start: number;
}

const pattern =
  /(?<![\w+.-])([a-z][a-z0-9]*)(?:\+[a-z0-9]+)*:\/\/(?:[^\s@/"',;?#]*@)?(\[[0-9a-f:]+\]|[\w.-]+)(?::(\d{1,5})(?!\d))?(?=[/?#,;\s"']|$)/gi;
const bare = /^([\w.-]+):(\d{2,5})$/;

/** Every address in a service's environment whose host is written out; several in one value are all given. */
export function* urlsOf(service: Service): Generator<ServiceUrl> {
  for (const { key, value } of service.environment) {
    if (value === undefined) continue;
    const { text } = value;
    for (const match of text.matchAll(pattern)) {
      const [whole, scheme = "", host = "", port] = match;
      if (hasVariables(host)) continue;
      const hostStart = match.index + whole.length - (port === undefined ? 0 : port.length + 1) - host.length;
      yield {
        name: key.text,
        value,
        scheme: scheme.toLowerCase(),
        host: { text: host, start: hostStart },
        port: port === undefined ? undefined : { text: port, start: hostStart + host.length + 1 },
      };
    }
    const [, host, port] = bare.exec(text) ?? [];
    if (host !== undefined && port !== undefined && !/^\d+$/.test(host)) {
      yield {
        name: key.text,
        value,
        scheme: undefined,
        host: { text: host, start: 0 },
        port: { text: port, start: host.length + 1 },
      };
    }
  }
}

/** The part as a value of its own, for spans and edits. */
export function partAsValue(
  { value }: ServiceUrl,
  { text, start }: Part,
  spanOf: (start: number, end: number) => TextValue["span"],
): TextValue {
  return {
    text,
    start: value.start + start,
    node: value.node,
    span: spanOf(value.start + start, value.start + start + text.length),
  };
}

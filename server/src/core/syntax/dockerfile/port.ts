/** The words of EXPOSE, `[[address:]host:]port[-end][/protocol]`, as BuildKit reads them. */

export interface ExposedPort {
  readonly address: string;
  readonly hostPort: string;
  /** A number or a range, as written. */
  readonly port: string;
  /** As written; undefined for none. */
  readonly protocol: string | undefined;
}

export function readPort(text: string): ExposedPort {
  const parts = text.split(":");
  const last = parts.pop()!;
  const hostPort = parts.pop() ?? "";
  const slash = last.indexOf("/");
  const protocol = slash < 0 ? "" : last.slice(slash + 1);
  return {
    address: parts.join(":"),
    hostPort,
    port: slash < 0 ? last : last.slice(0, slash),
    protocol: protocol === "" ? undefined : protocol,
  };
}

/** Why the builder refuses a word without variables, as a sentence; undefined where it does not. */
export function portFault(text: string): string | undefined {
  const { address, hostPort, port, protocol } = readPort(text);
  if (port === "") return `'${text}' is no port.`;
  if (protocol !== undefined && !/^(tcp|udp|sctp)$/i.test(protocol))
    return `'${protocol}' is no protocol: it is tcp, udp or sctp.`;
  if (address !== "" && !/^\[?[0-9a-fA-F:.]+\]?$/.test(address)) return `'${address}' is no address.`;
  return rangeFault(port, text) ?? (hostPort === "" ? undefined : rangeFault(hostPort, text));
}

function rangeFault(range: string, text: string): string | undefined {
  const [, first, last] = /^\+?(\d+)(?:-\+?(\d+))?$/.exec(range) ?? [];
  if (first === undefined) return `'${text}' is no port.`;
  if (Number(first) > 65535 || Number(last ?? 0) > 65535) return `'${text}' is above 65535.`;
  return last !== undefined && Number(last) < Number(first) ? `'${text}' ends below its beginning.` : undefined;
}

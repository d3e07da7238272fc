/** Durations and sizes as Compose reads them. */

const milliseconds: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1e3,
  m: 60e3,
  h: 3600e3,
  d: 86_400e3,
  w: 604_800e3,
};

/**
 * `1h5m30s20ms`, after the str2duration package that compose-go uses: Go's durations with days and weeks.
 * @returns milliseconds; undefined for what Compose refuses
 */
export function durationOf(text: string): number | undefined {
  const [, sign, body = ""] = /^([-+]?)(.*)$/s.exec(text)!;
  if (body === "0") return 0;
  if (!/^(?:(?:\d+\.?\d*|\.\d+)(?:ns|[uµμ]s|ms|[smhdw]))+$/.test(body)) return undefined;
  const parts = body.matchAll(/([\d.]+)([a-zµμ]+)/g);
  const total = [...parts].reduce((sum, [, count, unit]) => sum + Number(count) * milliseconds[unit!]!, 0);
  return sign === "-" ? -total : total;
}

/**
 * `300m`, `1.5 GiB`, after RAMInBytes of docker/go-units: units are powers of 1024, in any case.
 * @returns bytes; undefined for what Compose refuses
 */
export function bytesOf(text: string): number | undefined {
  const match = /^((?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?) ?(?:([kmgtp])i?b|([kmgtp])|b)?$/i.exec(text);
  if (match === null) return undefined;
  const unit = (match[2] ?? match[3] ?? " ").toLowerCase();
  return Math.trunc(Number(match[1]) * 1024 ** " kmgtp".indexOf(unit));
}

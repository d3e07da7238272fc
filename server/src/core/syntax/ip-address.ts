/** IP addresses as Go's `net.ParseIP` reads them: no leading zeros, no zone. */

export function isIpAddress(text: string): boolean {
  return isIpv4(text) || isIpv6(text);
}

function isIpv4(text: string): boolean {
  const parts = text.split(".");
  return parts.length === 4 && parts.every((it) => /^(?:0|[1-9]\d{0,2})$/.test(it) && Number(it) < 256);
}

function isIpv6(text: string): boolean {
  const lastColon = text.lastIndexOf(":");
  if (lastColon < 1) return false;
  const tail = text.slice(lastColon + 1);
  // An IPv4 address at the end stands for two groups.
  const whole = tail.includes(".") ? (isIpv4(tail) ? `${text.slice(0, lastColon)}:0:0` : "") : text;
  const halves = whole.split("::");
  if (halves.length > 2) return false;
  const groups = halves.map((half) => (half === "" ? [] : half.split(":")));
  if (!groups.flat().every((it) => /^[0-9a-f]{1,4}$/i.test(it))) return false;
  const count = groups.flat().length;
  return halves.length === 2 ? count < 8 : count === 8;
}

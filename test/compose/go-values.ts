/** Values as Go reads and prints them: what `config` shows of numbers, durations and sizes. */
import { bytesOf, durationOf } from "../../server/src/core/syntax/compose/units.js";
import type { YamlNode } from "../../server/src/core/syntax/yaml/model.js";

/** A scalar as `fmt.Sprint` prints it; undefined for null and everything that is no scalar. */
export function sprint(node: YamlNode | undefined): string | undefined {
  if (node?.kind !== "scalar" || node.value === null) return undefined;
  // A variable's value stays a string where no other type is asked for.
  if (node.written !== undefined || typeof node.value === "string") return node.text;
  return typeof node.value === "number" ? sprintNumber(node.value, node.text) : String(node.value);
}

function sprintNumber(value: number, text: string): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
  const isInteger = Number.isInteger(value) && !/[.eE]/.test(text.replace(/^[-+]?0[xX].*/, "")) && Math.abs(value) < 2 ** 63;
  if (isInteger) return BigInt(value).toString();
  if (value === 0) return "0";
  const [digits, exponent] = value.toExponential().split("e") as [string, string];
  const power = Number(exponent);
  if (power >= -4 && power < 6) return String(value);
  return `${digits}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
}

/** Bytes of `512m`, `64 MiB` or `-1`; undefined for what Compose refuses. */
export function bytes(text: string): string | undefined {
  if (/^-\d+$/.test(text)) return text;
  const found = bytesOf(text);
  return found === undefined ? undefined : BigInt(found).toString();
}

/** `1h30m` as `time.Duration` prints it: `1h30m0s`; undefined for what Compose refuses. */
export function duration(text: string): string | undefined {
  const milliseconds = durationOf(text);
  if (milliseconds === undefined) return undefined;
  return `${milliseconds < 0 ? "-" : ""}${printDuration(Math.round(Math.abs(milliseconds) * 1e6))}`;
}

/** @param total nanoseconds */
function printDuration(total: number): string {
  if (total === 0) return "0s";
  for (const [unit, size] of [
    ["ns", 1],
    ["µs", 1e3],
    ["ms", 1e6],
  ] as const) {
    if (total < size * 1e3) return `${total / size}${unit}`;
  }
  const hours = Math.floor(total / 3600e9);
  const minutes = Math.floor((total % 3600e9) / 60e9);
  const seconds = `${(total % 60e9) / 1e9}s`;
  return hours > 0 ? `${hours}h${minutes}m${seconds}` : minutes > 0 ? `${minutes}m${seconds}` : seconds;
}

/** Words that compose-go casts to true. */
export function isTrue(node: YamlNode | undefined): boolean {
  return node?.kind === "scalar" && /^(?:true|1|t|y|yes|on)$/i.test(node.text);
}

/**
 * The type of a plain scalar, as Compose's own parser sees it: the YAML 1.2 core schema with the leftovers of 1.1 that
 * go-yaml v3 keeps (https://github.com/go-yaml/yaml/blob/v3/resolve.go): `0440` is octal, `1_000` is a number, while `yes`
 * and `22:22` are strings.
 */

const constants = new Map<string, boolean | number | null>([
  ["", null],
  ["~", null],
  ["null", null],
  ["Null", null],
  ["NULL", null],
  ["true", true],
  ["True", true],
  ["TRUE", true],
  ["false", false],
  ["False", false],
  ["FALSE", false],
  [".nan", Number.NaN],
  [".NaN", Number.NaN],
  [".NAN", Number.NaN],
  [".inf", Number.POSITIVE_INFINITY],
  [".Inf", Number.POSITIVE_INFINITY],
  [".INF", Number.POSITIVE_INFINITY],
  ["+.inf", Number.POSITIVE_INFINITY],
  ["+.Inf", Number.POSITIVE_INFINITY],
  ["+.INF", Number.POSITIVE_INFINITY],
  ["-.inf", Number.NEGATIVE_INFINITY],
  ["-.Inf", Number.NEGATIVE_INFINITY],
  ["-.INF", Number.NEGATIVE_INFINITY],
]);

const decimal = /^[-+]?(?:0|[1-9][0-9]*)$/;
const prefixed = /^([-+]?)0(?:x([0-9a-f]+)|o?([0-7]+)|b([01]+))$/i;
const float = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;

/** The value of an unquoted, untagged scalar. */
export function resolvePlain(text: string): string | number | boolean | null {
  const constant = constants.get(text);
  if (constant !== undefined) return constant;
  if (!/^[-+.0-9]/.test(text)) return text;
  const digits = text.includes("_") ? text.replace(/_/g, "") : text;
  if (decimal.test(digits)) return Number(digits);
  const integer = prefixed.exec(digits);
  if (integer !== null) {
    const [, sign, hex, octal, binary] = integer;
    const magnitude = hex !== undefined ? parseInt(hex, 16) : octal !== undefined ? parseInt(octal, 8) : parseInt(binary!, 2);
    return sign === "-" ? -magnitude : magnitude;
  }
  return float.test(digits) ? Number(digits) : text;
}

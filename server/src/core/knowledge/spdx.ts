/** Licence expressions of SPDX: https://spdx.github.io/spdx-spec/v2.3/SPDX-license-expressions/ */
import { spdxLicenses } from "./data/spdx-licenses.js";

const known: ReadonlySet<string> = new Set(spdxLicenses.toLowerCase().split(" "));

/**
 * The id that a name differs from only in blanks, dashes and words such as `License`: `Apache 2.0`, `The MIT License`.
 * Not the nearest of all, since `BSD` is not `0BSD`.
 */
export function meantSpdxId(name: string): string | undefined {
  const plain = (text: string): string => text.toLowerCase().replace(/\b(?:the|licen[sc]e|version)\b|[^a-z0-9]/g, "");
  const found = spdxLicenses.split(" ").filter((id) => plain(id) === plain(name));
  return found.length === 1 ? found[0] : undefined;
}

/** True for an expression of known ids; capitals do not matter, as that standard has it. Exceptions behind `WITH` are not looked up. */
export function isSpdxExpression(text: string): boolean {
  const words = text.replace(/[()]/g, " $& ").trim().split(/\s+/);
  let depth = 0;
  let before = "";
  // An operand and an operator take turns; brackets stand around operands.
  for (const word of words) {
    const isOperator = /^(?:AND|OR|WITH)$/i.test(word);
    const opens = before === "" || before === "(" || before === "operator" || before === "WITH";
    if (word === "(") {
      if (!opens || before === "WITH") return false;
      depth++;
      before = "(";
    } else if (word === ")") {
      if (opens || --depth < 0) return false;
      before = "operand";
    } else if (isOperator) {
      if (opens) return false;
      before = /^WITH$/i.test(word) ? "WITH" : "operator";
    } else {
      if (!opens || (before !== "WITH" && !isLicense(word))) return false;
      before = "operand";
    }
  }
  return before === "operand" && depth === 0;
}

function isLicense(word: string): boolean {
  return known.has(word.toLowerCase().replace(/\+$/, "")) || /^(?:DocumentRef-[\w.-]+:)?LicenseRef-[\w.-]+$/.test(word);
}

/** File modes as chmod and --chmod take them: whether others may write, and the same mode without that. */

export interface WideMode {
  /** Everyone may write. */
  readonly othersWrite: boolean;
  /** The program runs with the rights of the file's owner. */
  readonly setuid: boolean;
  readonly setgid: boolean;
  /** The mode without what is too wide. */
  readonly narrow: string;
}

/** Undefined for modes that are in order, and for those that are not literal. */
export function wideMode(mode: string): WideMode | undefined {
  return /^[0-7]{3,5}$/.test(mode) ? wideOctal(mode) : wideSymbolic(mode);
}

function wideOctal(mode: string): WideMode | undefined {
  const others = Number(mode.at(-1));
  const special = mode.length > 3 ? Number(mode.at(-4)) : 0;
  // With the sticky bit nobody can remove another's files: what /tmp has.
  const othersWrite = (others & 2) !== 0 && (special & 1) === 0;
  const setuid = (special & 4) !== 0;
  const setgid = (special & 2) !== 0;
  if (!othersWrite && !setuid) return undefined;
  const digits = [...mode];
  if (othersWrite) digits[digits.length - 1] = String(others & ~2);
  if (setuid) digits[digits.length - 4] = String(special & ~4);
  return { othersWrite, setuid, setgid, narrow: digits.join("") };
}

function wideSymbolic(mode: string): WideMode | undefined {
  if (!/^[ugoa]*[-+=][rwxXst]+(?:,[ugoa]*[-+=][rwxXst]+)*$/.test(mode)) return undefined;
  let othersWrite = false;
  let setuid = false;
  const parts = mode.split(",").flatMap((part) => {
    const [, who = "", sign = "", what = ""] = /^([ugoa]*)([-+=])(\w+)$/.exec(part)!;
    if (sign === "-") return [part];
    let [left, kept] = [who, what];
    if (what.includes("w") && /[oa]/.test(who)) {
      othersWrite = true;
      if (who === "o") kept = kept.replace("w", "");
      else if (what === "w" || what === "rw") left = "ug";
      else left = "ug";
      if (who !== "o" && /[rxX]/.test(what)) return [`${left}${sign}${kept}`, `o${sign}${what.replace(/[ws]/g, "")}`];
    }
    if (what.includes("s") && /[u]/.test(who)) {
      setuid = true;
      kept = kept.replace("s", "");
    }
    return kept === "" ? [] : [`${left}${sign}${kept}`];
  });
  if (!othersWrite && !setuid) return undefined;
  return { othersWrite, setuid, setgid: false, narrow: parts.join(",") };
}

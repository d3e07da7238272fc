/** Where Drydock and hadolint judge differently: what a finding says of profiles and aliases then. */
import type { Finding } from "./rule.js";

/**
 * - Both report it: nothing to add.
 * - Only Drydock does: the finding does not carry hadolint's code.
 * - Only hadolint does: it shows in the parity profile alone.
 * @param aliases those that fit the finding
 * @returns undefined where neither reports it
 */
export function parity(
  ours: boolean,
  theirs: boolean,
  aliases: readonly string[] = [],
): Pick<Finding, "profiles" | "aliases"> | undefined {
  if (ours) return { aliases: theirs ? aliases : aliases.filter((alias) => !alias.startsWith("hadolint:")) };
  return theirs ? { profiles: ["hadolint"], aliases } : undefined;
}

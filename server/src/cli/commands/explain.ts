/** `drydock explain`: prints the page of a rule. */
import { rulePage } from "../../core/linter/page.js";
import { type CliIo, exitCodes } from "../io.js";
import { rulesNamed } from "../options.js";

/**
 * @param name of a rule, or another tool's name, which several rules may share
 * @returns the exit code
 */
export function explainCommand(name: string, io: CliIo): number {
  io.stdout.write(rulesNamed(name).map(rulePage).join("\n---\n\n"));
  return exitCodes.clean;
}

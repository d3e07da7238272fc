/** The question of a health check asked with another program. */
import type { StageFacts } from "../project/stage-facts.js";
import type { HealthcheckInstruction } from "../syntax/dockerfile/model.js";
import { type CommandLine, commandLines, operands } from "../syntax/shell/query.js";
import { replace, type TextEdit } from "../text/edits.js";
import { httpProbe, jsonElements, shellText, tcpProbe } from "./health-probe.js";

/**
 * What lets a health check work in another image.
 * @returns undefined where it works as it is; without an edit where the program is missing and none can take its place
 */
export function repairHealthcheck(
  { command: form }: HealthcheckInstruction,
  facts: StageFacts,
): { readonly program: string; readonly edit: TextEdit | undefined } | undefined {
  const lines = commandLines(form);
  const first = lines[0];
  if (!form || !first) return undefined;
  if (form.kind === "shell" && facts.image?.shell === "none") {
    const words = lines.slice(1).every(isExit) ? probeFor(first, facts) : undefined;
    return { program: first.program ?? "sh", edit: words && replace(form.span, `[${jsonElements(atFullPath(words, facts))}]`) };
  }
  const missing = lines.find(
    ({ program }) => program !== undefined && !isBuiltIn.test(program) && facts.hasTool(program) === false,
  );
  if (!missing) return undefined;
  const isPlain = missing.shell?.pipe === "none" || !missing.shell;
  const words = isPlain ? probeFor(missing, facts) : undefined;
  return { program: missing.program!, edit: words && rewritten(missing, words, form.kind) };
}

const isBuiltIn = /^(?:exit|false|true|test|\[|echo|:)$/;

/** `exit 1`, `false`: what stands behind `||`. */
export function isExit({ program }: CommandLine): boolean {
  return program === "exit" || program === "false" || program === "true";
}

/** The edit that puts other words in the place of a command. */
export function rewritten({ programSpan, span, arguments: rest }: CommandLine, words: readonly string[], kind: "shell" | "exec") {
  const end = rest.at(-1)?.span.end ?? programSpan.end;
  return replace(
    { start: kind === "exec" ? span.start : programSpan.start, end },
    kind === "exec" ? jsonElements(words) : shellText(words),
  );
}

/** Distroless images have their interpreter outside PATH. */
export function atFullPath(words: readonly string[], { image }: StageFacts): readonly string[] {
  return words[0] === "node" && image?.name.startsWith("gcr.io/distroless/nodejs")
    ? ["/nodejs/bin/node", ...words.slice(1)]
    : words;
}

/** The same question with a program that the image has. */
export function probeFor(line: CommandLine, facts: StageFacts): readonly string[] | undefined {
  if (line.program === "curl" || line.program === "wget") {
    const url = plainUrl(line);
    return url === undefined ? undefined : httpProbe(url, facts);
  }
  if (line.program === "nc" || line.program === "netcat") {
    const [host, port, ...more] = operands(line).map(({ value }) => value);
    return host && port && more.length === 0 && /^\d+$/.test(port) && !/['"$]/.test(host)
      ? tcpProbe(host, port, facts)
      : undefined;
  }
  return undefined;
}

const harmless =
  /^-[fsSqLgvI]+$|^--(?:fail|silent|show-error|location|quiet|spider|no-verbose|head|output-document=(?:-|\/dev\/null)|tries=\d+|timeout=\d+|max-time=\d+|connect-timeout=\d+|retry=\d+)$|^-nv$|^-q?s?O-$|^-qO-$|^-fsSL?o$/;
const withValue = new Set([
  "-o",
  "--output",
  "-O",
  "--output-document",
  "-m",
  "--max-time",
  "--connect-timeout",
  "-T",
  "--timeout",
  "-t",
  "--tries",
  "--retry",
  "-w",
]);

/** The URL of a request without headers, data or other things that matter. */
function plainUrl({ arguments: words }: CommandLine): string | undefined {
  let url: string | undefined;
  for (let i = 0; i < words.length; i++) {
    const { value } = words[i]!;
    if (withValue.has(value)) i++;
    else if (value.startsWith("-")) {
      if (!harmless.test(value) && !/^-[fsSqLgvI]*o$/.test(value)) return undefined;
      if (/^-[fsSqLgvI]+o$/.test(value)) i++;
    } else if (url !== undefined) return undefined;
    else url = value;
  }
  if (url === undefined || /['"\\\s`]|\$\(/.test(url)) return undefined;
  return /^https?:\/\//.test(url) ? url : `http://${url}`;
}

import { defineRule, type Fix } from "../../linter/rule.js";
import { didYouMean } from "../../linter/rule-names.js";
import { portFault, readPort } from "../../syntax/dockerfile/port.js";
import { hasPlaceholder } from "../../syntax/placeholders.js";
import { replace } from "../../text/edits.js";
import { dockerfile } from "../../text/tags.js";
import { firstLine } from "../../transforms/run-edit.js";

const range = ["hadolint:DL3011", "trivy:DS-0008", "kics:UNIX Ports Out Of Range", "semgrep:invalid-port"];
const other = ["dockerfile-utils:INVALID_PORT", "dockerfile-utils:INVALID_PROTO", "dockerfilelint:invalid_port"];

export default defineRule({
  name: "invalid-port",
  language: "dockerfile",
  category: "correctness",
  severity: "error",
  profiles: ["recommended", "hadolint"],
  severities: { hadolint: "error" },
  summary: "EXPOSE has something that is no port.",
  why: [
    "The builder refuses the whole file.",
    "A port is a number up to 65535 or a range such as `8000-8010`, with `/tcp`, `/udp` or `/sctp` where needed; blanks separate ports.",
  ],
  references: ["https://docs.docker.com/reference/dockerfile/#expose"],
  aliases: [...range, ...other],
  covers: ["expose-port-out-of-range", "expose-protocol-invalid"],
  fix: "unsafe",

  *check(file) {
    for (const { instructions } of file.stages) {
      for (const instruction of instructions) {
        if (instruction.keyword !== "EXPOSE" || hasPlaceholder(instruction.argumentsText)) continue;
        for (const { text, span } of instruction.words) {
          if (/[$"'\\]/.test(text)) continue;
          const fault = portFault(text);
          if (!fault) continue;
          const fix = span.end - span.start === text.length ? repaired(text) : undefined;
          const isRange = /^\d+(-\d+)?(\/\w+)?$/.test(text) && fault.includes("65535");
          const fixes: Fix[] = fix ? [{ title: `Use ${fix}`, applicability: "unsafe", edits: [replace(span, fix)] }] : [];
          yield {
            span: firstLine(file.text, span),
            message: `${fault} The builder refuses it.`,
            aliases: isRange ? [...range, ...other] : other,
            fixes,
            noFix: "Which port was meant cannot be told.",
          };
        }
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM debian:13-slim
        EXPOSE 80, 443
               ^^^ '80,' is no port. The builder refuses it.
        EXPOSE 53/upd 8010-8000 80:
               ^^^^^^ 'upd' is no protocol: it is tcp, udp or sctp. The builder refuses it.
                      ^^^^^^^^^ '8010-8000' ends below its beginning. The builder refuses it.
                                ^^^ '80:' is no port. The builder refuses it.
      `,
      good: dockerfile`
        FROM debian:13-slim
        EXPOSE 80 443
        EXPOSE 53/udp 8000-8010 80
      `,
    },
    {
      bad: dockerfile`
        FROM debian:13-slim
        EXPOSE 80800 http
               ^^^^^ '80800' is above 65535. The builder refuses it.
                     ^^^^ 'http' is no port. The builder refuses it.
      `,
    },
    {
      good: dockerfile`
        FROM debian:13-slim
        EXPOSE 80 443/tcp 53/UDP 8000-8010 8080:80 127.0.0.1:90:90 $PORT "70" {{ port }}
      `,
    },
  ],
});

/** The port without what is around it, its protocol spelt right, its range turned. */
function repaired(text: string): string | undefined {
  const bare = text.replace(/^[,;:]+|[,;:]+$/g, "");
  if (bare !== text && bare !== "" && !portFault(bare)) return bare;
  const { protocol, port } = readPort(text);
  const meant = protocol && didYouMean(protocol, ["tcp", "udp", "sctp"]);
  if (meant && !portFault(`${port}/${meant}`)) return `${port}/${meant}`;
  const [, from, to, rest] = /^(\d+)-(\d+)(.*)$/.exec(text) ?? [];
  const turned = `${to}-${from}${rest}`;
  return from !== undefined && !portFault(turned) ? turned : undefined;
}

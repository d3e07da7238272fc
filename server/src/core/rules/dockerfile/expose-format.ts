import { defineRule, type Finding } from "../../linter/rule.js";
import { portFault, readPort } from "../../syntax/dockerfile/port.js";
import { hasPlaceholder } from "../../syntax/placeholders.js";
import { remove, replace } from "../../text/edits.js";
import { dockerfile } from "../../text/tags.js";
import { firstLine } from "../../transforms/run-edit.js";

const mapping = ["buildkit:ExposeInvalidFormat", "dockerfilelint:expose_host_port", "tally:buildkit/ExposeInvalidFormat"];
const casing = ["buildkit:ExposeProtoCasing", "tally:buildkit/ExposeProtoCasing"];

export default defineRule({
  name: "expose-format",
  language: "dockerfile",
  category: "correctness",
  severity: "warning",
  profiles: ["recommended"],
  summary: "EXPOSE maps a port to one of the host, or writes its protocol in capitals.",
  why: [
    "EXPOSE only says on which port the container listens: an address or a port of the host has no effect.",
    "Ports are published by `docker run -p` or `ports:` in Compose. BuildKit warns in every build.",
  ],
  references: [
    "https://docs.docker.com/reference/build-checks/expose-invalid-format/",
    "https://docs.docker.com/reference/build-checks/expose-proto-casing/",
  ],
  aliases: [...mapping, ...casing],
  covers: ["expose-host-mapping", "expose-protocol-casing"],
  fix: "safe",

  *check(file) {
    for (const { instructions } of file.stages) {
      for (const instruction of instructions) {
        if (instruction.keyword !== "EXPOSE") continue;
        for (const word of instruction.words) {
          const { text, span } = word;
          if (hasPlaceholder(text) || /["'\\]/.test(text) || (!text.includes("$") && portFault(text))) continue;
          // A default value holds a colon, too.
          const visible = text.replace(/\$\{[^}]*\}/g, (it) => "_".repeat(it.length));
          const { address, hostPort, protocol } = readPort(visible);
          const whole = span.end - span.start === text.length;
          if (address !== "" || hostPort !== "") {
            const end = visible.lastIndexOf(":") + 1;
            const finding: Finding = {
              span: firstLine(file.text, span),
              message: `'${text}' publishes nothing: EXPOSE takes only the port of the container, '${text.slice(end)}'.`,
              aliases: mapping,
              ...(whole
                ? {
                    fixes: [
                      {
                        title: `Use ${text.slice(end)}`,
                        applicability: "safe",
                        edits: [remove({ start: span.start, end: span.start + end })],
                      },
                    ],
                  }
                : { noFix: "The word is split over lines." }),
            };
            yield finding;
          }
          if (protocol !== undefined && protocol !== protocol.toLowerCase() && !protocol.includes("$") && whole) {
            const place = { start: span.end - protocol.length, end: span.end };
            yield {
              span: place,
              message: `The protocol '${protocol}' is written in small letters: '${protocol.toLowerCase()}'.`,
              severity: "info",
              aliases: casing,
              fixes: [
                {
                  title: `Write ${protocol.toLowerCase()}`,
                  applicability: "safe",
                  edits: [replace(place, protocol.toLowerCase())],
                },
              ],
            };
          }
        }
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM debian:13-slim
        EXPOSE 8080:80 127.0.0.1:9000:9000/tcp
               ^^^^^^^ '8080:80' publishes nothing: EXPOSE takes only the port of the container, '80'.
                       ^^^^^^^^^^^^^^^^^^^^^^^ '127.0.0.1:9000:9000/tcp' publishes nothing: EXPOSE takes only the port of the container, '9000/tcp'.
        EXPOSE 53/UDP
                  ^^^ The protocol 'UDP' is written in small letters: 'udp'.
      `,
      good: dockerfile`
        FROM debian:13-slim
        EXPOSE 80 9000/tcp
        EXPOSE 53/udp
      `,
    },
    {
      good: dockerfile`
        FROM debian:13-slim
        EXPOSE 80 443/tcp 8000-8010 $PORT \${PORT:-80}/tcp
      `,
    },
  ],
});

import { defineRule } from "../../linter/rule.js";
import { remove } from "../../text/edits.js";
import { dockerfile } from "../../text/tags.js";
import { removeInstruction } from "../../transforms/dockerfile-edit.js";

/** Ports of log-ins and remote desktops. */
const admin: Readonly<Record<number, string>> = {
  22: "SSH",
  23: "Telnet",
  3389: "Remote Desktop",
  5800: "VNC over HTTP",
  5900: "VNC",
};

export default defineRule({
  name: "exposed-admin-port",
  language: "dockerfile",
  category: "security",
  severity: "warning",
  profiles: ["hardened"],
  summary: "EXPOSE names a port for logging in, such as 22.",
  why: [
    "`docker run -P` publishes it, and it says that the image is meant to be logged in to.",
    "Telnet and VNC are not encrypted; for a shell use `docker exec`.",
    "Ignore the rule for an image whose purpose is just that.",
  ],
  references: ["https://docs.docker.com/reference/dockerfile/#expose"],
  aliases: ["trivy:DS-0004", "kics:Exposing Port 22 (SSH)", "checkov:CKV_DOCKER_1", "sonar:S6473"],
  covers: ["expose-admin-port"],
  fix: "unsafe",

  *check(file) {
    for (const { instructions } of file.stages) {
      for (const instruction of instructions) {
        if (instruction.keyword !== "EXPOSE") continue;
        const { words } = instruction;
        for (const [i, word] of words.entries()) {
          const port = adminPort(word.text);
          if (port === undefined) continue;
          const edit =
            words.length === 1
              ? removeInstruction(file, instruction)
              : i === 0
                ? remove({ start: word.span.start, end: words[1]!.span.start })
                : remove({ start: words[i - 1]!.span.end, end: word.span.end });
          const isComment = file.text.slice(edit.span.start, edit.span.end).includes("#");
          yield {
            span: word.span,
            message: `Port ${port} is for ${admin[port]!}, a way in that a container does not need. Remove it, and use 'docker exec'.`,
            aliases:
              port === 22
                ? ["trivy:DS-0004", "kics:Exposing Port 22 (SSH)", "checkov:CKV_DOCKER_1", "sonar:S6473"]
                : ["sonar:S6473"],
            ...(isComment && words.length > 1
              ? { noFix: "A comment stands between it and its neighbour." }
              : { fixes: [{ title: `Remove ${word.text}`, applicability: "unsafe" as const, edits: [edit] }] }),
          };
        }
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM debian:13-slim
        EXPOSE 22 8080
               ^^ Port 22 is for SSH, a way in that a container does not need. Remove it, and use 'docker exec'.
        EXPOSE 443/tcp 5900-5905/tcp
                       ^^^^^^^^^^^^^ Port 5900 is for VNC, a way in that a container does not need. Remove it, and use 'docker exec'.
        EXPOSE 3389
               ^^^^ Port 3389 is for Remote Desktop, a way in that a container does not need. Remove it, and use 'docker exec'.
      `,
      good: dockerfile`
        FROM debian:13-slim
        EXPOSE 8080
        EXPOSE 443/tcp
      `,
    },
    {
      title: "other ports, UDP",
      good: dockerfile`
        FROM debian:13-slim
        EXPOSE 80 2222 22/udp $PORT
      `,
    },
  ],
});

/** TCP only; of a range the first that lies in it. */
function adminPort(text: string): number | undefined {
  const match = /^(\d+)(?:-(\d+))?(?:\/tcp)?$/i.exec(text);
  if (!match) return undefined;
  const [from, to] = [Number(match[1]), Number(match[2] ?? match[1])];
  return Object.keys(admin)
    .map(Number)
    .find((port) => from <= port && port <= to);
}

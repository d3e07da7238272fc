import { defineRule } from "../../linter/rule.js";
import { remove } from "../../text/edits.js";
import { dockerfile } from "../../text/tags.js";
import { removeInstruction } from "../../transforms/dockerfile-edit.js";

export default defineRule({
  name: "docker-socket-volume",
  language: "dockerfile",
  category: "security",
  severity: "warning",
  profiles: ["recommended"],
  summary: "VOLUME names the socket of the Docker engine.",
  why: [
    "Whoever can use the socket is root on the machine; an image should not ask for it.",
    "VOLUME does not mount the socket anyhow: it makes an empty directory in its place, which then stands in the way.",
  ],
  references: ["https://docs.docker.com/engine/security/#docker-daemon-attack-surface"],
  aliases: ["semgrep:dockerfile-dockerd-socket-mount"],
  covers: ["docker-socket-volume"],
  fix: "unsafe",

  *check(file) {
    for (const { instructions } of file.stages) {
      for (const instruction of instructions) {
        if (instruction.keyword !== "VOLUME") continue;
        const { words } = instruction;
        for (const [i, word] of words.entries()) {
          if (!/^\/(?:var\/)?run\/(?:docker|podman\/podman|containerd\/containerd)\.sock$/.test(word.text)) continue;
          const edit =
            words.length === 1
              ? removeInstruction(file, instruction)
              : i === 0
                ? remove({ start: word.span.start, end: words[1]!.span.start })
                : remove({ start: words[i - 1]!.span.end, end: word.span.end });
          yield {
            span: word.span,
            message: `'${word.text}' gives whoever uses it root on the machine, and VOLUME puts an empty directory there. Remove it.`,
            fixes: [{ title: `Remove ${word.text}`, applicability: "unsafe", edits: [edit] }],
          };
        }
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM docker:28-cli
        VOLUME /var/run/docker.sock
               ^^^^^^^^^^^^^^^^^^^^ '/var/run/docker.sock' gives whoever uses it root on the machine, and VOLUME puts an empty directory there. Remove it.
        VOLUME ["/data", "/run/docker.sock"]
                         ^^^^^^^^^^^^^^^^^^ '/run/docker.sock' gives whoever uses it root on the machine, and VOLUME puts an empty directory there. Remove it.
      `,
      good: dockerfile`
        FROM docker:28-cli
        VOLUME ["/data"]
      `,
    },
    {
      title: "other sockets and directories",
      good: dockerfile`
        FROM docker:28-cli
        VOLUME /var/lib/docker /run/app.sock
      `,
    },
  ],
});

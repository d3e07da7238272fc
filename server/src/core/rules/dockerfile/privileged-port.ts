import { defineRule } from "../../linter/rule.js";
import { finalStages } from "../../project/final-stages.js";
import { programNeedingRoot } from "../../project/privileges.js";
import { startup } from "../../project/startup.js";
import { dockerfile } from "../../text/tags.js";

export default defineRule({
  name: "privileged-port",
  language: "dockerfile",
  category: "reliability",
  severity: "info",
  profiles: ["hardened"],
  summary: "A program without root is to listen on a port below 1024.",
  why: [
    "Docker lets every user open such ports since 20.10; older engines, Kubernetes with the host's settings and rootless Podman do not: the program ends with `Permission denied`.",
    "A port above 1024 works everywhere, and may be published as 80 all the same.",
  ],
  references: ["https://docs.docker.com/engine/release-notes/20.10/", "https://docs.kernel.org/networking/ip-sysctl.html"],
  noFix: "The port is also in the program's settings, and in those of whoever connects to it.",
  crossFile: true,

  *check(file, { project }) {
    for (const { stage, builds } of finalStages(file, project)) {
      const facts = project.factsOf(stage, file);
      if (facts.runsAsRoot !== false || facts.image?.dropsTo !== undefined || facts.image?.family === "windows") continue;
      if (programNeedingRoot(startup(facts, file, builds))) continue;
      for (const instruction of stage.instructions) {
        if (instruction.keyword !== "EXPOSE") continue;
        for (const word of instruction.words) {
          const port = /^(\d+)(?:\/(?:tcp|udp))?$/i.exec(word.text)?.[1];
          if (port === undefined || Number(port) >= 1024 || Number(port) === 0) continue;
          yield {
            span: word.span,
            message: `'${facts.user}' may not open port ${port} on every engine, as ports below 1024 can be kept for root. Listen on ${Number(port) === 443 ? 8443 : Number(port) === 80 ? 8080 : 1024 + Number(port)}.`,
          };
        }
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM node:22-slim
        USER node
        EXPOSE 80 3000
               ^^ 'node' may not open port 80 on every engine, as ports below 1024 can be kept for root. Listen on 8080.
        CMD ["node", "server.js"]
      `,
    },
    {
      title: "root, servers that start as root, higher ports",
      good: dockerfile`
        FROM nginx:1.31 AS a
        EXPOSE 80
        FROM node:22-slim
        USER node
        EXPOSE 8080
        CMD ["node", "server.js"]
      `,
    },
  ],
});

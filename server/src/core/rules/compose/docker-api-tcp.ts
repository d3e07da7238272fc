import { defineRule } from "../../linter/rule.js";
import type { TextValue } from "../../syntax/compose/model.js";
import { firstLine } from "../../syntax/yaml/errors.js";
import { spanWithin } from "../../syntax/yaml/offsets.js";
import { yaml } from "../../text/tags.js";

export default defineRule({
  name: "docker-api-tcp",
  language: "compose",
  category: "security",
  severity: "warning",
  profiles: ["recommended"],
  summary: "The Docker API is offered or used over TCP without TLS.",
  why: [
    "Whoever reaches port 2375 starts any container with any right: it is root on the host without a password.",
    "Use the socket by way of a proxy that lets through only what is needed, or TLS with client certificates on 2376.",
    "A socket proxy of the same project, on a network of its own, is not judged.",
  ],
  references: ["https://docs.docker.com/engine/security/protect-access/"],
  covers: ["docker-host-tcp-exposed"],
  crossFile: true,
  noFix: "How the other side is reached with TLS, or by a proxy, is not in the file.",

  *check(file, { project }) {
    const seen = new Set<number>();
    const place = ({ node, start, text, span }: TextValue, words: string) => {
      const at = text.indexOf(words);
      return spanWithin(node, start + at, start + at + words.length) ?? firstLine(file.text, span);
    };
    for (const service of file.services) {
      for (const { key, value } of service.environment) {
        const [, host = ""] = /^tcp:\/\/([\w.-]+):2375\b/.exec(value?.text ?? "") ?? [];
        if (key.text !== "DOCKER_HOST" || !value || host === "" || seen.has(value.span.start)) continue;
        // A proxy or a Docker-in-Docker of the project is on its network only.
        if (project.compose.service(host) || !project.compose.complete) continue;
        seen.add(value.span.start);
        yield {
          span: place(value, value.text),
          message: `'${service.name}' uses the Docker API at ${host} without TLS: whoever listens in or reaches it is root there; use 2376 with certificates.`,
        };
      }
      for (const command of [service.entrypoint, service.command]) {
        const words = command?.words ?? [];
        for (const [index, word] of words.entries()) {
          const address = /(?:^|=)(tcp:\/\/(?:0\.0\.0\.0|\[::\])?:2375)$/.exec(word.text)?.[1];
          const isHost = word.text.startsWith("--host=") || /^(?:-H|--host)$/.test(words[index - 1]?.text ?? "");
          if (!address || !isHost || seen.has(word.span.start)) continue;
          seen.add(word.span.start);
          yield {
            span: place(word, address),
            message: `'${service.name}' offers the Docker API on every interface without a password: whoever reaches it is root on the host; use TLS.`,
          };
        }
      }
    }
  },

  examples: [
    {
      bad: yaml`
        services:
          ci:
            image: acme/ci:1
            environment:
              DOCKER_HOST: tcp://build.example.com:2375
                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 'ci' uses the Docker API at build.example.com without TLS: whoever listens in or reaches it is root there; use 2376 with certificates.
          engine:
            image: docker:28-dind
            command: ["dockerd", "--host=tcp://0.0.0.0:2375"]
                                         ^^^^^^^^^^^^^^^^^^ 'engine' offers the Docker API on every interface without a password: whoever reaches it is root on the host; use TLS.
      `,
      good: {},
    },
    {
      title: "TLS, a proxy of the project, the socket",
      good: yaml`
        services:
          ci: {image: "acme/ci:1", environment: {DOCKER_HOST: "tcp://build.example.com:2376"}}
          proxied: {image: "acme/ci:1", environment: {DOCKER_HOST: "tcp://proxy:2375"}}
          proxy: {image: "tecnativa/docker-socket-proxy:0.3"}
          local: {image: "acme/ci:1", environment: {DOCKER_HOST: "unix:///var/run/docker.sock"}}
      `,
    },
  ],
});

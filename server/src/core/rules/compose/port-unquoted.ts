import { defineRule } from "../../linter/rule.js";
import { firstTime } from "../../syntax/compose/lookup.js";
import { yaml } from "../../text/tags.js";
import { fixOf, repairs } from "../../transforms/repairs.js";
import { quoteScalar } from "../../transforms/yaml-shape.js";

/** What YAML 1.1 takes for a number in base 60. */
const base60 = /^[1-9]\d*(?::[0-5]?\d)+$/;

export default defineRule({
  name: "port-unquoted",
  language: "compose",
  category: "maintainability",
  severity: "hint",
  profiles: ["all"],
  summary: "A port is written without quotes.",
  why: [
    "Readers of YAML 1.1, such as podman-compose, take `22:22` for the number 1342; Docker's documentation quotes all ports for that reason.",
    "Compose itself reads both in the same way, so this is part of the profile `all` only.",
  ],
  references: ["https://docs.docker.com/reference/compose-file/services/#ports"],
  aliases: ["dclint:require-quotes-in-ports"],
  covers: ["unquoted-port"],
  fix: "safe",

  *check(file) {
    // Taste can wait until the file can be read.
    if (file.errors.length > 0) return;
    const first = firstTime();
    for (const { ports, expose } of file.services) {
      const short = ports.filter(({ form }) => form === "short");
      for (const { node } of [...short, ...expose]) {
        if (node.kind !== "scalar" || node.style !== "plain" || !first(node)) continue;
        const { text } = node;
        yield {
          span: node.span,
          message: base60.test(text)
            ? `Readers of YAML 1.1 take ${text} for the number ${valueInBase60(text)}; put the port in quotes.`
            : `The port ${text} has no quotes, which some ports need; quote them all.`,
          ...(base60.test(text) ? { severity: "info" as const } : {}),
          ...repairs([fixOf("Put it in quotes", "safe", quoteScalar(file, node))]),
        };
      }
    }
  },

  examples: [
    {
      bad: yaml`
        services:
          ssh:
            image: acme/ssh:1
            ports:
              - 22:22 # for git
                ^^^^^ Readers of YAML 1.1 take 22:22 for the number 1342; put the port in quotes.
              - 8080:80
                ^^^^^^^ The port 8080:80 has no quotes, which some ports need; quote them all.
            expose:
              - 9000
                ^^^^ The port 9000 has no quotes, which some ports need; quote them all.
      `,
      good: yaml`
        services:
          ssh:
            image: acme/ssh:1
            ports:
              - "22:22" # for git
              - "8080:80"
            expose:
              - "9000"
      `,
    },
    {
      title: "the quotes of the file",
      bad: yaml`
        services:
          web:
            image: 'nginx:1.29'
            ports: [80:80, '443:443']
                    ^^^^^ The port 80:80 has no quotes, which some ports need; quote them all.
      `,
      good: yaml`
        services:
          web:
            image: 'nginx:1.29'
            ports: ['80:80', '443:443']
      `,
    },
    {
      title: "a list that services share",
      bad: yaml`
        services:
          a:
            image: acme/a:1
            ports: &ports
              - 81:81
                ^^^^^ The port 81:81 has no quotes, which some ports need; quote them all.
          b:
            image: acme/b:1
            ports: *ports
      `,
    },
    {
      good: yaml`
        services:
          web:
            image: nginx:1.29
            ports:
              - "80:80"
              - target: 443
                published: 443
            expose:
              - "9000"
      `,
    },
  ],
});

function valueInBase60(text: string): number {
  return text.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
}

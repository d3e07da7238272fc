import { defineRule } from "../../linter/rule.js";
import { yaml } from "../../text/tags.js";

export default defineRule({
  name: "privileged-host-port",
  language: "compose",
  category: "security",
  severity: "hint",
  profiles: ["all"],
  summary: "A service is published on a port of the host below 1024.",
  why: [
    "These ports belong to services of the system; the CIS benchmark asks to use them only where they are meant.",
    "80 and 443 are what a web server or proxy is there for and are left alone, as are 22, 25 and 53.",
  ],
  references: ["https://docs.docker.com/reference/compose-file/services/#ports"],
  aliases: ["kics:Privileged Ports Mapped In Container", "cis:5.8"],
  covers: ["privileged-host-port"],
  noFix: "Who reaches the service at which port is not in the file.",

  *check(file) {
    const seen = new Set<number>();
    for (const { name, ports } of file.services) {
      for (const { published, publishedRange: range } of ports) {
        if (
          !published ||
          !range ||
          range.first >= 1024 ||
          range.first === 0 ||
          usual.has(range.first) ||
          seen.has(published.span.start)
        )
          continue;
        seen.add(published.span.start);
        yield {
          span: published.span,
          message: `'${name}' takes port ${published.text} of the host, one of those kept for the system; take one above 1023 unless it is meant.`,
        };
      }
    }
  },

  examples: [
    {
      bad: yaml`
        services:
          api:
            image: acme/api:1
            ports:
              - "81:8080"
                 ^^ 'api' takes port 81 of the host, one of those kept for the system; take one above 1023 unless it is meant.
      `,
      good: {},
    },
    {
      title: "web and mail servers, high ports, a variable",
      good: yaml`
        services:
          web: {image: "nginx:1.29", ports: ["80:80", "443:443", "8080:81", "$PORT:82", "83"]}
      `,
    },
  ],
});

const usual: ReadonlySet<number> = new Set([22, 25, 53, 80, 443]);

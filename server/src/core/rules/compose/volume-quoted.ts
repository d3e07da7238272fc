import { defineRule } from "../../linter/rule.js";
import { firstTime } from "../../syntax/compose/lookup.js";
import { yaml } from "../../text/tags.js";
import { fixOf, repairs } from "../../transforms/repairs.js";
import { isInFlow } from "../../transforms/yaml-layout.js";
import { needsQuotes } from "../../transforms/yaml-quotes.js";
import { replaceSource } from "../../transforms/yaml-shape.js";

export default defineRule({
  name: "volume-quoted",
  language: "compose",
  category: "maintainability",
  severity: "hint",
  profiles: ["all"],
  summary: "A mount is written in quotes that it does not need.",
  why: [
    "Most files write mounts without quotes; they mount the same with them.",
    "A matter of taste, and so part of the profile `all` only.",
  ],
  references: ["https://docs.docker.com/reference/compose-file/services/#volumes"],
  aliases: ["dclint:no-quotes-in-volumes"],
  covers: ["volumes-quoted"],
  fix: "safe",

  *check(file) {
    // Taste can wait until the file can be read.
    if (file.errors.length > 0) return;
    const first = firstTime();
    for (const { volumes } of file.services) {
      for (const { node, form } of volumes) {
        if (form === "long" || node.kind !== "scalar" || (node.style !== "single" && node.style !== "double") || !first(node))
          continue;
        if (needsQuotes(node.text, isInFlow(file, node.span))) continue;
        yield {
          span: node.span,
          message: `The mount ${node.source} needs no quotes; leave them out.`,
          ...repairs([fixOf("Leave out the quotes", "safe", replaceSource(file, node, node.text))]),
        };
      }
    }
  },

  examples: [
    {
      bad: yaml`
        services:
          web:
            image: nginx:1.29
            volumes:
              - "./site:/usr/share/nginx/html:ro" # the pages
                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ The mount "./site:/usr/share/nginx/html:ro" needs no quotes; leave them out.
              - 'logs:/var/log/nginx'
                ^^^^^^^^^^^^^^^^^^^^^ The mount 'logs:/var/log/nginx' needs no quotes; leave them out.
        volumes:
          logs:
      `,
      good: yaml`
        services:
          web:
            image: nginx:1.29
            volumes:
              - ./site:/usr/share/nginx/html:ro # the pages
              - logs:/var/log/nginx
        volumes:
          logs:
      `,
    },
    {
      title: "quotes that are needed, and the long form",
      good: yaml`
        services:
          web:
            image: nginx:1.29
            volumes:
              - "./a #1:/data"
              - /srv/b:/data/b
              - type: bind
                source: "./c"
                target: "/data/c"
          api:
            image: acme/api:1
            volumes: ["\${DATA}:/data"]
      `,
    },
  ],
});

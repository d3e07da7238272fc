import { defineRule } from "../../linter/rule.js";
import { mapAt, textsAt } from "../../syntax/compose/values.js";
import { yaml } from "../../text/tags.js";
import { removeListed } from "../../transforms/remove-listed.js";
import { fixOf, repairs } from "../../transforms/repairs.js";
import { removeEntry } from "../../transforms/yaml-edit.js";

export default defineRule({
  name: "privileged-build",
  language: "compose",
  category: "security",
  severity: "warning",
  profiles: ["recommended"],
  summary: "A build may do with the host what it likes, or share its network.",
  why: [
    "Every base image and every package's install script then runs with all rights on the machine that builds.",
    "A build step that has to mount or to change the kernel belongs to another place.",
  ],
  references: [
    "https://docs.docker.com/reference/compose-file/build/#privileged",
    "https://docs.docker.com/reference/compose-file/build/#entitlements",
  ],
  aliases: ["cis:5.5"],
  covers: ["privileged-build"],
  fix: "unsafe",

  *check(file) {
    const seen = new Set<number>();
    for (const service of file.services) {
      const map = mapAt(service.node, "build");
      const entry = map?.get("privileged");
      if (map && entry && service.build?.privileged?.value === true && !seen.has(entry.key.span.start)) {
        seen.add(entry.key.span.start);
        yield {
          span: entry.key.span,
          message: `The build of '${service.name}' has all rights on the host that builds; leave privileged out.`,
          ...repairs([fixOf("Remove privileged", "unsafe", removeEntry(file, map, entry))]),
        };
      }
      for (const right of map ? textsAt(map, "entitlements") : []) {
        if (!/^(?:security\.insecure|network\.host)$/.test(right.text) || seen.has(right.span.start)) continue;
        seen.add(right.span.start);
        const what = right.text === "network.host" ? "reaches all that listens on localhost of" : "has all rights on";
        yield {
          span: right.span,
          message: `With ${right.text} the build of '${service.name}' ${what} the host that builds; take it out.`,
          ...repairs([fixOf(`Remove ${right.text}`, "unsafe", removeListed(file, map!, "entitlements", right.node))]),
        };
      }
    }
  },

  examples: [
    {
      bad: yaml`
        services:
          api:
            build:
              context: .
              privileged: true
              ^^^^^^^^^^ The build of 'api' has all rights on the host that builds; leave privileged out.
              entitlements:
                - network.host # for the mirror
                  ^^^^^^^^^^^^ With network.host the build of 'api' reaches all that listens on localhost of the host that builds; take it out.
      `,
      good: yaml`
        services:
          api:
            build:
              context: .
      `,
    },
    {
      title: "a plain build",
      good: yaml`
        services:
          api:
            build: {context: ., privileged: false}
      `,
    },
  ],
});

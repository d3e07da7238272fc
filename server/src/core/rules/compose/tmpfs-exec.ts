import { defineRule } from "../../linter/rule.js";
import { splitOutsideVariables } from "../../syntax/compose/values.js";
import { yaml } from "../../text/tags.js";
import { fixOf, repairs } from "../../transforms/repairs.js";
import { replaceScalar } from "../../transforms/yaml-edit.js";

export default defineRule({
  name: "tmpfs-exec",
  language: "compose",
  category: "security",
  severity: "info",
  profiles: ["hardened"],
  summary: "Programs may be run from a scratch directory, or gain rights there.",
  why: [
    "The engine mounts `tmpfs` with `noexec` and `nosuid`, so that what a break-in writes there cannot be run; `exec` and `suid` take that back.",
    "Programs that unpack libraries to `/tmp` (JNI, some installers) need `exec`.",
  ],
  references: ["https://docs.docker.com/engine/storage/tmpfs/"],
  aliases: ["compose-lint:CL-0022"],
  covers: ["tmpfs-exec-suid"],
  fix: "unsafe",

  *check(file) {
    const seen = new Set<number>();
    for (const { tmpfs, name } of file.services) {
      for (const place of tmpfs) {
        const [path, options] = splitOutsideVariables(place.text, ":").map(({ start, end }) => place.text.slice(start, end));
        const words = options?.split(",") ?? [];
        const bad: string[] = words.filter((word) => word === "exec" || word === "suid");
        if (bad.length === 0 || seen.has(place.span.start)) continue;
        seen.add(place.span.start);
        const rest = words.filter((word) => !bad.includes(word));
        const edits = replaceScalar(file, place.node, rest.length === 0 ? path! : `${path}:${rest.join(",")}`);
        yield {
          span: place.span,
          message: `What is written to ${path} of '${name}' ${bad.includes("exec") ? "can be run" : "can gain rights"} (${bad.join(", ")}); leave that out.`,
          ...repairs([fixOf(`Remove ${bad.join(" and ")}`, "unsafe", edits)]),
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
            tmpfs:
              - /tmp:size=64m,exec,suid # scratch
                ^^^^^^^^^^^^^^^^^^^^^^^ What is written to /tmp of 'api' can be run (exec, suid); leave that out.
          web:
            image: acme/web:1
            tmpfs: "/run:exec"
                    ^^^^^^^^^ What is written to /run of 'web' can be run (exec); leave that out.
      `,
      good: yaml`
        services:
          api:
            image: acme/api:1
            tmpfs:
              - /tmp:size=64m # scratch
          web:
            image: acme/web:1
            tmpfs: "/run"
      `,
    },
    {
      title: "the defaults",
      good: yaml`
        services:
          api: {image: "acme/api:1", tmpfs: ["/tmp:size=64m,noexec", /run]}
      `,
    },
  ],
});

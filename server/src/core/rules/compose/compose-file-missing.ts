import { defineRule } from "../../linter/rule.js";
import { localUri, similarPath } from "../../project/compose/local-files.js";
import type { TextValue } from "../../syntax/compose/model.js";
import type { Span } from "../../text/span.js";
import { yaml } from "../../text/tags.js";
import { fixOf, repairs } from "../../transforms/repairs.js";
import { replaceValue } from "../../transforms/yaml-edit.js";

export default defineRule({
  name: "compose-file-missing",
  language: "compose",
  category: "correctness",
  severity: "error",
  profiles: ["recommended"],
  summary: "A file that is included, or extended from, is not there.",
  why: [
    "Compose cannot put the project together and does nothing.",
    "Paths lie relative to the folder of the file that names them; those of an `include` with a project directory relative to the including file.",
  ],
  references: [
    "https://docs.docker.com/reference/compose-file/include/",
    "https://docs.docker.com/reference/compose-file/services/#extends",
  ],
  covers: ["referenced-file-missing", "include-problems"],
  crossFile: true,
  fix: "unsafe",

  *check(file, { project }) {
    const named = [
      ...file.services.flatMap((service) => service.extends?.file ?? []),
      ...file.include.flatMap(({ paths, envFiles }) => [...paths, ...envFiles]),
    ];
    const seen = new Set<number>();
    for (const { code, uri, span, message } of project.compose.problems) {
      if (code !== "file-missing" || uri !== file.uri || seen.has(span.start)) continue;
      seen.add(span.start);
      const value = named.find((it) => isAt(it, span));
      const target = value && localUri(value, project);
      const meant = value && target && similarPath(value, target, project);
      const edits = value && meant ? replaceValue(file, value, meant) : undefined;
      yield {
        span,
        message: `${message.replaceAll("`", "'").replace(/\.$/, "")}, so Compose refuses the project; ${meant ? `did you mean '${meant}'?` : "create it, or take it out."}`,
        ...repairs([fixOf(`Use ${meant}`, "unsafe", edits)], "What the file is to hold is not in the project."),
      };
    }
  },

  examples: [
    {
      bad: {
        "compose.yaml": yaml`
          include:
            - lib/databse.yaml # shared
              ^^^^^^^^^^^^^^^^ There is no file 'lib/databse.yaml' to include, so Compose refuses the project; did you mean 'lib/database.yaml'?
          services:
            api:
              extends:
                file: "common.yml"
                       ^^^^^^^^^^ There is no file 'common.yml' to extend from, so Compose refuses the project; create it, or take it out.
                service: base
              image: acme/api:1
        `,
        "lib/database.yaml": yaml`
          services:
            db:
              image: postgres:17
        `,
      },
      good: {
        "compose.yaml": yaml`
          include:
            - lib/database.yaml # shared
          services:
            api:
              extends:
                file: "common.yml"
                service: base
              image: acme/api:1
        `,
      },
    },
    {
      title: "variables of an include",
      bad: {
        "compose.yaml": yaml`
          include:
            - path: lib/db.yaml
              env_file: prod.env
                        ^^^^^^^^ There is no file 'prod.env' with variables for this include, so Compose refuses the project; create it, or take it out.
          services:
            api:
              image: acme/api:1
        `,
        "lib/db.yaml": yaml`
          services:
            db:
              image: postgres:17
        `,
      },
      good: {},
    },
    {
      title: "there, in a repository, outside the workspace, by a variable",
      good: {
        "compose.yaml": yaml`
          include:
            - lib/db.yaml
            - https://example.com/app.git
            - ../../shared.yaml
            - \${EXTRA}.yaml
          services:
            api:
              image: acme/api:1
        `,
        "lib/db.yaml": yaml`
          services:
            db:
              image: postgres:17
        `,
      },
    },
  ],
});

function isAt({ span }: TextValue, other: Span): boolean {
  return span.start === other.start && span.end === other.end;
}

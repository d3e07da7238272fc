import { defineRule } from "../../linter/rule.js";
import { isFragment } from "../../project/compose/declarations.js";
import { envFileIn, withEnvFiles } from "../../project/compose/environment.js";
import { projectName } from "../../project/compose/project-name.js";
import { dirname } from "../../project/uri.js";
import { insertAt } from "../../text/edits.js";
import { lineEnd } from "../../text/line-index.js";
import { yaml } from "../../text/tags.js";
import { fixOf, repairs } from "../../transforms/repairs.js";
import { quoteIfNeeded } from "../../transforms/yaml-edit.js";
import { lineStart } from "../../transforms/yaml-layout.js";

export default defineRule({
  name: "project-name-missing",
  language: "compose",
  category: "reproducibility",
  severity: "hint",
  profiles: ["all"],
  summary: "The project has no name of its own, so it has that of its folder.",
  why: [
    "Volumes and networks begin with the name: in a folder of another name, the same file starts with empty volumes.",
    "Two projects in folders called `app` take each other's containers for orphans of their own.",
    "The fix writes down the name that the folder gives it now.",
  ],
  references: ["https://docs.docker.com/compose/how-tos/project-name/"],
  aliases: ["dclint:require-project-name-field"],
  covers: ["project-name-missing"],
  crossFile: true,
  fix: "unsafe",

  *check(file, { project }) {
    const { compose } = project;
    const [first] = file.roots.flatMap(({ entries }) => entries).filter(({ merged }) => !merged);
    if (!first || file.services.length === 0 || compose.root.get("name") || file.name) return;
    if (compose.files[0] !== file.uri || isFragment(file, project)) return;
    const folder = dirname(file.uri);
    const variables = withEnvFiles(new Map(), [envFileIn(folder)], project);
    if (variables.has("COMPOSE_PROJECT_NAME")) return;
    const name = projectName(compose.files, folder, variables, project);
    const line = lineStart(file.text, first.span.start);
    const isOwnLine = line === first.span.start && !file.errors.some(({ code }) => code === "syntax");
    const eol = lineEnd(file.text);
    yield {
      span: first.key.span,
      message: `The project has the name of its folder ('${name}'), and its volumes with it; give it a name of its own.`,
      ...repairs(
        [
          fixOf(
            `Add name: ${name}`,
            "unsafe",
            name !== "" && isOwnLine ? [insertAt(line, `name: ${quoteIfNeeded(name)}${eol}${eol}`)] : undefined,
          ),
        ],
        "The folder gives no name, or the file is written in brackets.",
      ),
    };
  },

  examples: [
    {
      bad: yaml`
        # The shop.
        services:
        ^^^^^^^^ The project has the name of its folder ('project'), and its volumes with it; give it a name of its own.
          web:
            image: nginx:1.29
      `,
      good: yaml`
        # The shop.
        name: project

        services:
          web:
            image: nginx:1.29
      `,
    },
    {
      title: "a name in another place",
      good: {
        "compose.yaml": yaml`
          services:
            web:
              image: nginx:1.29
        `,
        ".env": yaml`
          COMPOSE_PROJECT_NAME=shop
        `,
      },
    },
    {
      title: "an override has it",
      good: {
        "compose.yaml": yaml`
          services:
            web:
              image: nginx:1.29
        `,
        "compose.override.yaml": yaml`
          name: shop
        `,
      },
    },
  ],
});

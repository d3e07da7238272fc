import { defineRule } from "../../linter/rule.js";
import { hasVariables } from "../../syntax/interpolation.js";
import { yaml } from "../../text/tags.js";
import { fixOf, repairs } from "../../transforms/repairs.js";
import { replaceScalar } from "../../transforms/yaml-edit.js";

export default defineRule({
  name: "project-name-invalid",
  language: "compose",
  category: "correctness",
  severity: "info",
  profiles: ["recommended"],
  summary: "The name of the project has characters that Compose drops.",
  why: [
    "Compose makes the letters small and drops all but letters, digits, `_` and `-`, so containers, networks and volumes bear another name than the file says.",
    "Where nothing remains it refuses the project.",
  ],
  references: ["https://docs.docker.com/reference/compose-file/version-and-name/#name-top-level-element"],
  covers: ["project-name-invalid"],
  fix: "safe",

  *check(file) {
    const { name } = file;
    if (!name || name.text === "" || hasVariables(name.text)) return;
    const normal = name.text
      .toLowerCase()
      .replace(/[^-_a-z0-9]/g, "")
      .replace(/^[_-]+/, "");
    if (normal === name.text) return;
    yield {
      span: name.span,
      ...(normal === "" ? { severity: "error" as const } : {}),
      message:
        normal === ""
          ? `Nothing of '${name.text}' can be in the name of a project, so Compose refuses it: use small letters, digits, '_' and '-'.`
          : `Compose makes '${normal}' of the name '${name.text}'; write it so.`,
      ...repairs(
        [normal === "" ? undefined : fixOf(`Use ${normal}`, "safe", replaceScalar(file, name.node, normal))],
        "What the project should be called is for the author to say.",
      ),
    };
  },

  examples: [
    {
      bad: yaml`
        name: My_App # shop
              ^^^^^^ Compose makes 'my_app' of the name 'My_App'; write it so.
        services:
          web:
            image: nginx:1.29
      `,
      good: yaml`
        name: my_app # shop
        services:
          web:
            image: nginx:1.29
      `,
    },
    {
      bad: yaml`
        name: "..."
               ^^^ Nothing of '...' can be in the name of a project, so Compose refuses it: use small letters, digits, '_' and '-'.
        services:
          web:
            image: nginx:1.29
      `,
    },
    {
      good: yaml`
        name: \${NAME:-Shop}
        services:
          web:
            image: nginx:1.29
      `,
    },
  ],
});

import { defineRule } from "../../linter/rule.js";
import { firstTime } from "../../syntax/compose/lookup.js";
import { hasVariables } from "../../syntax/interpolation.js";
import { yaml } from "../../text/tags.js";
import { fixOf, repairs } from "../../transforms/repairs.js";
import { replaceScalar } from "../../transforms/yaml-edit.js";

export default defineRule({
  name: "profile-name-invalid",
  language: "compose",
  category: "correctness",
  severity: "warning",
  profiles: ["recommended"],
  summary: "A profile has a name that the Compose specification does not allow.",
  why: [
    "Docker Compose lets it pass today. A comma, though, separates profiles in `COMPOSE_PROFILES`, so such a profile cannot be named there.",
    "Names begin with a letter or digit and go on with letters, digits, `_`, `.` and `-`; they have at least two characters.",
  ],
  references: ["https://docs.docker.com/reference/compose-file/profiles/"],
  covers: ["invalid-profile-name"],
  fix: "unsafe",

  *check(file) {
    const first = firstTime();
    for (const profile of file.services.flatMap(({ profiles }) => profiles)) {
      const { text, node } = profile;
      // One letter works everywhere.
      if (hasVariables(text) || /^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/.test(text) || !first(profile)) continue;
      const good = text.replace(/[^a-zA-Z0-9_.-]+/g, "-").replace(/^[^a-zA-Z0-9]+|-+$/g, "");
      yield {
        span: text === "" ? node.span : profile.span,
        message: `'${text}' is no name for a profile: only letters, digits, '_', '.' and '-', the first a letter or digit.`,
        ...repairs([good === "" ? undefined : fixOf(`Use ${good}`, "unsafe", replaceScalar(file, node, good))]),
      };
    }
  },

  examples: [
    {
      bad: yaml`
        services:
          mail:
            image: axllent/mailpit:v1
            profiles: ["dev, test", _debug]
                        ^^^^^^^^^ 'dev, test' is no name for a profile: only letters, digits, '_', '.' and '-', the first a letter or digit.
                                    ^^^^^^ '_debug' is no name for a profile: only letters, digits, '_', '.' and '-', the first a letter or digit.
      `,
      good: yaml`
        services:
          mail:
            image: axllent/mailpit:v1
            profiles: ["dev-test", debug]
      `,
    },
    {
      good: yaml`
        services:
          mail:
            image: axllent/mailpit:v1
            profiles: [dev, test.2, a-b_c, x, "\${PROFILE}"]
      `,
    },
  ],
});

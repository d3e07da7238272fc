import { defineRule, type Fix } from "../../linter/rule.js";
import { yaml } from "../../text/tags.js";
import { firstOddIndent, reindented } from "../../transforms/indent-edit.js";
import { repairs } from "../../transforms/repairs.js";

export default defineRule({
  name: "indent-width",
  language: "compose",
  category: "maintainability",
  severity: "hint",
  profiles: ["all"],
  summary: "The file is not indented by two columns a level.",
  why: [
    "Nearly all Compose files and examples have two columns, so that what is copied fits.",
    "Lists may stand in the column of their key. A matter of taste, and so part of the profile `all` only.",
  ],
  references: ["https://docs.docker.com/reference/compose-file/"],
  covers: ["final-newline-and-indent"],
  fix: "safe",

  *check(file) {
    const odd = file.errors.length > 0 ? undefined : firstOddIndent(file);
    if (odd === undefined) return;
    const edits = reindented(file);
    // What other fixes insert meanwhile would have the old indents.
    const fix: Fix | undefined = edits && { title: "Indent the file by 2 columns", applicability: "safe", alone: true, edits };
    yield {
      span: odd.span,
      message: `This stands ${odd.columns === 1 ? "1 column" : `${odd.columns} columns`} behind its key, where nearly all Compose files have 2; indent the file anew.`,
      ...repairs([fix], "Comments or texts of several lines would change their place."),
    };
  },

  examples: [
    {
      bad: yaml`
        # The shop.
        services:
            # What visitors see.
            web:
            ^^^ This stands 4 columns behind its key, where nearly all Compose files have 2; indent the file anew.
                image: nginx:1.29
                ports:
                    - "80:80"
                    # - "443:443"
                    -   target: 81
                        published: 81
                # tty: true
                command: |
                    sh -c "
                      true
                    "
            # worker:
        volumes:
          data:
      `,
      good: yaml`
        # The shop.
        services:
          # What visitors see.
          web:
            image: nginx:1.29
            ports:
              - "80:80"
              # - "443:443"
              -   target: 81
                  published: 81
            # tty: true
            command: |
                sh -c "
                  true
                "
          # worker:
        volumes:
          data:
      `,
    },
    {
      title: "lists in the column of their key",
      bad: yaml`
        services:
         web:
         ^^^ This stands 1 column behind its key, where nearly all Compose files have 2; indent the file anew.
           image: nginx:1.29
           ports:
           - "80:80"
      `,
      good: yaml`
        services:
          web:
            image: nginx:1.29
            ports:
            - "80:80"
      `,
    },
    {
      good: yaml`
        services:
          web:
            image: nginx:1.29
            ports:
            - "80:80"
            volumes:
              -   type: tmpfs
                  target: /run
            environment: {
                  A: "1"
            }
      `,
    },
  ],
});

import { defineRule } from "../../linter/rule.js";
import { defaultNames, overrideNames } from "../../project/compose/membership.js";
import { envFileUri } from "../../project/service-facts.js";
import { basename, dirname, join } from "../../project/uri.js";
import { envFileValue } from "../../syntax/env-file.js";
import { firstLine } from "../../syntax/yaml/errors.js";
import { yaml } from "../../text/tags.js";

export default defineRule({
  name: "ignored-default-file",
  language: "compose",
  category: "correctness",
  severity: "warning",
  profiles: ["recommended"],
  summary: "Another file of the folder has a default name, too, and is ignored.",
  why: [
    "`docker compose` takes one file of a folder and one override, by their names, and ignores the others with a warning nobody reads.",
    "Who edits the other one wonders why nothing changes; it is used only with `-f` or `COMPOSE_FILE`.",
  ],
  references: ["https://docs.docker.com/compose/intro/compose-application-model/#the-compose-file"],
  covers: ["multiple-default-files"],
  crossFile: true,
  noFix: "Which of the two files should go, or be renamed, is for the author to say.",

  *check(file, { project }) {
    const own = basename(file.uri);
    const names = [defaultNames, overrideNames].find((list) => (list as readonly string[]).includes(own));
    const first = file.roots[0]?.entries.find(({ merged }) => merged === undefined);
    if (!names || !first) return;
    const folder = dirname(file.uri);
    const directory = project.read(folder);
    if (directory.kind !== "directory") return;
    const present = names.filter((name) => directory.names.includes(name));
    if (present[0] !== own || present.length < 2) return;
    const variables = project.read(envFileUri(file));
    if (variables.kind === "file" && envFileValue(variables.text, "COMPOSE_FILE") !== undefined) return;
    // One that another file includes or extends is in use all the same.
    const ignored = present.slice(1).filter((name) => !project.composeFiles.some(({ text }) => text.includes(name)));
    if (ignored.length === 0) return;
    yield {
      span: firstLine(file.text, first.key.span),
      message: `'docker compose' takes this file and ignores ${ignored.map((it) => `'${it}'`).join(" and ")} beside it; remove what is not used, or give it a name of its own.`,
      related: ignored.map((name) => ({ uri: join(folder, name), span: { start: 0, end: 1 }, message: "It is ignored." })),
    };
  },

  examples: [
    {
      bad: {
        "compose.yaml": yaml`
          services:
          ^^^^^^^^ 'docker compose' takes this file and ignores 'docker-compose.yml' beside it; remove what is not used, or give it a name of its own.
            web:
              image: nginx:1.29
        `,
        "docker-compose.yml": yaml`
          services:
            web:
              image: nginx:1.27
        `,
      },
    },
    {
      title: "included, an override, and a variant by another name",
      good: {
        "compose.yaml": yaml`
          include:
            - docker-compose.yml
          services:
            web:
              image: nginx:1.29
        `,
        "docker-compose.yml": yaml`
          services:
            db:
              image: postgres:17
        `,
        "compose.override.yaml": yaml`
          services:
            web:
              ports: ["80:80"]
        `,
        "compose.prod.yaml": yaml`
          services:
            web:
              restart: always
        `,
      },
    },
    {
      title: "chosen in .env",
      good: {
        "compose.yaml": yaml`
          services:
            web:
              image: nginx:1.29
        `,
        "docker-compose.yml": yaml`
          services:
            web:
              image: nginx:1.27
        `,
        ".env": yaml`
          COMPOSE_FILE=docker-compose.yml
        `,
      },
    },
  ],
});

import { defineRule, type Fix } from "../../linter/rule.js";
import { undefinedNames } from "../../project/compose/undefined-names.js";
import type { ComposeFile, Mount, Service } from "../../syntax/compose/model.js";
import { yaml } from "../../text/tags.js";
import { declareResource } from "../../transforms/declare-resource.js";
import { fixOf, repairs } from "../../transforms/repairs.js";
import { replaceScalar, replaceValue } from "../../transforms/yaml-edit.js";

export default defineRule({
  name: "undefined-volume",
  language: "compose",
  category: "correctness",
  severity: "error",
  profiles: ["recommended"],
  summary: "A service mounts a volume that the file does not declare, or a path that Compose takes for a volume.",
  why: [
    "Compose refuses the project: “service refers to undefined volume”.",
    "What does not begin with `.`, `/` or `~` is the name of a volume: a path relative to the Compose file needs `./`.",
  ],
  references: [
    "https://docs.docker.com/reference/compose-file/volumes/",
    "https://docs.docker.com/reference/compose-file/services/#short-syntax-5",
  ],
  covers: ["undefined-volume", "relative-volume-without-dot"],
  crossFile: true,
  fix: "unsafe",

  *check(file, { project }) {
    for (const { name, near, severity, service } of undefinedNames(file, project, "volumes", volumesOf)) {
      const { text } = name;
      const mount = service.volumes.find(({ source }) => source?.span.start === name.span.start);
      const isPath = /[/\\]/.test(text);
      const advice = isPath
        ? "a path needs './' before it"
        : near
          ? `did you mean '${near}'?`
          : "declare it under 'volumes', or write './' before a path";
      yield {
        span: name.span,
        severity,
        message: isPath
          ? `'${text}' is the name of a volume for Compose, and none is declared: ${advice}.`
          : `No volume '${text}' is declared, so Compose refuses the file; ${advice}${near ? "" : "."}`,
        ...repairs([
          near && !isPath ? fixOf(`Use the volume ${near}`, "unsafe", replaceValue(file, name, near)) : undefined,
          fixOf(`Declare the volume ${text}`, "unsafe", declareResource(file, "volumes", text, service.key.span)),
          mount && asPath(file, mount),
        ]),
      };
    }
  },

  examples: [
    {
      bad: yaml`
        services:
          db:
            image: postgres:17
            volumes:
              - db-data:/var/lib/postgresql/data
                ^^^^^^^ No volume 'db-data' is declared, so Compose refuses the file; declare it under 'volumes', or write './' before a path.
      `,
      good: yaml`
        services:
          db:
            image: postgres:17
            volumes:
              - db-data:/var/lib/postgresql/data

        volumes:
          db-data:
      `,
    },
    {
      title: "what the service has already is not what is meant",
      bad: yaml`
        services:
          db:
            image: postgres:17
            volumes:
              - pgdata:/var/lib/postgresql/data
              - pg-data:/other
                ^^^^^^^ No volume 'pg-data' is declared, so Compose refuses the file; declare it under 'volumes', or write './' before a path.
        volumes:
          pgdata: {}
      `,
      good: yaml`
        services:
          db:
            image: postgres:17
            volumes:
              - pgdata:/var/lib/postgresql/data
              - pg-data:/other
        volumes:
          pgdata: {}
          pg-data:
      `,
    },
    {
      title: "a slip in the name",
      bad: yaml`
        volumes:
          pgdata: {}
        services:
          db:
            image: postgres:17
            volumes: ["pg-data:/var/lib/postgresql/data"]
                       ^^^^^^^ No volume 'pg-data' is declared, so Compose refuses the file; did you mean 'pgdata'?
      `,
      good: yaml`
        volumes:
          pgdata: {}
        services:
          db:
            image: postgres:17
            volumes: ["pgdata:/var/lib/postgresql/data"]
      `,
    },
    {
      title: "paths without a dot",
      bad: yaml`
        services:
          web:
            image: nginx:1.29
            volumes:
              - nginx/site.conf:/etc/nginx/conf.d/default.conf:ro
                ^^^^^^^^^^^^^^^ 'nginx/site.conf' is the name of a volume for Compose, and none is declared: a path needs './' before it.
              - type: volume
                source: ./html
                        ^^^^^^ './html' is the name of a volume for Compose, and none is declared: a path needs './' before it.
                target: /usr/share/nginx/html
      `,
      good: yaml`
        services:
          web:
            image: nginx:1.29
            volumes:
              - ./nginx/site.conf:/etc/nginx/conf.d/default.conf:ro
              - type: bind
                source: ./html
                target: /usr/share/nginx/html
      `,
    },
    {
      title: "a section with nothing in it",
      bad: yaml`
        services:
          db:
            image: redis:8
            volumes:
              - cache:/data
                ^^^^^ No volume 'cache' is declared, so Compose refuses the file; declare it under 'volumes', or write './' before a path.
        volumes:
      `,
      good: yaml`
        services:
          db:
            image: redis:8
            volumes:
              - cache:/data
        volumes:
          cache:
      `,
    },
    {
      title: "paths, anonymous volumes, variables, and what a later file replaces",
      good: {
        "compose.yaml": yaml`
          services:
            db:
              image: postgres:17
              volumes:
                - ./data:/a
                - ~/data:/b
                - /data
                - \${DATA:-./data}:/c
                - old:/d
        `,
        "compose.override.yaml": yaml`
          services:
            db:
              volumes:
                - ./new:/d
        `,
      },
    },
  ],
});

function volumesOf({ volumes }: Service) {
  return volumes.flatMap(({ known, type, source }) => (known && type === "volume" && source ? [source] : []));
}

function asPath(file: ComposeFile, { form, source, node }: Mount): Fix | undefined {
  if (!source) return undefined;
  if (form === "short") return fixOf(`Write ./${source.text}`, "unsafe", replaceValue(file, source, `./${source.text}`));
  const type = node.kind === "map" ? node.get("type")?.value : undefined;
  const isPath = /^(?:[./~]|[a-zA-Z]:)/.test(source.text);
  return isPath && type?.kind === "scalar" ? fixOf("Mount it as a bind", "unsafe", replaceScalar(file, type, "bind")) : undefined;
}

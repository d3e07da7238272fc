import { defineRule, type Fix } from "../../linter/rule.js";
import { schemaProblemsOf } from "../../project/compose-schema.js";
import { yaml } from "../../text/tags.js";
import { wrongTypeFixes } from "../../transforms/wrong-type.js";

export default defineRule({
  name: "compose-wrong-type",
  language: "compose",
  category: "correctness",
  severity: "error",
  profiles: ["recommended"],
  summary: "A value of a kind that Compose does not take there: a number for a text, a mapping for a list.",
  why: [
    "Compose refuses the whole file: no service starts.",
    "Most often it is YAML that takes an unquoted value for something else: `user: 1000` is a number, `restart: false` a boolean, `2024-01-01` a date, `- KEY: value` a mapping.",
    "With `drydock.compose.schema` off (in `.drydock.yaml`: `compose: { schema: false }`) this is left to another extension.",
  ],
  references: ["https://docs.docker.com/reference/compose-file/", "https://docs.docker.com/reference/compose-file/services/"],
  aliases: ["dclint:invalid-schema"],
  covers: ["schema-violation", "environment-list-item-is-map", "env-nonscalar-value", "non-string-key", "top-level-not-mapping"],
  fix: "safe",

  *check(file, { project, settings }) {
    if (settings.composeSchema === false) return;
    for (const problem of schemaProblemsOf(file, project, ["wrong-type", "non-string-key"])) {
      // A rule of its own has a better fix.
      if (problem.path.length === 1 && problem.path[0] === "include" && problem.code === "wrong-type") continue;
      const fixes: readonly Fix[] = wrongTypeFixes(file, problem);
      const { span, message } = problem;
      // A file of line ends alone has no words to mark.
      if (file.text.trim() === "") continue;
      yield { span, message, ...(fixes.length > 0 ? { fixes } : { noFix: "What was meant cannot be told from the text." }) };
    }
  },

  examples: [
    {
      title: "numbers, booleans and dates that are meant as text",
      bad: yaml`
        services:
          api:
            image: acme/api:1.2
            user: 1000 # app
                  ^^^^ 'user' takes a text, and 1000 is a number for YAML: put it in quotes.
            hostname: 0123
                      ^^^^ 'hostname' takes a text, and 0123 is a number for YAML: put it in quotes.
            restart: false
                     ^^^^^ 'restart' takes a text, and false is a boolean for YAML: write "no".
            environment:
              SINCE: 2024-01-01
                     ^^^^^^^^^^ 'SINCE' takes a text, and 2024-01-01 is a date for YAML: put it in quotes.
            command: ["serve", 8080]
                               ^^^^ An item of 'command' takes a text, and 8080 is a number for YAML: put it in quotes.
      `,
      good: yaml`
        services:
          api:
            image: acme/api:1.2
            user: "1000" # app
            hostname: "0123"
            restart: "no"
            environment:
              SINCE: "2024-01-01"
            command: ["serve", "8080"]
      `,
    },
    {
      title: "a mapping in a list",
      bad: yaml`
        services:
          api:
            image: acme/api:1.2
            environment:
              - LEVEL: debug # loud
                ^^^^^^^^^^^^ 'LEVEL: debug' is a mapping, because of the space behind its colon; an item of 'environment' is a text.
              - "MOTD": 'a # b'
                ^^^^^^^^^^^^^^^ 'MOTD: a # b' is a mapping, because of the space behind its colon; an item of 'environment' is a text.
              - TOKEN:
                ^^^^^^ 'TOKEN:' is a mapping, because of its colon; an item of 'environment' is a text.
            ports:
              - 127.0.0.1: 8080
                ^^^^^^^^^^^^^^^ '127.0.0.1: 8080' is a mapping, because of the space behind its colon; an item of 'ports' is a text, a number or a mapping.
            volumes:
              - ./data: /data
                ^^^^^^^^^^^^^ './data: /data' is a mapping, because of the space behind its colon; an item of 'volumes' is a text or a mapping.
            command:
              - echo
              - Note: done
                ^^^^^^^^^^ 'Note: done' is a mapping, because of the space behind its colon; an item of 'command' is a text.
      `,
      good: yaml`
        services:
          api:
            image: acme/api:1.2
            environment:
              - LEVEL=debug # loud
              - "MOTD=a # b"
              - TOKEN
            ports:
              - 127.0.0.1:8080
            volumes:
              - ./data:/data
            command:
              - echo
              - "Note: done"
      `,
    },
    {
      title: "one value for a list",
      bad: yaml`
        services:
          api:
            image: acme/api:1.2
            ports: "127.0.0.1:80:80" # web
                   ^^^^^^^^^^^^^^^^^ 'ports' takes a list: write '127.0.0.1:80:80' behind a dash, in a line of its own.
            depends_on: db
                        ^^ 'depends_on' takes a list or a mapping, not 'db'. Express dependency between services.
          db: { image: "postgres:17", cap_drop: ALL }
                                                ^^^ 'cap_drop' takes a list: write 'ALL' behind a dash, in a line of its own.
      `,
      good: yaml`
        services:
          api:
            image: acme/api:1.2
            ports:
              - "127.0.0.1:80:80" # web
            depends_on:
              - db
          db: { image: "postgres:17", cap_drop: [ALL] }
      `,
    },
    {
      title: "a list for a mapping",
      bad: yaml`
        services:
          api:
            image: acme/api:1.2
            healthcheck:
            ^^^^^^^^^^^ 'healthcheck' takes a mapping, not a list.
              - test: ["CMD", "true"]
                interval: 30s
              - retries: 3
      `,
      good: yaml`
        services:
          api:
            image: acme/api:1.2
            healthcheck:
                test: ["CMD", "true"]
                interval: 30s
                retries: 3
      `,
    },
    {
      title: "true, false and durations",
      bad: yaml`
        services:
          api:
            image: acme/api:1.2
            privileged: 0
                        ^ 'privileged' is true or false, not 0.
            stop_grace_period: 30
                               ^^ 'stop_grace_period' needs a unit, such as '30s': 30 alone is refused.
            depends_on:
              db:
                condition: service_started
                required: "false"
                          ^^^^^^^ 'required' takes true or false, not 'false'. Whether the dependency is required for the dependent service to start.
          db:
            image: postgres:17
            restart: true
                     ^^^^ 'restart' takes a text, and true is a boolean for YAML: write always.
      `,
      good: yaml`
        services:
          api:
            image: acme/api:1.2
            privileged: false
            stop_grace_period: 30s
            depends_on:
              db:
                condition: service_started
                required: false
          db:
            image: postgres:17
            restart: always
      `,
    },
    {
      title: "keys that are no text, and a list as a value",
      bad: yaml`
        services:
          api:
            image: acme/api:1.2
            labels:
              1: one
              ^ The key 1 is a number for YAML, and Compose takes only texts as keys: put it in quotes.
            environment:
              HOSTS: ["a", "b"]
              ^^^^^ 'HOSTS' takes a text, a number or true or false, not a list.
      `,
      good: yaml`
        services:
          api:
            image: acme/api:1.2
            labels:
              "1": one
            environment:
              HOSTS: '["a", "b"]'
      `,
    },
    {
      title: "a file that is no mapping",
      bad: yaml`
        - services
        ^^^^^^^^^^ A Compose file is a mapping with keys such as \`services\`; this is something else.
      `,
    },
    {
      title: "what Compose casts, and what variables leave open",
      good: yaml`
        services:
          api:
            image: acme/api:1.2
            privileged: "true"
            cpus: "0.5"
            scale: 2.0
            mem_limit: 1000000
            user: "\${UID}:\${GID}"
            ports:
              - 80
              - target: "80"
            environment: { A: 1, B: true, C: }
            ulimits: { nofile: "\${NOFILE}" }
            command:
        volumes:
          data:
      `,
    },
  ],
});

import { defineRule } from "../../linter/rule.js";
import { yaml } from "../../text/tags.js";
import { compareTexts, mapDisorder, orderRepairs } from "../../transforms/sort-entries.js";

/** What a service is, needs, keeps, is told, is reached by, does, says of itself, may do. */
const usualOrder = [
  ...["image", "build", "container_name"],
  ...["depends_on"],
  ...["volumes", "volumes_from", "configs", "secrets"],
  ...["environment", "env_file"],
  ...["ports", "networks", "network_mode", "extra_hosts"],
  ...["command", "entrypoint", "working_dir", "restart", "healthcheck"],
  ...["logging", "labels"],
  ...["user", "isolation"],
];
const ranks = new Map(usualOrder.map((key, index) => [key, index]));

export default defineRule({
  name: "service-key-order",
  language: "compose",
  category: "maintainability",
  severity: "hint",
  profiles: ["all"],
  summary: "The keys of a service are not in the usual order.",
  why: [
    "Services that are written in the same order are read and compared faster.",
    "The order is: image, build, container_name; depends_on; volumes, configs, secrets; environment; ports and networks; command, restart, healthcheck; logging and labels; user; then all others by name.",
    "It is that of dclint. A matter of taste, and so part of the profile `all` only.",
  ],
  references: ["https://docs.docker.com/reference/compose-file/services/"],
  aliases: ["dclint:service-keys-order"],
  covers: ["service-key-order"],
  fix: "safe",

  *check(file) {
    // Taste can wait until the file can be read.
    if (file.errors.length > 0) return;
    for (const { entry, node, name } of file.services) {
      if (entry.merged || entry.alias) continue;
      const found = mapDisorder(file, node, (a, b) => compareKeys(a.key.text, b.key.text));
      if (!found) continue;
      yield {
        span: found.child.key.span,
        message: `'${found.child.key.text}' usually stands before '${found.behind.key.text}'; sort the keys of '${name}'.`,
        ...orderRepairs(found, `Sort the keys of ${name}`),
      };
    }
  },

  examples: [
    {
      bad: yaml`
        services:
          web:
            restart: always
            # Taken from the proxy.
            ports:
            ^^^^^ 'ports' usually stands before 'restart'; sort the keys of 'web'.
              - "80:80" # http
            image: nginx:1.29

            tty: true
            init: true
            command: |
              nginx
              -g
            # command: sh
          db:
            image: postgres:18
            restart: always
      `,
      good: yaml`
        services:
          web:
            image: nginx:1.29
            # Taken from the proxy.
            ports:
              - "80:80" # http
            command: |
              nginx
              -g

            restart: always
            init: true
            tty: true
            # command: sh
          db:
            image: postgres:18
            restart: always
      `,
    },
    {
      title: "a merge key goes first once something is sorted, an anchor stays before its alias",
      bad: yaml`
        x-base: &base
          init: true
        services:
          web:
            image: nginx:1.29
            environment: &env
              A: "1"
            volumes: [data:/data]
            ^^^^^^^ 'volumes' usually stands before 'environment'; sort the keys of 'web'.
            <<: *base
            labels: *env
          job:
            labels: &labels
              a: b
            x-labels: *labels
            image: acme/job:1
            ^^^^^ 'image' usually stands before 'labels'; sort the keys of 'job'.
        volumes:
          data:
      `,
      good: yaml`
        x-base: &base
          init: true
        services:
          web:
            <<: *base
            image: nginx:1.29
            volumes: [data:/data]
            environment: &env
              A: "1"
            labels: *env
          job:
            image: acme/job:1
            labels: &labels
              a: b
            x-labels: *labels
        volumes:
          data:
      `,
    },
    {
      title: "an anchor that would come behind its alias, and a text to which the empty lines belong",
      bad: yaml`
        services:
          web:
            labels: &labels
              a: b
            environment: *labels
            ^^^^^^^^^^^ 'environment' usually stands before 'labels'; sort the keys of 'web'.
          job:
            restart: "no"
            command: |+
            ^^^^^^^ 'command' usually stands before 'restart'; sort the keys of 'job'.
              run

      `,
    },
    {
      good: yaml`
        services:
          web:
            image: nginx:1.29
            volumes:
              - data:/data
            ports:
              - "80:80"
            restart: always
            init: true
            tty: true
            <<: {labels: {a: b}}
        volumes:
          data:
      `,
    },
  ],
});

function compareKeys(a: string, b: string): number {
  const [first, second] = [ranks.get(a) ?? usualOrder.length, ranks.get(b) ?? usualOrder.length];
  return first - second || (first < usualOrder.length ? 0 : compareTexts(a, b));
}

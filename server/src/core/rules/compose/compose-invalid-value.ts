import { defineRule, type Fix } from "../../linter/rule.js";
import { schemaProblemsOf } from "../../project/compose-schema.js";
import type { ComposeFile } from "../../syntax/compose/model.js";
import type { SchemaProblem } from "../../syntax/compose/schema/model.js";
import { isHostPath } from "../../syntax/compose/volumes.js";
import { hasVariables } from "../../syntax/interpolation.js";
import { yaml } from "../../text/tags.js";
import { insertEntry, removeItem, replaceScalar } from "../../transforms/yaml-edit.js";

export default defineRule({
  name: "compose-invalid-value",
  language: "compose",
  category: "correctness",
  severity: "error",
  profiles: ["recommended"],
  summary: "A value that Compose does not take, a key that it requires, or an item that stands twice.",
  why: [
    "Compose refuses the whole file: no service starts.",
    "Values with variables are judged by their defaults and the project's `.env`; what only the shell knows is left open.",
    "With `drydock.compose.schema` off (in `.drydock.yaml`: `compose: { schema: false }`) this is left to another extension.",
  ],
  references: ["https://docs.docker.com/reference/compose-file/services/", "https://docs.docker.com/reference/compose-file/"],
  aliases: ["dclint:invalid-schema"],
  covers: ["interpolated-cast-failure"],
  fix: "safe",

  *check(file, { project, settings }) {
    if (settings.composeSchema === false) return;
    for (const problem of schemaProblemsOf(file, project, ["bad-value", "missing-key", "duplicate-item"])) {
      const fixes = fixesFor(file, problem);
      const { span, message, first } = problem;
      yield {
        span,
        message,
        ...(fixes.length > 0 ? { fixes } : { noFix: "Only the author knows what belongs there." }),
        ...(first ? { related: [{ uri: file.uri, span: first, message: "The first one." }] } : {}),
      };
    }
  },

  examples: [
    {
      title: "words",
      bad: yaml`
        services:
          api:
            image: acme/api:1.2
            cgroup: shared
                    ^^^^^^ 'cgroup' cannot be 'shared'. It is 'host' or 'private'.
            depends_on:
              db:
                condition: service_health
                           ^^^^^^^^^^^^^^ 'condition' cannot be 'service_health'. Did you mean 'service_healthy'?
          db:
            image: postgres:17
            healthcheck: { test: [CMD, pg_isready] }
      `,
      good: yaml`
        services:
          api:
            image: acme/api:1.2
            cgroup: shared
            depends_on:
              db:
                condition: service_healthy
          db:
            image: postgres:17
            healthcheck: { test: [CMD, pg_isready] }
      `,
    },
    {
      title: "numbers and booleans",
      bad: yaml`
        services:
          api:
            image: acme/api:1.2
            scale: two
                   ^^^ 'scale' is a whole number, not 'two'. Number of containers to deploy for this service.
            oom_score_adj: 2000
                           ^^^^ 'oom_score_adj' is a number between -1000 and 1000, not 2000.
            privileged: maybe
                        ^^^^^ 'privileged' is true or false, not 'maybe'.
            init: "\${INIT:-1}"
                  ^^^^^^^^^^^^ 'init' is true or false, not '1', to which its variables come.
      `,
    },
    {
      title: "a mount without its type",
      bad: yaml`
        services:
          api:
            image: acme/api:1.2
            volumes:
              - source: ./data
                ^^^^^^^^^^^^^^ The key 'type' is missing in an item of 'volumes', and Compose refuses the file without it: 'bind', 'volume', 'tmpfs', 'cluster', 'npipe' or 'image'.
                target: /data
              - source: cache
                ^^^^^^^^^^^^^ The key 'type' is missing in an item of 'volumes', and Compose refuses the file without it: 'bind', 'volume', 'tmpfs', 'cluster', 'npipe' or 'image'.
                target: /cache
        volumes:
          cache:
      `,
      good: yaml`
        services:
          api:
            image: acme/api:1.2
            volumes:
              - source: ./data
                target: /data
                type: bind
              - source: cache
                target: /cache
                type: volume
        volumes:
          cache:
      `,
    },
    {
      title: "a dependency without its condition",
      bad: yaml`
        services:
          api:
            image: acme/api:1.2
            depends_on:
              db:
              ^^ The key 'condition' is missing in 'depends_on.db', and Compose refuses the file without it: 'service_started', 'service_healthy' or 'service_completed_successfully'.
                required: false
          db:
            image: postgres:17
      `,
      good: yaml`
        services:
          api:
            image: acme/api:1.2
            depends_on:
              db:
                required: false
                condition: service_started
          db:
            image: postgres:17
      `,
    },
    {
      title: "items that stand twice",
      bad: yaml`
        services:
          api:
            image: acme/api:1.2
            security_opt:
              - no-new-privileges:true
              - "no-new-privileges:true" # again
                ^^^^^^^^^^^^^^^^^^^^^^^^ 'no-new-privileges:true' stands twice in 'security_opt', which Compose refuses: remove one.
            depends_on: [db, db]
                             ^^ 'db' stands twice in 'depends_on', which Compose refuses: remove one.
          db:
            image: postgres:17
      `,
      good: yaml`
        services:
          api:
            image: acme/api:1.2
            security_opt:
              - no-new-privileges:true
            depends_on: [db]
          db:
            image: postgres:17
      `,
    },
    {
      title: "lists that Compose tidies up itself, casts, and values that the shell decides",
      good: yaml`
        services:
          api:
            image: acme/api:1.2
            cap_drop: [ALL, ALL]
            environment: [A=1, A=2]
            pull_policy: \${POLICY}
            cpus: "\${CPUS:-0.5}"
            scale: "\${SCALE}"
            tty: "True"
            volumes:
              - { type: "\${KIND:-bind}", source: ./a, target: /a }
      `,
    },
    {
      title: "a part of a service that another file completes",
      good: yaml`
        services:
          api:
            depends_on:
              db:
                restart: true
      `,
    },
  ],
});

function fixesFor(file: ComposeFile, problem: SchemaProblem): readonly Fix[] {
  const { code, place, suggestion, missing } = problem;
  const { node, item, parent } = place;
  if (code === "duplicate-item") {
    const edits = item !== undefined && parent?.kind === "seq" ? removeItem(file, parent, item) : undefined;
    return edits ? [{ title: "Remove the second one", applicability: "safe", edits }] : [];
  }
  if (code === "missing-key") return missing === undefined ? [] : missingKeyFixes(file, problem, missing);
  if (suggestion === undefined || node.kind !== "scalar") return [];
  const edits = replaceScalar(file, node, suggestion);
  return edits ? [{ title: `Write ${suggestion}`, applicability: "unsafe", edits }] : [];
}

function missingKeyFixes(file: ComposeFile, { place: { node }, path }: SchemaProblem, key: string): readonly Fix[] {
  if (node.kind !== "map" || node.entries.length === 0) return [];
  // A list of services means that they only have to be started.
  const value =
    key === "condition" ? "service_started" : key === "type" && path.at(-2) === "volumes" ? mountType(node) : undefined;
  const edits = value === undefined ? undefined : insertEntry(file, node, `${key}: ${value}`);
  return edits ? [{ title: `Add ${key}: ${value}`, applicability: "unsafe", edits }] : [];
}

/** As the short form would have it. */
function mountType(map: Extract<SchemaProblem["place"]["node"], { kind: "map" }>): string | undefined {
  const options = ["bind", "volume", "tmpfs", "image"].filter((it) => map.get(it) !== undefined);
  if (options.length > 0) return options.length === 1 ? options[0] : undefined;
  const source = map.get("source")?.value;
  if (source?.kind !== "scalar" || source.text === "" || hasVariables(source.text)) return undefined;
  return isHostPath(source.text) ? "bind" : "volume";
}

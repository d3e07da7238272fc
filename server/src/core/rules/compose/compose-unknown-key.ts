import { defineRule, type Fix } from "../../linter/rule.js";
import { schemaProblemsOf } from "../../project/compose-schema.js";
import type { ComposeFile } from "../../syntax/compose/model.js";
import type { SchemaProblem } from "../../syntax/compose/schema/model.js";
import { composeField, composeShape } from "../../syntax/compose/schema/shape.js";
import type { YamlEntry, YamlMap, YamlNode } from "../../syntax/yaml/model.js";
import { insertAt } from "../../text/edits.js";
import { lineEnd } from "../../text/line-index.js";
import { yaml } from "../../text/tags.js";
import { replaceScalar } from "../../transforms/yaml-edit.js";
import { columnOf, layoutOf } from "../../transforms/yaml-layout.js";
import { indentEntries } from "../../transforms/yaml-shape.js";

export default defineRule({
  name: "compose-unknown-key",
  language: "compose",
  category: "correctness",
  severity: "error",
  profiles: ["recommended"],
  summary: "A key that Compose does not know.",
  why: [
    "Compose refuses the whole file: no service starts.",
    "Own keys begin with `x-`; everything else has to be in the Compose schema, of which Drydock knows the newest.",
    "With `drydock.compose.schema` off (in `.drydock.yaml`: `compose: { schema: false }`) this is left to another extension.",
  ],
  references: ["https://docs.docker.com/reference/compose-file/", "https://docs.docker.com/reference/compose-file/extension/"],
  aliases: ["dclint:invalid-schema"],
  covers: ["unknown-top-level-key", "unknown-extension-typo"],
  fix: "safe",

  *check(file, { project, settings }) {
    if (settings.composeSchema === false) return;
    for (const problem of schemaProblemsOf(file, project, ["unknown-key", "bad-name"])) {
      const { span, code } = problem;
      const isService = problem.path.length === 1 && problem.suggestion === undefined && looksLikeService(problem.place.node);
      const message = isService
        ? `'${problem.path[0]}' is a service, and Compose knows those only below 'services'.`
        : problem.message;
      const fixes = fixesFor(file, problem, isService);
      const noFix =
        code === "bad-name" ? "Other places may use the name: rename it together with them." : "What was meant cannot be told.";
      yield { span, message, ...(fixes.length > 0 ? { fixes } : { noFix }) };
    }
  },

  examples: [
    {
      title: "a slip",
      bad: yaml`
        services:
          api:
            image: acme/api:1.2
            enviroment: # for now
            ^^^^^^^^^^ Compose knows no 'enviroment' in the service 'api'. Did you mean 'environment'?
              LEVEL: debug
      `,
      good: yaml`
        services:
          api:
            image: acme/api:1.2
            environment: # for now
              LEVEL: debug
      `,
    },
    {
      title: "another spelling of a key",
      bad: yaml`
        services:
          api:
            image: acme/api:1.2
            containerName: api
            ^^^^^^^^^^^^^ Compose knows no 'containerName' in the service 'api'. Did you mean 'container_name'?
      `,
      good: yaml`
        services:
          api:
            image: acme/api:1.2
            container_name: api
      `,
    },
    {
      title: "at the root",
      bad: yaml`
        service:
        ^^^^^^^ Compose knows no 'service' at the root of the file. Did you mean 'services'?
          api:
            image: acme/api:1.2
      `,
      good: yaml`
        services:
          api:
            image: acme/api:1.2
      `,
    },
    {
      title: "extensions",
      bad: yaml`
        x_common: &common
        ^^^^^^^^ 'x_common' is no extension: those begin with 'x-', as in 'x-common'.
          init: true
        services:
          api:
            <<: *common
            image: acme/api:1.2
            X-owner: team-a
            ^^^^^^^ 'X-owner' is no extension: those begin with 'x-', as in 'x-owner'.
      `,
      good: yaml`
        x-common: &common
          init: true
        services:
          api:
            <<: *common
            image: acme/api:1.2
            x-owner: team-a
      `,
    },
    {
      title: "a key of another place",
      bad: yaml`
        services:
          api:
            image: acme/api:1.2
            replicas: 2
            ^^^^^^^^ 'replicas' does not belong in the service 'api' but in 'deploy'.
            build:
              context: .
              ports: ["80:80"]
              ^^^^^ 'ports' does not belong in 'build' but in the service 'api'.
      `,
    },
    {
      title: "an indent that is missing",
      bad: yaml`
        services:
          api:
            image: acme/api:1.2

        db:
        ^^ 'db' is a service, and Compose knows those only below 'services'.
          image: postgres:17
          # the data
          volumes:
            - data:/var/lib/postgresql/data
        volumes:
          data:
      `,
      good: yaml`
        services:
          api:
            image: acme/api:1.2

          db:
            image: postgres:17
            # the data
            volumes:
              - data:/var/lib/postgresql/data
        volumes:
          data:
      `,
    },
    {
      title: "keys of the last service",
      bad: yaml`
        services:
          api:
            image: acme/api:1.2
        ports:
        ^^^^^ 'ports' does not belong at the root of the file but in a service.
          - "127.0.0.1:80:80"
      `,
      good: yaml`
        services:
          api:
            image: acme/api:1.2
            ports:
              - "127.0.0.1:80:80"
      `,
    },
    {
      title: "a file of the first version",
      bad: yaml`
        # all there is
        api:
        ^^^ 'api' is a service, and Compose knows those only below 'services'.
          image: acme/api:1.2
        db:
        ^^ 'db' is a service, and Compose knows those only below 'services'.
          image: postgres:17
      `,
      good: yaml`
        # all there is
        services:
          api:
            image: acme/api:1.2
          db:
            image: postgres:17
      `,
    },
    {
      title: "names",
      bad: yaml`
        services:
          my api:
          ^^^^^^ 'my api' is no name that Compose takes in 'services': only letters, digits, '.', '_' and '-'.
            image: acme/api:1.2
      `,
    },
    {
      title: "a fragment is judged once, where it is used as a part of a service",
      bad: yaml`
        x-base: &base
          image: acme/api:1.2
          restarts: always
          ^^^^^^^^ Compose knows no 'restarts' in the service 'api'. Did you mean 'restart'?
        x-notes: { anything: goes, here: [1, 2] }
        services:
          api:
            <<: *base
          worker:
            <<: *base
            command: ["work"]
      `,
    },
    {
      title: "newer keys, extensions, names and tags",
      good: yaml`
        services:
          api:
            image: acme/api:1.2
            x-owner: team-a
            prots: !reset null
            pre_start:
              - command: ["migrate"]
            depends_on:
              x-db:
                condition: service_started
            sysctls:
              net.core.somaxconn: 1024
          x-db:
            image: postgres:17
      `,
    },
    {
      title: "where the YAML itself is broken, nothing is said about keys",
      good: yaml`
        services:
          api:
            image: "acme/api:1.2
            enviroment: {}
      `,
    },
    {
      title: "left to another extension",
      settings: { composeSchema: false },
      good: yaml`
        services:
          api:
            image: acme/api:1.2
            enviroment: {}
      `,
    },
  ],
});

function fixesFor(file: ComposeFile, problem: SchemaProblem, isService: boolean): readonly Fix[] {
  const { entry, parent } = problem.place;
  if (entry === undefined || parent?.kind !== "map" || problem.code === "bad-name") return [];
  if (problem.suggestion !== undefined) {
    const edits = replaceScalar(file, entry.key, problem.suggestion);
    const applicability = problem.certain === true ? "safe" : "unsafe";
    return edits ? [{ title: `Rename it to ${problem.suggestion}`, applicability, edits }] : [];
  }
  if (problem.path.length > 1 || parent.flow) return [];
  const fix = isService ? intoServices(file, parent, entry) : intoLastService(file, parent, entry);
  return fix ? [fix] : [];
}

function looksLikeService(node: YamlNode): boolean {
  return node.kind === "map" && ["image", "build", "extends", "provider"].some((key) => node.get(key) !== undefined);
}

/** Below `services` where that stands right above; a file without it gets it. */
function intoServices(file: ComposeFile, root: YamlMap, entry: YamlEntry): Fix | undefined {
  const services = root.get("services");
  if (services === undefined) return addServices(file, root, entry);
  const first =
    entryBefore(root, entry) === services && services.value.kind === "map" && !services.value.flow
      ? services.value.entries[0]
      : undefined;
  if (first === undefined || (services.value as YamlMap).get(entry.key.text) !== undefined) return undefined;
  const edits = indentEntries(file, [entry], columnOf(file.text, first.span.start));
  return edits && { title: "Indent it, as a part of services", applicability: "unsafe", edits };
}

function addServices(file: ComposeFile, root: YamlMap, entry: YamlEntry): Fix | undefined {
  const own = root.entries.filter(({ merged }) => merged === undefined);
  const services = own.filter(({ key }) => !composeShape().fields.has(key.text) && !key.text.startsWith("x-"));
  const from = own.indexOf(services[0]!);
  const areTogether = services.every((it, index) => own[from + index] === it && looksLikeService(it.value));
  if (!areTogether || !services.includes(entry)) return undefined;
  const edits = indentEntries(file, services, layoutOf(file).width);
  const start = services[0]!.span.start;
  return (
    edits && {
      title: "Add services",
      applicability: "unsafe",
      edits: [insertAt(start, `services:${lineEnd(file.text)}`), ...edits],
    }
  );
}

/** `ports:` at the root, right below the services: the indent was forgotten. */
function intoLastService(file: ComposeFile, root: YamlMap, entry: YamlEntry): Fix | undefined {
  const services = entryBefore(root, entry);
  if (services?.key.text !== "services" || services.value.kind !== "map" || services.value.flow) return undefined;
  const last = services.value.entries.at(-1);
  const node = last?.value;
  const first = node?.kind === "map" && !node.flow && last?.alias === undefined ? node.entries[0] : undefined;
  if (last === undefined || node?.kind !== "map" || first === undefined || first.merged !== undefined) return undefined;
  const isField = composeField(["services", last.key.text])?.shape.fields.has(entry.key.text) === true;
  if (!isField || node.get(entry.key.text) !== undefined) return undefined;
  const edits = indentEntries(file, [entry], columnOf(file.text, first.span.start));
  return edits && { title: `Indent it, as a part of ${last.key.text}`, applicability: "unsafe", edits };
}

function entryBefore(map: YamlMap, entry: YamlEntry): YamlEntry | undefined {
  return map.entries[map.entries.indexOf(entry) - 1];
}

import { defineRule, type Fix } from "../../linter/rule.js";
import { isFragment } from "../../project/compose/declarations.js";
import { envFileIn, withEnvFiles } from "../../project/compose/environment.js";
import { dirname } from "../../project/uri.js";
import type { ComposeFile, TextValue } from "../../syntax/compose/model.js";
import { partOf } from "../../syntax/compose/values.js";
import { hasVariables, type VariableSegment, variablesOf } from "../../syntax/interpolation.js";
import type { YamlNode } from "../../syntax/yaml/model.js";
import { scalarValues } from "../../syntax/yaml/walk.js";
import { yaml } from "../../text/tags.js";
import { appendToEnvFile } from "../../transforms/env-file-edit.js";
import { fixOf, repairs } from "../../transforms/repairs.js";
import { replaceValue } from "../../transforms/yaml-edit.js";

/** Shells and Compose set these. */
const everywhere =
  /^(?:HOME|USER|LOGNAME|PWD|PATH|SHELL|LANG|TZ|HOSTNAME|TMPDIR|DISPLAY|XDG_RUNTIME_DIR|SSH_AUTH_SOCK|(?:COMPOSE|DOCKER)_\w+)$/;

export default defineRule({
  name: "unset-variable",
  language: "compose",
  category: "reproducibility",
  severity: "info",
  profiles: ["recommended"],
  summary: "A variable has no default, and the `.env` file beside the Compose file does not set it.",
  why: [
    "Where the shell does not set it either, Compose warns and puts in nothing: an empty password, or an image without its tag.",
    "`${NAME:?…}` stops with a message instead, `${NAME:-…}` gives a default; `env_file` sets variables of the container only.",
    "Without any `.env` the shell or a pipeline is meant to set them: then only the profile `all` says so. Each variable is reported once.",
  ],
  references: ["https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/"],
  covers: ["unset-variable-without-default"],
  crossFile: true,
  fix: "unsafe",

  *check(file, { project }) {
    if (!file.text.includes("$") || isFragment(file, project)) return;
    const folder = dirname(project.compose.files[0] ?? file.uri);
    const uri = envFileIn(folder);
    const node = project.read(uri);
    if (node.kind !== "file" && node.kind !== "absent") return;
    const known = withEnvFiles(new Map(), [uri], project);
    const { uses, settled } = variables(file);
    for (const [name, { value, place }] of uses) {
      if (known.has(name) || settled.has(name) || everywhere.test(name)) continue;
      // Beside a .env without it, `:?` would only turn the warning into a refusal.
      const required =
        node.kind === "file"
          ? undefined
          : fixOf(`Stop where ${name} is not set`, "unsafe", replaceValue(file, value, `\${${name}:?${name} is not set}`));
      const inFile: Fix | undefined =
        node.kind === "file"
          ? {
              title: `Set ${name} in .env`,
              applicability: "placeholder",
              edits: [],
              otherEdits: { [uri]: [appendToEnvFile(node.text, `${name}=`)] },
            }
          : undefined;
      yield {
        span: place,
        message:
          node.kind === "file"
            ? `.env does not set '${name}' and it has no default, so Compose puts in nothing unless the shell sets it; set it there, or give it a default.`
            : `'${name}' has no default, so Compose puts in nothing unless the shell sets it; write \`\${${name}:?}\` or give it a default.`,
        ...(node.kind === "file" ? {} : { severity: "hint" as const, profiles: ["all"] as const }),
        ...repairs([required, inFile]),
      };
    }
  },

  examples: [
    {
      bad: {
        "compose.yaml": yaml`
          services:
            db:
              image: postgres:\${TAG}
              environment:
                POSTGRES_PASSWORD: \${PASSWORD}
                                   ^^^^^^^^^^^ .env does not set 'PASSWORD' and it has no default, so Compose puts in nothing unless the shell sets it; set it there, or give it a default.
            backup:
              image: "acme/backup:$VERSION" # as the server
                                  ^^^^^^^^ .env does not set 'VERSION' and it has no default, so Compose puts in nothing unless the shell sets it; set it there, or give it a default.
              environment:
                PGPASSWORD: \${PASSWORD}
        `,
        ".env": yaml`
          TAG=18.1
        `,
      },
      good: {
        ".env": yaml`
          TAG=18.1
          PASSWORD=
          VERSION=
        `,
      },
    },
    {
      title: "without any .env",
      bad: yaml`
        services:
          db:
            image: postgres:\${TAG}
                            ^^^^^^ 'TAG' has no default, so Compose puts in nothing unless the shell sets it; write \`\${TAG:?}\` or give it a default.
      `,
      good: yaml`
        services:
          db:
            image: postgres:\${TAG:?TAG is not set}
      `,
    },
    {
      title: "defaults, what the shell always has, a container's own variables, and one that must be set elsewhere",
      good: {
        "compose.yaml": yaml`
          services:
            api:
              image: acme/api:\${TAG:-1}
              command: sh -c "echo $MODE $$NAME"
              environment:
                MODE: web
                FLAG: \${FLAG:+yes}
              volumes:
                - \${HOME}/data:/data
              labels:
                a: \${A:?}
                b: \${A}
        `,
        ".env": yaml`
          OTHER=1
        `,
      },
    },
  ],
});

interface Use {
  readonly value: TextValue;
  readonly place: TextValue["span"];
}

/** The first bare use of each variable, and those that another place of the file insists on. */
function variables(file: ComposeFile): { readonly uses: ReadonlyMap<string, Use>; readonly settled: ReadonlySet<string> } {
  const uses = new Map<string, Use>();
  const settled = new Set<string>();
  const inside = insideCommands(file);
  for (const root of file.roots) {
    for (const scalar of scalarValues(root)) {
      if (scalar.tag?.name === "!reset" || !hasVariables(scalar.text)) continue;
      for (const segment of variablesOf(scalar.text)) {
        const { name, operator, span } = segment;
        if (operator?.endsWith("?")) settled.add(name);
        if (operator !== undefined || uses.has(name) || inside(scalar, segment)) continue;
        const value = partOf(scalar, span.start, span.end);
        uses.set(name, { value, place: value.span });
      }
    }
  }
  return { uses, settled };
}

/** Tells the variables in commands that the same service sets for its container: they were meant for the shell inside. */
function insideCommands(file: ComposeFile): (scalar: YamlNode, segment: VariableSegment) => boolean {
  const own = new Map<YamlNode, ReadonlySet<string>>();
  for (const { command, entrypoint, healthcheck, environment } of file.services) {
    const names = new Set(environment.map(({ key }) => key.text));
    for (const node of [command?.node, entrypoint?.node, healthcheck?.test?.node]) {
      if (node) for (const scalar of scalarValues(node)) own.set(scalar, names);
    }
  }
  return (scalar, { name }) => own.get(scalar)?.has(name) ?? false;
}

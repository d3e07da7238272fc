import { defineRule, type Finding, type Fix, type RuleContext } from "../../linter/rule.js";
import { isAbsent, localUri, similarPath } from "../../project/compose/local-files.js";
import { basename, dirname, join } from "../../project/uri.js";
import type { ComposeFile, EnvFile, TextValue } from "../../syntax/compose/model.js";
import { textsAt } from "../../syntax/compose/values.js";
import { yaml } from "../../text/tags.js";
import { replaceScalar, replaceValue } from "../../transforms/yaml-edit.js";
import { isInFlow, layoutOf } from "../../transforms/yaml-layout.js";

export default defineRule({
  name: "referenced-file-missing",
  language: "compose",
  category: "correctness",
  severity: "warning",
  profiles: ["recommended"],
  summary: "A file of variables, labels, a secret or a config that the Compose file names is not there.",
  why: [
    "Compose refuses to start with “env file not found”; a secret or config without its file stops the container.",
    "`.env` files and secrets are kept out of the repository on purpose and come with the deployment: of these only misspelt names are reported, the others under `all`.",
    "An `env_file` that may be missing says so with `required: false` (Compose 2.24).",
  ],
  references: [
    "https://docs.docker.com/reference/compose-file/services/#env_file",
    "https://docs.docker.com/reference/compose-file/secrets/",
  ],
  covers: ["referenced-file-missing"],
  crossFile: true,
  fix: "unsafe",

  *check(file, { project }) {
    const seen = new Set<number>();
    const fresh = (value: TextValue | undefined): value is TextValue =>
      value !== undefined && value.node.uri === file.uri && !seen.has(value.span.start) && !!seen.add(value.span.start);
    for (const service of file.services) {
      for (const env of service.envFiles) {
        if (env.required?.value !== false && !(env.required && env.required.value === undefined) && fresh(env.path))
          yield* missing(file, project, env.path, "Compose refuses to start without it", env);
      }
      for (const label of textsAt(service.node, "label_file"))
        if (fresh(label)) yield* missing(file, project, label, "Compose refuses to start without it");
    }
    for (const { file: path } of file.secrets)
      if (fresh(path)) yield* missing(file, project, path, "no container that uses it starts", "secret");
    for (const { file: path } of file.configs)
      if (fresh(path)) yield* missing(file, project, path, "no container that uses it starts");
  },

  examples: [
    {
      title: "a misspelt file of variables; a config",
      bad: {
        "compose.yaml": yaml`
          services:
            api:
              image: acme/api:1
              env_file: conf/prodution.env
                        ^^^^^^^^^^^^^^^^^^ There is no file 'conf/prodution.env', and Compose refuses to start without it; did you mean 'conf/production.env'?
          configs:
            nginx:
              file: ./nginx.cnf
                    ^^^^^^^^^^^ There is no file './nginx.cnf', and no container that uses it starts; did you mean './nginx.conf'?
        `,
        "conf/production.env": yaml`
          A=1
        `,
        "nginx.conf": yaml`
          user nginx;
        `,
      },
      good: {
        "compose.yaml": yaml`
          services:
            api:
              image: acme/api:1
              env_file: conf/production.env
          configs:
            nginx:
              file: ./nginx.conf
        `,
      },
    },
    {
      title: "one that a deployment brings: from the example beside it, or not required",
      bad: {
        "compose.yaml": yaml`
          services:
            api:
              image: acme/api:1
              env_file:
                - common.env
                - .env.api
                  ^^^^^^^^ There is no file '.env.api', and Compose refuses to start without it; create it, or say that it is not required.
        `,
        "common.env": yaml`
          A=1
        `,
      },
      good: {
        "compose.yaml": yaml`
          services:
            api:
              image: acme/api:1
              env_file:
                - common.env
                - path: .env.api
                  required: false
        `,
      },
    },
    {
      title: "there, not required, absolute, with a variable, outside the workspace",
      good: {
        "compose.yaml": yaml`
          services:
            api:
              image: acme/api:1
              env_file:
                - path: local.env
                  required: false
                - /etc/api.env
                - $STAGE.env
                - ../../../x.env
                - common.env
        `,
        "common.env": yaml`
          A=1
        `,
      },
    },
  ],
});

function* missing(
  file: ComposeFile,
  project: RuleContext["project"],
  path: TextValue,
  what: string,
  kind?: EnvFile | "secret",
): Generator<Finding> {
  const uri = localUri(path, project);
  if (uri === undefined || !isAbsent(uri, project)) return;
  const meant = similarPath(path, uri, project);
  const isKeptOut = kind === "secret" || /^\.env|\.env$|\.local\b/.test(basename(uri));
  const env = typeof kind === "object" ? kind : undefined;
  const advice = meant ? `did you mean '${meant}'?` : env ? "create it, or say that it is not required." : "create it.";
  const fixes = fixesFor(file, project, path, uri, meant, env);
  yield {
    span: path.span,
    message: `There is no file '${path.text}', and ${what}; ${advice}`,
    ...(isKeptOut && meant === undefined ? { severity: "hint" as const, profiles: ["all" as const] } : {}),
    ...(fixes.length > 0 ? { fixes } : { noFix: "What belongs into the file is not in the project." }),
  };
}

function fixesFor(
  file: ComposeFile,
  project: RuleContext["project"],
  path: TextValue,
  uri: string,
  meant: string | undefined,
  env: EnvFile | undefined,
): Fix[] {
  const fixes: Fix[] = [];
  const rename = meant === undefined ? undefined : replaceValue(file, path, meant);
  if (rename) fixes.push({ title: `Use ${meant}`, applicability: "unsafe", edits: rename });
  const example = exampleOf(uri, project);
  if (example !== undefined)
    fixes.push({
      title: `Create ${basename(uri)} from its example`,
      applicability: "placeholder",
      edits: [],
      creates: { [uri]: example },
    });
  const optional = env && notRequired(file, env);
  if (optional) fixes.push({ title: "Do not require it", applicability: "unsafe", edits: optional });
  return fixes;
}

/** The text of `.env.example` and its like beside a file. */
function exampleOf(uri: string, project: RuleContext["project"]): string | undefined {
  const folder = project.read(dirname(uri));
  if (folder.kind !== "directory") return undefined;
  const name = basename(uri);
  const found = ["example", "sample", "dist", "template"].flatMap((word) => [
    `${name}.${word}`,
    name.replace(/^\.env/, `.env.${word}`),
  ]);
  const example = found.find((it) => it !== name && folder.names.includes(it));
  const node = example === undefined ? undefined : project.read(join(dirname(uri), example));
  return node?.kind === "file" ? node.text : undefined;
}

/** `- a.env` becomes `- path: a.env` with `required: false` below it. */
function notRequired(file: ComposeFile, { node, path }: EnvFile) {
  if (node.kind !== "scalar" || node.anchor || node.tag || path.node.style === "literal" || path.node.style === "folded")
    return undefined;
  // The checks of what may be edited are those of a plain replacement.
  if (replaceScalar(file, node, node.text) === undefined) return undefined;
  const { text } = file;
  const lineStart = text.lastIndexOf("\n", node.span.start) + 1;
  const before = text.slice(lineStart, node.span.start);
  const isItem = /^ *- +$/.test(before);
  if (isInFlow(file, node.span))
    return isItem ? undefined : [{ span: node.span, newText: `{ path: ${node.source}, required: false }` }];
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  if (isItem) {
    const indent = " ".repeat(before.length);
    return [{ span: node.span, newText: `path: ${node.source}${eol}${indent}required: false` }];
  }
  const key = /^( *)env_file: +$/.exec(before);
  if (!key) return undefined;
  const { width } = layoutOf(file);
  const indent = " ".repeat(key[1]!.length + width);
  const start = node.span.start - (before.length - before.trimEnd().length);
  return [
    { span: { start, end: node.span.end }, newText: `${eol}${indent}- path: ${node.source}${eol}${indent}  required: false` },
  ];
}

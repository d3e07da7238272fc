import { defineRule, type Finding } from "../../linter/rule.js";
import type { Project } from "../../project/project.js";
import type { ComposeFile, Resource } from "../../syntax/compose/model.js";
import { yaml } from "../../text/tags.js";
import { fixOf, repairs } from "../../transforms/repairs.js";
import { insertEntry, removeEntry } from "../../transforms/yaml-edit.js";

export default defineRule({
  name: "secret-source-invalid",
  language: "compose",
  category: "correctness",
  severity: "error",
  profiles: ["recommended"],
  summary: "A secret or config says nothing about where it comes from, or two things.",
  why: [
    "Compose refuses the project: a secret has exactly one of `file` and `environment`, a config one of `file`, `environment` and `content`.",
    "Only `external: true` does without.",
  ],
  references: [
    "https://docs.docker.com/reference/compose-file/secrets/",
    "https://docs.docker.com/reference/compose-file/configs/",
  ],
  covers: ["secret-or-config-source"],
  crossFile: true,
  fix: "unsafe",

  *check(file, { project }) {
    yield* judge(file, project, "secrets", ["file", "environment"]);
    yield* judge(file, project, "configs", ["file", "environment", "content"]);
  },

  examples: [
    {
      bad: yaml`
        services:
          api:
            image: acme/api:1
        secrets:
          token:
          ^^^^^ The secret 'token' does not say where it comes from: give it 'file' or 'environment', or mark it 'external: true'.
            name: acme-token
      `,
      good: yaml`
        services:
          api:
            image: acme/api:1
        secrets:
          token:
            name: acme-token
            file: ./secrets/token.txt
      `,
    },
    {
      bad: yaml`
        services:
          api:
            image: acme/api:1
        configs:
          site:
            file: ./site.conf
            content: "a"
            ^^^^^^^ The config 'site' has both 'file' and 'content', and Compose takes exactly one; remove the other.
      `,
      good: yaml`
        services:
          api:
            image: acme/api:1
        configs:
          site:
            file: ./site.conf
      `,
    },
    {
      title: "what another file adds, external ones, and empty ones, which the schema reports",
      good: {
        "compose.yaml": yaml`
          services:
            api:
              image: acme/api:1
          secrets:
            a:
              name: a
            b:
              external: true
            c:
              environment: TOKEN
          configs:
            d:
              content: \${TEXT}
        `,
        "compose.override.yaml": yaml`
          secrets:
            a:
              file: ./a.txt
        `,
      },
    },
  ],
});

type Source = "file" | "environment" | "content";

function* judge(
  file: ComposeFile,
  project: Project,
  section: "secrets" | "configs",
  sources: readonly Source[],
): Generator<Finding> {
  const kind = section.slice(0, -1);
  for (const resource of file[section]) {
    const merged = project.compose[section].find(({ name }) => name === resource.name);
    if (!merged?.node || !resource.node || resource.entry.alias) continue;
    // A key that secrets do not have is for the schema to report.
    if (section === "secrets" && merged.content) continue;
    const set = sources.filter((key) => merged[key] !== undefined);
    if (set.length === 1 || (set.length === 0 && isExternal(merged))) continue;
    if (set.length === 0) {
      if (merged.key.uri !== file.uri || merged.key.span.start !== resource.key.span.start) continue;
      yield {
        span: resource.key.span,
        message: `The ${kind} '${resource.name}' does not say where it comes from: give it ${words(sources)}, or mark it 'external: true'.`,
        ...repairs([
          fixOf(
            "Take it from a file",
            "placeholder",
            insertEntry(file, resource.node, `file: ./${section === "secrets" ? `secrets/${resource.name}.txt` : resource.name}`),
          ),
          fixOf("Mark it external", "unsafe", insertEntry(file, resource.node, "external: true")),
        ]),
      };
      continue;
    }
    const entries = set.flatMap((key) => resource.get(key) ?? []).sort((a, b) => a.span.start - b.span.start);
    const last = entries.at(-1);
    if (!last) continue;
    const node = resource.node;
    yield {
      span: last.key.span,
      message: `The ${kind} '${resource.name}' has both ${words(set, "and")}, and Compose takes exactly one; remove the other.`,
      ...repairs(
        [...entries].reverse().map((entry) => fixOf(`Remove ${entry.key.text}`, "unsafe", removeEntry(file, node, entry))),
      ),
    };
  }
}

function isExternal({ external }: Resource): boolean {
  return external !== undefined && external.value !== false;
}

function words(keys: readonly string[], between = "or"): string {
  const quoted = keys.map((it) => `'${it}'`);
  return `${quoted.slice(0, -1).join(", ")} ${between} ${quoted.at(-1)}`;
}

import { defineRule } from "../../linter/rule.js";
import { isElsewhere } from "../../project/compose/source.js";
import { severityFor } from "../../project/compose/undefined-names.js";
import { missingImports } from "../../project/compose/uses.js";
import type { Project } from "../../project/project.js";
import { dirname, join } from "../../project/uri.js";
import { firstTime } from "../../syntax/compose/lookup.js";
import type { ComposeFile, Service, TextValue } from "../../syntax/compose/model.js";
import { parseCompose } from "../../syntax/compose/parse.js";
import type { YamlNode } from "../../syntax/yaml/model.js";
import { replace } from "../../text/edits.js";
import { yaml } from "../../text/tags.js";
import { fixOf, repairs } from "../../transforms/repairs.js";

export default defineRule({
  name: "include-invalid",
  language: "compose",
  category: "correctness",
  severity: "error",
  profiles: ["recommended"],
  summary: "`include` is no list, goes in a circle, or brings a service that is defined here in another way.",
  why: [
    "Compose refuses the project: “include must be a list”, “include cycle detected”, “conflicts with imported resource”.",
    "To change an included service, give `include` a list of paths: the later file then overrides the earlier one.",
  ],
  references: ["https://docs.docker.com/reference/compose-file/include/"],
  covers: ["include-problems", "include-resource-conflict"],
  crossFile: true,
  fix: "safe",

  *check(file, { project }) {
    const include = file.get("include");
    const node = include?.value;
    if (include && node && node.kind !== "seq" && !(node.kind === "scalar" && node.value === null)) {
      const isWord = node.kind === "scalar" && /^(?:plain|single|double)$/.test(node.style) && !include.alias;
      yield {
        span: node.kind === "scalar" ? node.span : include.key.span,
        message: "'include' must be a list, or Compose refuses the file: put each path behind a dash.",
        ...repairs(
          [
            isWord && !/[\r\n]/.test(node.source)
              ? fixOf("Make it a list", "safe", [replace(node.span, `[${node.source}]`)])
              : undefined,
          ],
          "Its lines have to be indented anew by hand.",
        ),
      };
    }
    const first = firstTime();
    for (const problem of project.compose.problems) {
      if (problem.code !== "include-cycle") continue;
      const isHere = problem.uri === file.uri;
      const path = isHere ? undefined : includeLeadingTo(problem.uri, file, project);
      if ((!isHere && !path) || !first(path ?? problem)) continue;
      const message = problem.message.replaceAll("`", "'");
      yield {
        span: (path ?? problem).span,
        message: path
          ? `What '${path.text}' includes goes in a circle, and Compose refuses the project; break it there.`
          : message,
        ...(path ? { related: [{ uri: problem.uri, span: problem.span, message }] } : {}),
        noFix: "Which of the files should not include the other is for the author to say.",
      };
    }
    const paths = new Map<string, TextValue | undefined>();
    for (const merged of file.include.length > 0 ? project.compose.services : []) {
      if (project.compose.files.includes(merged.key.uri)) continue;
      const { uri } = merged.key;
      if (!paths.has(uri)) paths.set(uri, includeLeadingTo(uri, file, project));
      const path = paths.get(uri);
      for (const { section, name } of path ? missingImports(merged, file, project) : []) {
        if (name.node.uri !== merged.key.uri) continue;
        const kind = section.slice(0, -1);
        yield {
          span: path!.span,
          severity: severityFor(merged),
          message: `The service '${merged.name}' that '${path!.text}' brings uses the ${kind} '${name.text}', which nobody declares; add it there or here.`,
          related: [{ uri: name.node.uri, span: name.span, message: "It is used here." }],
          noFix: "What it should be is for the author to say.",
        };
      }
    }
    for (const { service, other } of conflictsOf(file, project)) {
      yield {
        span: service.key.span,
        message: `'${service.name}' also comes from the included '${other.path}' in another form, which Compose refuses; override it in a file that 'include' lists behind that one.`,
        related: [{ uri: other.service.key.uri, span: other.service.key.span, message: "The included service." }],
        noFix: "Which of the two should count is for the author to say.",
      };
    }
  },

  examples: [
    {
      bad: {
        "compose.yaml": yaml`
          include: other.yaml # the database
                   ^^^^^^^^^^ 'include' must be a list, or Compose refuses the file: put each path behind a dash.
          services:
            web:
              image: acme/web:1
        `,
        "other.yaml": yaml`
          services:
            db:
              image: postgres:17
        `,
      },
      good: {
        "compose.yaml": yaml`
          include: [other.yaml] # the database
          services:
            web:
              image: acme/web:1
        `,
      },
    },
    {
      bad: {
        "compose.yaml": yaml`
          include:
            - compose.yaml
              ^^^^^^^^^^^^ 'compose.yaml' includes itself by way of this file.
            - path: other.yaml
          services:
            web:
              image: acme/web:1
            db:
            ^^ 'db' also comes from the included 'other.yaml' in another form, which Compose refuses; override it in a file that 'include' lists behind that one.
              restart: always
        `,
        "other.yaml": yaml`
          services:
            db:
              image: postgres:17
        `,
      },
    },
    {
      title: "faults of the files that are included",
      bad: {
        "compose.yaml": yaml`
          include:
            - one.yaml
              ^^^^^^^^ What 'one.yaml' includes goes in a circle, and Compose refuses the project; break it there.
            - db.yaml
              ^^^^^^^ The service 'db' that 'db.yaml' brings uses the network 'back', which nobody declares; add it there or here.
        `,
        "one.yaml": yaml`
          include: [two.yaml]
        `,
        "two.yaml": yaml`
          include: [one.yaml]
        `,
        "db.yaml": yaml`
          services:
            db:
              image: postgres:17
              networks: [back]
        `,
      },
    },
    {
      title: "the same network in both, an override in the list, and what is not here",
      good: {
        "compose.yaml": yaml`
          include:
            - oci://docker.io/acme/base:1
            - path: [other.yaml, more.yaml]
          services:
            web:
              image: acme/web:1
          networks:
            front:
        `,
        "other.yaml": yaml`
          services:
            db:
              image: postgres:17
          networks:
            front:
        `,
        "more.yaml": yaml`
          services:
            db:
              restart: always
        `,
      },
    },
  ],
});

/** The path by which this file brings another one in, directly or not. */
function includeLeadingTo(uri: string, file: ComposeFile, project: Project): TextValue | undefined {
  const reaches = (from: string, seen: Set<string>): boolean => {
    if (from === uri) return true;
    if (seen.has(from)) return false;
    seen.add(from);
    const other = project.parse(from, parseCompose);
    return other !== undefined && targetsOf(other).some((it) => reaches(it.uri, seen));
  };
  return targetsOf(file).find((it) => reaches(it.uri, new Set([file.uri])))?.path;
}

function targetsOf({ uri, include }: ComposeFile): readonly { readonly path: TextValue; readonly uri: string }[] {
  const paths = include.flatMap((it) => it.paths).filter(({ text }) => !isElsewhere(text));
  return paths.map((path) => ({ path, uri: join(dirname(uri), path.text) }));
}

interface Conflict {
  readonly service: Service;
  readonly other: { readonly service: Service; readonly path: string };
}

/** Services that a file and one it includes both define, unless they do so in the same words. */
function conflictsOf(file: ComposeFile, project: Project): readonly Conflict[] {
  if (file.include.length === 0) return [];
  const imported = new Map<string, Conflict["other"]>();
  for (const { text } of file.include.flatMap(({ paths }) => paths)) {
    const other = isElsewhere(text) ? undefined : project.parse(join(dirname(file.uri), text), parseCompose);
    for (const service of other?.uri === file.uri ? [] : (other?.services ?? []))
      imported.set(service.name, { service, path: text });
  }
  return file.services.flatMap((service) => {
    const other = imported.get(service.name);
    return other && !sameText(service.node, other.service.node) ? [{ service, other }] : [];
  });
}

function sameText(a: YamlNode, b: YamlNode): boolean {
  if (a.kind === "scalar") return b.kind === "scalar" && a.text === b.text;
  if (a.kind === "seq")
    return (
      b.kind === "seq" && a.items.length === b.items.length && a.items.every(({ value }, i) => sameText(value, b.items[i]!.value))
    );
  if (b.kind !== "map" || a.entries.length !== b.entries.length) return false;
  return a.entries.every(({ key, value }) => {
    const other = b.get(key.text)?.value;
    return other !== undefined && sameText(value, other);
  });
}

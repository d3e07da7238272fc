import { defineRule, type Fix } from "../../linter/rule.js";
import type { BuildContext } from "../../project/context.js";
import type { Project } from "../../project/project.js";
import type { CopyInstruction, Word } from "../../syntax/dockerfile/model.js";
import { ignoringPattern } from "../../syntax/dockerignore.js";
import { hasPlaceholder } from "../../syntax/placeholders.js";
import { insertAt } from "../../text/edits.js";
import { lineEnd } from "../../text/line-index.js";
import { dockerfile, text } from "../../text/tags.js";
import { firstLine, triggered } from "../../transforms/run-edit.js";

export default defineRule({
  name: "copy-ignored-file",
  language: "dockerfile",
  category: "correctness",
  severity: "warning",
  profiles: ["recommended"],
  summary: "COPY or ADD names a file that `.dockerignore` keeps from the builder.",
  why: ["The builder does not get the file, and the build fails with `not found`, although it is there."],
  references: ["https://docs.docker.com/reference/build-checks/copy-ignored-file/"],
  aliases: ["buildkit:CopyIgnoredFile", "tally:buildkit/CopyIgnoredFile"],
  covers: ["copy-dockerignored"],
  fix: "unsafe",
  crossFile: true,

  *check(file, { project }) {
    for (const stage of file.stages) {
      for (const outer of stage.instructions) {
        const instruction = triggered(outer);
        if (instruction?.keyword !== "COPY" && instruction?.keyword !== "ADD") continue;
        if (instruction.isTrigger || instruction.from) continue;
        for (const source of instruction.sources) {
          const found = ignored(source, instruction, project);
          if (!found) continue;
          const { ignore, path, pattern } = found;
          const fix = takeBack(project, ignore.uri, path);
          yield {
            span: firstLine(file.text, source.span),
            message: `The builder does not get '${source.text}': '${pattern.text}' in ${ignore.uri.slice(ignore.uri.lastIndexOf("/") + 1)} leaves it out.`,
            related: [{ uri: ignore.uri, span: pattern.span, message: "The pattern that leaves it out." }],
            ...(fix ? { fixes: [fix] } : { noFix: "A directory above it is left out, too." }),
          };
        }
      }
    }
  },

  examples: [
    {
      bad: {
        Dockerfile: dockerfile`
          FROM node:22
          COPY dist/app.js /app/
               ^^^^^^^^^^^ The builder does not get 'dist/app.js': 'dist' in .dockerignore leaves it out.
          COPY README.md package.json /app/
               ^^^^^^^^^ The builder does not get 'README.md': '*.md' in .dockerignore leaves it out.
        `,
        ".dockerignore": text`
          *.md
          dist
        `,
        "package.json": text`{}`,
      },
      good: {
        ".dockerignore": text`
          *.md
          dist
          !dist/app.js
          !README.md
        `,
      },
    },
    {
      title: "taken back, everything, from a stage, patterns, variables",
      good: {
        Dockerfile: dockerfile`
          FROM node:22 AS build
          COPY docs /docs
          COPY . /app
          COPY *.md /app/
          COPY $README /app/
          ADD https://example.com/a.md /app/
          FROM node:22
          COPY --from=build dist /app
        `,
        ".dockerignore": text`
          *.md
          dist
          docs
          !docs/index.html
        `,
        "docs/index.html": text`<p>`,
      },
    },
  ],
});

function ignored({ text: source }: Word, { heredocs }: CopyInstruction, project: Project) {
  const bare = source.replace(/^(["'])(.*)\1$/, "$2");
  if (/[$*?[\]\\]|:\/\/|^git@|^<</.test(bare) || hasPlaceholder(bare) || heredocs.some(({ name }) => name === bare))
    return undefined;
  const path = bare.replace(/^(?:\.?\/)+/, "").replace(/\/+(?:\.\/*)?$/, "");
  if (path === "" || path === "." || path.split("/").includes("..")) return undefined;
  for (const { context } of project.builds) {
    const ignore = context?.ignore;
    if (!context || !ignore || takesBack(ignore, path)) continue;
    const pattern = ignoringPattern(ignore.file, path);
    if (pattern) return { ignore, path, pattern };
  }
  return undefined;
}

/** True where a pattern may bring back something at the path or below it. */
function takesBack({ file }: NonNullable<BuildContext["ignore"]>, path: string): boolean {
  return file.patterns.some(({ negated, pattern }) => {
    if (!negated) return false;
    const wildcard = pattern.search(/[*?[]/);
    if (wildcard < 0) return pattern === path || pattern.startsWith(`${path}/`);
    const prefix = pattern.slice(0, pattern.lastIndexOf("/", wildcard) + 1);
    return `${path}/`.startsWith(prefix) || prefix.startsWith(`${path}/`);
  });
}

function takeBack(project: Project, uri: string, path: string): Fix | undefined {
  const node = project.read(uri);
  if (node.kind !== "file") return undefined;
  const end = lineEnd(node.text);
  const line = node.text === "" || node.text.endsWith("\n") ? `!${path}${end}` : `${end}!${path}`;
  return {
    title: `Take ${path} back in ${uri.slice(uri.lastIndexOf("/") + 1)}`,
    applicability: "unsafe",
    edits: [],
    otherEdits: { [uri]: [insertAt(node.text.length, line)] },
  };
}

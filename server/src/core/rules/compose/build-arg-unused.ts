import { defineRule, type Fix } from "../../linter/rule.js";
import { didYouMean } from "../../linter/rule-names.js";
import type { Assignment, Build, ComposeFile } from "../../syntax/compose/model.js";
import type { Dockerfile } from "../../syntax/dockerfile/model.js";
import { hasVariables } from "../../syntax/interpolation.js";
import { yaml } from "../../text/tags.js";
import { removeEntry, removeItem, replaceValue } from "../../transforms/yaml-edit.js";

export default defineRule({
  name: "build-arg-unused",
  language: "compose",
  category: "correctness",
  severity: "warning",
  profiles: ["recommended"],
  summary: "`build.args` sets an argument that the Dockerfile does not declare.",
  why: [
    "The builder warns that the argument was not consumed and goes on without it: what it was to change stays as it is.",
    "Most often the name is misspelt, or the `ARG` was removed.",
    "Arguments the builder knows by itself, such as proxies and `BUILDKIT_INLINE_CACHE`, need no `ARG`.",
  ],
  references: [
    "https://docs.docker.com/reference/compose-file/build/#args",
    "https://docs.docker.com/reference/dockerfile/#predefined-args",
  ],
  covers: ["build-arg-unknown"],
  crossFile: true,
  fix: "safe",

  *check(file, { project }) {
    // The same Dockerfile may be built by several services from one shared fragment: what one of them uses is used.
    const used = new Set<number>();
    const unused = new Map<number, { argument: Assignment; build: Build; names: ReadonlySet<string>; uri: string }>();
    for (const service of file.services) {
      const { build } = service;
      const dockerfile = build && project.buildOf(service)?.dockerfile;
      const names = dockerfile && declaredArguments(dockerfile);
      if (!build || !names) continue;
      for (const argument of build.args) {
        const { text, span } = argument.key;
        if (names.has(text) || isPredefined(text) || hasVariables(text)) used.add(span.start);
        else unused.set(span.start, { argument, build, names, uri: dockerfile.uri });
      }
    }
    for (const [start, { argument, build, names, uri }] of unused) {
      if (used.has(start)) continue;
      const { key } = argument;
      const others = new Set(build.args.map((it) => it.key.text));
      const best = didYouMean(
        key.text,
        [...names].filter((name) => !others.has(name)),
      );
      yield {
        span: key.span,
        message: best
          ? `The Dockerfile has no ARG ${key.text}, so this value goes nowhere; did you mean ${best}?`
          : `The Dockerfile has no ARG ${key.text}, so this value goes nowhere; declare it there or take it out.`,
        related: [{ uri, span: { start: 0, end: 1 }, message: "The Dockerfile." }],
        ...withFixes(fixesFor(file, build, argument, best)),
      };
    }
  },

  examples: [
    {
      title: "a misspelt name; one that is not declared any more",
      bad: {
        "compose.yaml": yaml`
          services:
            web:
              build:
                context: .
                args:
                  NODE_VERSON: "22" # newest
                  ^^^^^^^^^^^ The Dockerfile has no ARG NODE_VERSON, so this value goes nowhere; did you mean NODE_VERSION?
                  HTTP_PROXY: http://proxy:3128
            api:
              build:
                context: .
                args:
                  - NODE_VERSION=22
                  - COMMIT
                    ^^^^^^ The Dockerfile has no ARG COMMIT, so this value goes nowhere; declare it there or take it out.
        `,
        Dockerfile: yaml`
          ARG NODE_VERSION=20
          FROM node:\${NODE_VERSION}
        `,
      },
      good: {
        "compose.yaml": yaml`
          services:
            web:
              build:
                context: .
                args:
                  NODE_VERSION: "22" # newest
                  HTTP_PROXY: http://proxy:3128
            api:
              build:
                context: .
                args:
                  - NODE_VERSION=22
        `,
      },
    },
    {
      title: "no Dockerfile to be seen, an argument of a trigger, another frontend",
      good: {
        "compose.yaml": yaml`
          services:
            web:
              build:
                context: ./gone
                args:
                  A: 1
            api:
              build:
                context: .
                args:
                  B: 1
            job:
              build:
                context: .
                dockerfile: other.Dockerfile
                args:
                  C: 1
        `,
        Dockerfile: yaml`
          FROM node:22
          ONBUILD ARG B
        `,
        "other.Dockerfile": yaml`
          # syntax=example.com/frontend:1
          FROM node:22
        `,
      },
    },
  ],
});

/** Arguments that need no ARG: https://docs.docker.com/reference/dockerfile/#predefined-args and BuildKit's own. */
function isPredefined(name: string): boolean {
  return /^(?:(?:https?|ftp|no|all)_proxy|buildkit_\w+|docker_buildkit|source_date_epoch|(?:target|build)(?:platform|os|arch|variant))$/i.test(
    name,
  );
}

const declared = new WeakMap<Dockerfile, ReadonlySet<string> | undefined>();

/** Names of all ARG of a Dockerfile; undefined where it cannot be told: it does not parse, or another frontend reads it. */
function declaredArguments(dockerfile: Dockerfile): ReadonlySet<string> | undefined {
  if (!declared.has(dockerfile)) declared.set(dockerfile, argumentsOf(dockerfile));
  return declared.get(dockerfile);
}

function argumentsOf(dockerfile: Dockerfile): ReadonlySet<string> | undefined {
  const frontend = /^#\s*syntax\s*=\s*(\S+)/im.exec(dockerfile.text)?.[1];
  if (
    dockerfile.problems.length > 0 ||
    (frontend && !/^(?:docker\.io\/)?docker\/dockerfile(?:-upstream)?(?:[:@]|$)/.test(frontend))
  )
    return undefined;
  // The words suffice, and they also hold for what an ONBUILD of this file says.
  return new Set(
    [...dockerfile.text.matchAll(/^[ \t]*(?:ONBUILD[ \t]+)?ARG[ \t]+(.*(?:\\\r?\n.*)*)/gim)].flatMap(([, words = ""]) =>
      [...words.matchAll(/(?:^|\s)([A-Za-z_]\w*)/g)].map(([, name]) => name!),
    ),
  );
}

function fixesFor(file: ComposeFile, build: Build, argument: Assignment, best: string | undefined): Fix[] {
  const rename = best === undefined ? undefined : replaceValue(file, argument.key, best);
  const away = removal(file, build, argument);
  return [
    ...(rename ? [{ title: `Rename to ${best}`, applicability: "unsafe" as const, edits: rename }] : []),
    ...(away ? [{ title: `Remove ${argument.key.text}`, applicability: "safe" as const, edits: away }] : []),
  ];
}

function removal(file: ComposeFile, build: Build, { entry, node }: Assignment) {
  const args = build.get("args")?.value;
  if (args?.kind === "map" && entry) return removeEntry(file, args, entry);
  const item = args?.kind === "seq" ? args.items.find(({ value }) => value === node) : undefined;
  return args?.kind === "seq" && item ? removeItem(file, args, item) : undefined;
}

function withFixes(fixes: readonly Fix[]) {
  return fixes.length > 0
    ? { fixes }
    : {
        noFix:
          "It is the only argument, or the text is shared by an anchor: take it out by hand, or declare it in the Dockerfile.",
      };
}

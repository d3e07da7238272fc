import { defineRule } from "../../linter/rule.js";
import { didYouMean } from "../../linter/rule-names.js";
import type { Project } from "../../project/project.js";
import { basename, dirname, join, relative } from "../../project/uri.js";
import type { Build, ComposeFile, TextValue } from "../../syntax/compose/model.js";
import { textOf } from "../../syntax/compose/values.js";
import type { Span } from "../../text/span.js";
import { yaml } from "../../text/tags.js";
import { replaceValue } from "../../transforms/yaml-edit.js";

export default defineRule({
  name: "dockerfile-missing",
  language: "compose",
  category: "correctness",
  severity: "error",
  profiles: ["recommended"],
  summary: "The build context or the Dockerfile that a service names is not there.",
  why: [
    "The build stops before its first step.",
    "`context` lies relative to the folder of the Compose file, `dockerfile` relative to the context.",
    "A context that a submodule or a script brings in later can be silenced here.",
  ],
  references: [
    "https://docs.docker.com/reference/compose-file/build/#context",
    "https://docs.docker.com/reference/compose-file/build/#dockerfile",
  ],
  covers: ["dockerfile-not-found"],
  crossFile: true,
  fix: "unsafe",

  *check(file, { project }) {
    const seen = new Set<number>();
    for (const service of file.services) {
      const { build } = service;
      const uri = build && project.buildOf(service)?.dockerfileUri;
      if (!build || uri === undefined) continue;
      const place = placeOf(build);
      if (seen.has(place.span.start)) continue;
      seen.add(place.span.start);
      const missing = whatIsMissing(file, build, uri, project);
      if (missing === undefined) continue;
      const { value, best, message } = missing;
      const edits = value && best ? replaceValue(file, value, best) : undefined;
      yield {
        span: value?.span ?? place.span,
        message,
        ...(edits
          ? { fixes: [{ title: `Use ${best}`, applicability: "unsafe", edits }] }
          : { noFix: "No file or folder with a name like this one is there: what was meant is not in the project." }),
      };
    }
  },

  examples: [
    {
      title: "a misspelt folder; a Dockerfile with another name",
      bad: {
        "compose.yaml": yaml`
          services:
            web:
              build: ./fronted
                     ^^^^^^^^^ There is no folder './fronted', so nothing can be built; did you mean './frontend'?
            api:
              build:
                context: backend
                dockerfile: Dockerfile.prod
                            ^^^^^^^^^^^^^^^ There is no 'Dockerfile.prod' in 'backend', so nothing can be built; did you mean 'prod.Dockerfile'?
        `,
        "frontend/Dockerfile": yaml`
          FROM node:22
        `,
        "backend/prod.Dockerfile": yaml`
          FROM node:22
        `,
      },
      good: {
        "compose.yaml": yaml`
          services:
            web:
              build: ./frontend
            api:
              build:
                context: backend
                dockerfile: prod.Dockerfile
        `,
      },
    },
    {
      title: "a folder without a Dockerfile",
      bad: {
        "compose.yaml": yaml`
          services:
            web:
              build: app
                     ^^^ There is no 'Dockerfile' in 'app', so nothing can be built; write it, or name another.
        `,
        "app/main.py": yaml`
          print()
        `,
      },
      good: {},
    },
    {
      title: "what is there, what is elsewhere, what a variable names",
      good: {
        "compose.yaml": yaml`
          services:
            web:
              build: .
            far:
              build: https://example.com/app.git#main
            var:
              build: $APP
            up:
              build: ../../elsewhere
            inline:
              build:
                context: .
                dockerfile_inline: FROM scratch
        `,
        Dockerfile: yaml`
          FROM node:22
        `,
      },
    },
  ],
});

/** Where it says what is built. */
function placeOf(build: Build): { readonly span: Span } {
  return build.dockerfile ?? build.context ?? textOf(build.node) ?? { span: build.entry.key.span };
}

interface Missing {
  readonly value: TextValue | undefined;
  readonly best: string | undefined;
  readonly message: string;
}

function whatIsMissing(file: ComposeFile, build: Build, uri: string, project: Project): Missing | undefined {
  const written = build.context?.text ?? ".";
  const contextUri = join(project.compose.folderOf(build.context?.node ?? build.node), written);
  const context = project.read(contextUri);
  if (context.kind === "absent") {
    const best = neighbour(contextUri, project, (folder, name) => project.read(join(folder, name)).kind === "directory");
    const meant = best === undefined ? undefined : written.replace(/[^/]+(?=\/*$)/, () => best);
    return {
      value: build.context,
      best: meant,
      message: `There is no folder '${written}', so nothing can be built; ${meant ? `did you mean '${meant}'?` : "the path is seen from the Compose file's folder."}`,
    };
  }
  if (context.kind !== "directory" || project.read(uri).kind !== "absent" || uri === file.uri) return undefined;
  const name = build.dockerfile?.text ?? "Dockerfile";
  const parent = project.read(dirname(uri));
  const names = parent.kind === "directory" ? parent.names.filter((it) => /dockerfile|containerfile/i.test(it)) : [];
  const only = names.length === 1 ? names[0] : didYouMean(basename(uri), names);
  const best = only === undefined ? undefined : relative(contextUri, join(dirname(uri), only));
  return {
    value: build.dockerfile,
    best,
    message: `There is no '${name}' in '${written}', so nothing can be built; ${best ? `did you mean '${best}'?` : "write it, or name another."}`,
  };
}

/** A name in the same folder that is like that of a URI. */
function neighbour(uri: string, project: Project, fits: (folder: string, name: string) => boolean): string | undefined {
  const folder = dirname(uri);
  const parent = project.read(folder);
  const best = parent.kind === "directory" ? didYouMean(basename(uri), parent.names) : undefined;
  return best !== undefined && fits(folder, best) ? best : undefined;
}

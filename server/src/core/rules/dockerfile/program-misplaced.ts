import { defineRule, type Fix } from "../../linter/rule.js";
import { finalStages } from "../../project/final-stages.js";
import { type MisplacedProgram, misplacedProgram } from "../../project/misplaced-program.js";
import type { Dockerfile } from "../../syntax/dockerfile/model.js";
import { replace } from "../../text/edits.js";
import { dockerfile, text } from "../../text/tags.js";

export default defineRule({
  name: "program-misplaced",
  language: "dockerfile",
  category: "correctness",
  severity: "error",
  profiles: ["recommended"],
  summary: "What the image starts is not where COPY puts it, but one folder off.",
  why: [
    "`COPY . .` into `/app` puts the folder `app` of the project at `/app/app`: `uvicorn main:app` then ends with an import error.",
    "Either copy the contents of the folder (`COPY app/ .`), or name the folder in the command.",
    "Only what can be seen in the build context is judged, and nothing that a step of the build may make or move.",
  ],
  references: ["https://docs.docker.com/reference/dockerfile/#copy"],
  fix: "unsafe",
  crossFile: true,

  *check(file, { project }) {
    const seen = new Set<number>();
    for (const final of finalStages(file, project)) {
      const found = misplacedProgram(file, project.factsOf(final.stage, file), final);
      if (!found || seen.has(found.word.span.start)) continue;
      seen.add(found.word.span.start);
      const fixes = fixesOf(file, found);
      yield {
        span: found.word.span,
        message: `'${found.word.value}' is looked for at '${found.wanted}', but COPY puts it at '${found.actual}'. ${found.folder ? `Copy the contents of '${found.folder}', or name it here` : "Name it here as it is there"}.`,
        ...(fixes.length > 0 ? { fixes } : { noFix: "It imports from its own folder: copy the folder as a whole." }),
      };
    }
  },

  examples: [
    {
      bad: {
        Dockerfile: dockerfile`
          FROM python:3.13-slim
          WORKDIR /app
          COPY requirements.txt .
          RUN pip install --no-cache-dir -r requirements.txt
          COPY . .
          CMD ["uvicorn", "main:app", "--host", "0.0.0.0"]
                          ^^^^^^^^^^ 'main:app' is looked for at '/app/main.py', but COPY puts it at '/app/app/main.py'. Copy the contents of 'app', or name it here.
        `,
        "requirements.txt": text`fastapi`,
        "app/main.py": text`import settings`,
        "app/settings.py": text`DEBUG = False`,
      },
      good: {
        Dockerfile: dockerfile`
          FROM python:3.13-slim
          WORKDIR /app
          COPY requirements.txt .
          RUN pip install --no-cache-dir -r requirements.txt
          COPY app/ .
          CMD ["uvicorn", "main:app", "--host", "0.0.0.0"]
        `,
      },
    },
    {
      title: "a package, or another language: the command changes",
      bad: {
        Dockerfile: dockerfile`
          FROM python:3.13-slim
          WORKDIR /srv
          COPY . .
          CMD gunicorn main:app
                       ^^^^^^^^ 'main:app' is looked for at '/srv/main.py', but COPY puts it at '/srv/shop/main.py'. Copy the contents of 'shop', or name it here.
        `,
        "shop/main.py": text`from shop.settings import DEBUG`,
      },
      good: {
        Dockerfile: dockerfile`
          FROM python:3.13-slim
          WORKDIR /srv
          COPY . .
          CMD gunicorn shop.main:app
        `,
      },
    },
    {
      title: "the folder was copied flat",
      bad: {
        Dockerfile: dockerfile`
          FROM node:22-slim
          WORKDIR /app
          COPY src/ .
          CMD ["node", "src/server.js"]
                       ^^^^^^^^^^^^^^^ 'src/server.js' is looked for at '/app/src/server.js', but COPY puts it at '/app/server.js'. Name it here as it is there.
        `,
        "src/server.js": text`require("./routes")`,
      },
      good: {
        Dockerfile: dockerfile`
          FROM node:22-slim
          WORKDIR /app
          COPY src/ .
          CMD ["node", "server.js"]
        `,
      },
    },
    {
      title: "in place",
      good: {
        Dockerfile: dockerfile`
          FROM python:3.13-slim
          WORKDIR /app
          COPY . .
          CMD ["uvicorn", "app.main:app"]
        `,
        "app/main.py": text`from app import settings`,
      },
    },
    {
      title: "made or moved by a step",
      good: {
        Dockerfile: dockerfile`
          FROM node:22-slim
          WORKDIR /app
          COPY . .
          RUN npm run build
          CMD ["node", "server.js"]
        `,
        "src/server.js": text`require("./routes")`,
      },
    },
  ],
});

function fixesOf(file: Dockerfile, { word, better, folder, isPackage, copy }: MisplacedProgram): Fix[] {
  const at = file.text.slice(word.span.start, word.span.end).indexOf(word.value);
  const span = { start: word.span.start + at, end: word.span.start + at + word.value.length };
  const name: Fix[] = at < 0 ? [] : [{ title: `Start ${better}`, applicability: "unsafe", edits: [replace(span, better)] }];
  const source = copy?.sources[0];
  const flat: Fix[] =
    folder && source && !copy.json
      ? [{ title: `Copy the contents of ${folder}`, applicability: "unsafe", edits: [replace(source.span, `${folder}/`)] }]
      : [];
  if (!folder) return isPackage ? [] : name;
  // Modules that import their neighbours by name have to lie side by side with the working directory.
  return isPackage ? name : [...flat, ...name];
}

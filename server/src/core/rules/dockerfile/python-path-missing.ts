import { defineRule, type Fix } from "../../linter/rule.js";
import { finalStages } from "../../project/final-stages.js";
import { type MissingImport, missingImport } from "../../project/python-path.js";
import type { Dockerfile, TextInstruction } from "../../syntax/dockerfile/model.js";
import { insertAt } from "../../text/edits.js";
import { lineEnd } from "../../text/line-index.js";
import { dockerfile, text, yaml } from "../../text/tags.js";
import { insertAfter, keywordLike, nextLineStart } from "../../transforms/dockerfile-edit.js";
import { firstLine } from "../../transforms/run-edit.js";

export default defineRule({
  name: "python-path-missing",
  language: "dockerfile",
  category: "correctness",
  severity: "warning",
  profiles: ["recommended"],
  summary: "A Python program imports a package from the working directory, which is not on its path.",
  why: [
    "`alembic` and scripts started by path look into their own folder, not into the working directory: they stop with `ModuleNotFoundError`.",
    "uvicorn, gunicorn, flask, celery, `python -m` and `manage.py` add the working directory themselves, so that the fault shows only when the first migration runs.",
    "Silent where PYTHONPATH is set, where the project is installed as a package, and where `alembic.ini` has `prepend_sys_path`.",
  ],
  references: [
    "https://docs.python.org/3/library/sys_path_init.html",
    "https://alembic.sqlalchemy.org/en/latest/tutorial.html#editing-the-ini-file",
  ],
  fix: "unsafe",
  crossFile: true,

  *check(file, { project }) {
    for (const { stage, builds } of finalStages(file, project)) {
      const facts = project.factsOf(stage, file);
      const fallback = { context: project.builds[0]?.context, service: undefined, compose: undefined };
      for (const { context, service, compose } of builds.length > 0 ? builds : [fallback]) {
        const missing = missingImport({ facts, dockerfile: file, context, service, compose }, project);
        if (!missing) continue;
        const { program, module, workdir, command, uri, span } = missing;
        const instruction = facts.state.workdirInstruction;
        yield {
          span: firstLine(file.text, instruction?.argument?.span ?? stage.from.image.span),
          message: `'${program}' imports '${module}' from '${workdir}', but only the program's own folder is on Python's path; set PYTHONPATH=${workdir}.`,
          related: [
            ...(command.span && command.uri !== file.uri
              ? [{ uri: command.uri, span: command.span, message: "It is started here." }]
              : []),
            { uri, span, message: "The import." },
          ],
          fixes: fixesOf(file, instruction, missing),
          noFix: "The working directory comes from the base image or from Compose: set PYTHONPATH where it is set.",
        };
        break;
      }
    }
  },

  examples: [
    {
      title: "alembic, from a script that the entrypoint runs",
      bad: {
        Dockerfile: dockerfile`
          FROM python:3.13-slim
          WORKDIR /app
                  ^^^^ 'alembic' imports 'app' from '/app', but only the program's own folder is on Python's path; set PYTHONPATH=/app.
          COPY requirements.txt .
          RUN pip install -r requirements.txt
          COPY . .
          ENTRYPOINT ["./entrypoint.sh"]
          CMD ["uvicorn", "app.main:app"]
        `,
        "requirements.txt": text`alembic`,
        "entrypoint.sh": text`
          #!/bin/sh
          if [ "$MIGRATE" = 1 ]; then
            alembic upgrade head
          fi
          exec "$@"
        `,
        "alembic.ini": text`
          [alembic]
          script_location = alembic
        `,
        "alembic/env.py": text`
          from alembic import context
          from app.models import Base
        `,
        "app/__init__.py": text`# the package`,
      },
      good: {
        Dockerfile: dockerfile`
          FROM python:3.13-slim
          WORKDIR /app
          ENV PYTHONPATH=/app
          COPY requirements.txt .
          RUN pip install -r requirements.txt
          COPY . .
          ENTRYPOINT ["./entrypoint.sh"]
          CMD ["uvicorn", "app.main:app"]
        `,
      },
    },
    {
      title: "a script in a folder of its own, from a service of Compose",
      bad: {
        Dockerfile: dockerfile`
          FROM python:3.13-slim
          WORKDIR /srv
                  ^^^^ 'scripts/seed.py' imports 'store' from '/srv', but only the program's own folder is on Python's path; set PYTHONPATH=/srv.
          COPY src/ ./
          CMD ["gunicorn", "store:app"]
        `,
        "compose.yaml": yaml`
          services:
            web:
              build: .
            seed:
              build: .
              command: sh -c "sleep 1 && python -u scripts/seed.py"
        `,
        "src/store.py": text`app = None`,
        "src/scripts/seed.py": text`
          import sys
          import store
        `,
      },
      good: {
        Dockerfile: dockerfile`
          FROM python:3.13-slim
          WORKDIR /srv
          ENV PYTHONPATH=/srv
          COPY src/ ./
          CMD ["gunicorn", "store:app"]
        `,
      },
    },
    {
      title: "found all the same: configuration, variable, install",
      good: {
        Dockerfile: dockerfile`
          FROM python:3.13-slim
          WORKDIR /app
          COPY . .
          CMD alembic upgrade head && PYTHONPATH=. python scripts/seed.py
        `,
        "alembic.ini": text`
          [alembic]
          script_location = alembic
          prepend_sys_path = .
        `,
        "alembic/env.py": text`import app`,
        "scripts/seed.py": text`import app`,
        "app/__init__.py": text`# the package`,
      },
    },
    {
      title: "the project is installed",
      good: {
        Dockerfile: dockerfile`
          FROM python:3.13-slim
          WORKDIR /app
          COPY . .
          RUN pip install --no-cache-dir .
          CMD ["alembic", "upgrade", "head"]
        `,
        "alembic.ini": text`script_location = alembic`,
        "alembic/env.py": text`import app`,
        "app/__init__.py": text`# the package`,
      },
    },
    {
      title: "programs that look into the working directory themselves",
      good: {
        Dockerfile: dockerfile`
          FROM python:3.13-slim
          WORKDIR /app
          COPY . .
          CMD python manage.py migrate && python -m alembic upgrade head && uvicorn app:app
        `,
        "alembic.ini": text`script_location = alembic`,
        "alembic/env.py": text`import app`,
        "manage.py": text`import app`,
        "app/__init__.py": text`# the package`,
      },
    },
  ],
});

function fixesOf(file: Dockerfile, instruction: TextInstruction | undefined, { workdir, ini }: MissingImport): Fix[] {
  const fixes: Fix[] = [];
  // A WORKDIR of Compose, or of the base image, has no line here.
  if (instruction && instruction.argument?.text.replace(/(?<=.)\/$/, "") === workdir) {
    const edits = [
      insertAfter(file, instruction, [
        `${keywordLike(file, "ENV")} PYTHONPATH=${/\s/.test(workdir) ? JSON.stringify(workdir) : workdir}`,
      ]),
    ];
    fixes.push({ title: `Set PYTHONPATH=${workdir}`, applicability: "unsafe", edits });
  }
  const location = ini && /^script_location.*$/m.exec(ini.text);
  if (ini && location) {
    const at = nextLineStart(ini.text, location.index);
    const end = lineEnd(ini.text);
    const line = ini.text[at - 1] === "\n" ? `prepend_sys_path = .${end}` : `${end}prepend_sys_path = .`;
    fixes.push({
      title: "Set prepend_sys_path in alembic.ini",
      applicability: "unsafe",
      edits: [],
      otherEdits: { [ini.uri]: [insertAt(at, line)] },
    });
  }
  return fixes;
}

import { defineRule } from "../../linter/rule.js";
import { finalStages } from "../../project/final-stages.js";
import { httpPort, servesNothing } from "../../project/listening-port.js";
import { commandText } from "../../project/service-facts.js";
import type { StageFacts } from "../../project/stage-facts.js";
import { startup } from "../../project/startup.js";
import { dockerfile, yaml } from "../../text/tags.js";
import { addHealthcheck } from "../../transforms/dockerfile-healthcheck.js";

export default defineRule({
  name: "missing-healthcheck",
  language: "dockerfile",
  category: "reliability",
  severity: "info",
  profiles: ["recommended"],
  summary: "The image serves requests but has no HEALTHCHECK.",
  why: [
    "Docker sees that a process runs, not that it answers: a server that hangs stays *up*.",
    "With a health check `docker ps` shows the truth, and Compose can start the next service when this one really is ready.",
    "The fix asks with a program that the image has, for a health route of the application's source where there is one; see that the page answers with success.",
    "Kubernetes ignores HEALTHCHECK and has probes of its own: a project that is for Kubernetes only is not judged, neither are programs that serve no HTTP.",
  ],
  references: ["https://docs.docker.com/reference/dockerfile/#healthcheck"],
  aliases: [
    "hadolint:DL3057",
    "trivy:DS-0026",
    "kics:Healthcheck Instruction Missing",
    "checkov:CKV_DOCKER_2",
    "tally:hadolint/DL3057",
  ],
  covers: ["healthcheck-missing"],
  fix: "unsafe",
  crossFile: true,

  *check(file, { project }) {
    for (const final of finalStages(file, project)) {
      const { stage, builds, services } = final;
      const facts = project.factsOf(stage, file);
      // An unknown image may bring a health check of its own.
      if (facts.state.healthcheck || !facts.image || facts.image.family === "windows") continue;
      if (services.length > 0 && services.every(({ healthcheck }) => healthcheck?.test || healthcheck?.disabled)) continue;
      // Workers, schedulers and jobs wait for work, not for requests.
      if (services.length > 0 && services.every((it) => (it.command || it.entrypoint) && servesNothing(commandText(it))))
        continue;
      if (services.length === 0 && builds.some(({ context }) => context?.names()?.some((name) => kubernetes.test(name))))
        continue;
      const port =
        facts.state.cmd || facts.state.entrypoint || !facts.image.healthcheck
          ? httpPort(facts, startup(facts, file, builds), file)
          : undefined;
      if (port === undefined && !hasKnownCheck(facts)) continue;
      const fix = addHealthcheck(file, final, facts, port);
      // Without a program that could ask, the advice is of no use.
      if ("noFix" in fix && (facts.image.shell === "none" || facts.image.family === "scratch")) continue;
      yield {
        span: stage.from.image.text === "" ? stage.from.keywordSpan : stage.from.image.span,
        message: `This image serves ${port === undefined ? "requests" : `port ${port}`} but has no HEALTHCHECK: nobody sees when the program hangs. Add one.`,
        // Compose acts on it; elsewhere it is a possibility.
        ...(services.length > 0 && !final.development ? {} : { severity: "hint" as const }),
        ...fix,
      };
    }
  },

  examples: [
    {
      bad: {
        Dockerfile: dockerfile`
          FROM python:3.13-slim
               ^^^^^^^^^^^^^^^^ This image serves port 8080 but has no HEALTHCHECK: nobody sees when the program hangs. Add one.
          COPY app app
          EXPOSE 8080
          CMD ["uvicorn", "app.main:app", "--host", "0.0.0.0", "--port", "8080"]
        `,
        "app/main.py": dockerfile`
          @app.get("/healthz")
          def health():
              return {}
        `,
      },
      good: {
        Dockerfile: dockerfile`
          FROM python:3.13-slim
          COPY app app
          EXPOSE 8080
          HEALTHCHECK --interval=30s --timeout=5s --start-period=10s --retries=3 \
              CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/healthz', timeout=3)"]
          CMD ["uvicorn", "app.main:app", "--host", "0.0.0.0", "--port", "8080"]
        `,
      },
    },
    {
      title: "a service runs it",
      bad: {
        Dockerfile: dockerfile`
          FROM node:22 AS build
          RUN npm ci && npm run build
          FROM node:22-alpine AS run
               ^^^^^^^^^^^^^^ This image serves port 3000 but has no HEALTHCHECK: nobody sees when the program hangs. Add one.
          ENV PORT=3000
          EXPOSE $PORT

          CMD ["node", "server.js"]
        `,
        "compose.yaml": yaml`
          services:
            web:
              build: .
        `,
      },
      good: {
        Dockerfile: dockerfile`
          FROM node:22 AS build
          RUN npm ci && npm run build
          FROM node:22-alpine AS run
          ENV PORT=3000
          EXPOSE $PORT

          HEALTHCHECK --interval=30s --timeout=5s --start-period=10s --retries=3 \
              CMD ["node", "-e", "fetch('http://127.0.0.1:3000/').then(r=>process.exit(r.ok?0:1),()=>process.exit(1))"]

          CMD ["node", "server.js"]
        `,
      },
    },
    {
      title: "BusyBox has wget",
      bad: dockerfile`
        FROM alpine:3.22
             ^^^^^^^^^^^ This image serves port 8090 but has no HEALTHCHECK: nobody sees when the program hangs. Add one.
        COPY server /usr/local/bin/
        EXPOSE 8090/tcp
        ENTRYPOINT ["server"]
      `,
      good: dockerfile`
        FROM alpine:3.22
        COPY server /usr/local/bin/
        EXPOSE 8090/tcp
        HEALTHCHECK --interval=30s --timeout=5s --start-period=10s --retries=3 \
            CMD ["wget", "-q", "-O", "/dev/null", "http://127.0.0.1:8090/"]
        ENTRYPOINT ["server"]
      `,
    },
    {
      title: "nothing in the image can ask",
      bad: dockerfile`
        FROM debian:13-slim
             ^^^^^^^^^^^^^^ This image serves port 8090 but has no HEALTHCHECK: nobody sees when the program hangs. Add one.
        COPY server /opt/server
        RUN ./install.sh
        EXPOSE 8090
        ENTRYPOINT ["/opt/server"]
      `,
    },
    {
      title: "a service that runs something else would count as unhealthy",
      bad: {
        Dockerfile: dockerfile`
          FROM python:3.13-slim
               ^^^^^^^^^^^^^^^^ This image serves port 8000 but has no HEALTHCHECK: nobody sees when the program hangs. Add one.
          CMD ["gunicorn", "-b", "0.0.0.0:8000", "app:app"]
        `,
        "compose.yaml": yaml`
          services:
            web:
              build: .
            worker:
              build: .
              command: celery -A app worker
        `,
      },
    },
    {
      title: "services that run another command, with the same port or a check of their own",
      bad: {
        Dockerfile: dockerfile`
          FROM python:3.13-slim
               ^^^^^^^^^^^^^^^^ This image serves port 8000 but has no HEALTHCHECK: nobody sees when the program hangs. Add one.
          CMD ["gunicorn", "-b", "0.0.0.0:8000", "app:app"]
        `,
        "compose.yaml": yaml`
          services:
            web:
              build: .
              command: gunicorn -b 0.0.0.0:8000 --reload app:app
            migrate:
              build: .
              command: python manage.py migrate
            worker:
              build: .
              command: celery -A app worker
              healthcheck:
                disable: true
        `,
      },
      good: {
        Dockerfile: dockerfile`
          FROM python:3.13-slim
          HEALTHCHECK --interval=30s --timeout=5s --start-period=10s --retries=3 \
              CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/', timeout=3)"]
          CMD ["gunicorn", "-b", "0.0.0.0:8000", "app:app"]
        `,
      },
    },
    {
      title: "jobs, tools, workers, other protocols, images without a program to ask, unknown images",
      good: dockerfile`
        FROM python:3.13-slim AS job
        CMD ["python", "import.py"]
        FROM scratch
        EXPOSE 8080
        ENTRYPOINT ["/server"]
      `,
    },
    {
      title: "a worker that inherits the port",
      good: dockerfile`
        FROM python:3.13-slim
        EXPOSE 8000
        CMD ["celery", "-A", "app", "worker"]
      `,
    },
    {
      title: "Compose starts nothing but workers from it",
      good: {
        Dockerfile: dockerfile`
          FROM python:3.13-slim
          EXPOSE 8000
          CMD ["gunicorn", "-b", "0.0.0.0:8000", "app:app"]
        `,
        "compose.yaml": yaml`
          services:
            worker:
              build: .
              command: celery -A app worker
        `,
      },
    },
    {
      title: "the service has its own check",
      good: {
        Dockerfile: dockerfile`
          FROM python:3.13-slim
          EXPOSE 8000
          CMD ["gunicorn", "app:app"]
        `,
        "compose.yaml": yaml`
          services:
            app:
              build: .
              healthcheck:
                test: ["CMD", "python", "check.py"]
        `,
      },
    },
    {
      title: "inherited, switched off",
      good: dockerfile`
        FROM node:22 AS base
        HEALTHCHECK CMD node check.js
        FROM base
        EXPOSE 3000
        CMD ["node", "server.js"]
      `,
    },
  ],
});

const kubernetes = /^(?:k8s|kubernetes|helm|charts?|kustomize|skaffold\.ya?ml|Chart\.yaml)$/i;

/** The image is a server that is started as it comes. */
function hasKnownCheck({ image, state }: StageFacts): boolean {
  return image?.healthcheck !== undefined && image.longRunning === true && !state.cmd && !state.entrypoint;
}

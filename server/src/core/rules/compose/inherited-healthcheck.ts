import { defineRule, type Fix } from "../../linter/rule.js";
import { ownServices } from "../../project/compose/own-services.js";
import type { Project } from "../../project/project.js";
import { commandText } from "../../project/service-facts.js";
import type { ComposeFile, Service } from "../../syntax/compose/model.js";
import { yaml } from "../../text/tags.js";
import { insertEntry } from "../../transforms/yaml-edit.js";

export default defineRule({
  name: "inherited-healthcheck",
  language: "compose",
  category: "reliability",
  severity: "warning",
  profiles: ["recommended"],
  summary: "A worker runs with the health check that its image has for the web server.",
  why: [
    "HEALTHCHECK of the image asks a port on which a worker or scheduler does not listen: the container is unhealthy for good, and whoever waits for it waits in vain.",
    "A Celery worker can be asked by `celery inspect ping`; a scheduler has no such question, so its check is switched off.",
  ],
  references: [
    "https://docs.docker.com/reference/compose-file/services/#healthcheck",
    "https://docs.celeryq.dev/en/stable/userguide/monitoring.html#commands",
  ],
  crossFile: true,
  fix: "unsafe",

  *check(file, { project }) {
    for (const { service, merged } of ownServices(file, project)) {
      if (merged.healthcheck || !merged.build || !merged.command) continue;
      const asked = askedPort(merged, project);
      const work = asked && workOf(commandText(merged));
      if (!asked || !work) continue;
      const fixes = fixesFor(file, service, work);
      yield {
        span: service.get("command")?.key.span ?? service.key.span,
        message: `'${service.name}' runs ${work.name}, but the health check of its image asks ${asked}, where nothing listens: it will stay unhealthy; give it its own.`,
        ...(fixes.length > 0
          ? { fixes }
          : { noFix: "The service is shared by an anchor, or written in a way that cannot be extended safely." }),
      };
    }
  },

  examples: [
    {
      title: "worker and scheduler of one image",
      bad: {
        "compose.yaml": yaml`
          services:
            web:
              build: .
            worker:
              build: .
              command: celery -A shop worker --loglevel=info
              ^^^^^^^ 'worker' runs a Celery worker, but the health check of its image asks http://127.0.0.1:8000/health, where nothing listens: it will stay unhealthy; give it its own.
              restart: unless-stopped
            beat:
              build: .
              command: ["celery", "-A", "shop", "beat"]
              ^^^^^^^ 'beat' runs the Celery scheduler, but the health check of its image asks http://127.0.0.1:8000/health, where nothing listens: it will stay unhealthy; give it its own.
        `,
        Dockerfile: yaml`
          FROM python:3.13-slim
          HEALTHCHECK CMD curl -f http://127.0.0.1:8000/health || exit 1
          CMD ["gunicorn", "shop.wsgi"]
        `,
      },
      good: {
        "compose.yaml": yaml`
          services:
            web:
              build: .
            worker:
              build: .
              command: celery -A shop worker --loglevel=info
              healthcheck:
                test: ["CMD-SHELL", "celery -A shop inspect ping -d celery@$$HOSTNAME"]
                interval: 30s
                timeout: 15s
                retries: 3
                start_period: 30s
              restart: unless-stopped
            beat:
              build: .
              command: ["celery", "-A", "shop", "beat"]
              healthcheck:
                disable: true
        `,
      },
    },
    {
      title: "its own check, a server, a check that asks no port",
      good: {
        "compose.yaml": yaml`
          services:
            worker:
              build: .
              command: celery -A shop worker
              healthcheck:
                test: celery -A shop inspect ping
            web:
              build: .
              command: gunicorn shop.wsgi --bind 0.0.0.0:8000
            other:
              build: other
              command: celery -A shop worker
        `,
        Dockerfile: yaml`
          FROM python:3.13-slim
          HEALTHCHECK CMD curl -f http://127.0.0.1:8000/health || exit 1
        `,
        "other/Dockerfile": yaml`
          FROM python:3.13-slim
          HEALTHCHECK CMD ["python", "alive.py"]
        `,
      },
    },
  ],
});

/** The address that HEALTHCHECK of the service's image asks; undefined where it asks none, or nobody knows. */
function askedPort(service: Service, project: Project): string | undefined {
  const build = project.buildOf(service);
  const instruction = build?.dockerfile && build.stage && project.factsOf(build.stage, build.dockerfile).state.healthcheck;
  if (!build?.dockerfile || !instruction || instruction.none) return undefined;
  const text = build.dockerfile.text.slice(instruction.span.start, instruction.span.end);
  return /https?:\/\/(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])(?::\d+)?[^\s"'|;)]*/.exec(text)?.[0];
}

interface Work {
  readonly name: string;
  /** The words of a question that tells whether it works; undefined: there is none. */
  readonly test: string | undefined;
}

/** What a command runs that listens on no port; undefined for servers and for what is not known. */
function workOf(command: string): Work | undefined {
  if (/\b(?:uvicorn|gunicorn|hypercorn|daphne|runserver|flower)\b/.test(command)) return undefined;
  const celery = /(?:^|\s)celery\b(.*?)\s(worker|beat)\b/.exec(command);
  if (celery?.[2] === "beat") return { name: "the Celery scheduler", test: undefined };
  if (celery) {
    const app = /(?:-A|--app)[\s=](\S+)/.exec(celery[1]!)?.[1];
    // Another name of the node, or another place to look for the app, would have to be part of the question.
    const plain = app !== undefined && !/\s(?:-n|--hostname|--workdir|-P\s*solo|--pool[\s=]solo)\b/.test(command);
    return { name: "a Celery worker", test: plain ? `celery -A ${app} inspect ping -d celery@$$HOSTNAME` : undefined };
  }
  const others: readonly (readonly [RegExp, string])[] = [
    [/(?:^|\s)(?:rq|rqworker)\b/, "an RQ worker"],
    [/(?:^|\s)dramatiq\b/, "a Dramatiq worker"],
    [/(?:^|\s)sidekiq\b/, "Sidekiq"],
    [/artisan\s+(?:queue:work|horizon|schedule:work)\b/, "a Laravel worker"],
  ];
  const other = others.find(([pattern]) => pattern.test(command));
  return other && { name: other[1], test: undefined };
}

function fixesFor(file: ComposeFile, service: Service, { test }: Work): Fix[] {
  const after = service.get("command")?.merged === undefined && service.get("command") ? { after: "command" } : {};
  const { flow } = service.node;
  const lines = (words: string) => [
    `test: ["CMD-SHELL", "${words}"]`,
    "interval: 30s",
    "timeout: 15s",
    "retries: 3",
    "start_period: 30s",
  ];
  const entry = (body: readonly string[]) =>
    flow ? `healthcheck: { ${body.join(", ")} }` : ["healthcheck:", ...body.map((line) => `  ${line}`)].join("\n");
  const ask = test === undefined ? undefined : insertEntry(file, service.node, entry(lines(test)), after);
  const off = insertEntry(file, service.node, entry(["disable: true"]), after);
  return [
    ...(ask ? [{ title: "Ask the worker with celery inspect ping", applicability: "unsafe" as const, edits: ask }] : []),
    ...(off ? [{ title: "Switch the image's health check off here", applicability: "unsafe" as const, edits: off }] : []),
  ];
}

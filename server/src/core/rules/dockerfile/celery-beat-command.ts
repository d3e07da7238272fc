import { defineRule } from "../../linter/rule.js";
import { type Runtime, verdict } from "../../project/celery-beat.js";
import { finalStages } from "../../project/final-stages.js";
import type { Project } from "../../project/project.js";
import type { Dockerfile } from "../../syntax/dockerfile/model.js";
import { dockerfile, text, yaml } from "../../text/tags.js";
import { beatFixes, beatMessage, imageBeats } from "../../transforms/celery-beat.js";

export default defineRule({
  name: "celery-beat-command",
  language: "dockerfile",
  category: "reliability",
  severity: "warning",
  profiles: ["recommended"],
  summary: "Celery beat, started by CMD or ENTRYPOINT, cannot write its schedule.",
  why: [
    '`celery beat` (and `worker -B`) keeps the times of the last runs in the file `celerybeat-schedule` in the working directory; as a user who may not write there it stops at once with "permission denied".',
    "The file in `/tmp` is lost with the container, and then every periodic task may run once more than needed.",
    "As root nothing fails yet, so that is only a hint.",
    "What services of a Compose file start instead is judged there, by `celery-beat-schedule`.",
  ],
  references: [
    "https://docs.celeryq.dev/en/stable/userguide/periodic-tasks.html#starting-the-scheduler",
    "https://docs.celeryq.dev/en/stable/reference/cli.html#celery-beat",
  ],
  fix: "unsafe",
  crossFile: true,

  *check(file, { project }) {
    const seen = new Set<string>();
    for (const runtime of runtimes(file, project)) {
      for (const beat of imageBeats(runtime)) {
        const key = `${beat.uri} ${beat.word.start}`;
        const judged = seen.has(key) ? undefined : verdict(runtime, beat);
        if (!judged) continue;
        seen.add(key);
        const own = beat.uri === file.uri;
        const started = runtime.facts.state.cmd ?? runtime.facts.state.entrypoint;
        if (!own && !started) continue;
        yield {
          span: own ? beat.word : started!.keywordSpan,
          message: beatMessage(beat, judged),
          ...(judged.kind === "root" ? { severity: "hint" } : {}),
          related: own ? [] : [{ uri: beat.uri, span: beat.word, message: "It is started here." }],
          fixes: beatFixes(beat, judged.kind, judged.directory, runtime, file.uri),
        };
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM python:3.13-slim
        WORKDIR /app
        COPY . .
        USER nobody
        CMD ["celery", "-A", "app", "beat"]
                                    ^^^^^^ 'beat' keeps its schedule in '/app', where user 'nobody' may not write: it stops with "permission denied". Add --schedule=/tmp/celerybeat-schedule.
      `,
      good: dockerfile`
        FROM python:3.13-slim
        WORKDIR /app
        COPY . .
        USER nobody
        CMD ["celery", "-A", "app", "beat", "--schedule=/tmp/celerybeat-schedule", "--pidfile="]
      `,
    },
    {
      title: "as root, in the shell form, from a configuration of the supervisor",
      bad: {
        Dockerfile: dockerfile`
          FROM python:3.13-slim AS worker
          WORKDIR /app
          CMD celery -A app worker \
                -B -l info
                ^^ '-B' keeps its schedule in '/app': that ends with the first user but root, or with read_only. Add --schedule=/tmp/celerybeat-schedule.
          FROM worker
          COPY deploy/supervisord.conf /etc/
          CMD ["supervisord", "-n", "-c", "/etc/supervisord.conf"]
          ^^^ 'beat' keeps its schedule in '/app': that ends with the first user but root, or with read_only. Add --schedule=/tmp/celerybeat-schedule.
        `,
        "compose.yaml": yaml`
          services:
            worker:
              build:
                context: .
                target: worker
            all:
              build: .
        `,
        "deploy/supervisord.conf": text`
          [supervisord]
          nodaemon=true
          [program:beat]
          command=nautobot-server celery beat ; the clock
        `,
      },
      good: {
        Dockerfile: dockerfile`
          FROM python:3.13-slim AS worker
          WORKDIR /app
          CMD celery -A app worker \
                -B -l info --schedule=/tmp/celerybeat-schedule
          FROM worker
          COPY deploy/supervisord.conf /etc/
          CMD ["supervisord", "-n", "-c", "/etc/supervisord.conf"]
        `,
        "deploy/supervisord.conf": text`
          [supervisord]
          nodaemon=true
          [program:beat]
          command=nautobot-server celery beat --schedule=/tmp/celerybeat-schedule --pidfile= ; the clock
        `,
      },
    },
    {
      title: "every service starts something else",
      good: {
        Dockerfile: dockerfile`
          FROM python:3.13-slim
          WORKDIR /app
          USER nobody
          CMD celery -A app beat
        `,
        "compose.yaml": yaml`
          services:
            web:
              build: .
              command: uvicorn app:app
        `,
      },
    },
    {
      title: "a user who owns the directory; a base image that is not known",
      good: dockerfile`
        FROM python:3.13-slim AS one
        RUN useradd --create-home --home-dir /app app
        USER app
        WORKDIR /app
        CMD celery -A app beat
        FROM registry.example.com/python:3
        WORKDIR /app
        USER app
        CMD celery -A app beat
      `,
    },
  ],
});

/** The ways in which the images run with their own command. */
function* runtimes(file: Dockerfile, project: Project): Generator<Runtime> {
  for (const { stage, builds } of finalStages(file, project)) {
    const facts = project.factsOf(stage, file);
    const fallback = { context: project.builds[0]?.context, service: undefined, compose: undefined };
    for (const { context, service, compose } of builds.length > 0 ? builds : [fallback]) {
      if (service?.command || service?.entrypoint) continue;
      yield { facts, dockerfile: file, context, service, compose };
    }
  }
}

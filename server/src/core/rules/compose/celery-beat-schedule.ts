import { defineRule } from "../../linter/rule.js";
import { verdict } from "../../project/celery-beat.js";
import { dockerfile, text, yaml } from "../../text/tags.js";
import { beatFixes, beatMessage, runtimeOf, serviceBeats } from "../../transforms/celery-beat.js";

export default defineRule({
  name: "celery-beat-schedule",
  language: "compose",
  category: "reliability",
  severity: "warning",
  profiles: ["recommended"],
  summary: "Celery beat cannot write its schedule.",
  why: [
    '`celery beat` (and `worker -B`) keeps the times of the last runs in the file `celerybeat-schedule` in the working directory; as a user who may not write there it stops at once with "permission denied".',
    "The file in `/tmp` is lost with the container, and then every periodic task may run once more than needed; a named volume keeps it.",
    "As root nothing fails yet, so that is only a hint.",
    "Silent with `--schedule`, with a scheduler that uses a database or Redis, with `beat_schedule_filename` in the settings, and where the directory is given to the user or mounted.",
  ],
  references: [
    "https://docs.celeryq.dev/en/stable/userguide/periodic-tasks.html#starting-the-scheduler",
    "https://docs.celeryq.dev/en/stable/reference/cli.html#celery-beat",
  ],
  fix: "unsafe",
  crossFile: true,

  *check(file, { project }) {
    // Services may share one command by an anchor.
    const seen = new Set<string>();
    for (const service of file.services) {
      if (!service.command && !service.entrypoint) continue;
      const runtime = runtimeOf(service, file, project);
      if (!runtime) continue;
      for (const beat of serviceBeats(service, file, runtime)) {
        const judged = verdict(runtime, beat);
        const own = beat.uri === file.uri;
        const span = own ? beat.word : (service.command ?? service.entrypoint)!.entry.key.span;
        if (!judged || seen.has(`${span.start} ${beat.word.start}`)) continue;
        seen.add(`${span.start} ${beat.word.start}`);
        const workdir = runtime.facts.state.workdirInstruction;
        yield {
          span,
          message: beatMessage(beat, judged),
          ...(judged.kind === "root" ? { severity: "hint" } : {}),
          related: [
            ...(own ? [] : [{ uri: beat.uri, span: beat.word, message: "It is started here." }]),
            ...(workdir?.argument && judged.kind === "denied"
              ? [{ uri: runtime.dockerfile.uri, span: workdir.argument.span, message: "This directory belongs to root." }]
              : []),
          ],
          fixes: beatFixes(beat, judged.kind, judged.directory, runtime, file.uri),
          noFix: "The command is shared with other services, or its form hides where a word could be added.",
        };
      }
    }
  },

  examples: [
    {
      title: "a user without rights in a directory of root",
      bad: {
        "compose.yaml": yaml`
          services:
            beat:
              build: .
              command: celery -A app beat -l info # the clock
                                     ^^^^ 'beat' keeps its schedule in '/app', where user 'app' may not write: it stops with "permission denied". Add --schedule=/tmp/celerybeat-schedule.
        `,
        Dockerfile: dockerfile`
          FROM python:3.13-slim
          WORKDIR /app
          COPY . .
          RUN useradd --system app
          USER app
        `,
      },
      good: {
        "compose.yaml": yaml`
          services:
            beat:
              build: .
              command: celery -A app beat -l info --schedule=/tmp/celerybeat-schedule --pidfile= # the clock
        `,
      },
    },
    {
      title: "lists, a module, a worker with -B",
      bad: {
        "compose.yaml": yaml`
          services:
            one:
              build: .
              command: ["python", "-m", "celery", "-A", "app", "beat"]
                                                                ^^^^ 'beat' keeps its schedule in '/app', where user '1000' may not write: it stops with "permission denied". Add --schedule=/tmp/celerybeat-schedule.
              user: "1000"
            two:
              build: .
              user: "1000"
              command:
                - celery
                - --app=app
                - worker
                - -B
                  ^^ '-B' keeps its schedule in '/app', where user '1000' may not write: it stops with "permission denied". Add --schedule=/tmp/celerybeat-schedule.
        `,
        Dockerfile: dockerfile`
          FROM python:3.13-slim
          WORKDIR /app
          COPY . .
        `,
      },
      good: {
        "compose.yaml": yaml`
          services:
            one:
              build: .
              command: ["python", "-m", "celery", "-A", "app", "beat", "--schedule=/tmp/celerybeat-schedule", "--pidfile="]
              user: "1000"
            two:
              build: .
              user: "1000"
              command:
                - celery
                - --app=app
                - worker
                - -B
                - --schedule=/tmp/celerybeat-schedule
        `,
      },
    },
    {
      title: "read-only, in a shell",
      bad: {
        "compose.yaml": yaml`
          services:
            beat:
              build: .
              command: sh -c "sleep 5 && celery -A app beat --loglevel=$$LEVEL"
                                                       ^^^^ 'beat' keeps its schedule in '/app', but the file system is read-only: it stops. Add --schedule=/tmp/celerybeat-schedule and a tmpfs for /tmp.
              read_only: true
        `,
        Dockerfile: dockerfile`
          FROM python:3.13-slim
          WORKDIR /app
          COPY . .
        `,
      },
      good: {
        "compose.yaml": yaml`
          services:
            beat:
              build: .
              command: sh -c "sleep 5 && celery -A app beat --loglevel=$$LEVEL --schedule=/tmp/celerybeat-schedule --pidfile="
              read_only: true
              tmpfs:
                - /tmp
        `,
      },
    },
    {
      title: "in a script that the command names",
      bad: {
        "compose.yaml": yaml`
          services:
            beat:
              build: .
              command: /start-beat
              ^^^^^^^ 'beat' keeps its schedule in '/app': that ends with the first user but root, or with read_only. Add --schedule=/tmp/celerybeat-schedule.
        `,
        Dockerfile: dockerfile`
          FROM python:3.13-slim
          COPY scripts/beat.sh /start-beat
          WORKDIR /app
          COPY . .
        `,
        "scripts/beat.sh": text`
          #!/bin/sh
          set -e
          exec celery -A app beat
        `,
      },
      good: {
        "scripts/beat.sh": text`
          #!/bin/sh
          set -e
          exec celery -A app beat --schedule=/tmp/celerybeat-schedule --pidfile=
        `,
      },
    },
    {
      title: "decided by option or settings",
      good: {
        "compose.yaml": yaml`
          services:
            one:
              build: .
              command: celery -A app beat -s /data/schedule
            two:
              build: .
              command: celery -A app beat --scheduler django_celery_beat.schedulers:DatabaseScheduler
            three:
              build: ./three
              command: celery -A app beat
            worker:
              build: .
              command: celery -A app worker -l info
        `,
        Dockerfile: dockerfile`
          FROM python:3.13-slim
          WORKDIR /app
          USER 1000
        `,
        "three/Dockerfile": dockerfile`
          FROM python:3.13-slim
          WORKDIR /app
          USER 1000
        `,
        "three/config/settings.py": text`
          CELERY_BEAT_SCHEDULE_FILENAME = "/data/schedule"
        `,
      },
    },
    {
      title: "a directory that may be written",
      good: {
        "compose.yaml": yaml`
          services:
            given:
              build: .
              command: celery -A app beat
            mounted:
              build: ./plain
              command: celery -A app beat
              volumes: ["beat:/app"]
            elsewhere:
              build: ./plain
              working_dir: /tmp
              command: celery -A /app/tasks beat
          volumes:
            beat:
        `,
        Dockerfile: dockerfile`
          FROM python:3.13-slim
          WORKDIR /app
          RUN useradd app && chown app:app .
          USER app
        `,
        "plain/Dockerfile": dockerfile`
          FROM python:3.13-slim
          WORKDIR /app
          USER 1000
        `,
      },
    },
  ],
});

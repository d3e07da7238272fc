import { defineRule } from "../../linter/rule.js";
import { ownServices } from "../../project/compose/own-services.js";
import type { Project } from "../../project/project.js";
import {
  commandText,
  imageFactsOfService,
  isDevelopmentFile,
  isOneShot,
  namesakes,
  runsItsProgram,
  startsServer,
} from "../../project/service-facts.js";
import type { ComposeFile, Service } from "../../syntax/compose/model.js";
import { firstLine } from "../../syntax/yaml/errors.js";
import { yaml } from "../../text/tags.js";
import { insertEntry } from "../../transforms/yaml-edit.js";

export default defineRule({
  name: "restart-missing",
  language: "compose",
  category: "reliability",
  severity: "info",
  profiles: ["recommended"],
  summary: "A service that should run on has no restart policy.",
  why: [
    "Without a policy a container stays down after a crash, and after a restart of the engine or the host.",
    "Judged are images known to serve, and builds that start a server or worker; not jobs, services of a profile, or files for development and tests.",
  ],
  references: [
    "https://docs.docker.com/reference/compose-file/services/#restart",
    "https://docs.docker.com/engine/containers/start-containers-automatically/",
  ],
  covers: ["restart-policy-missing"],
  crossFile: true,
  fix: "unsafe",

  *check(file, { project }) {
    if (isDevelopmentFile(file)) return;
    for (const { service, merged } of ownServices(file, project)) {
      if (hasPolicy(merged) || merged.profiles.length > 0 || isOneShot(merged, file)) continue;
      if (merged.tty?.value || merged.stdinOpen?.value || !isLongRunning(merged, file, project)) continue;
      if (namesakes(service, file, project).some(hasPolicy)) continue;
      const after = ["container_name", "image", "build"].find(
        (key) => service.get(key)?.merged === undefined && service.get(key),
      );
      const edits = insertEntry(file, service.node, "restart: unless-stopped", after ? { after } : {});
      yield {
        span: firstLine(file.text, service.key.span),
        message: `'${service.name}' stays down after a crash or a reboot; add restart: unless-stopped.`,
        ...(edits
          ? { fixes: [{ title: "Add restart: unless-stopped", applicability: "unsafe", edits }] }
          : { noFix: "The service is shared by an anchor, or written in a way that cannot be extended safely." }),
      };
    }
  },

  examples: [
    {
      bad: {
        "compose.yaml": yaml`
          services:
            db:
            ^^ 'db' stays down after a crash or a reboot; add restart: unless-stopped.
              image: postgres:17 # newest
              volumes:
                - db:/var/lib/postgresql/data
            worker:
            ^^^^^^ 'worker' stays down after a crash or a reboot; add restart: unless-stopped.
              build:
                context: .
              command: celery -A shop worker
            web:
            ^^^ 'web' stays down after a crash or a reboot; add restart: unless-stopped.
              build: .

          volumes:
            db:
        `,
        Dockerfile: yaml`
          FROM python:3.13-slim
          CMD ["gunicorn", "shop.wsgi"]
        `,
      },
      good: {
        "compose.yaml": yaml`
          services:
            db:
              image: postgres:17 # newest
              restart: unless-stopped
              volumes:
                - db:/var/lib/postgresql/data
            worker:
              build:
                context: .
              restart: unless-stopped
              command: celery -A shop worker
            web:
              build: .
              restart: unless-stopped

          volumes:
            db:
        `,
      },
    },
    {
      title: "jobs, profiles, policies, and what is not known to run on",
      good: yaml`
        services:
          migrate:
            build: .
            command: python manage.py migrate
          adminer:
            image: adminer:5
            profiles: [debug]
          db:
            image: postgres:17
            restart: always
          cache:
            image: redis:8
            deploy:
              restart_policy:
                condition: any
          dump:
            image: postgres:17
            command: pg_dump shop
          api:
            image: acme/api:1.2
          shell:
            image: node:24
      `,
    },
    {
      title: "an override file says only what differs",
      good: {
        "compose.yaml": yaml`
          services:
            db:
              image: postgres:17
        `,
        "compose.prod.yaml": yaml`
          services:
            db:
              restart: always
        `,
      },
    },
  ],
});

/** Swarm restarts by itself and reads `deploy` only. */
function hasPolicy({ restart, deploy }: Service): boolean {
  const forSwarm = ["placement", "update_config", "rollback_config", "endpoint_mode", "mode"].some(
    (key) => deploy?.get(key) !== undefined,
  );
  return restart !== undefined || deploy?.restartPolicy !== undefined || forSwarm;
}

function isLongRunning(service: Service, file: ComposeFile, project: Project): boolean {
  const facts = imageFactsOfService(service, file, project);
  if (!service.build) return facts?.longRunning === true && runsItsProgram(service);
  if (service.command || service.entrypoint) return startsServer(commandText(service));
  const build = project.buildOf(service);
  if (!build?.stage || !build.dockerfile) return false;
  const { state } = project.factsOf(build.stage, build.dockerfile);
  const started = [state.entrypoint, state.cmd].flatMap((it) => it?.argumentsText ?? []).join(" ");
  // `["npm", "start"]` reads like the words it stands for.
  return started === "" ? facts?.longRunning === true : startsServer(started.replace(/["',[\]]+/g, " "));
}

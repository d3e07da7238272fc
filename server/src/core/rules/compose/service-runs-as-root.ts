import { defineRule } from "../../linter/rule.js";
import { ownServices } from "../../project/compose/own-services.js";
import type { Project } from "../../project/project.js";
import { imageFactsOfService, isOneShot } from "../../project/service-facts.js";
import type { ComposeFile, Service } from "../../syntax/compose/model.js";
import { firstLine } from "../../syntax/yaml/errors.js";
import { yaml } from "../../text/tags.js";
import { fixOf, repairs } from "../../transforms/repairs.js";
import { cannotExtend } from "../../transforms/service-field.js";
import { insertEntry, removeEntry } from "../../transforms/yaml-edit.js";

export default defineRule({
  name: "service-runs-as-root",
  language: "compose",
  category: "security",
  severity: "warning",
  profiles: ["recommended"],
  summary: "A service runs as root, because the file says so or because its image does.",
  why: [
    "A break-in then has all rights in the container, and every file of a bind mount is its own.",
    "`user: root` undoes the USER of an image; where an image starts as root and nothing takes that back, the profile `hardened` says so.",
    "Images that start as root only to hand over to a user of their own (postgres, redis, nginx) are left alone, and so are builds whose Dockerfile has its own finding.",
  ],
  references: [
    "https://docs.docker.com/reference/compose-file/services/#user",
    "https://docs.docker.com/build/building/best-practices/#user",
  ],
  aliases: ["semgrep:service-runs-as-root", "compose-lint:CL-0018", "docksec:compose-no-non-root-user", "cis:4.1"],
  covers: ["explicit-root-user", "no-non-root-user"],
  crossFile: true,
  fix: "unsafe",

  *check(file, { project }) {
    const seen = new Set<number>();
    for (const service of file.services) {
      const user = service.user;
      const entry = service.get("user");
      if (!user || !entry || !/^(?:root|0+)(?::|$)/.test(user.text) || seen.has(user.span.start)) continue;
      // What prepares a volume and ends does need to be root.
      if (isOneShot(service, file)) continue;
      seen.add(user.span.start);
      const image = imageUser(service, file, project);
      // An image that runs as root anyway, or that drops its rights itself, loses nothing.
      const hasUser = image !== undefined && image !== "root";
      const edits = hasUser ? removeEntry(file, service.node, entry) : undefined;
      yield {
        span: user.span,
        message: hasUser
          ? `'${service.name}' runs as root, although its image has the user ${image}: a break-in has all rights in the container; leave user out.`
          : `'${service.name}' runs as root: a break-in has all rights in the container; name a user of the image.`,
        ...(hasUser ? {} : { severity: "info" as const }),
        ...repairs(
          [fixOf(`Run as the image's user ${image}`, "unsafe", edits)],
          "Which user the program can run as is not in the file.",
        ),
      };
    }
    for (const { service, merged } of ownServices(file, project)) {
      if (merged.user || merged.build || merged.privileged?.value) continue;
      const facts = imageFactsOfService(merged, file, project);
      const other = facts?.users[0];
      if (facts?.user !== "root" || facts.dropsTo || facts.kind === "os" || merged.volumes.some(({ type }) => type === "bind"))
        continue;
      const edits = other ? insertEntry(file, service.node, `user: ${other.name}`, { after: "image" }) : undefined;
      yield {
        span: firstLine(file.text, service.key.span),
        message: `'${service.name}' runs as root, as ${facts.name} does; ${other ? `run it as ${other.name}, which the image has` : "name a user"}.`,
        severity: "info",
        profiles: ["hardened"],
        ...repairs(
          [fixOf(`Run as ${other?.name}`, "unsafe", edits)],
          other ? cannotExtend : "Which user the program can run as is not known.",
        ),
      };
    }
  },

  examples: [
    {
      title: "an image with a user of its own",
      bad: {
        "compose.yaml": yaml`
          services:
            api:
              build: .
              user: root # for the volume
                    ^^^^ 'api' runs as root, although its image has the user app: a break-in has all rights in the container; leave user out.
            worker:
              image: acme/worker:1
              user: "0:0"
                     ^^^ 'worker' runs as root: a break-in has all rights in the container; name a user of the image.
        `,
        Dockerfile: yaml`
          FROM python:3.13-slim
          RUN useradd --system app
          USER app
        `,
      },
      good: {
        "compose.yaml": yaml`
          services:
            api:
              build: .
            worker:
              image: acme/worker:1
              user: "0:0"
        `,
      },
    },
    {
      title: "another user, one that a variable names, an image that hands over by itself",
      good: yaml`
        services:
          api: {image: "acme/api:1", user: "1000:1000"}
          web: {image: "acme/web:1", user: "\${UID:-0}"}
          db: {image: "postgres:17"}
      `,
    },
  ],
});

/** The user of the service's image, also the one it hands over to; undefined where it is not known. */
function imageUser(service: Service, file: ComposeFile, project: Project): string | undefined {
  const build = service.build ? project.buildOf(service) : undefined;
  if (build?.dockerfile && build.stage) {
    const facts = project.factsOf(build.stage, build.dockerfile);
    return facts.runsAsRoot === undefined ? undefined : facts.runsAsRoot ? "root" : facts.user;
  }
  const facts = service.build ? undefined : imageFactsOfService(service, file, project);
  return facts?.dropsTo ? "root" : facts?.user;
}

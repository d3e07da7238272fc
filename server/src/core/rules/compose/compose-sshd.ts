import { defineRule } from "../../linter/rule.js";
import { commandText, imageOfService } from "../../project/service-facts.js";
import { yaml } from "../../text/tags.js";
import { removePort } from "../../transforms/port-edit.js";
import { fixOf, repairs } from "../../transforms/repairs.js";

export default defineRule({
  name: "compose-sshd",
  language: "compose",
  category: "security",
  severity: "warning",
  profiles: ["hardened"],
  summary: "A service lets people in by SSH.",
  why: [
    "Accounts, keys and updates of an SSH server then have to be looked after in every container; `docker exec` needs none of them.",
    "Git servers and SFTP servers are meant to be reached so, and are left alone.",
  ],
  references: ["https://docs.docker.com/reference/cli/docker/container/exec/"],
  aliases: ["cis:5.7"],
  covers: ["ssh-port-or-sshd"],
  crossFile: true,
  fix: "unsafe",

  *check(file, { project }) {
    const seen = new Set<number>();
    for (const service of file.services) {
      if (meant.test(`${service.name} ${imageOfService(service, file, project)?.text ?? ""}`)) continue;
      const port = service.ports.find(({ targetRange: range }) => range?.first === 22 && range.last === 22);
      const command = /(?:^|[\s/])sshd(?:\s|$)/.test(commandText(service)) ? (service.command ?? service.entrypoint) : undefined;
      const span = port?.target?.span ?? command?.entry.key.span;
      if (!span || seen.has(span.start)) continue;
      seen.add(span.start);
      yield {
        span,
        message: `'${service.name}' lets people in by SSH, one more door to guard; use docker exec, and leave sshd out.`,
        ...repairs(
          [port && fixOf("Do not publish the port", "unsafe", removePort(file, service, port))],
          "What the container runs instead is for its author to say.",
        ),
      };
    }
  },

  examples: [
    {
      bad: yaml`
        services:
          api:
            image: acme/api:1
            ports:
              - "8080:80"
              - "2222:22" # for us
                      ^^ 'api' lets people in by SSH, one more door to guard; use docker exec, and leave sshd out.
          box:
            image: acme/box:1
            command: /usr/sbin/sshd -D
            ^^^^^^^ 'box' lets people in by SSH, one more door to guard; use docker exec, and leave sshd out.
      `,
      good: yaml`
        services:
          api:
            image: acme/api:1
            ports:
              - "8080:80"
          box:
            image: acme/box:1
            command: /usr/sbin/sshd -D
      `,
    },
    {
      title: "servers for git and files",
      good: yaml`
        services:
          git: {image: "gitea/gitea:1.24", ports: ["2222:22"]}
          sftp: {image: "atmoz/sftp:alpine", ports: ["2223:22"]}
      `,
    },
  ],
});

const meant = /git|sftp|ssh|bastion|jump|borg|forgejo|gogs|phabricator|soft-serve/i;

import { packageInstall, packageName } from "../../knowledge/packages.js";
import { defineRule, type Fix } from "../../linter/rule.js";
import { isDevelopment } from "../../project/final-stages.js";
import { shippedStages } from "../../project/shipped-stages.js";
import { commandLines } from "../../syntax/shell/query.js";
import { dockerfile } from "../../text/tags.js";
import { runsOf } from "../../transforms/run-edit.js";
import { removeWords } from "../../transforms/shell-word.js";

export default defineRule({
  name: "ssh-server",
  language: "dockerfile",
  category: "security",
  severity: "warning",
  profiles: ["hardened"],
  summary: "An SSH server is installed in the image.",
  why: [
    "It is a second way in, with keys and passwords of its own to look after, and a second process beside the program.",
    "`docker exec` and `kubectl exec` open a shell without it.",
    "Ignore the rule for an image whose purpose is SSH: a jump host, SFTP, a git server.",
  ],
  references: ["https://docs.docker.com/reference/cli/docker/container/exec/"],
  aliases: ["dockerfile_lint:installing_ssh"],
  covers: ["ssh-server-installed"],
  fix: "unsafe",
  crossFile: true,
  onbuild: true,

  *check(file, { project }) {
    for (const { run, stage } of runsOf(file)) {
      for (const line of commandLines(run.command)) {
        const install = packageInstall(line);
        if (!install) continue;
        for (const word of install.packages) {
          const name = packageName(word);
          if (
            !/^(?:openssh-server|dropbear(?:-bin|-run)?|openssh-server-pam)$/.test(name) &&
            !(name === "openssh" && install.manager === "apk")
          )
            continue;
          const soft = isDevelopment(file.uri, stage) || !shippedStages(file, project).has(stage);
          const edit = install.packages.length > 1 ? removeWords(file, line, word) : undefined;
          const fix: Fix | undefined = edit && { title: `Do not install ${name}`, applicability: "unsafe", edits: [edit] };
          yield {
            span: word.span,
            message: `'${name}' puts an SSH server into the image: a second way in with its own keys. Use 'docker exec' instead.`,
            ...(soft ? { severity: "hint" as const } : {}),
            ...(fix
              ? { fixes: [fix] }
              : { noFix: "It is all that this command installs: what starts and configures it has to go too." }),
          };
        }
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM debian:13-slim
        RUN apt-get update && apt-get install -y \
              openssh-server \
              ^^^^^^^^^^^^^^ 'openssh-server' puts an SSH server into the image: a second way in with its own keys. Use 'docker exec' instead.
              curl
      `,
      good: dockerfile`
        FROM debian:13-slim
        RUN apt-get update && apt-get install -y \
              curl
      `,
    },
    {
      title: "alone",
      bad: dockerfile`
        FROM alpine:3.22
        RUN apk add --no-cache dropbear
                               ^^^^^^^^ 'dropbear' puts an SSH server into the image: a second way in with its own keys. Use 'docker exec' instead.
      `,
    },
    {
      title: "the client",
      good: dockerfile`
        FROM debian:13-slim
        RUN apt-get update && apt-get install -y openssh-client sshpass
      `,
    },
  ],
});

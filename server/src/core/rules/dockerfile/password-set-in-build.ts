import { defineRule } from "../../linter/rule.js";
import { isDevelopment } from "../../project/final-stages.js";
import { shippedStages } from "../../project/shipped-stages.js";
import { type CommandLine, commandLines } from "../../syntax/shell/query.js";
import { dockerfile } from "../../text/tags.js";
import { firstLine, runsOf } from "../../transforms/run-edit.js";

export default defineRule({
  name: "password-set-in-build",
  language: "dockerfile",
  category: "security",
  severity: "warning",
  profiles: ["recommended"],
  summary: "A RUN gives a user of the image a password.",
  why: [
    "Every container of the image has the same password, and it can be read in the Dockerfile or tried offline from `/etc/shadow` in the image.",
    "A container needs no password: start a shell in it with `docker exec`, and become another user with `docker exec -u`.",
  ],
  references: ["https://docs.docker.com/reference/cli/docker/container/exec/"],
  aliases: ["checkov:CKV2_DOCKER_17"],
  covers: ["chpasswd-used"],
  noFix: "Whoever logs in with the password has to find another way first.",
  crossFile: true,
  onbuild: true,

  *check(file, { project }) {
    for (const { run, stage } of runsOf(file)) {
      for (const line of commandLines(run.command)) {
        if (!setsPassword(line)) continue;
        const soft = isDevelopment(file.uri, stage) || !shippedStages(file, project).has(stage);
        yield {
          span: firstLine(file.text, line.programSpan),
          message: `'${line.program}' puts a password into the image, the same for every container. Leave it out: 'docker exec' needs none.`,
          ...(soft ? { severity: "hint" as const } : {}),
        };
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM debian:13-slim
        RUN useradd app && echo "app:secret" | chpasswd
                                               ^^^^^^^^ 'chpasswd' puts a password into the image, the same for every container. Leave it out: 'docker exec' needs none.
        RUN echo secret | passwd --stdin root
                          ^^^^^^ 'passwd' puts a password into the image, the same for every container. Leave it out: 'docker exec' needs none.
        RUN useradd -m -p "$(openssl passwd -6 secret)" dev
            ^^^^^^^ 'useradd' puts a password into the image, the same for every container. Leave it out: 'docker exec' needs none.
      `,
    },
    {
      title: "locked, removed or not set",
      good: dockerfile`
        FROM debian:13-slim
        RUN useradd -m app && passwd -l app && usermod -p '*' root && adduser --disabled-password dev && passwd -d dev
      `,
    },
  ],
});

function setsPassword({ program, arguments: words }: CommandLine): boolean {
  const values = words.map(({ value }) => value);
  if (program === "chpasswd") return true;
  if (program === "passwd") return !values.some((value) => /^-[ldSeu]|^--(?:lock|delete|status|expire|unlock|help)/.test(value));
  if (program !== "useradd" && program !== "usermod") return false;
  const at = values.findIndex((value) => value === "-p" || value === "--password");
  const hash = at >= 0 ? values[at + 1] : values.find((value) => value.startsWith("--password="))?.slice("--password=".length);
  return hash !== undefined && !/^(?:|[*!]+|x)$/.test(hash);
}

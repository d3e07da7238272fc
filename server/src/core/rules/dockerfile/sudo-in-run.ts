import { defineRule, type Fix } from "../../linter/rule.js";
import { isRootName, type StageFacts } from "../../project/stage-facts.js";
import { type StageState, stateBefore } from "../../syntax/dockerfile/timeline.js";
import type { ShellWord } from "../../syntax/shell/model.js";
import { commandLines } from "../../syntax/shell/query.js";
import { remove } from "../../text/edits.js";
import { dockerfile } from "../../text/tags.js";
import { runsOf } from "../../transforms/run-edit.js";

export default defineRule({
  name: "sudo-in-run",
  language: "dockerfile",
  category: "security",
  severity: "warning",
  profiles: ["recommended", "hadolint"],
  severities: { hadolint: "error" },
  summary: "RUN calls `sudo`.",
  why: [
    "Without a USER instruction RUN is root already, and `sudo` only adds a program that gives out root rights to the image.",
    "Behind a USER instruction, `USER root` before and the user again after says the same and needs no `sudo` in the image.",
  ],
  references: ["https://docs.docker.com/build/building/best-practices/#user"],
  aliases: [
    "hadolint:DL3004",
    "trivy:DS-0010",
    "kics:Run Using Sudo",
    "checkov:CKV2_DOCKER_1",
    "semgrep:no-sudo-in-dockerfile",
    "dockerfilelint:sudo_usage",
    "dockerfile_lint:no_run_with_sudo",
    "tally:hadolint/DL3004",
  ],
  covers: ["sudo-in-run"],
  fix: "safe",
  onbuild: true,

  *check(file, { project }) {
    for (const { run, stage, index } of runsOf(file)) {
      for (const { shell } of commandLines(run.command)) {
        const [sudo, next] = shell?.words ?? [];
        if (!sudo || shell?.name !== "sudo") continue;
        const state = stateBefore(stage, index, file.escape);
        const facts = project.factsOf(stage, file);
        const isRoot = userIsRoot(state, facts);
        // 'sudo' has a PATH of its own, which may lead to another program than that of the image.
        const samePath = !state.env.has("PATH") && facts.image?.kind === "os";
        const plain = next !== undefined && isPlain(next);
        const other = userOption(shell.words);
        yield {
          span: sudo.span,
          message:
            other !== undefined
              ? `'sudo' keeps a way to root rights in the image. Switch by 'USER ${other}' before this RUN and back after it.`
              : isRoot === false
                ? "'sudo' keeps a way to root rights in the image. Switch by 'USER root' before this RUN and back after it."
                : "'sudo' is not needed: RUN is root unless USER says otherwise. Leave it out.",
          // Superfluous, and nothing fails: it was installed.
          ...(isRoot === true && other === undefined && facts.hasTool("sudo") === true ? { severity: "info" as const } : {}),
          fixes: plain && isRoot !== false ? [removeSudo(sudo, next, isRoot === true && samePath)] : [],
          noFix: plain ? "The user is not root here." : "Options of 'sudo' change how the command is run.",
        };
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM ubuntu:24.04
        RUN apt-get update && sudo apt-get install -y curl
                              ^^^^ 'sudo' is not needed: RUN is root unless USER says otherwise. Leave it out.
      `,
      good: dockerfile`
        FROM ubuntu:24.04
        RUN apt-get update && apt-get install -y curl
      `,
    },
    {
      title: "no fix behind a USER instruction, nor with options",
      bad: dockerfile`
        FROM ubuntu:24.04
        RUN sudo -u postgres createdb app
            ^^^^ 'sudo' keeps a way to root rights in the image. Switch by 'USER postgres' before this RUN and back after it.
        USER app
        RUN sudo chown app /srv
            ^^^^ 'sudo' keeps a way to root rights in the image. Switch by 'USER root' before this RUN and back after it.
      `,
    },
    {
      good: dockerfile`
        FROM ubuntu:24.04
        RUN apt-get update && apt-get install -y sudo
      `,
    },
  ],
});

/** Undefined where the base image's user is not known. */
function userIsRoot({ user }: StageState, { image }: StageFacts): boolean | undefined {
  const name = user ? user.argument?.text.split(":")[0] : image?.user;
  return name === undefined || name.includes("$") ? undefined : isRootName(name);
}

/** The user that `-u` names. */
function userOption([, ...words]: readonly ShellWord[]): string | undefined {
  const at = words.findIndex(({ value }) => !/^-[A-Za-z]*[^u\W]$/.test(value));
  const [, glued] = /^(?:-[A-Za-z]*u|--user=)(.*)$/.exec(words[at]?.value ?? "") ?? [];
  const name = glued === "" ? words[at + 1]?.value : glued;
  return name === undefined || words[at]?.dynamic || !/^[\w.-]+$/.test(name) || isRootName(name) ? undefined : name;
}

/** True for a command; options and variables of `sudo` are more than a prefix, a shell's own commands are none of its. */
function isPlain({ value, dynamic }: ShellWord): boolean {
  return !dynamic && !/^-|=|^(?:cd|export|set|source|\.|ulimit|umask)$/.test(value);
}

function removeSudo(sudo: ShellWord, next: ShellWord, known: boolean): Fix {
  const edit = remove({ start: sudo.span.start, end: next.span.start });
  return { title: "Leave out 'sudo'", applicability: known ? "safe" : "unsafe", edits: [edit] };
}

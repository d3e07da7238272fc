import { defineRule, type Fix } from "../../linter/rule.js";
import { finalStages } from "../../project/final-stages.js";
import { isRootName, type StageFacts } from "../../project/stage-facts.js";
import type { TextInstruction } from "../../syntax/dockerfile/model.js";
import { type StageState, stateBefore } from "../../syntax/dockerfile/timeline.js";
import { hasPlaceholder } from "../../syntax/placeholders.js";
import { commandLines } from "../../syntax/shell/query.js";
import { replace } from "../../text/edits.js";
import { dockerfile } from "../../text/tags.js";
import { firstLine } from "../../transforms/run-edit.js";

export default defineRule({
  name: "user-not-numeric",
  language: "dockerfile",
  category: "reliability",
  severity: "hint",
  profiles: ["hardened", "hadolint"],
  severities: { hadolint: "info" },
  summary: "USER is a name, not a number.",
  why: [
    "Kubernetes refuses to start an image under `runAsNonRoot: true` when its USER is a name: it cannot look into the image for the number.",
    "The number also owns the files of volumes, so it should not change with the order of packages.",
    "Only the user that an image ends with matters; the profile `hadolint` reports the others, too.",
  ],
  references: [
    "https://kubernetes.io/docs/tasks/configure-pod-container/security-context/",
    "https://docs.docker.com/reference/dockerfile/#user",
  ],
  aliases: ["hadolint:DL3066", "tally:tally/named-identity-in-passwdless-stage"],
  covers: ["user-not-numeric"],
  fix: "unsafe",
  crossFile: true,

  *check(file, { project }) {
    const finals = new Map(finalStages(file, project).map((final) => [final.stage, final]));
    for (const stage of file.stages) {
      const facts = project.factsOf(stage, file);
      if (facts.image?.family === "windows") continue;
      for (const user of stage.instructions) {
        if (user.keyword !== "USER" || !user.argument || hasPlaceholder(user.argument.text)) continue;
        const name = user.argument.text.replace(/^["']|["']$/g, "").split(":")[0]!;
        if (/^\d+$/.test(name) || isVariableNumber(name, stateBefore(stage, user.index, file.escape))) continue;
        const isFinal = finals.has(stage) && facts.state.user === user && !name.includes("$") && !isRootName(name);
        const fix = isFinal ? numberFix(user, name, facts) : undefined;
        yield {
          span: firstLine(file.text, user.argument.span),
          message: `'${name}' is a name: orchestrators cannot tell from a name that it is not root. Write the user's number.`,
          fixes: fix ? [fix] : [],
          noFix: "The number of this user is not known.",
          ...(isFinal ? {} : { profiles: ["hadolint" as const] }),
        };
      }
    }
  },

  examples: [
    {
      title: "the number the Dockerfile itself gives",
      bad: dockerfile`
        FROM debian:13-slim
        RUN groupadd -g 10001 app && useradd -u 10001 -g app app
        USER app
             ^^^ 'app' is a name: orchestrators cannot tell from a name that it is not root. Write the user's number.
        CMD ["app"]
      `,
      good: dockerfile`
        FROM debian:13-slim
        RUN groupadd -g 10001 app && useradd -u 10001 -g app app
        USER 10001
        CMD ["app"]
      `,
    },
    {
      title: "the number the image is known to give; the group stays",
      bad: dockerfile`
        FROM node:22-alpine
        USER node:node
             ^^^^^^^^^ 'node' is a name: orchestrators cannot tell from a name that it is not root. Write the user's number.
      `,
      good: dockerfile`
        FROM node:22-alpine
        USER 1000:node
      `,
    },
    {
      title: "no fix where the number is not known",
      bad: dockerfile`
        FROM debian:13-slim
        RUN useradd --system app
        USER app
             ^^^ 'app' is a name: orchestrators cannot tell from a name that it is not root. Write the user's number.
      `,
    },
    {
      good: dockerfile`
        FROM node:22-alpine
        USER 1000:1000
      `,
    },
  ],
});

/** True where a variable holds a number, or an argument of the build may. */
function isVariableNumber(name: string, { env, args }: StageState): boolean {
  const variable = /^\$\{?(\w+)/.exec(name)?.[1];
  if (variable === undefined) return false;
  return env.has(variable) ? /^\d+$/.test(env.get(variable)!.value ?? "") : args.has(variable);
}

/** The number from the command that makes the user, or of a user the image is known to have. */
function numberFix({ argument }: TextInstruction, name: string, { chain, image }: StageFacts): Fix | undefined {
  const made = chain
    .flatMap(({ instructions }) => instructions)
    .flatMap((it) => (it.keyword === "RUN" ? commandLines(it.command) : []))
    .filter(
      ({ program, arguments: all }) =>
        /^(?:useradd|adduser|usermod)$/.test(program ?? "") && all.some(({ value }) => value === name),
    );
  const written = made.flatMap(({ arguments: all }) => {
    const at = all.findIndex(({ value }) => /^(?:-[A-Za-z]*u|--uid)$/.test(value));
    const joined = all.map(({ value }) => /^--uid=(\d+)$/.exec(value)?.[1]).find((it) => it !== undefined);
    const value = joined ?? (at < 0 ? undefined : all[at + 1]?.value);
    return value !== undefined && /^\d+$/.test(value) ? [value] : [];
  });
  const known = image?.users.find((it) => it.name === name)?.uid;
  const number = made.length === 0 ? known?.toString() : written.length === 1 && made.length === 1 ? written[0] : undefined;
  if (number === undefined || argument!.text.includes('"')) return undefined;
  const { start } = argument!.span;
  const edit = replace({ start, end: start + name.length }, number);
  return { title: `Use USER ${number}`, applicability: "unsafe", edits: [edit] };
}

import { defineRule } from "../../linter/rule.js";
import { finalStages } from "../../project/final-stages.js";
import { type CommandLine, commandLines } from "../../syntax/shell/query.js";
import { remove } from "../../text/edits.js";
import { dockerfile } from "../../text/tags.js";

export default defineRule({
  name: "user-group-drops-supplementary",
  language: "dockerfile",
  category: "correctness",
  severity: "warning",
  profiles: ["recommended"],
  summary: "USER names a group, which drops the other groups the Dockerfile gave the user.",
  why: [
    "`USER app` runs with all groups of `app`; `USER app:app` runs with that one group only.",
    "A `usermod -aG docker app` before it has no effect then.",
  ],
  references: ["https://docs.docker.com/reference/dockerfile/#user"],
  aliases: ["tally:tally/user-explicit-group-drops-supplementary-groups"],
  covers: ["user-group-drops-supplementary"],
  fix: "unsafe",
  crossFile: true,

  *check(file, { project }) {
    for (const { stage } of finalStages(file, project)) {
      const { chain, state } = project.factsOf(stage, file);
      const argument = state.user?.argument;
      const [, name, group] = /^([a-z_][\w.-]*):([\w.-]+)$/.exec(argument?.text ?? "") ?? [];
      if (!argument || name === undefined || group === undefined) continue;
      const others = chain
        .flatMap(({ instructions }) => instructions)
        .flatMap((it) => (it.keyword === "RUN" ? commandLines(it.command) : []))
        .flatMap((line) => groupsGiven(line, name))
        .filter((it) => it !== group);
      if (others.length === 0) continue;
      const start = argument.span.start + name.length;
      yield {
        span: { start, end: argument.span.end },
        message: `With ':${group}' the program runs in that group only: '${name}' loses '${others.join("', '")}'. Leave the group out.`,
        fixes: [
          {
            title: `Use USER ${name}`,
            applicability: "unsafe",
            edits: [remove({ start, end: argument.span.end })],
          },
        ],
      };
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM debian:13-slim
        RUN useradd app && usermod -aG audio,video app
        USER app:app
                ^^^^ With ':app' the program runs in that group only: 'app' loses 'audio', 'video'. Leave the group out.
      `,
      good: dockerfile`
        FROM debian:13-slim
        RUN useradd app && usermod -aG audio,video app
        USER app
      `,
    },
    {
      good: dockerfile`
        FROM alpine:3.22
        RUN addgroup -S app && adduser -S -G app app && addgroup app audio
        USER app
        FROM alpine:3.22
        RUN adduser -S app
        USER app:app
      `,
    },
  ],
});

/** Further groups a command puts a user into. */
function groupsGiven({ program, arguments: words }: CommandLine, user: string): readonly string[] {
  const values = words.map(({ value }) => value);
  if (program === "usermod" || program === "useradd") {
    const at = values.findIndex((it) => /^(?:-[a-z]*G|--groups)$/.test(it));
    return at >= 0 && values.at(-1) === user && !words[at + 1]?.dynamic ? (values[at + 1]?.split(",") ?? []) : [];
  }
  if (program === "gpasswd") return values[0] === "-a" && values[1] === user && values[2] ? [values[2]] : [];
  const plain = values.every((it) => !it.startsWith("-"));
  return /^(?:adduser|addgroup)$/.test(program ?? "") && plain && values.length === 2 && values[0] === user ? [values[1]!] : [];
}

import { defineRule, type Fix } from "../../linter/rule.js";
import { didYouMean } from "../../linter/rule-names.js";
import { flagsOf, ignoresFlags } from "../../syntax/dockerfile/flags.js";
import type { Dockerfile, Flag, Instruction } from "../../syntax/dockerfile/model.js";
import { hasPlaceholder } from "../../syntax/placeholders.js";
import { remove, replace } from "../../text/edits.js";
import { dockerfile } from "../../text/tags.js";
import { firstLine, isDockerFrontend, triggered } from "../../transforms/run-edit.js";

export default defineRule({
  name: "unknown-flag",
  language: "dockerfile",
  category: "correctness",
  severity: "error",
  profiles: ["recommended"],
  summary: "An instruction has a flag that does not exist.",
  why: [
    "The builder refuses the whole file.",
    "Flags stand in small letters directly behind the keyword; what belongs to the command comes behind them, or in a JSON array.",
  ],
  references: ["https://docs.docker.com/reference/dockerfile/"],
  aliases: [
    "dockerfile-utils:UNKNOWN_FROM_FLAG",
    "dockerfile-utils:UNKNOWN_COPY_FLAG",
    "dockerfile-utils:UNKNOWN_ADD_FLAG",
    "dockerfile-utils:UNKNOWN_HEALTHCHECK_FLAG",
  ],
  covers: ["flag-unknown-from", "flag-unknown-copy", "flag-unknown-add", "flag-unknown-healthcheck"],
  fix: "unsafe",

  *check(file) {
    const syntax = file.directives.find(({ name }) => name === "syntax");
    if (syntax && !isDockerFrontend(syntax.value)) return;
    for (const outer of file.instructions) {
      const instruction = triggered(outer);
      if (!instruction || ignoresFlags(instruction.keyword)) continue;
      if (instruction.keyword === "HEALTHCHECK" && instruction.none) continue;
      const known = Object.keys(flagsOf(instruction.keyword));
      for (const flag of instruction.flags) {
        const name = file.text.slice(flag.nameSpan.start, flag.nameSpan.end);
        if (known.includes(name) || name === "" || name.includes("$") || hasPlaceholder(name)) continue;
        const meant = known.find((it) => it === synonyms[name]) ?? didYouMean(name, known);
        yield {
          span: firstLine(file.text, flag.nameSpan),
          message: `${instruction.keyword} has no flag '--${name}'${meant ? `; did you mean '--${meant}'?` : "."}`,
          fixes: fixesOf(file, instruction, flag, meant),
          noFix: "What the flag was to do cannot be told.",
        };
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM --plattform=$BUILDPLATFORM debian:13-slim
               ^^^^^^^^^ FROM has no flag '--plattform'; did you mean '--platform'?
        COPY --chonw=app:app . /app
               ^^^^^ COPY has no flag '--chonw'; did you mean '--chown'?
        ADD --Chmod=644 a.tar /
              ^^^^^ ADD has no flag '--Chmod'; did you mean '--chmod'?
        HEALTHCHECK --intervall=5s CMD true
                      ^^^^^^^^^ HEALTHCHECK has no flag '--intervall'; did you mean '--interval'?
        ONBUILD COPY --form=build /a /a
                       ^^^^ COPY has no flag '--form'; did you mean '--from'?
      `,
      good: dockerfile`
        FROM --platform=$BUILDPLATFORM debian:13-slim
        COPY --chown=app:app . /app
        ADD --chmod=644 a.tar /
        HEALTHCHECK --interval=5s CMD true
        ONBUILD COPY --from=build /a /a
      `,
    },
    {
      title: "options of the command",
      bad: dockerfile`
        FROM debian:13-slim
        CMD --verbose start
              ^^^^^^^ CMD has no flag '--verbose'.
        USER --create app
               ^^^^^^ USER has no flag '--create'.
      `,
      good: dockerfile`
        FROM debian:13-slim
        CMD ["--verbose", "start"]
        USER app
      `,
    },
    {
      good: dockerfile`
        FROM --platform=$BUILDPLATFORM debian:13-slim
        RUN --mount=type=cache,target=/c --network=none --security=sandbox true
        COPY --link --parents --exclude=*.md --from=a --chown=a --chmod=u+x . /app/
        ADD --keep-git-dir=true --checksum=sha256:0 --unpack=false a /
        HEALTHCHECK --start-interval=1s --retries=2 CMD true
        ARG --odd=1 A
        CMD -- --verbose
      `,
    },
  ],
});

const synonyms: Readonly<Record<string, string>> = {
  user: "chown",
  owner: "chown",
  group: "chown",
  mode: "chmod",
  perm: "chmod",
};

function fixesOf(file: Dockerfile, instruction: Instruction, { span, nameSpan }: Flag, meant: string | undefined): Fix[] {
  if (meant) return [{ title: `Use --${meant}`, applicability: "unsafe", edits: [replace(nameSpan, meant)] }];
  const { keyword, flags, argumentsSpan, argumentsText } = instruction;
  if (keyword === "CMD" || keyword === "ENTRYPOINT") {
    const first = flags[0]!.span.start;
    const end = Math.max(argumentsSpan.end, flags.at(-1)!.span.end);
    const words = file.text.slice(first, end).split(/\s+/);
    if (words.every((it) => /^[\w./:=@%+,-]+$/.test(it)) && !argumentsText.startsWith("[")) {
      const array = `[${words.map((it) => JSON.stringify(it)).join(", ")}]`;
      return [{ title: "Write it as a list", applicability: "unsafe", edits: [replace({ start: first, end }, array)] }];
    }
    return [];
  }
  if (argumentsText === "" || file.text.slice(span.start, argumentsSpan.start).includes("\n")) return [];
  const blanks = /^\s*/.exec(file.text.slice(span.end))![0].length;
  const edits = [remove({ start: span.start, end: span.end + blanks })];
  return [{ title: `Remove --${file.text.slice(nameSpan.start, nameSpan.end)}`, applicability: "unsafe", edits }];
}

import { signalName, signalNames } from "../../knowledge/signals.js";
import { defineRule, type Finding } from "../../linter/rule.js";
import { didYouMean } from "../../linter/rule-names.js";
import { hasPlaceholder } from "../../syntax/placeholders.js";
import { replace } from "../../text/edits.js";
import { dockerfile } from "../../text/tags.js";
import { firstLine } from "../../transforms/run-edit.js";

const invalid = ["dockerfile-utils:INVALID_SIGNAL"];
const canonical = ["tally:tally/prefer-canonical-stopsignal"];

export default defineRule({
  name: "invalid-stop-signal",
  language: "dockerfile",
  category: "correctness",
  severity: "error",
  profiles: ["recommended"],
  summary: "STOPSIGNAL names no signal, or not by its usual name.",
  why: [
    "The builder refuses the whole file for a name it does not know.",
    "A number or a short name works, but `SIGTERM` is what everybody knows.",
  ],
  references: ["https://docs.docker.com/reference/dockerfile/#stopsignal"],
  aliases: [...invalid, ...canonical],
  covers: ["stopsignal-invalid", "stopsignal-canonical"],
  fix: "safe",

  *check(file) {
    for (const { instructions } of file.stages) {
      for (const instruction of instructions) {
        if (instruction.keyword !== "STOPSIGNAL" || !instruction.argument) continue;
        const { text, span } = instruction.argument;
        if (text.includes("$") || hasPlaceholder(text)) continue;
        const bare = /^(["'])(.*)\1$/.exec(text)?.[2] ?? text;
        const name = signalName(bare);
        if (name === bare) continue;
        if (name !== undefined) {
          const finding: Finding = {
            span: firstLine(file.text, span),
            message: `'${bare}' is usually written ${name}.`,
            severity: "hint",
            profiles: ["all"],
            aliases: canonical,
            fixes: [{ title: `Use ${name}`, applicability: "safe", edits: [replace(span, name)] }],
          };
          yield finding;
          continue;
        }
        const meant = didYouMean(bare.toUpperCase(), signalNames) ?? didYouMean(`SIG${bare.toUpperCase()}`, signalNames);
        yield {
          span: firstLine(file.text, span),
          message: `There is no signal '${bare}'${meant ? `; did you mean ${meant}?` : "."}`,
          aliases: invalid,
          ...(meant
            ? { fixes: [{ title: `Use ${meant}`, applicability: "unsafe", edits: [replace(span, meant)] }] }
            : { noFix: "No signal is close enough to be meant." }),
        };
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM debian:13-slim
        STOPSIGNAL SIGTREM
                   ^^^^^^^ There is no signal 'SIGTREM'; did you mean SIGTERM?
        STOPSIGNAL SIGQIUT
                   ^^^^^^^ There is no signal 'SIGQIUT'; did you mean SIGQUIT?
      `,
      good: dockerfile`
        FROM debian:13-slim
        STOPSIGNAL SIGTERM
        STOPSIGNAL SIGQUIT
      `,
    },
    {
      title: "the usual name",
      bad: dockerfile`
        FROM debian:13-slim
        STOPSIGNAL 9
                   ^ '9' is usually written SIGKILL.
        STOPSIGNAL term
                   ^^^^ 'term' is usually written SIGTERM.
      `,
      good: dockerfile`
        FROM debian:13-slim
        STOPSIGNAL SIGKILL
        STOPSIGNAL SIGTERM
      `,
    },
    {
      good: dockerfile`
        FROM debian:13-slim
        STOPSIGNAL SIGRTMIN+3
        STOPSIGNAL $SIGNAL
      `,
    },
  ],
});

import { defineRule } from "../../linter/rule.js";
import { replace } from "../../text/edits.js";
import { dockerfile } from "../../text/tags.js";
import { firstLine } from "../../transforms/run-edit.js";
import { runScripts } from "../../transforms/run-scripts.js";

export default defineRule({
  name: "echo-escapes",
  language: "dockerfile",
  category: "correctness",
  severity: "warning",
  profiles: ["recommended", "hadolint"],
  severities: { hadolint: "info" },
  summary: "`echo` gets `\\n`, which the shell of this image prints as it is.",
  why: [
    "dash turns `\\n` into a line break, bash and the ash of Alpine print a backslash and an `n`: the file that is written is a single, wrong line.",
    "`printf` does the same everywhere.",
    "On images whose shell does expand it, or is not known, only the profile `hadolint` reports it.",
  ],
  references: ["https://www.shellcheck.net/wiki/SC2028", "https://pubs.opengroup.org/onlinepubs/9799919799/utilities/echo.html"],
  aliases: ["shellcheck:SC2028"],
  fix: "unsafe",
  onbuild: true,

  *check(file, { project }) {
    for (const { script, tree, shell } of runScripts(file, project)) {
      if (/^(?:dash|zsh)$/.test(shell.declared)) continue;
      for (const { name, args, suffix } of tree.of("Command")) {
        if (name?.value.replace(/^.*\//, "") !== "echo" || args.some(({ text }) => /^-[nE]*e[neE]*$/.test(text))) continue;
        const word = args.find(({ text }) => /\\[abefnrtv]/.test(text.replace(/\$\([^)]*\)/g, "")));
        if (!word) continue;
        const isReal = /\\[nrt]/.test(printed(word.text)) && (shell.kind === "bash" || shell.kind === "ash");
        // One quoted word without '%' and variables means the same to printf.
        const isPlain =
          args.length === 1 && suffix[0] === word && /^'[^'%]*'$|^"[^"%$`]*"$/.test(word.text) && !word.text.includes("\n");
        const end = script.span(word).end;
        yield {
          span: firstLine(file.text, script.span(word)),
          message: isReal
            ? `'echo' of this shell (${shell.kind}) prints '${/\\[abefnrtv]/.exec(word.text)?.[0]}' as it is. Use printf.`
            : `Not every 'echo' makes a line break or a tab of '${/\\[abefnrtv]/.exec(word.text)?.[0]}'. Use printf.`,
          fixes: isPlain
            ? [
                {
                  title: "Use printf",
                  applicability: "unsafe",
                  edits: [replace(script.span(name), "printf"), replace({ start: end - 1, end }, `\\n${word.text.at(-1)}`)],
                },
              ]
            : [],
          noFix: "With variables, several words or line breaks printf needs another format.",
          ...(isReal ? {} : { profiles: ["hadolint" as const] }),
        };
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM alpine:3.22
        RUN echo "[default]\nregion=eu" > /etc/app.conf
                 ^^^^^^^^^^^^^^^^^^^^^^ 'echo' of this shell (ash) prints '\n' as it is. Use printf.
      `,
      good: dockerfile`
        FROM alpine:3.22
        RUN printf "[default]\nregion=eu\n" > /etc/app.conf
      `,
    },
    {
      title: "dash does expand it: in the profile `hadolint` only",
      bad: dockerfile`
        FROM debian:13-slim
        RUN echo "a\nb $A" > /etc/app.conf
                 ^^^^^^^^^ Not every 'echo' makes a line break or a tab of '\n'. Use printf.
      `,
    },
    {
      good: dockerfile`
        FROM alpine:3.22
        RUN echo -e "a\nb" && printf "a\nb" && echo a b
      `,
    },
    {
      title: "`$'…'` gives line breaks, and what stands in quotes within is for another program",
      good: dockerfile`
        FROM alpine:3.22
        RUN echo $'[default]\nregion=eu' > /etc/app.conf
        RUN echo 'awk "{ printf \"%s\n\", $1 }"' > /usr/local/bin/first
      `,
    },
  ],
});

/** What `echo` gets of a word as the author means it: without `$'…'`, which the shell reads, and texts for another program. */
function printed(text: string): string {
  const plain = text.replace(/\$'(?:[^'\\]|\\.)*'/gs, "");
  return plain.startsWith("'")
    ? plain.replace(/"(?:[^"\\]|\\.)*"/gs, "")
    : plain.replace(/'[^']*'/g, (it) => (plain.startsWith('"') ? "" : it));
}

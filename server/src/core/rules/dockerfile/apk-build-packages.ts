import { packageInstall, packageName } from "../../knowledge/packages.js";
import { defineRule } from "../../linter/rule.js";
import type { ShellWord } from "../../syntax/shell/model.js";
import { type CommandLine, commandLines, operands } from "../../syntax/shell/query.js";
import { insertAt, replace } from "../../text/edits.js";
import { dockerfile } from "../../text/tags.js";
import { firstLine, runsOf } from "../../transforms/run-edit.js";

export default defineRule({
  name: "apk-build-packages",
  language: "dockerfile",
  category: "maintainability",
  severity: "hint",
  profiles: ["all"],
  summary: "Packages are installed and removed again by listing them twice.",
  why: [
    "The two lists drift apart, and then packages for building stay in the image.",
    "`apk add --virtual .build-deps …` gives them one name, and `apk del .build-deps` removes just these.",
  ],
  references: ["https://wiki.alpinelinux.org/wiki/Alpine_Package_Keeper#Virtual_Packages"],
  aliases: ["dockerfilelint:apkadd-missing-virtual"],
  covers: ["apk-virtual"],
  fix: "unsafe",
  onbuild: true,

  *check(file) {
    if (!file.text.includes("apk")) return;
    for (const { run } of runsOf(file)) {
      const lines = commandLines(run.command);
      for (const [i, line] of lines.entries()) {
        const install = packageInstall(line);
        if (install?.manager !== "apk" || install.packages.length < 2 || isVirtual(line)) continue;
        const names = install.packages.map(packageName);
        const removal = lines.slice(i + 1).find((it) => it.program === "apk" && operands(it)[0]?.value === "del");
        const removed = removal ? operands(removal).slice(1) : [];
        const again = removed.filter((word) => names.includes(packageName(word)));
        if (!removal || again.length < 2 || [...install.packages, ...removed].some(({ dynamic }) => dynamic)) continue;
        const isAll = again.length === names.length && isPlainList(file.text, removed);
        yield {
          span: firstLine(file.text, { start: line.programSpan.start, end: install.verb.span.end }),
          message: `'${again[0]!.value}' and others are listed again to be removed; name them once, with --virtual .build-deps.`,
          ...(isAll
            ? {
                fixes: [
                  {
                    title: "Use --virtual .build-deps",
                    applicability: "unsafe",
                    edits: [
                      insertAt(install.verb.span.end, " --virtual .build-deps"),
                      replace(
                        { start: removed[0]!.span.start, end: removed.at(-1)!.span.end },
                        [".build-deps", ...removed.filter((word) => !again.includes(word)).map(({ text }) => text)].join(" "),
                      ),
                    ],
                  },
                ],
              }
            : {}),
          noFix: "Only some of them are removed: split the `apk add` in two first.",
        };
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM python:3.13-alpine
        RUN apk add --no-cache gcc musl-dev \
            ^^^^^^^ 'gcc' and others are listed again to be removed; name them once, with --virtual .build-deps.
         && pip install --no-cache-dir uwsgi==2.0.30 \
         && apk del gcc musl-dev
      `,
      good: dockerfile`
        FROM python:3.13-alpine
        RUN apk add --virtual .build-deps --no-cache gcc musl-dev \
         && pip install --no-cache-dir uwsgi==2.0.30 \
         && apk del .build-deps
      `,
    },
    {
      title: "only some are removed",
      bad: dockerfile`
        FROM alpine:3.22
        RUN apk add --no-cache gcc make curl && make && apk del gcc make
            ^^^^^^^ 'gcc' and others are listed again to be removed; name them once, with --virtual .build-deps.
      `,
    },
    {
      title: "one name for them",
      good: dockerfile`
        FROM alpine:3.22
        RUN apk add --no-cache -t .build gcc make && make && apk del .build
        RUN apk add --no-cache curl && apk del curl
      `,
    },
  ],
});

function isVirtual({ arguments: words }: CommandLine): boolean {
  return words.some(({ value }) => /^(-t|--virtual)/.test(value));
}

/** True where nothing but blanks stands between the words. */
function isPlainList(text: string, words: readonly ShellWord[]): boolean {
  return words.every((word, i) => i === 0 || /^[ \t]+$/.test(text.slice(words[i - 1]!.span.end, word.span.start)));
}

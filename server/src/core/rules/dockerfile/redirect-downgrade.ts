import { defineRule } from "../../linter/rule.js";
import { type CommandLine, commandLines } from "../../syntax/shell/query.js";
import { insertAt } from "../../text/edits.js";
import { dockerfile } from "../../text/tags.js";
import { firstLine, runsOf } from "../../transforms/run-edit.js";

export default defineRule({
  name: "redirect-downgrade",
  language: "dockerfile",
  category: "security",
  severity: "hint",
  profiles: ["all"],
  summary: "`curl -L` follows redirects from https to http.",
  why: [
    "With `-L` a server, or who has taken it over, can send curl to an address without encryption.",
    "`--proto '=https'` allows nothing but https, for the first address and for all redirects.",
  ],
  references: ["https://curl.se/docs/manpage.html#--proto"],
  aliases: ["sonar:S6506"],
  covers: ["redirect-downgrade"],
  fix: "unsafe",
  onbuild: true,

  *check(file) {
    for (const { run } of runsOf(file)) {
      for (const line of commandLines(run.command)) {
        const follow = followsFromHttps(line);
        if (!follow) continue;
        const added = line.shell ? " --proto '=https'" : ', "--proto", "=https"';
        yield {
          span: firstLine(file.text, follow),
          message:
            "curl follows redirects also to plain http, where anyone on the way can change what arrives. Add --proto '=https'.",
          fixes: [{ title: "Add --proto '=https'", applicability: "unsafe", edits: [insertAt(line.programSpan.end, added)] }],
        };
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM debian:13-slim
        RUN curl -fsSL https://example.com/a -o /a && ls
                 ^^^^^ curl follows redirects also to plain http, where anyone on the way can change what arrives. Add --proto '=https'.
        RUN ["curl", "--location", "https://example.com/a"]
                     ^^^^^^^^^^^^ curl follows redirects also to plain http, where anyone on the way can change what arrives. Add --proto '=https'.
      `,
      good: dockerfile`
        FROM debian:13-slim
        RUN curl --proto '=https' -fsSL https://example.com/a -o /a && ls
        RUN ["curl", "--proto", "=https", "--location", "https://example.com/a"]
      `,
    },
    {
      title: "no redirects, restricted already, plain http from the start",
      good: dockerfile`
        FROM debian:13-slim
        RUN curl -fsS https://example.com/a && curl --proto-redir '=https' -L https://example.com/b && curl -L http://example.com/c
      `,
    },
  ],
});

function followsFromHttps({ program, arguments: words }: CommandLine): { start: number; end: number } | undefined {
  if (program !== "curl" || words.some(({ value }) => value.startsWith("--proto"))) return undefined;
  if (!words.some(({ value }) => value.startsWith("https://"))) return undefined;
  return words.find(({ value }) => value === "--location" || /^-[A-BGIJNOSVafgijklnpqsv]*L/.test(value))?.span;
}

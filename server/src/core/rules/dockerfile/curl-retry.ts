import { defineRule } from "../../linter/rule.js";
import { commandLines, option } from "../../syntax/shell/query.js";
import { insertAt } from "../../text/edits.js";
import { dockerfile } from "../../text/tags.js";
import { runsOf } from "../../transforms/run-edit.js";

export default defineRule({
  name: "curl-retry",
  language: "dockerfile",
  category: "reliability",
  severity: "hint",
  profiles: ["all"],
  summary: "`curl` gives up at the first hiccup of the network.",
  why: [
    "A build that fails now and then for a lost connection costs more time than three more tries.",
    "`wget` tries twenty times by itself.",
  ],
  references: ["https://curl.se/docs/manpage.html#--retry"],
  aliases: ["tally:tally/prefer-curl-config", "tally:tally/prefer-wget-config"],
  covers: ["download-retry-config"],
  fix: "safe",
  onbuild: true,

  *check(file) {
    // A configuration of curl may say it for all calls.
    if (!file.text.includes("curl") || /\.curlrc|CURL_HOME/.test(file.text)) return;
    for (const { run } of runsOf(file)) {
      for (const line of commandLines(run.command)) {
        if (line.program !== "curl" || option(line, "--retry", "--retry-all-errors", "-K", "--config")) continue;
        if (!line.arguments.some(({ value }) => /^["']?(https?|ftp):\/\/(?!localhost|127\.|\[::1)/.test(value))) continue;
        if (line.arguments.some(({ value, dynamic }) => dynamic && /^"?\$\{?\w*(OPT|FLAG|ARG|CURL)\w*\}?"?$/i.test(value)))
          continue;
        yield {
          span: line.programSpan,
          message: "'curl' gives up at the first failure of the network; add --retry 3.",
          fixes: [
            {
              title: "Add --retry 3",
              applicability: "safe",
              edits: [insertAt(line.programSpan.end, run.command.kind === "exec" ? ', "--retry", "3"' : " --retry 3")],
            },
          ],
        };
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM debian:13-slim
        RUN curl -fsSL https://example.com/a.tar.gz | tar xz
            ^^^^ 'curl' gives up at the first failure of the network; add --retry 3.
        RUN ["curl", "-fsSLO", "https://example.com/b"]
             ^^^^^^ 'curl' gives up at the first failure of the network; add --retry 3.
      `,
      good: dockerfile`
        FROM debian:13-slim
        RUN curl --retry 3 -fsSL https://example.com/a.tar.gz | tar xz
        RUN ["curl", "--retry", "3", "-fsSLO", "https://example.com/b"]
      `,
    },
    {
      title: "tries again, or asks nobody far away",
      good: dockerfile`
        FROM debian:13-slim
        RUN curl --retry 5 -fsSLO https://example.com/a && curl http://localhost:8080/health && wget https://example.com/b
      `,
    },
    {
      title: "a configuration that may say it",
      good: dockerfile`
        FROM debian:13-slim
        COPY .curlrc /root/
        RUN curl -fsSLO https://example.com/a
      `,
    },
  ],
});

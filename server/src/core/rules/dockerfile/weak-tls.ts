import { defineRule } from "../../linter/rule.js";
import type { ShellWord } from "../../syntax/shell/model.js";
import { type CommandLine, commandLines } from "../../syntax/shell/query.js";
import { replace, type TextEdit } from "../../text/edits.js";
import { dockerfile } from "../../text/tags.js";
import { firstLine, runsOf } from "../../transforms/run-edit.js";

export default defineRule({
  name: "weak-tls",
  language: "dockerfile",
  category: "security",
  severity: "warning",
  profiles: ["recommended"],
  summary: "A download allows or forces an old version of TLS or SSL.",
  why: [
    "SSL 2 and 3, TLS 1.0 and 1.1 can be broken, and current servers and libraries refuse them.",
    "TLS 1.2 has been there since 2008: a server without it should not be trusted with what goes into an image.",
  ],
  references: ["https://datatracker.ietf.org/doc/html/rfc8996", "https://curl.se/docs/manpage.html#--tlsv12"],
  aliases: ["sonar:S4423"],
  covers: ["tls-weak-protocol"],
  fix: "unsafe",
  onbuild: true,

  *check(file) {
    for (const { run } of runsOf(file)) {
      for (const line of commandLines(run.command)) {
        for (const [i, word] of line.arguments.entries()) {
          const found = weakOption(line, word, line.arguments[i + 1]);
          if (!found) continue;
          yield {
            span: firstLine(file.text, { start: word.span.start, end: found.last.span.end }),
            message: `'${found.words}' allows ${found.version}, which can be broken. Use TLS 1.2 or later.`,
            fixes: [{ title: `Use ${found.better}`, applicability: "unsafe", edits: [found.edit] }],
          };
        }
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM debian:13-slim
        RUN curl --tlsv1 -sSf https://example.com/a -o a && wget --secure-protocol=TLSv1 https://example.com/b
                 ^^^^^^^ '--tlsv1' allows TLS 1.0, which can be broken. Use TLS 1.2 or later.
                                                                 ^^^^^^^^^^^^^^^^^^^^^^^ '--secure-protocol=TLSv1' allows TLS 1.0, which can be broken. Use TLS 1.2 or later.
        RUN curl --tls-max 1.1 -3 https://example.com/a
                 ^^^^^^^^^^^^^ '--tls-max 1.1' allows TLS 1.1, which can be broken. Use TLS 1.2 or later.
                               ^^ '-3' allows SSL 3, which can be broken. Use TLS 1.2 or later.
        RUN ["curl", "--sslv2", "https://example.com/a"]
                     ^^^^^^^^^ '--sslv2' allows SSL 2, which can be broken. Use TLS 1.2 or later.
      `,
      good: dockerfile`
        FROM debian:13-slim
        RUN curl --tlsv1.2 -sSf https://example.com/a -o a && wget --secure-protocol=TLSv1_2 https://example.com/b
        RUN curl --tls-max 1.2 --tlsv1.2 https://example.com/a
        RUN ["curl", "--tlsv1.2", "https://example.com/a"]
      `,
    },
    {
      title: "current versions, other programs",
      good: dockerfile`
        FROM debian:13-slim
        RUN curl --proto '=https' --tlsv1.2 -sSf https://example.com/a && wget --secure-protocol=auto https://example.com/b && tail -3 a
      `,
    },
  ],
});

interface Weak {
  readonly words: string;
  readonly version: string;
  readonly better: string;
  readonly last: ShellWord;
  readonly edit: TextEdit;
}

const curlVersions: Readonly<Record<string, string>> = {
  "--tlsv1": "TLS 1.0",
  "-1": "TLS 1.0",
  "--tlsv1.0": "TLS 1.0",
  "--tlsv1.1": "TLS 1.1",
  "--sslv2": "SSL 2",
  "-2": "SSL 2",
  "--sslv3": "SSL 3",
  "-3": "SSL 3",
};

function weakOption(line: CommandLine, word: ShellWord, next: ShellWord | undefined): Weak | undefined {
  const { value, span } = word;
  const write = (better: string): string => (line.shell ? better : JSON.stringify(better));
  if (line.program === "curl") {
    const version = curlVersions[value];
    if (version !== undefined && Object.hasOwn(curlVersions, value)) {
      const better = "--tlsv1.2";
      return { words: value, version, better, last: word, edit: replace(span, write(better)) };
    }
    if (value === "--tls-max" && next && /^1\.[01]$/.test(next.value)) {
      const words = `${value} ${next.value}`;
      return { words, version: `TLS ${next.value}`, better: "--tls-max 1.2", last: next, edit: replace(next.span, write("1.2")) };
    }
    return undefined;
  }
  const wget = line.program === "wget" ? /^--secure-protocol=(SSLv2|SSLv3|TLSv1|TLSv1_1)$/.exec(value)?.[1] : undefined;
  if (!wget) return undefined;
  const better = "--secure-protocol=TLSv1_2";
  const version = wget === "TLSv1" ? "TLS 1.0" : wget === "TLSv1_1" ? "TLS 1.1" : wget.replace("SSLv", "SSL ");
  return { words: value, version, better, last: word, edit: replace(span, write(better)) };
}

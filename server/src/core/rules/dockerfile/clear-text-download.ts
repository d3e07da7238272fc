import { defineRule, type Finding } from "../../linter/rule.js";
import type { Dockerfile } from "../../syntax/dockerfile/model.js";
import { type CommandLine, commandLines } from "../../syntax/shell/query.js";
import { replace } from "../../text/edits.js";
import type { Span } from "../../text/span.js";
import { dockerfile } from "../../text/tags.js";
import { firstLine, runsOf, triggered } from "../../transforms/run-edit.js";

export default defineRule({
  name: "clear-text-download",
  language: "dockerfile",
  category: "security",
  severity: "info",
  profiles: ["recommended"],
  summary: "Something is downloaded over http, ftp or git without encryption.",
  why: [
    "Anyone between the builder and the server can put another file in its place, and it becomes part of the image.",
    "Downloads that are verified by a checksum or signature in the same step are not reported, nor are servers of your own network.",
    "Try the new address before you take the fix: a few servers have no https.",
  ],
  references: ["https://cwe.mitre.org/data/definitions/319.html", "https://docs.docker.com/reference/dockerfile/#add---checksum"],
  aliases: ["sonar:S5332", "dockerfile_lint:no_add_without_https", "dockerfile_lint:no_run_without_https"],
  covers: ["clear-text-protocol"],
  fix: "unsafe",
  onbuild: true,

  *check(file) {
    for (const { instructions } of file.stages) {
      for (const instruction of instructions.map(triggered)) {
        if (instruction?.keyword !== "ADD" || instruction.flags.some(({ name }) => name === "checksum")) continue;
        for (const { text, span } of instruction.sources) {
          const found = clearText.exec(text);
          if (found && isPublic(found[2]!))
            yield finding(file, text, span, ["dockerfile_lint:no_add_without_https", "sonar:S5332"]);
        }
      }
    }
    for (const { run } of runsOf(file)) {
      const lines = commandLines(run.command);
      for (const [i, line] of lines.entries()) {
        if (!downloads(line) || lines.slice(i + 1).some(verifies)) continue;
        for (const { value, span } of line.arguments) {
          const found = clearText.exec(value);
          if (found && isPublic(found[2]!))
            yield finding(file, value, span, ["dockerfile_lint:no_run_without_https", "sonar:S5332"]);
        }
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM debian:13-slim
        ADD http://example.com/app.tgz /opt/
            ^^^^^^^^^^^^^^^^^^^^^^^^^^ 'http://example.com/app.tgz' comes without encryption: anyone on the way can change it. Use https.
        RUN curl -fsSL "http://example.com/install.sh" -o /tmp/i && git clone git://example.com/a.git
                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 'http://example.com/install.sh' comes without encryption: anyone on the way can change it. Use https.
                                                                              ^^^^^^^^^^^^^^^^^^^^^^^ 'git://example.com/a.git' comes without encryption: anyone on the way can change it. Use https.
        RUN pip install --index-url=http://mirror.example.com/simple flask
                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ '--index-url=http://mirror.example.com/simple' comes without encryption: anyone on the way can change it. Use https.
      `,
      good: dockerfile`
        FROM debian:13-slim
        ADD https://example.com/app.tgz /opt/
        RUN curl -fsSL "https://example.com/install.sh" -o /tmp/i && git clone https://example.com/a.git
        RUN pip install --index-url=https://mirror.example.com/simple flask
      `,
    },
    {
      title: "ftp has no counterpart by the same name",
      bad: dockerfile`
        FROM debian:13-slim
        RUN wget ftp://ftp.example.com/a.tgz
                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^ 'ftp://ftp.example.com/a.tgz' comes without encryption: anyone on the way can change it. Use https.
      `,
    },
    {
      title: "verified, on the builder itself, in the own network, from a variable, only mentioned",
      good: dockerfile`
        FROM debian:13-slim
        ADD --checksum=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d http://example.com/a.tgz /
        RUN curl -O http://example.com/a.tgz && echo "$SUM a.tgz" | sha256sum -c -
        RUN curl http://localhost:8080/health && wget http://10.0.0.5/a http://files/b http://$HOST/c http://nexus.corp.local/d
        RUN echo "http://example.com" && curl -x http://proxy.example.com:3128 https://example.com/a
      `,
    },
  ],
});

const clearText = /(?:^|=)(http|ftp|git):\/\/(?:[^/@\s]*@)?(\$\{?\w|[^/:?#\s$]+)/i;

/** Not a host of the own network, as far as its name or number says. */
function isPublic(host: string): boolean {
  if (host.includes("$") || !host.includes(".")) return false;
  if (/^(?:127|10|192\.168|172\.(?:1[6-9]|2\d|3[01])|169\.254|0)\./.test(host)) return false;
  return !/\.(?:local|localhost|internal|intranet|lan|corp|home|svc|test|localdomain)$/i.test(host);
}

function downloads({ program, arguments: words }: CommandLine): boolean {
  if (program === undefined) return false;
  if (/^(?:curl|wget|git|aria2c)$/.test(program)) return !words.some(({ value }) => /^(?:-x|--proxy)/.test(value));
  return /^(?:pip[\d.]*|uv|npm|yarn|pnpm|gem|go|rpm)$/.test(program);
}

function verifies({ program, arguments: words }: CommandLine): boolean {
  return (
    /^(?:(?:sha\d+|b2|md5)sum|shasum|gpgv?|cosign|minisign)$/.test(program ?? "") ||
    (program === "openssl" && words[0]?.value === "dgst")
  );
}

function finding(file: Dockerfile, text: string, span: Span, aliases: readonly string[]): Finding {
  const source = file.text.slice(span.start, span.end);
  const found = /\b(http|git)(?=:\/\/)/i.exec(source);
  const at = found && { start: span.start + found.index, end: span.start + found.index + found[1]!.length };
  return {
    span: firstLine(file.text, span),
    message: `'${text.length > 80 ? `${text.slice(0, 77)}…` : text}' comes without encryption: anyone on the way can change it. Use https.`,
    aliases,
    ...(at
      ? { fixes: [{ title: "Use https", applicability: "unsafe", edits: [replace(at, "https")] }] }
      : { noFix: "Whether the same file is there over https is up to its server." }),
  };
}

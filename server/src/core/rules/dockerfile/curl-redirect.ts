import { defineRule } from "../../linter/rule.js";
import { type CommandLine, commandLines, option } from "../../syntax/shell/query.js";
import { insertAt } from "../../text/edits.js";
import { dockerfile } from "../../text/tags.js";
import { runsOf } from "../../transforms/run-edit.js";

/** Addresses that answer with a redirect, always or nearly so. */
const redirects =
  /github\.com\/[^\s"']+\/(releases\/(download|latest)|archive|raw|tarball|zipball)\/|sourceforge\.net\/.*\/(download|files)|\/\/(bit\.ly|git\.io|goo\.gl|tinyurl\.com|go\.microsoft\.com|aka\.ms)\/|dl\.k8s\.io\/|www\.apache\.org\/dyn\/|packagecloud\.io\/install|golang\.org\/dl\/|go\.dev\/dl\//;

export default defineRule({
  name: "curl-redirect",
  language: "dockerfile",
  category: "correctness",
  severity: "info",
  profiles: ["recommended"],
  summary: "`curl` downloads a file without following redirects.",
  why: [
    "When the server answers with a redirect, curl saves the short page that says so, reports success, and the error shows much later.",
    "Addresses that are known to redirect, such as releases on GitHub, are a warning; for all others the rule is on in the profile `all`.",
  ],
  references: ["https://curl.se/docs/manpage.html#-L"],
  aliases: ["tally:tally/curl-should-follow-redirects"],
  covers: ["curl-follow-redirects"],
  fix: "unsafe",
  onbuild: true,

  *check(file) {
    if (!file.text.includes("curl")) return;
    for (const { run } of runsOf(file)) {
      for (const line of commandLines(run.command)) {
        if (line.program !== "curl" || !downloads(line) || decides(line)) continue;
        const known = line.arguments.some(({ value }) => redirects.test(value));
        yield {
          span: line.programSpan,
          message: known
            ? "'curl' does not follow the redirect of this address and saves an empty page instead; add -L."
            : "'curl' does not follow redirects: it would save the page that announces one; add -L.",
          ...(known ? { severity: "warning" } : { profiles: ["all"], severity: "hint" }),
          fixes: [
            {
              title: "Add -L",
              applicability: "unsafe",
              edits: [insertAt(line.programSpan.end, run.command.kind === "exec" ? ', "-L"' : " -L")],
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
        RUN curl -o /usr/local/bin/tini https://github.com/krallin/tini/releases/download/v0.19.0/tini
            ^^^^ 'curl' does not follow the redirect of this address and saves an empty page instead; add -L.
      `,
      good: dockerfile`
        FROM debian:13-slim
        RUN curl -L -o /usr/local/bin/tini https://github.com/krallin/tini/releases/download/v0.19.0/tini
      `,
    },
    {
      title: "in the profile all: any address that is saved or piped",
      bad: dockerfile`
        FROM debian:13-slim
        RUN curl -fsS https://example.com/a.tar.gz | tar xz \
            ^^^^ 'curl' does not follow redirects: it would save the page that announces one; add -L.
         && curl -sSf https://example.com/b > /b
            ^^^^ 'curl' does not follow redirects: it would save the page that announces one; add -L.
        RUN ["curl", "-O", "https://example.com/c"]
             ^^^^^^ 'curl' does not follow redirects: it would save the page that announces one; add -L.
      `,
      good: dockerfile`
        FROM debian:13-slim
        RUN curl -L -fsS https://example.com/a.tar.gz | tar xz \
         && curl -L -sSf https://example.com/b > /b
        RUN ["curl", "-L", "-O", "https://example.com/c"]
      `,
    },
    {
      title: "followed, or no download",
      good: dockerfile`
        FROM debian:13-slim
        RUN curl -fsSL https://example.com/a -o /a && curl --location -O https://example.com/b && curl --version
        RUN curl -fsS http://localhost:8080/health && curl $CURL_OPTIONS -o /c https://example.com/c
        RUN curl -sSI https://example.com && curl -X POST -d @x https://example.com/hook > /dev/null
      `,
    },
  ],
});

/** True where what comes back is kept: in a file, or by the next command. */
function downloads(line: CommandLine): boolean {
  if (!line.arguments.some(({ value }) => /^["']?(https?|ftp):\/\/(?!localhost|127\.|\[::1)|^["']?\$/.test(value))) return false;
  if (option(line, "-o", "--output", "-O", "--remote-name")) return true;
  const { shell } = line;
  if (!shell) return false;
  return shell.pipe === "source" || shell.node.redirects.some(({ operator }) => operator === ">" || operator === ">>");
}

function decides(line: CommandLine): boolean {
  if (option(line, "-L", "--location", "--location-trusted", "--max-redirs", "-I", "--head", "-d", "-X", "-T", "-F")) return true;
  return line.arguments.some(
    ({ value, dynamic }) =>
      /^--(data|request|form|upload|write-out|config|proto-redir)/.test(value) ||
      /^-[a-zA-Z]*[wK]/.test(value) ||
      (dynamic && /^"?\$\{?\w*(OPT|FLAG|ARG|CURL)\w*\}?"?$/i.test(value)),
  );
}

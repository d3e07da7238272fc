import { defineRule, type Fix } from "../../linter/rule.js";
import { isRootName } from "../../project/stage-facts.js";
import type { Dockerfile, RunInstruction } from "../../syntax/dockerfile/model.js";
import { stateBefore } from "../../syntax/dockerfile/timeline.js";
import { type CommandLine, commandLines } from "../../syntax/shell/query.js";
import { replace } from "../../text/edits.js";
import { dockerfile } from "../../text/tags.js";
import { keywordLike } from "../../transforms/dockerfile-edit.js";
import { allowsMounts, firstLine, runsOf } from "../../transforms/run-edit.js";

export default defineRule({
  name: "download-by-run",
  language: "dockerfile",
  category: "cache",
  severity: "hint",
  profiles: ["all"],
  summary: "A RUN does nothing but download a file, which ADD can do.",
  why: [
    "A RUN is cached by its text: the file of the first build stays, whatever the server has later. ADD asks the server, and checks a checksum.",
    "It also needs no curl in the image.",
    "Others advise the contrary, since an ADD alone cannot unpack and remove in one layer; this rule is off unless you ask for it.",
  ],
  references: [
    "https://docs.docker.com/build/building/best-practices/#add-or-copy",
    "https://docs.docker.com/reference/dockerfile/#add",
  ],
  aliases: ["sonar:S7026", "tally:tally/prefer-add-unpack", "tally:tally/prefer-add-git"],
  covers: ["use-add-for-remote"],
  fix: "unsafe",

  *check(file) {
    // Without BuildKit's `--chmod` only root could read what ADD downloads.
    if (!allowsMounts(file)) return;
    for (const { run, stage, index } of runsOf(file)) {
      if (run.isTrigger || run.flags.length > 0 || run.heredocs.length > 0) continue;
      const lines = commandLines(run.command);
      const download = lines.length === 1 ? plainDownload(lines[0]!) : undefined;
      // What ADD downloads belongs to root.
      const user = stateBefore(stage, index, file.escape).user?.argument?.text.split(":")[0];
      if (!download || (user !== undefined && !isRootName(user))) continue;
      const { program, programSpan } = lines[0]!;
      yield {
        span: firstLine(file.text, programSpan),
        message: `This RUN only downloads a file, and '${program}' is cached by its text; ADD asks the server whether it has changed.`,
        fixes: [fixOf(file, run, download)],
      };
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM debian:13-slim
        RUN curl -fsSL -o /usr/share/keys/example.asc https://example.com/key.asc
            ^^^^ This RUN only downloads a file, and 'curl' is cached by its text; ADD asks the server whether it has changed.
        run wget -q https://example.com/data.json -O /srv/data.json
            ^^^^ This RUN only downloads a file, and 'wget' is cached by its text; ADD asks the server whether it has changed.
      `,
      good: dockerfile`
        FROM debian:13-slim
        ADD --chmod=644 https://example.com/key.asc /usr/share/keys/example.asc
        ADD --chmod=644 https://example.com/data.json /srv/data.json
      `,
    },
    {
      title: "more than a download, or one that ADD cannot do",
      good: dockerfile`
        FROM debian:13-slim
        RUN curl -fsSL https://example.com/a.tar.gz | tar xz
        RUN curl -fsSL -o /a https://example.com/a && chmod +x /a
        RUN curl -H "Authorization: x" -o /b https://example.com/b
        RUN --mount=type=secret,id=netrc curl -n -o /c https://example.com/c
        RUN wget https://example.com/d
      `,
    },
  ],
});

interface Download {
  readonly url: string;
  readonly path: string;
}

/** A download of one address to one absolute path, with no option but those for quiet, errors, redirects and retries. */
function plainDownload(line: CommandLine): Download | undefined {
  const { program, shell } = line;
  if (
    (program !== "curl" && program !== "wget") ||
    !shell ||
    shell.node.redirects.length > 0 ||
    shell.words[0]?.value !== program
  )
    return undefined;
  let url: string | undefined;
  let path: string | undefined;
  const words = line.arguments;
  for (let i = 0; i < words.length; i++) {
    const { value, dynamic, text } = words[i]!;
    if (dynamic || /["'\\]/.test(text)) return undefined;
    const output = (program === "curl" ? /^-[fsSLk]*o$|^--output$/ : /^-[q]*O$|^--output-document$/).test(value);
    if (output) path = words[++i]?.value;
    else if (value === "--retry") i++;
    else if (/^https?:\/\//.test(value) && url === undefined) url = value;
    else if (
      !(
        program === "curl"
          ? /^-[fsSL#]+$|^--(fail|silent|show-error|location|compressed)$/
          : /^-q$|^-nv$|^--(quiet|no-verbose|progress=\S+)$/
      ).test(value)
    )
      return undefined;
  }
  return url !== undefined && path?.startsWith("/") && !/["'\\\s$]/.test(path) && !path.endsWith("/") ? { url, path } : undefined;
}

function fixOf(file: Dockerfile, run: RunInstruction, { url, path }: Download): Fix {
  return {
    title: "Use ADD",
    applicability: "unsafe",
    edits: [
      replace(
        { start: run.keywordSpan.start, end: run.argumentsSpan.end },
        `${keywordLike(file, "ADD")} --chmod=644 ${url} ${path}`,
      ),
    ],
  };
}

import { defineRule, type Fix } from "../../linter/rule.js";
import type { Dockerfile } from "../../syntax/dockerfile/model.js";
import { type CommandLine, commandLines } from "../../syntax/shell/query.js";
import { insertAt, replace, type TextEdit } from "../../text/edits.js";
import { dockerfile } from "../../text/tags.js";
import { firstLine, runsOf } from "../../transforms/run-edit.js";

export default defineRule({
  name: "download-to-shell",
  language: "dockerfile",
  category: "security",
  severity: "info",
  profiles: ["hardened"],
  summary: "A script is piped from the network right into a shell.",
  why: [
    "Whatever the server sends is run, half of it too when the connection breaks; and without `pipefail` a failed download counts as success.",
    "In a file it is complete before it runs, and can be verified: `sha256sum -c` between the two commands.",
  ],
  references: ["https://docs.docker.com/build/building/best-practices/#using-pipes"],
  fix: "unsafe",
  onbuild: true,

  *check(file) {
    for (const { run } of runsOf(file)) {
      const lines = commandLines(run.command);
      for (const [i, sink] of lines.entries()) {
        if (!interpreters.test(sink.program ?? "") || sink.shell?.joined !== "|" || readsFile(sink)) continue;
        let first = i;
        while (lines[first]?.shell?.joined === "|") first--;
        const source = lines[first]!;
        if (source.program !== "curl" && source.program !== "wget") continue;
        const fix = first === i - 1 ? fileFix(file, source, sink) : undefined;
        yield {
          span: firstLine(file.text, { start: source.programSpan.start, end: sink.programSpan.end }),
          message: `'${source.program} | ${sink.program}' runs whatever arrives, also half a script. Download it to a file, verify it, then run it.`,
          ...(fix ? { fixes: [fix] } : { noFix: "The commands around the pipe leave no plain way to take it apart." }),
        };
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM debian:13-slim
        RUN apt-get update && curl -fsSL https://example.com/setup.sh | bash - && apt-get install -y nodejs
                              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 'curl | bash' runs whatever arrives, also half a script. Download it to a file, verify it, then run it.
        RUN curl --proto '=https' -sSf https://sh.example.com | sh -s -- -y --profile minimal
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 'curl | sh' runs whatever arrives, also half a script. Download it to a file, verify it, then run it.
        RUN wget -qO- https://example.com/get.py \
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 'wget | python3' runs whatever arrives, also half a script. Download it to a file, verify it, then run it.
            | VERSION=2 python3 -
        RUN curl -sS https://example.com/installer | php -- --quiet --to /usr/bin
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 'curl | php' runs whatever arrives, also half a script. Download it to a file, verify it, then run it.
      `,
      good: dockerfile`
        FROM debian:13-slim
        RUN apt-get update && curl -fsSL https://example.com/setup.sh -o /tmp/install.sh && bash /tmp/install.sh && rm /tmp/install.sh && apt-get install -y nodejs
        RUN curl --proto '=https' -sSf https://sh.example.com -o /tmp/install.sh && sh /tmp/install.sh -y --profile minimal && rm /tmp/install.sh
        RUN wget -qO /tmp/install.py https://example.com/get.py \
            && VERSION=2 python3 /tmp/install.py && rm /tmp/install.py
        RUN curl -sS https://example.com/installer -o /tmp/install && php /tmp/install --quiet --to /usr/bin && rm /tmp/install
      `,
    },
    {
      title: "changed on the way, or where the result of the pipe counts",
      bad: dockerfile`
        FROM debian:13-slim
        RUN curl -fsSL https://example.com/setup.sh | sed s/a/b/ | bash
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 'curl | bash' runs whatever arrives, also half a script. Download it to a file, verify it, then run it.
        RUN which node || curl -fsSL https://example.com/setup.sh | bash
                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 'curl | bash' runs whatever arrives, also half a script. Download it to a file, verify it, then run it.
      `,
    },
    {
      title: "archives and keys, scripts of the build itself, scripts that read what arrives",
      good: dockerfile`
        FROM debian:13-slim
        RUN curl -fsSL https://example.com/a.tgz | tar xz && curl https://example.com/key | gpg --dearmor > /k.gpg
        RUN cat setup.sh | sh && curl https://example.com/data.json | python3 read.py && curl https://example.com/a | python3 -m json.tool
      `,
    },
  ],
});

const interpreters = /^(?:sh|bash|dash|ash|zsh|python[\d.]*|perl|ruby|node|php)$/;

/** True for `python script.py`, `bash -c …`: what arrives is its input, not its program. */
function readsFile({ arguments: words }: CommandLine): boolean {
  const all = words.map(({ value }) => value);
  // Behind `--` stands what the script gets.
  const values = all.slice(0, all.includes("--") ? all.indexOf("--") : all.length);
  if (values.some((value) => /^-\w*[cmepn]$|^-m/.test(value) && !/^-[xeu]+$/.test(value))) return true;
  if (values.some((value) => /^-\w*s\w*$/.test(value) && !value.startsWith("--"))) return false;
  const script = values.find((value) => !value.startsWith("-") || value === "-");
  return script !== undefined && script !== "-" && script !== "/dev/stdin";
}

function fileFix(file: Dockerfile, source: CommandLine, sink: CommandLine): Fix | undefined {
  const { text } = file;
  const between = text.slice(source.span.end, sink.span.start);
  const tail = text.slice(sink.programSpan.end, sink.span.end);
  const bar = between.indexOf("|");
  if (!/^[\s\\`]*\|[\s\\`]*$/.test(between) || /[<>\n\r]/.test(text.slice(source.span.start, source.span.end) + tail))
    return undefined;
  if (!source.shell || source.shell.joined === "||" || source.shell.within.includes("condition")) return undefined;
  const path = `/tmp/install${/^(?:sh|bash|dash|ash|zsh)$/.test(sink.program!) ? ".sh" : /^python/.test(sink.program!) ? ".py" : ""}`;
  const save = saveTo(path, source);
  if (!save) return undefined;
  const words = sink.arguments.map((word) => word.text);
  const start = words.findIndex((word) => /^-\w*s\w*$/.test(word) || word === "-" || word === "--" || word === "/dev/stdin");
  const options = start < 0 ? words : words.slice(0, start);
  const rest = start < 0 ? [] : words.slice(start + 1).filter((word, i) => !(word === "--" && i === 0));
  const shared = start >= 0 ? words[start]!.replace(/^-(\w*)s(\w*)$/, "-$1$2").replace(/^--?$|^\/dev\/stdin$/, "") : "";
  const call = [...options, ...(shared ? [shared] : []), path, ...rest].join(" ");
  const edits: TextEdit[] = [
    save,
    replace({ start: source.span.end + bar, end: source.span.end + bar + 1 }, "&&"),
    replace({ start: sink.programSpan.end, end: sink.span.end }, ` ${call} && rm ${path}`),
  ];
  return { title: "Download it to a file, then run it", applicability: "unsafe", edits };
}

/** Lets the download write a file instead of its output. */
function saveTo(path: string, { program, arguments: words, span }: CommandLine): TextEdit | undefined {
  if (program === "curl") {
    const writes = words.some(({ value }) => /^(?:-[a-zA-Z]*[oO]|--output|--remote-name)/.test(value) && !/^-H/.test(value));
    return writes ? undefined : insertAt(span.end, ` -o ${path}`);
  }
  for (const [i, { value, span: place }] of words.entries()) {
    if (/^-\w*O-$/.test(value)) return replace({ start: place.end - 1, end: place.end }, ` ${path}`);
    if (/^-\w*O$/.test(value) && words[i + 1]?.value === "-") return replace(words[i + 1]!.span, path);
    if (value === "--output-document=-") return replace({ start: place.end - 1, end: place.end }, path);
  }
  return undefined;
}

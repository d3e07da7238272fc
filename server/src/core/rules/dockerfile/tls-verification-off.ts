import { switchesTlsOff, tlsSettings } from "../../knowledge/tls-switches.js";
import { defineRule, type Finding } from "../../linter/rule.js";
import type { Dockerfile } from "../../syntax/dockerfile/model.js";
import { expand } from "../../syntax/dockerfile/variables.js";
import type { ShellWord } from "../../syntax/shell/model.js";
import { type CommandLine, commandLines } from "../../syntax/shell/query.js";
import type { TextEdit } from "../../text/edits.js";
import type { Span } from "../../text/span.js";
import { dockerfile } from "../../text/tags.js";
import { removeCommand } from "../../transforms/remove-command.js";
import { removePair } from "../../transforms/remove-pair.js";
import { firstLine, type RunPlace, runsOf } from "../../transforms/run-edit.js";
import { removeLetter, removeWords } from "../../transforms/shell-word.js";

export default defineRule({
  name: "tls-verification-off",
  language: "dockerfile",
  category: "security",
  severity: "warning",
  profiles: ["recommended"],
  summary: "The check of certificates is switched off.",
  why: [
    "Without it anyone between the builder and the server can put other files in place of those that are downloaded.",
    "A variable of ENV switches it off for the running program too.",
    "For a server with a certificate of your own, install the certificate of its authority (`update-ca-certificates`) instead.",
  ],
  references: [
    "https://curl.se/docs/sslcerts.html",
    "https://pip.pypa.io/en/stable/topics/https-certificates/",
    "https://nodejs.org/api/cli.html#node_tls_reject_unauthorizedvalue",
  ],
  aliases: [...[2, 3, 4, 5, 6, 12, 13, 14, 15, 16].map((it) => `checkov:CKV2_DOCKER_${it}`), "sonar:S4830"],
  covers: [
    "tls-off-curl",
    "tls-off-wget",
    "tls-off-pip",
    "tls-off-python",
    "tls-off-node",
    "tls-off-npm",
    "tls-off-git",
    "tls-off-yum",
  ],
  fix: "unsafe",
  onbuild: true,

  *check(file) {
    for (const instruction of [...file.globalArgs, ...file.stages.flatMap((it) => it.instructions)]) {
      if (instruction.keyword !== "ENV" && instruction.keyword !== "ARG") continue;
      for (const pair of instruction.pairs) {
        const value = pair.value && expand(pair.value.text, file.escape, () => undefined);
        if (value === undefined || !switchesTlsOff(pair.name.text, value)) continue;
        yield finding(file, `${pair.name.text}=${value}`, pair.span, removePair(file, instruction, pair));
      }
    }
    for (const place of runsOf(file)) {
      for (const line of commandLines(place.run.command)) yield* inCommand(file, place, line);
    }
  },

  examples: [
    {
      title: "curl and wget, also as a letter among others",
      bad: dockerfile`
        FROM debian:13-slim
        RUN curl -fsSLk https://example.com/a.tgz -o /a.tgz && \
                 ^^^^^^ '-fsSLk' switches the check of certificates off: anyone on the way can change what arrives. Remove it.
            curl --insecure -O https://example.com/b.tgz && \
                 ^^^^^^^^^^ '--insecure' switches the check of certificates off: anyone on the way can change what arrives. Remove it.
            wget -q \
              --no-check-certificate \
              ^^^^^^^^^^^^^^^^^^^^^^ '--no-check-certificate' switches the check of certificates off: anyone on the way can change what arrives. Remove it.
              https://example.com/c.tgz
      `,
      good: dockerfile`
        FROM debian:13-slim
        RUN curl -fsSL https://example.com/a.tgz -o /a.tgz && \
            curl -O https://example.com/b.tgz && \
            wget -q \
              https://example.com/c.tgz
      `,
    },
    {
      title: "variables, for a step or for the image",
      bad: dockerfile`
        FROM node:22
        ENV NODE_ENV=production NODE_TLS_REJECT_UNAUTHORIZED=0
                                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 'NODE_TLS_REJECT_UNAUTHORIZED=0' switches the check of certificates off: anyone on the way can change what arrives. Remove it.
        ENV PYTHONHTTPSVERIFY=0
            ^^^^^^^^^^^^^^^^^^^ 'PYTHONHTTPSVERIFY=0' switches the check of certificates off: anyone on the way can change what arrives. Remove it.
        RUN export GIT_SSL_NO_VERIFY=1 && npm ci
            ^^^^^^^^^^^^^^^^^^^^^^^^^^ 'GIT_SSL_NO_VERIFY=1' switches the check of certificates off: anyone on the way can change what arrives. Remove it.
      `,
      good: dockerfile`
        FROM node:22
        ENV NODE_ENV=production
        RUN npm ci
      `,
    },
    {
      title: "settings and options of package managers and git",
      bad: dockerfile`
        FROM node:22
        RUN npm config set strict-ssl false
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 'npm config set strict-ssl false' switches the check of certificates off: anyone on the way can change what arrives. Remove it.
        RUN git config --global http.sslVerify false; git -c http.sslVerify=false clone https://example.com/a
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 'git config --global http.sslVerify false' switches the check of certificates off: anyone on the way can change what arrives. Remove it.
                                                          ^^^^^^^^^^^^^^^^^^^^^^^ '-c http.sslVerify=false' switches the check of certificates off: anyone on the way can change what arrives. Remove it.
        RUN pip install --no-cache-dir --trusted-host pypi.org flask
                                       ^^^^^^^^^^^^^^^^^^^^^^^ '--trusted-host pypi.org' switches the check of certificates off: anyone on the way can change what arrives. Remove it.
        RUN ["yum", "--setopt=sslverify=0", "install", "-y", "git"]
                    ^^^^^^^^^^^^^^^^^^^^^^ '--setopt=sslverify=0' switches the check of certificates off: anyone on the way can change what arrives. Remove it.
      `,
      good: dockerfile`
        FROM node:22
        RUN git clone https://example.com/a
        RUN pip install --no-cache-dir flask
        RUN ["yum", "install", "-y", "git"]
      `,
    },
    {
      title: "switched on, other letters, servers on the builder itself",
      good: dockerfile`
        FROM node:22
        ENV NODE_TLS_REJECT_UNAUTHORIZED=1 PIP_TRUSTED_HOST=""
        RUN npm config set strict-ssl true && curl -fsSLo/tmp/k https://example.com/k && curl -k https://localhost:8443/health
        HEALTHCHECK CMD curl -fk https://localhost:8443/ || exit 1
      `,
    },
  ],
});

function finding(file: Dockerfile, words: string, span: Span, edit: TextEdit | undefined): Finding {
  return {
    span: firstLine(file.text, span),
    message: `'${words}' switches the check of certificates off: anyone on the way can change what arrives. Remove it.`,
    ...(edit
      ? { fixes: [{ title: `Remove '${words}'`, applicability: "unsafe", edits: [edit] }] }
      : { noFix: "It cannot be taken out by itself here." }),
  };
}

/** Letters of curl that take the rest of the word, or the next one, as their value. */
const valuedLetters = "ACDEFHKPQTUXYbcdehmortuwxyz";

function* inCommand(file: Dockerfile, place: RunPlace, line: CommandLine): Generator<Finding> {
  const { program, arguments: words } = line;
  const whole = (): string => file.text.slice(line.span.start, line.span.end);
  for (const assignment of line.shell?.assignments ?? []) {
    const [name = "", value = ""] = assignment.value.split(/=(.*)/s);
    if (switchesTlsOff(name, value)) {
      const edit = line.program === undefined ? removeCommand(file, place, line) : undefined;
      const next = words.length > 0 || line.program !== undefined ? line.programSpan.start : undefined;
      yield finding(
        file,
        assignment.value,
        assignment.span,
        edit ?? (next === undefined ? undefined : cut(assignment.span.start, next)),
      );
    }
  }
  if (program === undefined) return;
  if (program === "export") {
    const on = words.filter(({ value }) => switchesTlsOff(...split(value)));
    for (const word of on) {
      const alone = words.length === 1;
      const edit = alone ? removeCommand(file, place, line) : removeWords(file, line, word);
      yield finding(file, word.value, alone ? line.span : word.span, edit);
    }
    return;
  }
  const text = words.map(({ value }) => value).join(" ");
  if (tlsSettings.some(({ programs, setting }) => programs.test(program) && setting.test(text))) {
    yield finding(file, whole(), line.span, removeCommand(file, place, line));
    return;
  }
  // A program that the build itself started.
  if (/\bhttps?:\/\/(?:localhost|127\.0\.0\.1|\[::1\])/.test(text)) return;
  for (const [i, word] of words.entries()) {
    const found = optionOff(program, word, words[i + 1]);
    if (!found) continue;
    const { used, letter } = found;
    const span = { start: word.span.start, end: used.at(-1)!.span.end };
    const edit = letter ? removeLetter(file, line, word, letter) : removeWords(file, line, ...used);
    yield finding(file, used.map(({ value }) => value).join(" "), span, edit);
  }
}

function split(value: string): [string, string] {
  const at = value.indexOf("=");
  return at < 0 ? [value, ""] : [value.slice(0, at), value.slice(at + 1).replace(/^(["'])(.*)\1$/, "$2")];
}

function cut(start: number, end: number): TextEdit {
  return { span: { start, end }, newText: "" };
}

interface OptionOff {
  readonly used: readonly ShellWord[];
  /** The letter to take out of a group of them. */
  readonly letter?: string;
}

function optionOff(program: string, word: ShellWord, next: ShellWord | undefined): OptionOff | undefined {
  const { value } = word;
  if (program === "curl") {
    if (value === "--insecure" || value === "--proxy-insecure") return { used: [word] };
    return hasLetter(value, "k") ? { used: [word], letter: "k" } : undefined;
  }
  if (program === "wget") return value === "--no-check-certificate" ? { used: [word] } : undefined;
  if (/^(?:pip[\d.]*|python[\d.]*|uv|pipenv|poetry)$/.test(program)) {
    if (/^--(?:trusted-host|allow-insecure-host)=/.test(value)) return { used: [word] };
    return /^--(?:trusted-host|allow-insecure-host)$/.test(value) && next ? { used: [word, next] } : undefined;
  }
  if (/^(?:npm|yarn|pnpm)$/.test(program))
    return /^--(?:strict-ssl=(?:false|0)|no-strict-ssl)$/.test(value) ? { used: [word] } : undefined;
  if (program === "git")
    return value === "-c" && next && /^http\.sslverify=(?:false|0)$/i.test(next.value) ? { used: [word, next] } : undefined;
  if (/^(?:yum|dnf|microdnf|tdnf)$/.test(program)) {
    return /^--setopt=(?:\*\.)?sslverify=(?:0|false)$/i.test(value) ? { used: [word] } : undefined;
  }
  if (/^apt(?:-get)?$/.test(program)) {
    const off = /^Acquire::https::(?:\S+::)?Verify-(?:Peer|Host)=(?:false|0|no)$/i;
    return value === "-o" && next && off.test(next.value) ? { used: [word, next] } : undefined;
  }
  return undefined;
}

/** True for a letter among others that comes before any that takes a value. */
function hasLetter(value: string, letter: string): boolean {
  if (!/^-[A-Za-z0-9#:]/.test(value)) return false;
  for (const unit of value.slice(1)) {
    if (unit === letter) return true;
    if (valuedLetters.includes(unit)) return false;
  }
  return false;
}

import { plainCommands } from "../../knowledge/plain-commands.js";
import { parity } from "../../linter/parity.js";
import { defineRule } from "../../linter/rule.js";
import type { Stage } from "../../syntax/dockerfile/model.js";
import { type CommandLine, commandLines } from "../../syntax/shell/query.js";
import { dockerfile } from "../../text/tags.js";
import { runsOf } from "../../transforms/run-edit.js";

const aliases = [
  "hadolint:DL4001",
  "trivy:DS-0014",
  "kics:Run Using 'wget' and 'curl'",
  "semgrep:use-either-wget-or-curl",
  "tally:hadolint/DL4001",
];

export default defineRule({
  name: "wget-and-curl",
  language: "dockerfile",
  category: "size",
  severity: "hint",
  profiles: ["all", "hadolint"],
  severities: { hadolint: "warning" },
  summary: "A stage downloads with both `wget` and `curl`.",
  why: [
    "One of the two is enough; the other is one more package to install and to keep free of holes.",
    "Where the image has both anyway it is only a matter of taste, so the rule is off unless you ask for it.",
  ],
  references: ["https://docs.docker.com/build/building/best-practices/#dont-install-unnecessary-packages"],
  aliases,
  covers: ["wget-and-curl"],
  noFix: "The two take different options and treat redirects and errors differently: rewriting a call is up to the author.",
  onbuild: true,

  *check(file) {
    /** What each stage has used so far. */
    let stage: Stage | undefined;
    let own = new Map<string, CommandLine>();
    let plain = new Set<string>();
    for (const place of runsOf(file)) {
      if (place.stage !== stage) {
        stage = place.stage;
        own = new Map();
        plain = new Set();
      }
      const lines = commandLines(place.run.command).filter(({ program }) => program === "wget" || program === "curl");
      const names = plainCommands(place.run.command).flatMap(({ name }) => (name === "wget" || name === "curl" ? [name] : []));
      for (const name of names) plain.add(name);
      const before = own.size;
      for (const line of lines) if (!own.has(line.program!)) own.set(line.program!, line);
      const isSecond = before < 2 && own.size === 2;
      const judged = parity(isSecond, names.length > 0 && plain.size === 2, aliases);
      const second = isSecond ? [...own.values()][1]! : lines[0];
      if (!judged || !second) continue;
      const first = second.program === "curl" ? "wget" : "curl";
      yield {
        span: second.programSpan,
        message: `This stage uses '${first}' and '${second.program}'; one of them is enough.`,
        ...judged,
      };
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM debian:13-slim
        RUN wget -qO /a https://example.com/a && wget -qO /b https://example.com/b
        RUN curl -fsSL https://example.com/c -o /c
            ^^^^ This stage uses 'wget' and 'curl'; one of them is enough.
      `,
    },
    {
      title: "both in one RUN",
      bad: dockerfile`
        FROM debian:13-slim
        RUN curl -fsSL https://example.com/a | tar x \
         && wget -qO /b https://example.com/b
            ^^^^ This stage uses 'curl' and 'wget'; one of them is enough.
      `,
    },
    {
      title: "one of them in each stage",
      good: dockerfile`
        FROM debian:13-slim AS build
        RUN wget -qO /a https://example.com/a
        FROM alpine:3.22
        RUN apk add --no-cache wget curl && curl -fsSL https://example.com/c -o /c
      `,
    },
  ],
});

import { defineRule } from "../../linter/rule.js";
import type { Instruction } from "../../syntax/dockerfile/model.js";
import { dockerfile } from "../../text/tags.js";
import { triggered } from "../../transforms/run-edit.js";

/** 3.0.0 to 3.0.6 overflow a buffer (CVE-2022-3602); 1.0.1 to 1.0.1f leak memory (Heartbleed). */
const release = /openssl[-_/v]*(?:openssl-)?(3\.0\.[0-6]|1\.0\.1[a-f]?)(?![\d.a-z-]*\d)(?=$|[\s"'/);&|]|\.tar|\.zip|\.tgz)/i;

export default defineRule({
  name: "vulnerable-openssl",
  language: "dockerfile",
  category: "security",
  severity: "warning",
  profiles: ["recommended"],
  summary: "A release of OpenSSL with a grave hole is downloaded.",
  why: [
    "OpenSSL 3.0.0 to 3.0.6 can be crashed, or worse, by a certificate (CVE-2022-3602, CVE-2022-3786); 1.0.1 to 1.0.1f leak the memory of the process (Heartbleed).",
    "Take the newest release of a branch that is maintained, or the package of the distribution.",
  ],
  references: ["https://openssl-library.org/news/vulnerabilities/", "https://nvd.nist.gov/vuln/detail/CVE-2022-3602"],
  aliases: ["kics:Vulnerable OpenSSL Version"],
  covers: ["vulnerable-openssl"],
  noFix: "Which release to take is up to the author, and a checksum beside the address has to change with it.",
  onbuild: true,

  *check(file) {
    if (!/openssl/i.test(file.text)) return;
    for (const outer of file.stages.flatMap(({ instructions }) => instructions as readonly Instruction[])) {
      const instruction = triggered(outer);
      if (instruction?.keyword !== "RUN" && instruction?.keyword !== "ADD") continue;
      const { start } = instruction.span;
      const found = release.exec(file.text.slice(start, instruction.span.end));
      if (!found || !/curl|wget|git|https?:/.test(instruction.argumentsText)) continue;
      const at = start + found.index + found[0].length - found[1]!.length;
      yield {
        span: { start: at, end: at + found[1]!.length },
        message: `OpenSSL ${found[1]} has a hole that is known and attacked; take a newer release.`,
      };
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM debian:13-slim
        RUN curl -fsSLO https://www.openssl.org/source/openssl-3.0.5.tar.gz && tar xf openssl-3.0.5.tar.gz
                                                               ^^^^^ OpenSSL 3.0.5 has a hole that is known and attacked; take a newer release.
        ADD https://www.openssl.org/source/openssl-1.0.1e.tar.gz /src/
                                                   ^^^^^^ OpenSSL 1.0.1e has a hole that is known and attacked; take a newer release.
      `,
    },
    {
      title: "newer releases",
      good: dockerfile`
        FROM debian:13-slim
        RUN curl -fsSLO https://www.openssl.org/source/openssl-3.0.15.tar.gz
        RUN wget https://www.openssl.org/source/openssl-1.0.1g.tar.gz && apt-get install -y openssl
      `,
    },
  ],
});

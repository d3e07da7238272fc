import { defineRule } from "../../linter/rule.js";
import type { Instruction } from "../../syntax/dockerfile/model.js";
import { insertAt } from "../../text/edits.js";
import { dockerfile } from "../../text/tags.js";
import { triggered } from "../../transforms/run-edit.js";

/** Git repositories, and addresses that are asked only to see whether something has changed. */
const changes = /\.git(#|$)|\/\/api\.github\.com\//;

export default defineRule({
  name: "add-without-checksum",
  language: "dockerfile",
  category: "security",
  severity: "info",
  profiles: ["hardened"],
  summary: "ADD downloads a file, and nothing checks what comes.",
  why: [
    "Whoever controls the server, or the way to it, decides what is in the image.",
    "`--checksum=sha256:…` makes BuildKit refuse anything else; in a RUN with curl, `sha256sum -c` does the same.",
  ],
  references: [
    "https://docs.docker.com/reference/dockerfile/#add---checksum",
    "https://docs.docker.com/build/building/best-practices/#add-or-copy",
  ],
  aliases: ["kics:Curl or Wget Instead of Add"],
  covers: ["add-remote-url"],
  fix: "placeholder",
  onbuild: true,

  *check(file) {
    for (const outer of file.stages.flatMap(({ instructions }) => instructions as readonly Instruction[])) {
      const add = triggered(outer);
      if (add?.keyword !== "ADD" || add.flags.some(({ name }) => name === "checksum")) continue;
      const remote = add.sources.filter(({ text }) => /^https?:\/\//i.test(text) && !changes.test(text));
      if (remote.length === 0) continue;
      yield {
        span: remote[0]!.span,
        message: `Nothing checks what '${remote[0]!.text}' delivers; add --checksum=sha256:… of the file.`,
        ...(add.sources.length === 1
          ? {
              fixes: [
                {
                  title: "Add --checksum, to be filled in",
                  applicability: "placeholder",
                  edits: [insertAt(add.keywordSpan.end, " --checksum=sha256:DIGEST")],
                },
              ],
            }
          : {}),
        noFix: "A checksum can be given for one source only: split the ADD first.",
      };
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM debian:13-slim
        ADD --chmod=755 https://example.com/tini-0.19.0 /tini
                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ Nothing checks what 'https://example.com/tini-0.19.0' delivers; add --checksum=sha256:… of the file.
      `,
      good: dockerfile`
        FROM debian:13-slim
        ADD --checksum=sha256:DIGEST --chmod=755 https://example.com/tini-0.19.0 /tini
      `,
    },
    {
      title: "several sources",
      bad: dockerfile`
        FROM debian:13-slim
        ADD https://example.com/a https://example.com/b /opt/
            ^^^^^^^^^^^^^^^^^^^^^ Nothing checks what 'https://example.com/a' delivers; add --checksum=sha256:… of the file.
      `,
    },
    {
      title: "checked, from Git, or from the context",
      good: dockerfile`
        FROM debian:13-slim
        ADD --checksum=sha256:93dcc18adc78c65a028a84799ecf8ad40c936fdfc5f2a57b1acda5a8117fa82c https://example.com/a /a
        ADD https://github.com/moby/buildkit.git#v0.25.0 /src
        ADD rootfs.tar.xz /
      `,
    },
  ],
});

import { defineRule } from "../../linter/rule.js";
import { type CommandLine, commandLines, option } from "../../syntax/shell/query.js";
import { dockerfile } from "../../text/tags.js";
import { firstLine, runsOf } from "../../transforms/run-edit.js";

export default defineRule({
  name: "weak-checksum",
  language: "dockerfile",
  category: "security",
  severity: "info",
  profiles: ["hardened"],
  summary: "A file is verified by MD5 or SHA-1.",
  why: [
    "Two files with the same MD5 or SHA-1 can be made on purpose, so such a checksum proves that a download is complete, not that it is the right one.",
    "Most projects publish SHA-256 or a signature beside it.",
  ],
  references: ["https://csrc.nist.gov/news/2022/nist-transitioning-away-from-sha-1-for-all-apps"],
  aliases: ["sonar:S4790"],
  covers: ["weak-hash"],
  noFix: "The stronger checksum has to come from whoever publishes the file.",
  onbuild: true,

  *check(file) {
    for (const { run } of runsOf(file)) {
      const lines = commandLines(run.command);
      // A second, stronger check beside it is what counts.
      if (lines.some(({ program }) => /^(?:sha(?:224|256|384|512)sum|b2sum|gpgv?|cosign|minisign)$/.test(program ?? "")))
        continue;
      for (const line of lines) {
        const algorithm = weakAlgorithm(line);
        if (!algorithm) continue;
        yield {
          span: firstLine(file.text, line.programSpan),
          message: `'${line.program}' verifies by ${algorithm}, for which a second file can be made. Verify by SHA-256 or a signature.`,
        };
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM debian:13-slim
        RUN echo "d41d8cd98f00b204e9800998ecf8427e  a.tgz" | md5sum -c -
                                                             ^^^^^^ 'md5sum' verifies by MD5, for which a second file can be made. Verify by SHA-256 or a signature.
        RUN sha1sum --check --status sums.txt && shasum -c more.txt
            ^^^^^^^ 'sha1sum' verifies by SHA-1, for which a second file can be made. Verify by SHA-256 or a signature.
                                                 ^^^^^^ 'shasum' verifies by SHA-1, for which a second file can be made. Verify by SHA-256 or a signature.
      `,
    },
    {
      title: "stronger ones, or no verification",
      good: dockerfile`
        FROM debian:13-slim
        RUN echo "$SUM  a.tgz" | sha256sum -c - && echo "$OLD  a.tgz" | md5sum -c -
        RUN shasum -a 256 -c sums.txt && md5sum a.tgz > a.md5
      `,
    },
  ],
});

function weakAlgorithm(line: CommandLine): string | undefined {
  if (!option(line, "-c", "--check")) return undefined;
  if (line.program === "md5sum") return "MD5";
  if (line.program === "sha1sum") return "SHA-1";
  if (line.program !== "shasum") return undefined;
  return line.arguments.some(({ value }) => /^(?:-a.*|--algorithm.*)$/.test(value)) ? undefined : "SHA-1";
}

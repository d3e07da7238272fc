import { defineRule } from "../../linter/rule.js";
import { localUri } from "../../project/compose/local-files.js";
import { parseEnvFile } from "../../syntax/env-file.js";
import { hasVariables } from "../../syntax/interpolation.js";
import { yaml } from "../../text/tags.js";
import { replaceValue } from "../../transforms/yaml-edit.js";

export default defineRule({
  name: "env-file-syntax",
  language: "compose",
  category: "correctness",
  severity: "error",
  profiles: ["recommended"],
  summary: "A file of variables has a line that Compose cannot read, or its `format` is none Compose knows.",
  why: [
    "Compose refuses the whole project for one bad line of an `env_file`.",
    "A line is `NAME=value`, `NAME` or a comment; names have no blanks; a quote that opens has to close.",
    "The only `format` besides the usual one is `raw`, which takes every value as it stands.",
  ],
  references: ["https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/#env-file-syntax"],
  covers: ["env-file-syntax"],
  crossFile: true,
  fix: "unsafe",

  *check(file, { project }) {
    const seen = new Set<number>();
    for (const { envFiles } of file.services) {
      for (const { path, format } of envFiles) {
        if (path.node.uri !== file.uri || seen.has(path.span.start)) continue;
        seen.add(path.span.start);
        if (format && format.text !== "raw" && !hasVariables(format.text)) {
          const edits = replaceValue(file, format, "raw");
          yield {
            span: format.span,
            message: `Compose knows no format '${format.text}' of a file of variables; write raw, or leave the key out.`,
            ...(edits
              ? { fixes: [{ title: "Use raw", applicability: "unsafe", edits }] }
              : { noFix: "The text is shared by an anchor, or written in a way that cannot be rewritten safely." }),
          };
        }
        const uri = format?.text === "raw" ? undefined : localUri(path, project);
        const node = uri === undefined ? undefined : project.read(uri);
        if (uri === undefined || node?.kind !== "file") continue;
        const problem = parseEnvFile(node.text).problems[0];
        if (!problem) continue;
        const line = node.text.slice(0, problem.span.start).split("\n").length;
        yield {
          span: path.span,
          message: `Line ${line} of '${path.text}' is not a variable, so Compose refuses the project: ${problem.message}`,
          noFix: "What the line is to say is for its author to decide.",
          related: [{ uri, span: problem.span, message: problem.message }],
        };
      }
    }
  },

  examples: [
    {
      title: "a bad line; an unknown format",
      bad: {
        "compose.yaml": yaml`
          services:
            api:
              image: acme/api:1
              env_file:
                - bad.env
                  ^^^^^^^ Line 2 of 'bad.env' is not a variable, so Compose refuses the project: This value has no closing quote.
                - path: good.env
                  format: plain
                          ^^^^^ Compose knows no format 'plain' of a file of variables; write raw, or leave the key out.
        `,
        "bad.env": yaml`
          A=1
          B="open
        `,
        "good.env": yaml`
          A=1
        `,
      },
      good: {
        "compose.yaml": yaml`
          services:
            api:
              image: acme/api:1
              env_file:
                - bad.env
                - path: good.env
                  format: raw
        `,
      },
    },
    {
      title: "good lines; any line of a raw file; a file that is not there",
      good: {
        "compose.yaml": yaml`
          services:
            api:
              image: acme/api:1
              env_file:
                - good.env
                - path: raw.env
                  format: raw
                - gone.env
        `,
        "good.env": yaml`
          # comment
          A=1
          export B='two words'
          C
        `,
        "raw.env": yaml`
          B="open
        `,
      },
    },
  ],
});

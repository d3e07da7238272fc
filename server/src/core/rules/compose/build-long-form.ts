import { defineRule } from "../../linter/rule.js";
import { firstTime } from "../../syntax/compose/lookup.js";
import type { Build, ComposeFile } from "../../syntax/compose/model.js";
import { remove, replace, type TextEdit } from "../../text/edits.js";
import { spanOf } from "../../text/span.js";
import { yaml } from "../../text/tags.js";
import { fixOf, repairs } from "../../transforms/repairs.js";
import { isEditable } from "../../transforms/yaml-edit.js";

export default defineRule({
  name: "build-long-form",
  language: "compose",
  category: "maintainability",
  severity: "hint",
  profiles: ["all"],
  summary: "`build` says nothing but the context, and yet is a mapping.",
  why: ["`build: .` means the same in one line.", "A matter of taste, and so part of the profile `all` only."],
  references: ["https://docs.docker.com/reference/compose-file/build/#using-build-to-build-from-source"],
  covers: ["build-short-vs-long"],
  fix: "safe",

  *check(file) {
    // Taste can wait until the file can be read.
    if (file.errors.length > 0) return;
    const first = firstTime();
    for (const { build } of file.services) {
      if (build?.node.kind !== "map" || !build.context || build.entry.alias || build.entry.merged) continue;
      if (build.node.entries.length > 1 || build.node.merges.length > 0 || build.context.text === "" || !first(build)) continue;
      yield {
        span: build.entry.key.span,
        message: `'build' says nothing but the context; write \`build: ${build.context.text}\`.`,
        ...repairs([fixOf("Use the short form", "safe", shortForm(file, build))]),
      };
    }
  },

  examples: [
    {
      bad: yaml`
        services:
          api:
            build:
            ^^^^^ 'build' says nothing but the context; write \`build: ./api\`.
              context: "./api" # with the tests
          worker:
            build: { context: . }
            ^^^^^ 'build' says nothing but the context; write \`build: .\`.
            command: work
      `,
      good: yaml`
        services:
          api:
            build: "./api" # with the tests
          worker:
            build: .
            command: work
      `,
    },
    {
      title: "a comment that would lose its place",
      bad: yaml`
        services:
          api:
            build:
            ^^^^^ 'build' says nothing but the context; write \`build: ./api\`.
              # All of it.
              context: ./api
      `,
    },
    {
      good: yaml`
        services:
          api:
            build: .
          worker:
            build:
              context: .
              target: worker
      `,
    },
  ],
});

function shortForm(file: ComposeFile, { node, entry, context }: Build): TextEdit[] | undefined {
  const { text } = file;
  const value = context!.node;
  const inner = node.kind === "map" ? node.entries[0] : undefined;
  if (!isEditable(file, node) || node.anchor || node.tag || inner?.alias || value.anchor || value.tag) return undefined;
  const before = text.slice(entry.key.span.end, value.span.start);
  const behind = text.slice(value.span.end, entry.span.end);
  if (before.includes("#") || /[\r\n]/.test(value.source) || !/^[\s},]*$/.test(behind)) return undefined;
  const colon = entry.key.span.end + before.indexOf(":") + 1;
  const edits = [replace(spanOf(colon, value.span.start), " ")];
  return behind === "" ? edits : [...edits, remove(spanOf(value.span.end, entry.span.end))];
}

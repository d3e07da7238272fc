import { parity } from "../../linter/parity.js";
import { defineRule, type Fix } from "../../linter/rule.js";
import type { CopyInstruction, Dockerfile, Instruction, RunInstruction, Stage } from "../../syntax/dockerfile/model.js";
import type { ShellWord } from "../../syntax/shell/model.js";
import { type CommandLine, commandLines } from "../../syntax/shell/query.js";
import { replace } from "../../text/edits.js";
import { dockerfile } from "../../text/tags.js";
import { removeInstruction } from "../../transforms/dockerfile-edit.js";

const aliases = ["hadolint:DL3010", "tally:hadolint/DL3010"];
/** What ADD unpacks by itself. */
const archive = /\.(tar|tar\.(gz|bz2|xz)|tgz|tbz2?|txz|tb2)$/;

export default defineRule({
  name: "archive-copied",
  language: "dockerfile",
  category: "size",
  severity: "info",
  profiles: ["recommended", "hadolint"],
  summary: "An archive is copied and then unpacked by a RUN.",
  why: [
    "The archive stays in the layer of the COPY, even where the RUN deletes it.",
    "ADD unpacks an archive of the context by itself, and leaves nothing but its files.",
  ],
  references: [
    "https://docs.docker.com/reference/dockerfile/#adding-local-tar-archives",
    "https://docs.docker.com/build/building/best-practices/#add-or-copy",
  ],
  aliases,
  covers: ["use-add-for-archive"],
  fix: "unsafe",

  *check(file) {
    for (const stage of file.stages) {
      for (const copy of stage.instructions) {
        if (copy.keyword !== "COPY" || copy.from || copy.heredocs.length > 0) continue;
        const source = copy.sources.find(({ text }) => archive.test(text));
        const found = source && unpackedBy(stage, copy, source.text.slice(source.text.lastIndexOf("/") + 1));
        if (!source || !found) continue;
        // hadolint forgets what it has found when the next stage begins, and knows `tar -x` alone.
        const judged = parity(
          true,
          stage.isLast && found.line.arguments.some(({ value }) => /^-[a-zA-Z-]*x/.test(value)),
          aliases,
        );
        const fix = fixOf(file, stage, copy, found);
        yield {
          span: source.span,
          message: `'${source.text}' stays in this layer after 'tar' has unpacked it; ADD unpacks it without a trace.`,
          ...judged,
          ...(fix ? { fixes: [fix] } : {}),
          noFix: "The RUN does more than unpack it, or something else names the archive.",
        };
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM debian:13-slim
        COPY rootfs.tar.gz /tmp/
             ^^^^^^^^^^^^^ 'rootfs.tar.gz' stays in this layer after 'tar' has unpacked it; ADD unpacks it without a trace.
        RUN tar -xzf /tmp/rootfs.tar.gz -C /srv && rm /tmp/rootfs.tar.gz
        CMD ["/srv/start"]
      `,
      good: dockerfile`
        FROM debian:13-slim
        ADD rootfs.tar.gz /srv/
        CMD ["/srv/start"]
      `,
    },
    {
      title: "no fix where the RUN does more",
      bad: dockerfile`
        FROM debian:13-slim
        COPY dist/tool.tar.xz /tmp/
             ^^^^^^^^^^^^^^^^ 'dist/tool.tar.xz' stays in this layer after 'tar' has unpacked it; ADD unpacks it without a trace.
        RUN tar xf /tmp/tool.tar.xz --strip-components=1 -C /opt && /opt/install
      `,
    },
    {
      title: "an archive that stays one, or that another stage made",
      good: dockerfile`
        FROM debian:13-slim
        COPY data.tar.gz /srv/
        COPY --from=build /out/app.tar.gz /tmp/
        RUN tar xf /tmp/app.tar.gz && tar czf /srv/backup.tar.gz /etc
        ADD rootfs.tar.xz /
      `,
    },
  ],
});

interface Unpacking {
  readonly run: RunInstruction;
  readonly line: CommandLine;
}

/** The later command of the stage that unpacks a file of this name. */
function unpackedBy({ instructions }: Stage, copy: CopyInstruction, name: string): Unpacking | undefined {
  for (const run of instructions.slice(copy.index + 1) as readonly Instruction[]) {
    if (run.keyword !== "RUN") continue;
    const line = commandLines(run.command).find(
      (it) =>
        it.program === "tar" &&
        extracts(it) &&
        it.arguments.some(({ value }) => value.slice(value.lastIndexOf("/") + 1) === name),
    );
    if (line) return { run, line };
  }
  return undefined;
}

function extracts({ arguments: words }: CommandLine): boolean {
  return words.some(
    ({ value }, i) => /^(--extract|--get)$|^-[a-zA-Z]*x/.test(value) || (i === 0 && /^[a-zA-Z]*x[a-zA-Z]*$/.test(value)),
  );
}

/** Only for a RUN that unpacks the file into a directory it names, and at most removes it. */
function fixOf(file: Dockerfile, stage: Stage, copy: CopyInstruction, { run, line }: Unpacking): Fix | undefined {
  // With another owner or mode, ADD would give it to what it unpacks.
  if (copy.flags.length > 0) return undefined;
  const path = copy.sources[0]!.text;
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (stage.instructions.slice(copy.index + 1).some((it) => it !== run && it.argumentsText.includes(name))) return undefined;
  const lines = commandLines(run.command);
  const [first, second, more] = lines;
  if (first !== line || more || run.flags.length > 0 || copy.json || copy.sources.length !== 1 || !copy.destination)
    return undefined;
  if (second && (second.program !== "rm" || second.arguments.some(({ value }) => !/^-/.test(value) && !archive.test(value))))
    return undefined;
  const directory = directoryOf(line.arguments);
  if (directory === undefined) return undefined;
  return {
    title: "Use ADD, which unpacks it",
    applicability: "unsafe",
    edits: [
      replace(copy.keywordSpan, file.text.slice(copy.keywordSpan.start, copy.keywordSpan.end) === "copy" ? "add" : "ADD"),
      replace(copy.destination.span, directory.endsWith("/") ? directory : `${directory}/`),
      removeInstruction(file, run),
    ],
  };
}

/** The absolute directory of `-C`, where nothing else changes what comes out. */
function directoryOf(words: readonly ShellWord[]): string | undefined {
  const at = words.findIndex(({ value }) => value === "-C" || value === "--directory");
  const directory = words[at + 1];
  const rest = words.filter((_, i) => i !== at && i !== at + 1);
  const plain = rest.every(
    ({ value }, i) => archive.test(value) || /^-[xvzjJf]+$/.test(value) || (i === 0 && /^[xvzjJf]+$/.test(value)),
  );
  return at >= 0 && plain && directory && !directory.dynamic && directory.value.startsWith("/") ? directory.value : undefined;
}

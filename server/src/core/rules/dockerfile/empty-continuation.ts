import { defineRule, type Fix } from "../../linter/rule.js";
import type { Dockerfile, Instruction } from "../../syntax/dockerfile/model.js";
import { remove } from "../../text/edits.js";
import type { Span } from "../../text/span.js";
import { dockerfile } from "../../text/tags.js";

const keyword =
  /^(?:FROM|RUN|CMD|LABEL|MAINTAINER|EXPOSE|ENV|ADD|COPY|ENTRYPOINT|VOLUME|USER|WORKDIR|ARG|ONBUILD|STOPSIGNAL|HEALTHCHECK|SHELL)[ \t]/;

export default defineRule({
  name: "empty-continuation",
  language: "dockerfile",
  category: "correctness",
  severity: "warning",
  profiles: ["recommended"],
  repairsSyntax: true,
  summary: "An empty line stands inside a continued instruction.",
  why: [
    "The builder passes over the empty line and goes on with the instruction: what follows is part of it, even another instruction.",
    "Docker has announced that such lines will be refused.",
  ],
  references: ["https://docs.docker.com/reference/build-checks/no-empty-continuation/"],
  aliases: ["buildkit:NoEmptyContinuation", "dockerfile-utils:EMPTY_CONTINUATION_LINE", "tally:buildkit/NoEmptyContinuation"],
  covers: ["empty-continuation-line"],
  fix: "safe",

  *check(file) {
    for (const instruction of file.instructions) {
      const [first] = instruction.emptyContinuations;
      if (!first) continue;
      const sign = continuationBefore(file, first);
      if (!sign) continue;
      const empty = instruction.emptyContinuations;
      const several = empty.length > 1;
      const without: Fix = {
        title: several ? `Remove the ${empty.length} empty lines` : "Remove the empty line",
        applicability: "safe",
        edits: joined(empty).map(remove),
      };
      const swallowed = swallowedKeyword(file, instruction, empty.at(-1)!);
      if (swallowed) {
        yield {
          span: sign,
          message: `The '${file.escape}' makes '${swallowed}' below the empty line a part of this ${instruction.name}; remove it.`,
          fixes: [
            { title: `Remove the '${file.escape}'`, applicability: "unsafe", edits: [remove(withBlanks(file, sign))] },
            without,
          ],
        };
        continue;
      }
      yield {
        span: sign,
        message: `${several ? `${empty.length} empty lines stand` : "An empty line stands"} inside this ${instruction.name}, which builders will refuse; remove ${several ? "them" : "it"}.`,
        fixes: [without],
      };
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM debian:13-slim
        RUN apt-get update \
                           ^ An empty line stands inside this RUN, which builders will refuse; remove it.

            && apt-get install -y curl
        ENV A=1 \
                ^ 2 empty lines stand inside this ENV, which builders will refuse; remove them.

            B=2 \
            # last

            C=3
      `,
      good: dockerfile`
        FROM debian:13-slim
        RUN apt-get update \
            && apt-get install -y curl
        ENV A=1 \
            B=2 \
            # last
            C=3
      `,
    },
    {
      title: "the instruction below is swallowed",
      bad: dockerfile`
        FROM debian:13-slim
        RUN apt-get update && \
            apt-get install -y curl \
                                    ^ The '\' makes 'CMD' below the empty line a part of this RUN; remove it.

        CMD ["curl", "--version"]
      `,
      good: dockerfile`
        FROM debian:13-slim
        RUN apt-get update && \
            apt-get install -y curl

        CMD ["curl", "--version"]
      `,
    },
    {
      title: "comment lines inside, and empty lines of heredocs, are fine",
      good: dockerfile`
        FROM debian:13-slim
        RUN apt-get update \
            # more to come
            && true

        RUN <<EOF
        a \

        b
        EOF
      `,
    },
  ],
});

/** The sign at the end of the last line above that is neither empty nor a comment. */
function continuationBefore({ text, escape }: Dockerfile, { start }: Span): Span | undefined {
  let end = start;
  while (end > 0) {
    const lineEnd = text[end - 2] === "\r" ? end - 2 : end - 1;
    const from = text.lastIndexOf("\n", lineEnd - 1) + 1;
    const line = text.slice(from, lineEnd).trimEnd();
    if (line.endsWith(escape)) return { start: from + line.length - 1, end: from + line.length };
    if (line !== "" && !line.trimStart().startsWith("#")) return undefined;
    end = from;
  }
  return undefined;
}

function withBlanks({ text }: Dockerfile, { start, end }: Span): Span {
  let from = start;
  let to = end;
  while (text[from - 1] === " " || text[from - 1] === "\t") from--;
  while (text[to] === " " || text[to] === "\t") to++;
  return { start: from, end: to };
}

/** Lines that follow one another go in one edit. */
function joined(spans: readonly Span[]): Span[] {
  const result: Span[] = [];
  for (const { start, end } of spans) {
    const last = result.at(-1);
    if (last?.end === start) result[result.length - 1] = { start: last.start, end };
    else result.push({ start, end });
  }
  return result;
}

/** An instruction in capitals at the beginning of the line behind the last empty one. */
function swallowedKeyword({ text }: Dockerfile, { name, span, keywordSpan }: Instruction, empty: Span): string | undefined {
  if (empty.end >= span.end || text.slice(keywordSpan.start, keywordSpan.end) !== name) return undefined;
  return keyword.exec(text.slice(empty.end, empty.end + 20))?.[0].trim();
}

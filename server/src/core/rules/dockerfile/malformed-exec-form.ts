import { defineRule } from "../../linter/rule.js";
import { hasPlaceholder } from "../../syntax/placeholders.js";
import { insertAt, remove, replace } from "../../text/edits.js";
import { lineEnd } from "../../text/line-index.js";
import { dockerfile } from "../../text/tags.js";
import { lineStart } from "../../transforms/dockerfile-edit.js";
import { firstLine, triggered } from "../../transforms/run-edit.js";

const keywords: ReadonlySet<string> = new Set(["RUN", "CMD", "ENTRYPOINT", "HEALTHCHECK", "COPY", "ADD", "VOLUME"]);

export default defineRule({
  name: "malformed-exec-form",
  language: "dockerfile",
  category: "correctness",
  severity: "warning",
  profiles: ["recommended"],
  summary: "A list in brackets is not valid JSON.",
  why: [
    "The builder accepts it without a word, as a line for the shell: the shell then looks for a program called `[node,`.",
    "JSON knows only double quotes, needs a comma between texts and none behind the last, and `\\\\` for a backslash.",
  ],
  references: ["https://docs.docker.com/reference/dockerfile/#exec-form"],
  aliases: [
    "kics:Not Using Proper Exec Form In CMD And ENTRYPOINT Arguments",
    "sonar:S7030",
    "dockerfile-utils:JSON_IN_SINGLE_QUOTES",
    "tally:tally/invalid-json-form",
  ],
  covers: ["exec-form-malformed"],
  fix: "unsafe",

  *check(file) {
    for (const outer of file.instructions) {
      const instruction = triggered(outer);
      if (!instruction || !keywords.has(instruction.keyword) || instruction.heredocs.length > 0) continue;
      const { argumentsText, argumentsSpan, keyword } = instruction;
      const prefix = keyword === "HEALTHCHECK" ? (/^CMD\s+/i.exec(argumentsText)?.[0].length ?? 0) : 0;
      const text = argumentsText.slice(prefix);
      const comment = trailingComment(text);
      if (comment !== undefined && argumentsSpan.end - argumentsSpan.start === argumentsText.length) {
        const start = argumentsSpan.start + prefix + comment;
        const blanks = /\s*$/.exec(text.slice(0, comment))![0].length;
        const above = insertAt(lineStart(file.text, outer.span.start), text.slice(comment) + lineEnd(file.text));
        yield {
          span: { start, end: argumentsSpan.end },
          message: "A comment behind a list makes a line of the shell of it; comments stand on lines of their own.",
          fixes: [
            {
              title: "Move the comment to a line of its own",
              applicability: "unsafe",
              edits: [above, remove({ start: start - blanks, end: argumentsSpan.end })],
            },
          ],
        };
        continue;
      }
      if (!looksLikeList(text) || hasPlaceholder(text) || isJson(text)) continue;
      const whole = argumentsSpan.end - argumentsSpan.start === argumentsText.length;
      const span = { start: argumentsSpan.start + (whole ? prefix : 0), end: argumentsSpan.end };
      const repaired = whole ? repair(text, keyword === "COPY" || keyword === "ADD" ? 2 : 1) : undefined;
      yield {
        span: firstLine(file.text, span),
        message: `This list is not valid JSON, so ${keyword} takes it for ${/COPY|ADD|VOLUME/.test(keyword) ? "plain words" : "a line of the shell"}; ${hint(text)}.`,
        ...(repaired
          ? { fixes: [{ title: "Write it as JSON", applicability: "unsafe", edits: [replace(span, repaired)] }] }
          : { noFix: "What the texts of the list are cannot be told." }),
      };
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM node:22
        RUN ['npm', 'ci']
            ^^^^^^^^^^^^^ This list is not valid JSON, so RUN takes it for a line of the shell; texts stand in double quotes.
        COPY [package.json, /app/]
             ^^^^^^^^^^^^^^^^^^^^^ This list is not valid JSON, so COPY takes it for plain words; texts stand in double quotes.
        HEALTHCHECK CMD ["node", "check.js",]
                        ^^^^^^^^^^^^^^^^^^^^^ This list is not valid JSON, so HEALTHCHECK takes it for a line of the shell; check commas and quotes.
        ENTRYPOINT ["node" "server.js"]
                   ^^^^^^^^^^^^^^^^^^^^ This list is not valid JSON, so ENTRYPOINT takes it for a line of the shell; check commas and quotes.
      `,
      good: dockerfile`
        FROM node:22
        RUN ["npm", "ci"]
        COPY ["package.json", "/app/"]
        HEALTHCHECK CMD ["node", "check.js"]
        ENTRYPOINT ["node", "server.js"]
      `,
    },
    {
      title: "a bracket or a quote is missing",
      bad: dockerfile`
        FROM node:22
        CMD ["node", "server.js"
            ^^^^^^^^^^^^^^^^^^^^ This list is not valid JSON, so CMD takes it for a line of the shell; the closing bracket is missing.
      `,
      good: dockerfile`
        FROM node:22
        CMD ["node", "server.js"]
      `,
    },
    {
      title: "a comment on the same line",
      bad: dockerfile`
        FROM node:22
        CMD ["node", "server.js"] # the server
                                  ^^^^^^^^^^^^ A comment behind a list makes a line of the shell of it; comments stand on lines of their own.
      `,
      good: dockerfile`
        FROM node:22
        # the server
        CMD ["node", "server.js"]
      `,
    },
    {
      title: "the test command of the shell",
      good: dockerfile`
        FROM node:22
        RUN [ -f package.json ] && npm ci
        RUN [[ -n "$A" ]] || exit 1
        RUN [ "$A" = "b" ]
        CMD ["node", "server.js"]
        VOLUME ["/data"]
      `,
    },
  ],
});

/** Where the comment begins that follows a valid list. */
function trailingComment(text: string): number | undefined {
  const at = text.startsWith("[") ? text.search(/\]\s+#/) : -1;
  return at >= 0 && isJson(text.slice(0, at + 1)) ? text.indexOf("#", at) : undefined;
}

/** Not `[ -f x ]` of the shell: brackets without a blank behind, or quotes with commas. */
function looksLikeList(text: string): boolean {
  if (!text.startsWith("[") || text.startsWith("[[")) return false;
  if (/^\[\s*(?:-[a-z]+\s|!|\$)|\]\s*(?:&&|\|\||;)/.test(text)) return false;
  if (/^\[\s*["'][^"']*["']\s*(?:=|!=|==|-[a-z]{2}|<|>)\s/.test(text)) return false;
  return /^\[\s*["'].*["']\s*,?\s*\]?$/.test(text) || /^\[[^\s\]]+\s*,.*\]$/.test(text) || /^\[[^\s,\]]+\]$/.test(text);
}

function isJson(text: string): boolean {
  try {
    return Array.isArray(JSON.parse(text));
  } catch {
    return false;
  }
}

function hint(text: string): string {
  if (!text.endsWith("]")) return "the closing bracket is missing";
  if (!text.includes('"') || /^\[\s*'/.test(text)) return "texts stand in double quotes";
  return "check commas and quotes";
}

/** The list that was meant; undefined where its texts cannot be told apart, or are fewer than the instruction takes. */
function repair(text: string, fewest: number): string | undefined {
  const inner = text.replace(/^\[\s*/, "").replace(/\s*,?\s*\]?$/, "");
  const items: string[] = [];
  const item = /\s*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([^\s"',[\]]+))\s*(?:,|(?=["'])|$)/gy;
  while (item.lastIndex < inner.length) {
    const match = item.exec(inner);
    if (!match) return undefined;
    const [, double, single, bare] = match;
    if (double !== undefined) items.push(`"${double.replace(/\\(?!["\\/bfnrtu])/g, "\\\\")}"`);
    else items.push(JSON.stringify(single ?? bare));
  }
  const list = `[${items.join(", ")}]`;
  return items.length >= fewest && isJson(list) ? list : undefined;
}

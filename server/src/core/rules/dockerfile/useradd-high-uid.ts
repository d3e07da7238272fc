import { defineRule } from "../../linter/rule.js";
import { stateBefore } from "../../syntax/dockerfile/timeline.js";
import { commandLines, option } from "../../syntax/shell/query.js";
import { insertAt } from "../../text/edits.js";
import { dockerfile } from "../../text/tags.js";
import { runsOf } from "../../transforms/run-edit.js";

/** Below, the sparse files are small: 300 bytes a number. */
const large = 100_000;

export default defineRule({
  name: "useradd-high-uid",
  language: "dockerfile",
  category: "size",
  severity: "warning",
  profiles: ["recommended", "hadolint"],
  severities: { hadolint: "warning" },
  summary: "`useradd` with a large number and without `--no-log-init` makes the image large.",
  why: [
    "`useradd` writes to `/var/log/lastlog` and `/var/log/faillog` at a place that grows with the number of the user.",
    "The file is sparse on a disk but not in a layer: a number of ten digits makes gigabytes of it.",
  ],
  references: ["https://docs.docker.com/build/building/best-practices/#user", "https://github.com/golang/go/issues/13548"],
  aliases: ["hadolint:DL3046", "tally:hadolint/DL3046"],
  covers: ["useradd-high-uid"],
  fix: "safe",
  onbuild: true,

  *check(file) {
    for (const { run, stage, index } of runsOf(file)) {
      for (const line of commandLines(run.command)) {
        if (line.program !== "useradd" || option(line, "-l", "--no-log-init")) continue;
        const at = line.arguments.findIndex(({ value }) => /^(?:-[A-Za-z]*u|--uid)$/.test(value));
        const joined = line.arguments.find(({ value }) => /^(?:--uid=|-u\d)/.test(value));
        const word = at < 0 ? joined : line.arguments[at + 1];
        if (!word) continue;
        const isShort = word !== joined && !line.arguments[at]!.value.startsWith("--");
        const text = word.value.replace(/^--uid=|^-u(?=\d)/, "");
        const uid = /^\$\{?\w+\}?$/.test(text)
          ? stateBefore(stage, index, file.escape).env.get(text.replace(/\W/g, ""))?.value
          : text;
        const isLarge = uid !== undefined && /^\d+$/.test(uid) && Number(uid) >= large;
        // hadolint counts the characters of what follows `-u`, those of a variable in braces included.
        const theirs = line.shell?.name === "useradd" && isShort && text.replace(/\$(\w+)/g, "${$1}").length > 5;
        if (!isLarge && !theirs) continue;
        yield {
          span: word.span,
          message: isLarge
            ? `The number ${uid} makes 'useradd' write a huge sparse log into the layer. Add '--no-log-init'.`
            : `If '${text}' is a large number, 'useradd' writes a huge sparse log into the layer. Add '--no-log-init'.`,
          ...(isLarge ? {} : { profiles: ["hadolint" as const] }),
          ...(theirs ? {} : { aliases: [] }),
          fixes: [
            { title: "Add --no-log-init", applicability: "safe", edits: [insertAt(line.programSpan.end, " --no-log-init")] },
          ],
        };
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM debian:13-slim
        RUN useradd -m -u 1000740000 app
                          ^^^^^^^^^^ The number 1000740000 makes 'useradd' write a huge sparse log into the layer. Add '--no-log-init'.
      `,
      good: dockerfile`
        FROM debian:13-slim
        RUN useradd --no-log-init -m -u 1000740000 app
      `,
    },
    {
      title: "the value of a variable counts; an unknown one only in the profile `hadolint`",
      bad: dockerfile`
        FROM debian:13-slim
        ENV APP_UID=200000
        ARG USER_ID
        RUN useradd -mu $APP_UID app
                        ^^^^^^^^ The number 200000 makes 'useradd' write a huge sparse log into the layer. Add '--no-log-init'.
        RUN useradd -u $USER_ID app
                       ^^^^^^^^ If '$USER_ID' is a large number, 'useradd' writes a huge sparse log into the layer. Add '--no-log-init'.
      `,
      good: dockerfile`
        FROM debian:13-slim
        ENV APP_UID=200000
        ARG USER_ID
        RUN useradd --no-log-init -mu $APP_UID app
        RUN useradd --no-log-init -u $USER_ID app
      `,
    },
    {
      good: dockerfile`
        FROM debian:13-slim
        RUN useradd -l -u 1000740000 app && useradd -u 1001 other
      `,
    },
  ],
});

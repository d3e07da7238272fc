import { type WideMode, wideMode } from "../../knowledge/file-modes.js";
import { defineRule, type Finding, type Fix } from "../../linter/rule.js";
import { isDevelopment } from "../../project/final-stages.js";
import { shippedStages } from "../../project/shipped-stages.js";
import { commandLines, operands } from "../../syntax/shell/query.js";
import { replace } from "../../text/edits.js";
import type { Span } from "../../text/span.js";
import { dockerfile } from "../../text/tags.js";
import { runsOf } from "../../transforms/run-edit.js";

export default defineRule({
  name: "world-writable",
  language: "dockerfile",
  category: "security",
  severity: "warning",
  profiles: ["hardened"],
  summary: "Files are made writable for everyone, or run with the rights of their owner.",
  why: [
    "With `chmod 777` any process in the container, also one that an attacker got hold of, can change the program or its settings.",
    "A program with the setuid bit of root gives root to whoever starts it.",
    "Give the files to the user that writes them (`chown`, `COPY --chown`) instead; `/tmp` with mode 1777 is as it should be.",
  ],
  references: [
    "https://cwe.mitre.org/data/definitions/732.html",
    "https://docs.docker.com/reference/dockerfile/#copy---chown---chmod",
  ],
  aliases: ["sonar:S2612", "tally:tally/world-writable-state-path-workaround"],
  covers: ["world-writable-permissions"],
  fix: "unsafe",
  crossFile: true,
  onbuild: true,

  *check(file, { project }) {
    for (const { run, stage } of runsOf(file)) {
      const soft = (): boolean => isDevelopment(file.uri, stage) || !shippedStages(file, project).has(stage);
      for (const line of commandLines(run.command)) {
        if (line.program === "mkdir") {
          const at = line.arguments.findIndex(({ value }) => value === "-m" || value === "--mode");
          const word = line.arguments[at + 1];
          if (at >= 0 && word) yield* judge(word.value, word.span, line.shell !== undefined, soft);
          continue;
        }
        if (line.program !== "chmod") continue;
        const [mode, ...paths] = operands(line);
        // What lies in /tmp is there for everyone.
        if (!mode || mode.dynamic || (paths.length > 0 && paths.every(({ value }) => /^\/(?:var\/)?tmp\/?$/.test(value))))
          continue;
        yield* judge(mode.value, mode.span, line.shell !== undefined, soft);
      }
    }
    for (const stage of file.stages) {
      for (const instruction of stage.instructions) {
        if (instruction.keyword !== "COPY" && instruction.keyword !== "ADD") continue;
        const flag = instruction.flags.find(({ name }) => name === "chmod");
        if (!flag?.value || !flag.valueSpan) continue;
        yield* judge(
          flag.value,
          flag.valueSpan,
          true,
          () => isDevelopment(file.uri, stage) || !shippedStages(file, project).has(stage),
        );
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM debian:13-slim
        RUN mkdir /data && chmod -R 777 /data
                                    ^^^ '777' lets everyone in the container write. Use '775', and give the files to the user that needs them.
        RUN chmod a+rwx /srv/upload && chmod 0666 /etc/app.conf
                  ^^^^^ 'a+rwx' lets everyone in the container write. Use 'ug+rwx,o+rx', and give the files to the user that needs them.
                                             ^^^^ '0666' lets everyone in the container write. Use '0664', and give the files to the user that needs them.
        RUN ["chmod", "o+w", "/srv"]
                      ^^^^^ 'o+w' lets everyone in the container write. Give the files to the user that needs them.
      `,
      good: dockerfile`
        FROM debian:13-slim
        RUN mkdir /data && chmod -R 775 /data
        RUN chmod ug+rwx,o+rx /srv/upload && chmod 0664 /etc/app.conf
        RUN ["chmod", "o+w", "/srv"]
      `,
    },
    {
      title: "--chmod, mkdir, the setuid bit",
      bad: dockerfile`
        FROM debian:13-slim
        RUN mkdir -p -m 777 /data && chmod u+s /usr/bin/tool && chmod 4755 /usr/bin/other
                        ^^^ '777' lets everyone in the container write. Use '775', and give the files to the user that needs them.
                                           ^^^ 'u+s' lets everyone run the program with the rights of its owner. Give the program only the rights it needs.
                                                                      ^^^^ '4755' lets everyone run the program with the rights of its owner. Use '0755', and give the program only the rights it needs.
      `,
      good: dockerfile`
        FROM debian:13-slim
        RUN mkdir -p -m 775 /data && chmod u+s /usr/bin/tool && chmod 0755 /usr/bin/other
      `,
    },
    {
      title: "in order: others may read, the sticky bit, a mode from a variable, less rights",
      good: dockerfile`
        FROM debian:13-slim
        COPY --chmod=755 run.sh /usr/local/bin/
        RUN chmod 755 /srv && chmod 1777 /srv/tmp && chmod g+w /data && chmod $MODE /x && chmod o-w /y && chmod +x /z && chmod 777 /tmp
      `,
    },
  ],
});

function* judge(mode: string, span: Span, plain: boolean, soft: () => boolean): Generator<Finding> {
  const wide = wideMode(mode);
  if (!wide) return;
  const { narrow } = wide;
  const fixes: Fix[] = narrow
    ? [{ title: `Use ${narrow}`, applicability: "unsafe", edits: [replace(span, plain ? narrow : JSON.stringify(narrow))] }]
    : [];
  yield {
    span,
    message: wide.othersWrite
      ? `'${mode}' lets everyone in the container write. ${advice(wide, "give the files to the user that needs them")}`
      : `'${mode}' lets everyone run the program with the rights of its owner. ${advice(wide, "give the program only the rights it needs")}`,
    ...(soft() ? { severity: "hint" as const } : {}),
    aliases: wide.othersWrite ? ["sonar:S2612", "tally:tally/world-writable-state-path-workaround"] : ["sonar:S2612"],
    ...(fixes.length > 0 ? { fixes } : { noFix: "Nothing else is left of the mode: who needs the right is up to you." }),
  };
}

function advice({ narrow }: WideMode, what: string): string {
  return narrow ? `Use '${narrow}', and ${what}.` : `${what[0]!.toUpperCase()}${what.slice(1)}.`;
}

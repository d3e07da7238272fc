import { defineRule, type Fix } from "../../linter/rule.js";
import type { Dockerfile } from "../../syntax/dockerfile/model.js";
import { type CommandLine, commandLines } from "../../syntax/shell/query.js";
import { replace } from "../../text/edits.js";
import { dockerfile } from "../../text/tags.js";
import { keywordLike } from "../../transforms/dockerfile-edit.js";
import { firstLine, type RunPlace, runsOf } from "../../transforms/run-edit.js";

export default defineRule({
  name: "default-shell-by-link",
  language: "dockerfile",
  category: "maintainability",
  severity: "warning",
  profiles: ["recommended", "hadolint"],
  severities: { hadolint: "warning" },
  summary: "A RUN puts another shell in the place of `/bin/sh`.",
  why: [
    "Every script of the distribution that asks for `/bin/sh` then runs in a shell it was not written for, and an update of the package puts the old one back.",
    "SHELL says which shell the instructions of the Dockerfile use, and changes nothing else.",
  ],
  references: ["https://docs.docker.com/reference/dockerfile/#shell"],
  aliases: [
    "hadolint:DL4005",
    "kics:Changing Default Shell Using RUN Command",
    "semgrep:use-shell-instruction",
    "tally:hadolint/DL4005",
  ],
  covers: ["default-shell-by-link"],
  fix: "unsafe",

  *check(file) {
    for (const place of runsOf(file)) {
      const lines = commandLines(place.run.command);
      const line = lines.find(
        (it) => it.program === "ln" && it.arguments.some(({ value }) => value === "/bin/sh" || value === "/usr/bin/sh"),
      );
      if (!line) continue;
      const shell = line.arguments.find(
        ({ value }) => /^\/\S+sh$|^bash$/.test(value) && !/^(\/usr)?\/bin\/sh$/.test(value),
      )?.value;
      const fix = shell === undefined ? undefined : useShell(file, place, lines, shell.startsWith("/") ? shell : `/bin/${shell}`);
      const isTheirs = (line.shell?.name ?? "ln") === "ln" && line.arguments.some(({ value }) => value === "/bin/sh");
      yield {
        span: firstLine(file.text, line.span),
        message: `'${line.program}' replaces /bin/sh for the whole image, also for the scripts of its packages. Use the instruction SHELL.`,
        fixes: fix ? [fix] : [],
        noFix: "The RUN does more than that: put a SHELL instruction before it and take the link out.",
        ...(isTheirs ? {} : { aliases: [] }),
      };
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM ubuntu:24.04
        RUN rm /bin/sh && ln -s /bin/bash /bin/sh
                          ^^^^^^^^^^^^^^^^^^^^^^^ 'ln' replaces /bin/sh for the whole image, also for the scripts of its packages. Use the instruction SHELL.
      `,
      good: dockerfile`
        FROM ubuntu:24.04
        SHELL ["/bin/bash", "-c"]
      `,
    },
    {
      title: "a RUN that does more has no fix",
      bad: dockerfile`
        FROM ubuntu:24.04
        RUN apt-get update && ln -sf bash /bin/sh
                              ^^^^^^^^^^^^^^^^^^^ 'ln' replaces /bin/sh for the whole image, also for the scripts of its packages. Use the instruction SHELL.
      `,
    },
    {
      good: dockerfile`
        FROM ubuntu:24.04
        SHELL ["/bin/bash", "-o", "pipefail", "-c"]
        RUN ln -s /bin/bash /opt/sh
      `,
    },
  ],
});

/** Where the RUN does nothing else than put the link there. */
function useShell(file: Dockerfile, { run }: RunPlace, lines: readonly CommandLine[], shell: string): Fix | undefined {
  const isAll = lines.every(
    ({ program, arguments: words }) =>
      program === "ln" || ((program === "rm" || program === "mv") && words.some(({ value }) => value === "/bin/sh")),
  );
  if (
    !isAll ||
    run.isTrigger ||
    run.flags.length + run.heredocs.length > 0 ||
    /\n\s*#/.test(file.text.slice(run.span.start, run.span.end))
  )
    return undefined;
  const edit = replace(run.span, `${keywordLike(file, "SHELL")} ["${shell}", "-c"]`);
  return { title: `Use SHELL ["${shell}", "-c"]`, applicability: "unsafe", edits: [edit] };
}

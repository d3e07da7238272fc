import { packageInstall, packageName } from "../../knowledge/packages.js";
import { defineRule } from "../../linter/rule.js";
import { commandLines } from "../../syntax/shell/query.js";
import { dockerfile } from "../../text/tags.js";
import { firstLine, runsOf } from "../../transforms/run-edit.js";

export default defineRule({
  name: "epel",
  language: "dockerfile",
  category: "maintainability",
  severity: "hint",
  profiles: ["all"],
  summary: "The repository EPEL is added.",
  why: [
    "Its packages come from volunteers: no vendor supports them, and they may leave with the next minor release.",
    "Some organisations do not allow it; where yours does, leave this rule off.",
  ],
  references: ["https://docs.fedoraproject.org/en-US/epel/"],
  aliases: ["dockerfile_lint:no_epel"],
  covers: ["epel-used"],
  noFix: "Which other source has the packages is up to the author.",
  onbuild: true,

  *check(file) {
    if (!file.text.includes("epel")) return;
    for (const { run } of runsOf(file)) {
      for (const line of commandLines(run.command)) {
        const install = packageInstall(line);
        const words = install?.manager === "dnf" ? install.packages : line.program === "rpm" ? line.arguments : [];
        const word = words.find((it) => /^epel-release\b/.test(packageName(it)) || /\/epel-release-[\w.-]*\.rpm$/.test(it.value));
        if (word)
          yield {
            span: firstLine(file.text, word.span),
            message: "EPEL is not supported by the vendor of the base image; take packages of the distribution.",
          };
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM rockylinux:9
        RUN dnf install -y epel-release && dnf install -y htop && dnf clean all
                           ^^^^^^^^^^^^ EPEL is not supported by the vendor of the base image; take packages of the distribution.
        RUN rpm -i https://dl.fedoraproject.org/pub/epel/epel-release-latest-9.noarch.rpm
                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ EPEL is not supported by the vendor of the base image; take packages of the distribution.
      `,
    },
    {
      title: "other repositories",
      good: dockerfile`
        FROM rockylinux:9
        RUN dnf install -y curl && dnf clean all
      `,
    },
  ],
});

import { defineRule } from "../../linter/rule.js";
import { replace } from "../../text/edits.js";
import { dockerfile } from "../../text/tags.js";

export default defineRule({
  name: "powershell-errors-ignored",
  language: "dockerfile",
  category: "correctness",
  severity: "warning",
  profiles: ["recommended"],
  summary: "PowerShell goes on after a command that fails.",
  why: [
    "By default an error of a cmdlet is printed and the script goes on, so a failed download still gives an image.",
    "With `$ErrorActionPreference = 'Stop'` in SHELL every RUN ends at its first error; without the progress bar downloads are many times faster.",
  ],
  references: [
    "https://learn.microsoft.com/en-us/powershell/module/microsoft.powershell.core/about/about_preference_variables",
    "https://docs.docker.com/reference/dockerfile/#shell",
  ],
  aliases: ["tally:tally/powershell/error-action-preference", "tally:tally/powershell/progress-preference"],
  covers: ["powershell-specific"],
  fix: "unsafe",

  *check(file) {
    for (const stage of file.stages) {
      for (const instruction of stage.instructions) {
        if (instruction.keyword !== "SHELL" || !instruction.command) continue;
        const { elements } = instruction.command;
        const program = elements[0]?.text.toLowerCase().replace(/^.*[\\/]|\.exe$/g, "");
        const last = elements.at(-1)!;
        if ((program !== "powershell" && program !== "pwsh") || elements.some(({ text }) => /ErrorActionPreference/i.test(text)))
          continue;
        const next = stage.instructions.slice(instruction.index + 1).findIndex(({ keyword }) => keyword === "SHELL");
        const end = next < 0 ? stage.instructions.length : instruction.index + 1 + next;
        const runs = stage.instructions.slice(instruction.index + 1, end).filter(({ keyword }) => keyword === "RUN");
        if (
          runs.length === 0 ||
          runs.every(({ argumentsText }) => /ErrorActionPreference|-ErrorAction\s+Stop/i.test(argumentsText))
        )
          continue;
        const settings = "$ErrorActionPreference = 'Stop'; $ProgressPreference = 'SilentlyContinue';";
        const isCommand = /^-c(?:ommand)?$/i.test(last.text);
        const source = file.text.slice(last.span.start, last.span.end);
        yield {
          span: elements[0]!.span,
          message: `'${elements[0]!.text}' goes on after a cmdlet that fails, and the build counts as done. Set $ErrorActionPreference = 'Stop' in SHELL.`,
          fixes: [
            {
              title: "Set $ErrorActionPreference = 'Stop'",
              applicability: "unsafe",
              edits: [replace(last.span, isCommand ? `${source}, "${settings}"` : `"${settings} ${source.slice(1)}`)],
            },
          ],
        };
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM mcr.microsoft.com/windows/servercore:ltsc2022
        SHELL ["powershell", "-Command"]
               ^^^^^^^^^^^^ 'powershell' goes on after a cmdlet that fails, and the build counts as done. Set $ErrorActionPreference = 'Stop' in SHELL.
        RUN Invoke-WebRequest https://example.com/a.zip -OutFile a.zip; Expand-Archive a.zip
      `,
      good: dockerfile`
        FROM mcr.microsoft.com/windows/servercore:ltsc2022
        SHELL ["powershell", "-Command", "$ErrorActionPreference = 'Stop'; $ProgressPreference = 'SilentlyContinue';"]
        RUN Invoke-WebRequest https://example.com/a.zip -OutFile a.zip; Expand-Archive a.zip
      `,
    },
    {
      title: "other settings in SHELL",
      bad: dockerfile`
        FROM mcr.microsoft.com/powershell:latest
        SHELL ["pwsh", "-Command", "$ProgressPreference = 'SilentlyContinue';"]
               ^^^^^^ 'pwsh' goes on after a cmdlet that fails, and the build counts as done. Set $ErrorActionPreference = 'Stop' in SHELL.
        RUN Install-Module Pester
      `,
      good: dockerfile`
        FROM mcr.microsoft.com/powershell:latest
        SHELL ["pwsh", "-Command", "$ErrorActionPreference = 'Stop'; $ProgressPreference = 'SilentlyContinue'; $ProgressPreference = 'SilentlyContinue';"]
        RUN Install-Module Pester
      `,
    },
    {
      title: "set in SHELL or in each step, other shells",
      good: dockerfile`
        FROM mcr.microsoft.com/windows/servercore:ltsc2022 AS a
        SHELL ["powershell", "-Command", "$ErrorActionPreference = 'Stop';"]
        RUN Get-Item x
        FROM mcr.microsoft.com/windows/servercore:ltsc2022 AS b
        SHELL ["powershell", "-Command"]
        RUN $ErrorActionPreference = 'Stop'; Get-Item x
        SHELL ["cmd", "/S", "/C"]
        RUN dir
      `,
    },
  ],
});

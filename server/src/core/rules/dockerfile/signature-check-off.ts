import { defineRule } from "../../linter/rule.js";
import { commandLines } from "../../syntax/shell/query.js";
import { replace } from "../../text/edits.js";
import { dockerfile } from "../../text/tags.js";
import { firstLine, runsOf } from "../../transforms/run-edit.js";
import { removeWords } from "../../transforms/shell-word.js";

/** Options that let packages in whose origin nobody has proved, by program. */
const switches: readonly { readonly programs: RegExp; readonly option: RegExp; readonly alias: string }[] = [
  { programs: /^apk$/, option: /^--allow-untrusted$/, alias: "checkov:CKV2_DOCKER_7" },
  { programs: /^(?:apt|apt-get|aptitude)$/, option: /^--allow-unauthenticated$/, alias: "checkov:CKV2_DOCKER_8" },
  { programs: /^(?:apt|apt-get)$/, option: /^--force-yes$/, alias: "checkov:CKV2_DOCKER_11" },
  { programs: /^(?:yum|dnf|microdnf|tdnf)$/, option: /^--no-?gpgcheck$/, alias: "checkov:CKV2_DOCKER_9" },
  { programs: /^rpm$/, option: /^--(?:nosignature|nodigest|noverify|nofiledigest)$/, alias: "checkov:CKV2_DOCKER_10" },
  { programs: /^zypper$/, option: /^--(?:no-gpg-checks|no-gpgcheck|allow-unsigned-rpm)$/, alias: "" },
];

export default defineRule({
  name: "signature-check-off",
  language: "dockerfile",
  category: "security",
  severity: "warning",
  profiles: ["recommended"],
  summary: "A package manager installs packages without checking their signatures.",
  why: [
    "The signature is what proves that a package comes from whom it says; a mirror or anyone on the way can put in another one without it.",
    "Import the key of the repository instead; for a file of your own, check a checksum or sign it.",
  ],
  references: [
    "https://manpages.debian.org/stable/apt/apt-secure.8.en.html",
    "https://wiki.alpinelinux.org/wiki/Alpine_Package_Keeper",
  ],
  aliases: switches.flatMap(({ alias }) => (alias ? [alias] : [])),
  covers: ["sig-off-apk", "sig-off-apt", "sig-off-apt-force-yes", "sig-off-yum", "sig-off-rpm"],
  fix: "unsafe",
  onbuild: true,

  *check(file) {
    for (const { run } of runsOf(file)) {
      for (const line of commandLines(run.command)) {
        const known = switches.filter(({ programs }) => line.program !== undefined && programs.test(line.program));
        for (const word of known.length > 0 ? line.arguments : []) {
          const found = known.find(({ option }) => option.test(word.value));
          if (!found) continue;
          const isForce = word.value === "--force-yes";
          const hasYes = line.arguments.some(({ value }) => /^(?:-\w*y\w*|--yes|--assume-yes)$/.test(value));
          const edit = isForce && !hasYes ? replace(word.span, line.shell ? "-y" : '"-y"') : removeWords(file, line, word);
          yield {
            span: firstLine(file.text, word.span),
            message: `'${word.value}' lets '${line.program}' install packages that nobody has signed. Remove it, and add the repository's key where one is missing.`,
            aliases: found.alias ? [found.alias] : [],
            ...(edit
              ? {
                  fixes: [
                    {
                      title: isForce && !hasYes ? "Use -y" : `Remove ${word.value}`,
                      applicability: "unsafe" as const,
                      edits: [edit],
                    },
                  ],
                }
              : { noFix: "It cannot be taken out by itself here." }),
          };
        }
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM debian:13-slim
        RUN apt-get update && apt-get install -y --allow-unauthenticated curl
                                                 ^^^^^^^^^^^^^^^^^^^^^^^ '--allow-unauthenticated' lets 'apt-get' install packages that nobody has signed. Remove it, and add the repository's key where one is missing.
        RUN apt-get --force-yes install git
                    ^^^^^^^^^^^ '--force-yes' lets 'apt-get' install packages that nobody has signed. Remove it, and add the repository's key where one is missing.
        RUN apt-get -y --force-yes install git
                       ^^^^^^^^^^^ '--force-yes' lets 'apt-get' install packages that nobody has signed. Remove it, and add the repository's key where one is missing.
      `,
      good: dockerfile`
        FROM debian:13-slim
        RUN apt-get update && apt-get install -y curl
        RUN apt-get -y install git
        RUN apt-get -y install git
      `,
    },
    {
      title: "apk, dnf, rpm, zypper",
      bad: dockerfile`
        FROM fedora:43
        RUN apk add --no-cache --allow-untrusted /tmp/glibc.apk
                               ^^^^^^^^^^^^^^^^^ '--allow-untrusted' lets 'apk' install packages that nobody has signed. Remove it, and add the repository's key where one is missing.
        RUN dnf install -y --nogpgcheck \
                           ^^^^^^^^^^^^ '--nogpgcheck' lets 'dnf' install packages that nobody has signed. Remove it, and add the repository's key where one is missing.
              git && rpm -i --nosignature a.rpm
                            ^^^^^^^^^^^^^ '--nosignature' lets 'rpm' install packages that nobody has signed. Remove it, and add the repository's key where one is missing.
        RUN ["zypper", "--no-gpg-checks", "install", "-y", "git"]
                       ^^^^^^^^^^^^^^^^^ '--no-gpg-checks' lets 'zypper' install packages that nobody has signed. Remove it, and add the repository's key where one is missing.
      `,
      good: dockerfile`
        FROM fedora:43
        RUN apk add --no-cache /tmp/glibc.apk
        RUN dnf install -y \
              git && rpm -i a.rpm
        RUN ["zypper", "install", "-y", "git"]
      `,
    },
    {
      title: "other programs, words in messages",
      good: dockerfile`
        FROM debian:13-slim
        RUN apt-get update && apt-get install -y curl && echo "--allow-untrusted is off" && rpm -K a.rpm
      `,
    },
  ],
});

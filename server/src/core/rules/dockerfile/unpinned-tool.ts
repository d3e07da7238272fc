import { hasFlag, isPlain, plainCommand, withoutFlags } from "../../knowledge/plain-commands.js";
import { type ToolInstall, toolInstall } from "../../knowledge/tool-installs.js";
import { parity } from "../../linter/parity.js";
import { defineRule } from "../../linter/rule.js";
import { isDevelopment } from "../../project/final-stages.js";
import { type ShellValues, shellValues } from "../../project/shell-values.js";
import type { ShellWord } from "../../syntax/shell/model.js";
import { type CommandLine, commandLines } from "../../syntax/shell/query.js";
import { insertAt } from "../../text/edits.js";
import { dockerfile } from "../../text/tags.js";
import { firstLine, runsOf } from "../../transforms/run-edit.js";

interface Kind {
  /** What stands between name and version. */
  readonly joint: string;
  readonly pinned: RegExp;
  readonly aliases: readonly string[];
}

const kinds: Readonly<Record<ToolInstall["manager"], Kind>> = {
  pip: {
    joint: "==",
    pinned: /[=<>~!]=|[<>@]/,
    aliases: ["hadolint:DL3013", "kics:Unpinned Package Version in Pip Install"],
  },
  npm: {
    joint: "@",
    pinned: /^.+@(?!(latest|next|canary|beta)$)./,
    aliases: ["hadolint:DL3016", "kics:NPM Install Command Without Pinned Version"],
  },
  gem: { joint: ":", pinned: /:/, aliases: ["hadolint:DL3028", "kics:Gem Install Without Version"] },
  go: { joint: "@", pinned: /@(?!(latest|none|master|main|upgrade|patch)$)./, aliases: ["hadolint:DL3062"] },
  cargo: { joint: "@", pinned: /@/, aliases: [] },
};

export default defineRule({
  name: "unpinned-tool",
  language: "dockerfile",
  category: "reproducibility",
  severity: "info",
  profiles: ["recommended", "hadolint"],
  severities: { hadolint: "warning" },
  summary: "A package is installed by pip, npm, gem, go or cargo without a version.",
  why: [
    "The build takes whatever was released last: it changes without a change of yours, breaks with the next major version, and takes in a hijacked release on the day it appears.",
    "Unlike the archives of distributions these registries keep every version, so a pin does not rot; tools such as Renovate keep it fresh.",
    "Better still is a lock file: requirements with hashes, package-lock.json, Gemfile.lock.",
  ],
  references: [
    "https://pip.pypa.io/en/stable/topics/repeatable-installs/",
    "https://docs.npmjs.com/cli/commands/npm-install",
    "https://go.dev/ref/mod#go-install",
  ],
  aliases: Object.values(kinds).flatMap(({ aliases }) => aliases),
  covers: ["pip-pin", "npm-pin", "gem-pin", "go-pin"],
  fix: "placeholder",
  onbuild: true,

  *check(file) {
    for (const place of runsOf(file)) {
      let values: ShellValues | undefined;
      for (const line of commandLines(place.run.command)) {
        const install = toolInstall(line);
        const theirs = hadolintReports(line);
        if (!install && !theirs) continue;
        values ??= shellValues(place, file.escape);
        const kind = kinds[install?.manager ?? theirs!.manager];
        const unpinned =
          install && !cannotPin(install, place.stage.image?.tag?.text) ? unpinnedPackages(install, kind, values) : [];
        const judged = parity(unpinned.length > 0, theirs !== undefined, kind.aliases);
        if (!judged) continue;
        const [first, ...rest] = unpinned.length > 0 ? unpinned : theirs!.words.map((word) => ({ word, name: word.value }));
        const base = first!.name.replace(/(?<=.)@.*$/, "");
        const plain = unpinned.filter(({ word }) => /^[\w@./[\]-]+$/.test(word.text));
        const [subject, verb] =
          rest.length === 0 ? [`'${first!.name}'`, "is"] : [`'${first!.name}' and ${rest.length} more`, "are"];
        yield {
          span: firstLine(file.text, first!.word.span),
          message: `${subject} ${verb} installed in the latest version of the day; pin it: ${base}${kind.joint}VERSION.`,
          ...(isDevelopment(file.uri, place.stage) ? { severity: "hint" } : {}),
          ...judged,
          ...(plain.length > 0 && place.run.command.kind === "shell"
            ? {
                fixes: [
                  {
                    title: plain.length === 1 ? `Add a version to ${base}` : "Add versions, to be filled in",
                    applicability: "placeholder",
                    edits: plain.map(({ word, name }) => {
                      const tag = /(?<=.)@\w+$/.exec(name)?.[0].length ?? 0;
                      const end = word.span.end;
                      return tag > 0
                        ? { span: { start: end - tag, end }, newText: `${kind.joint}VERSION` }
                        : insertAt(end, `${kind.joint}VERSION`);
                    }),
                  },
                ],
              }
            : {}),
          noFix: "The name stands in a variable or in quotes.",
        };
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM python:3.13-slim
        RUN pip install --no-cache-dir gunicorn==23.0.0 flask "celery>=5" uvicorn[standard]
                                                        ^^^^^ 'flask' and 1 more are installed in the latest version of the day; pin it: flask==VERSION.
      `,
      good: dockerfile`
        FROM python:3.13-slim
        RUN pip install --no-cache-dir gunicorn==23.0.0 flask==VERSION "celery>=5" uvicorn[standard]==VERSION
      `,
    },
    {
      title: "npm, yarn, gem, go, cargo",
      bad: dockerfile`
        FROM node:22-slim
        RUN npm install -g pm2@latest @nestjs/cli@11.0.0 && yarn global add serve
                           ^^^^^^^^^^ 'pm2@latest' is installed in the latest version of the day; pin it: pm2@VERSION.
                                                                            ^^^^^ 'serve' is installed in the latest version of the day; pin it: serve@VERSION.
        FROM golang:1.25
        RUN go install golang.org/x/tools/gopls@latest
                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 'golang.org/x/tools/gopls@latest' is installed in the latest version of the day; pin it: golang.org/x/tools/gopls@VERSION.
        RUN gem install bundler
                        ^^^^^^^ 'bundler' is installed in the latest version of the day; pin it: bundler:VERSION.
        RUN cargo install --locked cargo-chef
                                   ^^^^^^^^^^ 'cargo-chef' is installed in the latest version of the day; pin it: cargo-chef@VERSION.
      `,
      good: dockerfile`
        FROM node:22-slim
        RUN npm install -g pm2@VERSION @nestjs/cli@11.0.0 && yarn global add serve@VERSION
        FROM golang:1.25
        RUN go install golang.org/x/tools/gopls@VERSION
        RUN gem install bundler:VERSION
        RUN cargo install --locked cargo-chef@VERSION
      `,
    },
    {
      title: "versions from a variable, files, the project itself, a list with versions",
      good: dockerfile`
        FROM python:3.13-slim
        ARG FLASK_VERSION=3.1.2
        ARG APP
        RUN pip install flask==\${FLASK_VERSION} $APP ./dist/app.whl git+https://example.com/x.git@v1 -e . && pip install -r requirements.txt
        RUN npm ci && npm install && npm i ./local && gem install rake -v 13.3.0 && go install ./cmd/... && go build
      `,
    },
    {
      title: "pip's own tools are meant to be new",
      good: dockerfile`
        FROM python:3.13-slim
        RUN pip install --upgrade pip setuptools wheel
      `,
    },
  ],
});

interface Unpinned {
  readonly word: ShellWord;
  readonly name: string;
}

function unpinnedPackages({ packages, manager }: ToolInstall, { pinned }: Kind, values: ShellValues): Unpinned[] {
  return packages.flatMap((word) => {
    // What is behind the sign may be a variable; that it is there is enough.
    if (word.dynamic && pinned.test(word.value)) return [];
    return (values.words(word) ?? [])
      .filter(
        (name) => !name.startsWith("-") && !pinned.test(name) && !/[/:]/.test(manager === "pip" || manager === "gem" ? name : ""),
      )
      .filter((name) => manager !== "pip" || !/^(pip|setuptools|wheel)$/i.test(name))
      .map((name) => ({ word, name }));
  });
}

/** Before 1.11 Go had no modules, and no way to name a version. */
function cannotPin({ manager }: ToolInstall, tag: string | undefined): boolean {
  return manager === "go" && tag !== undefined && /^1\.(\d|10)(\D|$)/.test(tag);
}

/** hadolint judges words as they are written. */
function hadolintReports(
  line: CommandLine,
): { readonly manager: ToolInstall["manager"]; readonly words: readonly ShellWord[] } | undefined {
  const command = plainCommand(line);
  const { name = "", words } = command;
  const values = words.map(({ value }) => value);
  const report = (manager: ToolInstall["manager"], left: readonly ShellWord[]) =>
    left.length > 0 ? { manager, words: left } : undefined;
  const isModule = name.startsWith("python") && values.some((it, i) => it === "-m" && values[i + 1] === "pip");
  if ((/^pip(?!env|x)/.test(name) || isModule) && values.includes("install")) {
    if (hasFlag(command, "r", "requirement", "c", "constraint") || values.includes(".")) return undefined;
    const rest = withoutFlags(command, pipValued);
    const packages = rest.slice(rest.findIndex(({ value }) => value === "install") + 1);
    return report(
      "pip",
      packages.filter(({ value }) => !/[=<>~!]=|[<>*]|\.(whl|tar\.gz)$|^(?!git\+).*\//.test(value) && !/git\+.*@/.test(value)),
    );
  }
  if (isPlain(command, ["npm"], ["install"])) {
    const rest = withoutFlags(command, ["loglevel"]);
    if (rest[0]?.value !== "install") return undefined;
    return report(
      "npm",
      rest.slice(1).filter(({ value }) => !isPinnedForNpm(value)),
    );
  }
  if (isPlain(command, ["gem"], ["install", "i"])) {
    if (values.some((it) => it === "-v" || it === "--version" || it.startsWith("--version="))) return undefined;
    return report(
      "gem",
      withoutFlags(command).filter(({ value }) => !["install", "i", "--"].includes(value) && !/[:*]/.test(value)),
    );
  }
  if (isPlain(command, ["go"], ["install", "get", "run"])) {
    const rest = withoutFlags(command).filter(({ value }) => !["install", "get", "run"].includes(value));
    // Behind `run` come the arguments of the program.
    const packages = values.includes("run") ? rest.slice(0, 1) : rest;
    return report(
      "go",
      packages.filter(({ value }) => !/@(?!latest$|none$)|^\.|^tool$/.test(value)),
    );
  }
  return undefined;
}

const pipValued =
  "abi b build e editable extra-index-url f find-links i index-url implementation no-binary only-binary platform prefix progress-bar proxy python-version root src t target trusted-host upgrade-strategy".split(
    " ",
  );

function isPinnedForNpm(value: string): boolean {
  if (/^git(\+ssh|\+https?)?:\/\//.test(value)) return value.includes("#");
  return /\.(tar|tar\.gz|tgz)$|^(\/|\.\.?\/|~\/)/.test(value) || value.replace(/^@/, "").includes("@");
}

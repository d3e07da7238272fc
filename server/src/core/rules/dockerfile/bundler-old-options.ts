import { defineRule, type Fix } from "../../linter/rule.js";
import type { RunInstruction } from "../../syntax/dockerfile/model.js";
import type { ShellWord } from "../../syntax/shell/model.js";
import { type CommandLine, commandLines, operands } from "../../syntax/shell/query.js";
import { insertAt, remove } from "../../text/edits.js";
import { dockerfile } from "../../text/tags.js";
import { insertCommandBefore } from "../../transforms/package-index.js";
import { runsOf } from "../../transforms/run-edit.js";

/** Options of `bundle install` that are settings now. */
const settings: Readonly<Record<string, string>> = {
  "--deployment": "deployment",
  "--without": "without",
  "--with": "with",
  "--path": "path",
  "--frozen": "frozen",
  "--no-prune": "no_prune",
  "--clean": "clean",
  "--system": "system",
  "--shebang": "shebang",
};

export default defineRule({
  name: "bundler-old-options",
  language: "dockerfile",
  category: "maintainability",
  severity: "info",
  profiles: ["recommended"],
  summary: "An option of `bundle install` that Bundler has given up.",
  why: [
    "Bundler remembers these options for later calls, which surprised many: since 2.1 they are deprecated, and Bundler 4 has removed them, so that the build fails there.",
    "`bundle config set --local` says the same and works in all of them.",
    "Reported only where the base image is known to bring such a Bundler: Ruby 2.7 and later.",
  ],
  references: ["https://bundler.io/man/bundle-install.1.html", "https://bundler.io/man/bundle-config.1.html"],
  aliases: ["tally:tally/ruby/deprecated-bundler-install-flags"],
  covers: ["ruby-specific"],
  fix: "unsafe",
  crossFile: true,
  onbuild: true,

  *check(file, { project }) {
    if (!file.text.includes("bundle")) return;
    for (const { run, stage } of runsOf(file)) {
      for (const line of commandLines(run.command)) {
        const verb = operands(line)[0]?.value;
        if (
          line.program !== "bundle" ||
          (verb !== "install" && verb !== undefined && line.arguments[0]?.value.startsWith("-") !== true)
        )
          continue;
        const { imageReference } = project.factsOf(stage, file);
        if (!hasNewBundler(imageReference?.name, imageReference?.tag?.text)) continue;
        for (const { word, value, end } of oldOptions(line)) {
          const setting = settings[word.value.split("=", 1)[0]!]!;
          const command = `bundle config set --local ${setting} ${value}`;
          if (/[\r\n]/.test(file.text.slice(word.span.start, end))) continue;
          const fix = fixOf(run, line, word, end, command);
          yield {
            span: { start: word.span.start, end },
            message: `'bundle install ${word.value}' is deprecated and gone in Bundler 4; run '${command}' before it.`,
            ...(fix ? { fixes: [fix] } : {}),
            noFix: "There is no plain place before the command for another one.",
          };
        }
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM ruby:3.4-slim
        RUN bundle install --jobs 4 --deployment
                                    ^^^^^^^^^^^^ 'bundle install --deployment' is deprecated and gone in Bundler 4; run 'bundle config set --local deployment true' before it.
        RUN apt-get update \
         && bundle install --without development:test --retry 3
                           ^^^^^^^^^^^^^^^^^^^^^^^^^^ 'bundle install --without' is deprecated and gone in Bundler 4; run 'bundle config set --local without development:test' before it.
      `,
      good: dockerfile`
        FROM ruby:3.4-slim
        RUN bundle config set --local deployment true && bundle install --jobs 4
        RUN apt-get update \
         && bundle config set --local without development:test && bundle install --retry 3
      `,
    },
    {
      title: "several groups, and a value behind a sign",
      bad: dockerfile`
        FROM ruby:3.4-slim
        RUN bundle install --without development test
                           ^^^^^^^^^^^^^^^^^^^^^^^^^^ 'bundle install --without' is deprecated and gone in Bundler 4; run 'bundle config set --local without development:test' before it.
        RUN bundle install --path=vendor/bundle
                           ^^^^^^^^^^^^^^^^^^^^ 'bundle install --path=vendor/bundle' is deprecated and gone in Bundler 4; run 'bundle config set --local path vendor/bundle' before it.
      `,
      good: dockerfile`
        FROM ruby:3.4-slim
        RUN bundle config set --local without development:test && bundle install
        RUN bundle config set --local path vendor/bundle && bundle install
      `,
    },
    {
      title: "an older Bundler, or one that nobody knows",
      good: dockerfile`
        FROM ruby:2.5
        RUN bundle install --deployment
        FROM registry.example.com/base
        RUN bundle install --deployment
      `,
    },
    {
      title: "settings",
      good: dockerfile`
        FROM ruby:3.4-slim
        ENV BUNDLE_DEPLOYMENT=1 BUNDLE_WITHOUT=development:test
        RUN bundle config set --local path vendor && bundle install --jobs 4 && bundle exec rake --with x
      `,
    },
  ],
});

/** Ruby 2.7 brings Bundler 2.1, the first that knows `config set`. */
function hasNewBundler(name: string | undefined, tag: string | undefined): boolean {
  if (name !== "ruby") return false;
  const [, major, minor] = /^(\d+)(?:\.(\d+))?/.exec(tag ?? "") ?? [];
  return major === undefined || Number(major) > 2 || (Number(major) === 2 && Number(minor ?? 7) >= 7);
}

interface OldOption {
  readonly word: ShellWord;
  readonly value: string;
  /** Behind the last word of its value. */
  readonly end: number;
}

function oldOptions({ arguments: words }: CommandLine): OldOption[] {
  return words.flatMap((word, i): OldOption[] => {
    const name = word.value.split("=", 1)[0]!;
    if (!Object.hasOwn(settings, name)) return [];
    const own = name === word.value ? [] : [word.text.slice(word.text.indexOf("=") + 1)];
    if (own.length > 0 && !/^--with(out)?$/.test(name)) return [{ word, value: own[0]!, end: word.span.end }];
    if (!/^--(without|with|path|shebang)$/.test(name)) return [{ word, value: "true", end: word.span.end }];
    const rest = words.slice(i + 1);
    const next = rest.findIndex(({ value }) => value.startsWith("-"));
    // Groups may be several words; a path is one.
    const values = rest.slice(0, /^--with(out)?$/.test(name) ? (next < 0 ? rest.length : next) : 1);
    if (values.length + own.length === 0 || word.dynamic || values.some(({ dynamic, text }) => dynamic || /["']/.test(text)))
      return [];
    return [{ word, value: [...own, ...values.map(({ text }) => text)].join(":"), end: (values.at(-1) ?? word).span.end }];
  });
}

function fixOf(run: RunInstruction, line: CommandLine, word: ShellWord, end: number, command: string): Fix | undefined {
  const insert = insertCommandBefore(run, line, command);
  if (!insert) return undefined;
  const before = line.arguments[line.arguments.indexOf(word) - 1]?.span.end ?? line.programSpan.end;
  // The blanks before it go too, unless they hold a continuation.
  return {
    title: "Make it a setting",
    applicability: "unsafe",
    edits: [insertAt(insert.span.start, insert.newText), remove({ start: before, end })],
  };
}

/** The Dockerfile parser, by BuildKit's rules; every case names the words it expects, not offsets. */
import assert from "node:assert/strict";
import fc from "fast-check";
import type {
  CopyInstruction,
  EnvInstruction,
  InstructionOf,
  Keyword,
  RunInstruction,
} from "../../server/src/core/syntax/dockerfile/model.js";
import { parseDockerfile } from "../../server/src/core/syntax/dockerfile/parse.js";
import { endState, stateBefore } from "../../server/src/core/syntax/dockerfile/timeline.js";
import { expand, variablesIn } from "../../server/src/core/syntax/dockerfile/variables.js";
import { commandLines, commandOf, option, runs } from "../../server/src/core/syntax/shell/query.js";
import type { Span } from "../../server/src/core/text/span.js";
import { dockerfile } from "../../server/src/core/text/tags.js";

const uri = "test:///Dockerfile";
const parse = (text: string) => parseDockerfile(uri, text);
const words = (text: string, span: Span | undefined): string | undefined => span && text.slice(span.start, span.end);

function only<K extends Keyword>(text: string, keyword: K): InstructionOf<K> {
  const found = parse(text).instructions.find((it) => it.keyword === keyword);
  assert.ok(found, `no ${keyword} in ${text}`);
  return found as unknown as InstructionOf<K>;
}

describe("Dockerfile: logical lines", () => {
  it("joins continuations and leaves out comments and empty lines inside them", () => {
    const text = "FROM a\nRUN one \\\n  # a comment\n\n  two \\  \n  three\nUSER x\n";
    const file = parse(text);
    assert.deepEqual(
      file.instructions.map((it) => it.argumentsText),
      ["a", "one   two   three", "x"],
    );
    assert.equal(file.comments.length, 1);
    assert.equal(file.comments[0]!.inside, true);
    assert.equal(file.instructions[1]!.emptyContinuations.length, 1);
  });

  it("takes an escaped escape character for text", () => {
    assert.deepEqual(
      parse("FROM a\nRUN dir c:\\\\\nRUN x\n").instructions.map((it) => it.name),
      ["FROM", "RUN", "RUN"],
    );
  });

  it("honours # escape=` and leaves backslashes alone then", () => {
    const file = parse("# escape=`\nFROM a\nCOPY x c:\\\nRUN one `\n two\n");
    assert.equal(file.escape, "`");
    assert.deepEqual(
      file.instructions.map((it) => it.argumentsText),
      ["a", "x c:\\", "one  two"],
    );
  });

  it("reads directives only at the top, and each once", () => {
    const file = parse("# syntax=docker/dockerfile:1\n# check=skip=all\n# hello\n# escape=`\nFROM a\n");
    assert.deepEqual(
      file.directives.map(({ name, value }) => [name, value]),
      [
        ["syntax", "docker/dockerfile:1"],
        ["check", "skip=all"],
      ],
    );
    assert.equal(file.escape, "\\");
    assert.equal(parse("\n# escape=`\nFROM a").escape, "\\");
  });

  it("gives the same values and exact spans with CRLF", () => {
    const text = "FROM node:20 AS build\r\nRUN one \\\r\n  two\r\nCOPY --from=build /a /b\r\n";
    const file = parse(text);
    assert.deepEqual(file.problems, []);
    assert.equal(words(text, file.instructions[1]!.span), "RUN one \\\r\n  two");
    const copy = file.instructions[2] as CopyInstruction;
    assert.deepEqual(
      copy.sources.map(({ span }) => words(text, span)),
      ["/a"],
    );
    assert.equal(words(text, copy.destination?.span), "/b");
  });

  it("goes on after a continuation at the end of the file", () => {
    assert.equal(parse("FROM a\nRUN x \\").instructions.length, 2);
    assert.equal(parse("FROM a\nRUN x \\\n").instructions[1]!.argumentsText, "x");
  });
});

describe("Dockerfile: heredocs", () => {
  it("reads the body as the script of RUN <<EOF", () => {
    const text = "FROM a\nRUN <<EOF\napt-get update\napt-get install -y curl\nEOF\nUSER x\n";
    const run = only(text, "RUN");
    assert.deepEqual(
      commandLines(run.command).map((it) => words(text, it.span)),
      ["apt-get update", "apt-get install -y curl"],
    );
    assert.equal(parse(text).instructions.length, 3);
  });

  it("reads several heredocs, <<- and quoted names", () => {
    const text = "FROM a\nCOPY <<-A <<'B' /x/\n\tone\n\tA\n$two\nB\nUSER y\n";
    const copy = only(text, "COPY");
    assert.deepEqual(
      copy.heredocs.map(({ name, expand, stripTabs, bodySpan }) => [name, expand, stripTabs, words(text, bodySpan)]),
      [
        ["A", true, true, "\tone\n"],
        ["B", false, false, "$two\n"],
      ],
    );
    assert.equal(copy.destination?.text, "/x/");
    assert.equal(only(text, "USER").argument?.text, "y");
  });

  it("leaves a quoted << and a here-string alone", () => {
    for (const line of ["RUN echo 'a <<EOF b'", 'CMD ["sh", "-c", "<<EOF"]', "RUN cat <<<hello", "RUN x=$((1<<2))"]) {
      assert.deepEqual(
        parse(`FROM a\n${line}\nUSER x\n`).instructions.map((it) => it.name),
        ["FROM", line.split(" ")[0], "USER"],
        line,
      );
    }
  });

  it("takes a heredoc with a file descriptor", () => {
    assert.equal(only("FROM a\nRUN cat 3<<EOF\nx\nEOF\n", "RUN").heredocs[0]?.name, "EOF");
  });

  it("says when one is not closed", () => {
    const file = parse("FROM a\nRUN <<EOF\nx\n");
    assert.match(file.problems[0]!.message, /'EOF' is not closed/);
  });

  it("does not read a script for another interpreter as shell", () => {
    assert.equal(
      (only("FROM a\nRUN <<EOF\n#!/usr/bin/env python3\nimport os\nEOF\n", "RUN").command as { script?: unknown }).script,
      undefined,
    );
    assert.notEqual((only("FROM a\nRUN <<EOF\n#!/bin/bash\nls\nEOF\n", "RUN").command as { script?: unknown }).script, undefined);
  });

  it("keeps the command in front of a heredoc", () => {
    const text = "FROM a\nRUN cat <<EOF > /x && chmod +x /x\nhello\nEOF\n";
    assert.deepEqual(
      commandLines(only(text, "RUN").command).map((it) => it.program),
      ["cat", "chmod"],
    );
  });
});

describe("Dockerfile: instructions", () => {
  it("tells JSON from what only looks like it", () => {
    assert.equal(only('FROM a\nCMD ["a", "b c"]', "CMD").command.kind, "exec");
    assert.equal(only("FROM a\nCMD ['a']", "CMD").command.kind, "shell");
    assert.equal(only('FROM a\nCMD [ "a" ] && b', "CMD").command.kind, "shell");
    assert.equal(only("FROM a\nRUN [ -f x ] || exit 1", "RUN").command.kind, "shell");
  });

  it("gives each JSON element its own span, over continuations", () => {
    const text = 'FROM a\nCMD ["one", \\\n  "two \\" three"]\n';
    const { command } = only(text, "CMD");
    assert.ok(command.kind === "exec");
    assert.deepEqual(
      command.elements.map(({ text, span }) => [text, span.end - span.start]),
      [
        ["one", 5],
        ['two " three', 14],
      ],
    );
  });

  it("reads ENV in both forms, quotes and continuations kept in the words", () => {
    const modern = only('FROM a\nENV A=1 B="x y" \\\n  C=$A\n', "ENV") as EnvInstruction;
    assert.deepEqual(
      modern.pairs.map(({ name, value }) => [name.text, value?.text]),
      [
        ["A", "1"],
        ["B", '"x y"'],
        ["C", "$A"],
      ],
    );
    const old = only("FROM a\nENV PATH /usr/bin:$PATH \n", "ENV") as EnvInstruction;
    assert.equal(old.legacy, true);
    assert.deepEqual([old.pairs[0]!.name.text, old.pairs[0]!.value?.text], ["PATH", "/usr/bin:$PATH"]);
  });

  it("reads flags, also without a value", () => {
    const text = "FROM --platform=$BUILDPLATFORM a\nCOPY --link --chown=a:b --from=0 x y\n";
    const copy = only(text, "COPY");
    assert.deepEqual(
      copy.flags.map(({ name, value }) => [name, value]),
      [
        ["link", undefined],
        ["chown", "a:b"],
        ["from", "0"],
      ],
    );
    assert.equal(only(text, "FROM").platform?.value, "$BUILDPLATFORM");
  });

  it("reads the trigger of ONBUILD with its own spans", () => {
    const text = "FROM a\nONBUILD RUN apt-get update\n";
    const trigger = only(text, "ONBUILD").trigger as RunInstruction;
    assert.equal(words(text, trigger.span), "RUN apt-get update");
    assert.equal(trigger.isTrigger, true);
  });

  it("knows both halves of HEALTHCHECK", () => {
    assert.equal(only("FROM a\nHEALTHCHECK NONE", "HEALTHCHECK").none, true);
    const check = only("FROM a\nHEALTHCHECK --interval=5s CMD curl -f http://localhost/ || exit 1", "HEALTHCHECK");
    assert.deepEqual(
      commandLines(commandOf(check)).map((it) => it.program),
      ["curl", "exit"],
    );
  });

  for (const [text, message] of [
    ["FROM", /FROM needs an image/],
    ["FROM a b", /AS and a stage name/],
    ["FROM a AS", /AS and a stage name/],
    ["RUN x\nFROM a", /before the first FROM/],
    ["FROM a\nCOPY x", /source and a destination/],
    ["FROM a\nENV A=1 B", /NAME=value/],
    ["FROM a\nENV A", /needs a value/],
    ["FROM a\nHEALTHCHECK curl", /knows CMD and NONE/],
    ["FROM a\nSHELL bash", /JSON array/],
    ["FROM a\nWORKDIR", /WORKDIR needs a path/],
  ] as const) {
    it(`says what is wrong with ${JSON.stringify(text)}`, () => assert.match(parse(text).problems[0]?.message ?? "", message));
  }
});

describe("Dockerfile: stages", () => {
  const text = dockerfile`
    ARG VERSION=3.12
    ARG NONE
    FROM python:\${VERSION}-slim AS Base
    USER app
    WORKDIR /srv
    FROM base AS web
    WORKDIR app
    ENV HOME=/srv PORT=80
    COPY --from=BASE /a /b
    FROM $NONE
  `;
  const file = parse(text);

  it("puts global ARG defaults into image names", () => {
    assert.equal(file.stages[0]!.image?.text, "python:3.12-slim");
    assert.equal(file.stages[2]!.image, undefined);
  });

  it("compares stage names in lower case", () => {
    assert.equal(file.stages[1]!.base, file.stages[0]);
    const copy = file.stages[1]!.instructions.find((it) => it.keyword === "COPY") as CopyInstruction;
    assert.equal(copy.fromStage, file.stages[0]);
  });

  it("inherits user and directory, and resolves a relative WORKDIR", () => {
    const state = endState(file.stages[1]!, file.escape);
    assert.equal(state.user?.argument?.text, "app");
    assert.equal(state.workdir, "/srv/app");
    assert.equal(stateBefore(file.stages[1]!, 0, file.escape).workdir, "/srv");
    assert.equal(state.env.get("PORT")?.value, "80");
  });

  it("leaves the directory unknown where only the base image could tell", () => {
    assert.equal(endState(parse("FROM a\nWORKDIR x").stages[0]!, "\\").workdir, undefined);
    assert.equal(endState(parse("FROM a\nWORKDIR $X/y").stages[0]!, "\\").workdir, undefined);
  });

  it("reads no shell where the shell is not a POSIX one", () => {
    const windows = only("FROM mcr.microsoft.com/windows/servercore:ltsc2022\nRUN dir", "RUN");
    assert.equal(commandLines(windows.command).length, 0);
    const powershell = parse('FROM a\nSHELL ["pwsh", "-c"]\nRUN Get-Item x\nSHELL ["/bin/bash", "-c"]\nRUN ls').stages[0]!
      .instructions;
    assert.deepEqual(
      powershell.map((it) => commandLines(commandOf(it)).length),
      [0, 0, 0, 1],
    );
  });
});

describe("Dockerfile: shell", () => {
  it("maps commands back to the file through continuations and comments", () => {
    const text =
      "FROM a\nRUN apt-get update \\\n  # why\n  && apt-get install -y --no-install-recommends \\\n     curl \\\n     git\n";
    const [update, install] = commandLines(only(text, "RUN").command);
    assert.equal(words(text, update!.span), "apt-get update");
    assert.ok(runs(install!, "apt-get", "install"));
    assert.deepEqual(
      install!.arguments.map(({ span }) => words(text, span)),
      ["install", "-y", "--no-install-recommends", "curl", "git"],
    );
    assert.equal(install!.shell?.joined, "&&");
    assert.equal(words(text, option(install!, "-y", "--yes")?.span), "-y");
  });

  it("does the same with CRLF, blanks behind the backslash and a backtick as escape character", () => {
    for (const text of [
      "FROM a\r\nRUN one \\\r\n  && two\r\n",
      "FROM a\nRUN one \\  \n  && two\n",
      "# escape=`\nFROM a\nRUN one `\n  && two\n",
    ]) {
      assert.deepEqual(
        commandLines(only(text, "RUN").command).map(({ span }) => words(text, span)),
        ["one", "two"],
        JSON.stringify(text),
      );
    }
  });

  it("names the program behind wrappers", () => {
    const programs = (line: string) => commandLines(only(`FROM a\nRUN ${line}\n`, "RUN").command).map((it) => it.program);
    assert.deepEqual(programs("sudo -u bob env A=b /usr/bin/apt-get update"), ["apt-get"]);
    assert.deepEqual(programs("exec $CMD"), [undefined]);
    assert.deepEqual(programs("A=b pip install x"), ["pip"]);
    assert.deepEqual(programs("sudo"), ["sudo"]);
  });

  it("says where a command lies", () => {
    const lines = commandLines(only("FROM a\nRUN if test -f x; then (cd y && ls) | cat; fi; echo $(date)\n", "RUN").command);
    assert.deepEqual(
      lines.map(({ program, shell }) => [program, shell?.within.join("/"), shell?.pipe]),
      [
        ["test", "condition", "none"],
        ["cd", "condition/subshell", "none"],
        ["ls", "condition/subshell", "none"],
        ["cat", "condition", "sink"],
        ["echo", "", "none"],
        ["date", "substitution", "none"],
      ],
    );
  });
});

describe("Dockerfile: variables", () => {
  const values: Record<string, string | null> = { A: "1", EMPTY: "", UNSET: null };
  for (const [text, expected] of [
    ["$A-${A}", "1-1"],
    ["${EMPTY:-x}${EMPTY-y}", "x"],
    ["${UNSET:-${A}}", "1"],
    ["${A:+set}${UNSET:+set}", "set"],
    ["'$A'\"$A\"", "$A1"],
    ["\\$A", "$A"],
    ["$MISSING", undefined],
    ["${MISSING:-d}", "d"],
  ] as const) {
    it(`expands ${text}`, () =>
      assert.equal(
        expand(text, "\\", (name) => values[name]),
        expected,
      ));
  }

  it("finds uses but not what is quoted or escaped", () => {
    assert.deepEqual(
      variablesIn("$A ${B:-$C} '$D' \\$E \"$F\"", "\\").map(({ name }) => name),
      ["A", "B", "F"],
    );
  });
});

describe("Dockerfile: any text", () => {
  const pieces = [
    "FROM a\n",
    "RUN ",
    "<<EOF",
    "\nEOF\n",
    "\\",
    "\n",
    "\r\n",
    "#",
    " ",
    "\t",
    '"',
    "'",
    "$",
    "{",
    "}",
    "`",
    "[",
    "]",
    "ONBUILD ",
    "é😀",
    "COPY",
    "--from=",
    "# escape=`\n",
    "&&",
    "$(",
    ")",
  ];
  it("never throws, and every span lies inside", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 40 }), (list) => {
        const text = list.join("");
        const file = parse(text);
        for (const { span, keywordSpan } of file.instructions) {
          assert.ok(0 <= span.start && span.start <= span.end && span.end <= text.length);
          assert.ok(keywordSpan.start < keywordSpan.end);
        }
        for (const instruction of file.instructions) {
          for (const line of commandLines(commandOf(instruction))) {
            assert.ok(instruction.span.start <= line.span.start && line.span.end <= instruction.span.end, JSON.stringify(text));
          }
        }
        for (const { span } of file.problems)
          assert.ok(span.start < span.end && !/[\r\n]/.test(text.slice(span.start, span.end)), JSON.stringify(text));
      }),
      { numRuns: 2000 },
    );
  });
});

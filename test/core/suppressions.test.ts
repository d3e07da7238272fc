/** Which findings a comment silences, and the edits that write such a comment. */
import assert from "node:assert/strict";
import type { Diagnostic } from "../../server/src/core/linter/finding.js";
import { parsers } from "../../server/src/core/linter/lint.js";
import type { Files, Language, Rule } from "../../server/src/core/linter/rule.js";
import {
  applySuppressions,
  ignoreFileEdit,
  ignoreHereEdit,
  ignoreStageEdit,
  type SuppressionOptions,
} from "../../server/src/core/linter/suppressions.js";
import { applyEdits } from "../../server/src/core/text/edits.js";
import { dockerfile, yaml } from "../../server/src/core/text/tags.js";

const aliases = [
  "hadolint:DL3007",
  "shellcheck:SC2086",
  "buildkit:WorkdirRelativePath",
  "trivy:DS-0001",
  "checkov:CKV_DOCKER_7",
  "kics:Image Version Not Explicit",
  "dclint:no-version-field",
  "dockerfile-utils:X",
];
const rule = { name: "latest-tag", aliases } as unknown as Rule;

/** A finding at every `<…>` of a text (the marks go), and whether it is silenced. */
function silenced(language: Language, marked: string, options: SuppressionOptions = {}): boolean[] {
  const { file, spans } = parse(language, marked);
  const diagnostics = spans.map(
    (span): Diagnostic => ({
      rule,
      span,
      message: "",
      severity: "warning",
      aliases,
      related: [],
      fixes: [],
      noFix: undefined,
      suppressed: undefined,
    }),
  );
  return applySuppressions(file, diagnostics, options).map(({ suppressed }) => suppressed !== undefined);
}

function parse(language: Language, marked: string) {
  const spans: { start: number; end: number }[] = [];
  let text = "";
  for (const part of marked.split(/(«[^»]*»)/)) {
    if (part.startsWith("«")) spans.push({ start: text.length, end: text.length + part.length - 2 });
    text += part.replace(/[«»]/g, "");
  }
  const file: Files[Language] = parsers[language]("test:///x", text);
  return { file, spans, text };
}

const docker = (text: string, options?: SuppressionOptions) => silenced("dockerfile", text, options);
const compose = (text: string, options?: SuppressionOptions) => silenced("compose", text, options);

describe("ignore comments in Dockerfiles", () => {
  it("count for the next instruction, over blank lines, comments and continuations", () => {
    assert.deepEqual(
      docker(dockerfile`
        «FROM» a
        # drydock ignore=other,latest-tag because of history

        # another comment
        RUN one \
          # inside
          «two»
        RUN «three»
      `),
      [false, true, false],
    );
  });

  it("count when several stand above one instruction", () => {
    assert.deepEqual(docker("# drydock ignore=latest-tag\n# drydock ignore=other\nFROM «a»\n"), [true]);
  });

  it("take names of other tools, in any case, and all", () => {
    for (const name of [
      "DL3007",
      "hadolint:DL3007",
      "dl3007",
      "SC2086",
      "CKV_DOCKER_7",
      "trivy:DS001",
      "AVD-DS-0001",
      "all",
      "LATEST-TAG",
    ]) {
      assert.deepEqual(docker(`# drydock ignore=${name}\nFROM «a»\n`), [true], name);
    }
    for (const name of ["DL3006", "trivy:DL3007", "latest", "DS-0011"])
      assert.deepEqual(docker(`# drydock ignore=${name}\nFROM «a»\n`), [false], name);
  });

  it("are matched against the aliases of the finding, not of its rule", () => {
    const { file, spans } = parse("dockerfile", "# drydock ignore=DL3007\nFROM «a»\n");
    const narrow = { rule, span: spans[0]!, aliases: ["hadolint:DL3006"] } as unknown as Diagnostic;
    assert.equal(applySuppressions(file, [narrow])[0]!.suppressed, undefined);
  });

  it("count for the instruction they stand in", () => {
    assert.deepEqual(docker("FROM «a»\nRUN x && \\\n  # drydock ignore=latest-tag\n  «y»\nRUN «z»\n"), [false, true, false]);
  });

  it("count for a stage with its FROM", () => {
    assert.deepEqual(docker("# drydock ignore-stage=latest-tag\nFROM «a»\nRUN «b»\nFROM «c»\nRUN «d»\n"), [
      true,
      true,
      false,
      false,
    ]);
    assert.deepEqual(docker("FROM «a»\n# drydock ignore-stage=latest-tag\nRUN «b»\n"), [false, false], "only above FROM");
  });

  it("count for the file only at its top", () => {
    assert.deepEqual(docker("# syntax=docker/dockerfile:1\n# drydock ignore-file=latest-tag\n\nFROM «a»\nFROM «b»\n"), [
      true,
      true,
    ]);
    assert.deepEqual(docker("FROM «a»\n# drydock ignore-file=latest-tag\nRUN «b»\n"), [false, false]);
  });

  it("keep the reason", () => {
    const { file, spans } = parse("dockerfile", "# drydock ignore=latest-tag, other: it has to be\nFROM «a»\n");
    const [found] = applySuppressions(file, [{ rule, span: spans[0]!, aliases } as unknown as Diagnostic]);
    assert.deepEqual(found!.suppressed, { by: "comment", reason: "it has to be" });
  });

  it("may be forbidden, or need a reason", () => {
    assert.deepEqual(docker("# drydock ignore=latest-tag why\nFROM «a»\n", { allowInline: false }), [false]);
    assert.deepEqual(docker("# drydock ignore=latest-tag\nFROM «a»\n", { requireReason: true }), [false]);
    assert.deepEqual(docker("# drydock ignore=latest-tag why\nFROM «a»\n", { requireReason: true }), [true]);
  });

  it("of ShellCheck count above an instruction and inside it", () => {
    assert.deepEqual(docker("FROM a\n# shellcheck disable=SC2086\nRUN «b»\nRUN «c»\n"), [true, false]);
    assert.deepEqual(docker("FROM a\n# shellcheck disable=SC2086\n\nRUN «b»\n"), [false]);
    assert.deepEqual(docker("FROM a\nRUN «b» && \\\n  # shellcheck shell=sh disable=SC1234,SC2086 # why\n  «c»\n"), [true, true]);
    assert.deepEqual(docker("FROM a\n# shellcheck disable=SC2046\nRUN «b»\n# shellcheck disable=all\nRUN «c»\n"), [false, true]);
  });

  it("of ShellCheck in the script of a heredoc count for the next command, or above all of them for the script", () => {
    assert.deepEqual(
      docker(dockerfile`
        FROM a
        RUN <<EOF
        «one»
        # shellcheck disable=SC2086
        if «two»; then
          «three»
        fi
        «four»
        EOF
        RUN <<EOF
        #!/bin/sh
        # shellcheck disable=SC2086
        «five»
        «six»
        EOF
        RUN «seven»
      `),
      [false, true, true, false, true, true, false],
    );
  });

  it("are nothing in a heredoc or an argument", () => {
    assert.deepEqual(docker("FROM «a»\nRUN <<EOF\n# drydock ignore=latest-tag\nEOF\nRUN «b» # drydock ignore=latest-tag\n"), [
      false,
      false,
    ]);
  });
});

describe("ignore comments of other tools", () => {
  it("hadolint: the very next line, no free text, no wrong name", () => {
    assert.deepEqual(docker("# hadolint ignore=DL3007\nFROM «a»\nRUN «b»\n"), [true, false]);
    assert.deepEqual(docker("#hadolint  ignore = DL3001 , SC2086 # why\nFROM «a»\n"), [true], "no blank is needed behind #");
    assert.deepEqual(docker("# hadolint ignore=DL3007\n\nFROM «a»\n"), [false], "blank line");
    assert.deepEqual(docker("# hadolint ignore=DL3007\n# hadolint ignore=DL3006\nFROM «a»\n"), [false], "only the lower");
    assert.deepEqual(docker("# hadolint ignore=crazy,DL3007\nFROM «a»\n"), [false], "a wrong name makes it void");
    assert.deepEqual(docker("# hadolint ignore=DL3007 because\nFROM «a»\n"), [false], "free text");
    assert.deepEqual(docker("# Hadolint ignore=DL3007\nFROM «a»\n"), [false], "case");
  });

  it("hadolint: global and stage", () => {
    assert.deepEqual(docker("FROM «a»\nRUN «b»\n# hadolint global ignore=DL3007\n"), [true, true]);
    assert.deepEqual(docker("# hadolint stage ignore=DL3007\nFROM «a»\nRUN «b»\nFROM «c»\n"), [false, true, false]);
    assert.deepEqual(docker("# hadolint ignore=DL3007\nFROM «a»\n", { without: ["hadolint"] }), [false]);
  });

  it("BuildKit: directive and comment", () => {
    assert.deepEqual(docker("# check=skip=JSONArgsRecommended,WorkdirRelativePath;error=true\nFROM «a»\nRUN «b»\n"), [
      true,
      true,
    ]);
    assert.deepEqual(docker("# check=skip=A, WorkdirRelativePath\nFROM «a»\n"), [false], "the value ends at the first blank");
    assert.deepEqual(docker("# check=skip=all\nFROM «a»\n"), [true]);
    assert.deepEqual(docker("FROM «a»\n# check=skip=WorkdirRelativePath text\nRUN «b»\nRUN «c»\n"), [false, true, false]);
    assert.deepEqual(
      docker("FROM a\n# check=skip=A\n# check=skip=WorkdirRelativePath\nRUN «b»\n"),
      [false],
      "only the first of a block",
    );
    assert.deepEqual(docker("FROM a\n# check=skip=WorkdirRelativePath\n#\nRUN «b»\n"), [false], "an empty comment detaches");
  });

  it("trivy: several, with an end", () => {
    assert.deepEqual(docker("#trivy:ignore:AVD-DS-0001 trivy:ignore:DS-0002\nFROM «a»\nRUN «b»\n"), [true, false]);
    assert.deepEqual(docker("# trivy:ignore:DS-0001:exp:2024-05-01\nFROM «a»\n", { today: "2024-05-01" }), [true]);
    assert.deepEqual(docker("# trivy:ignore:DS-0001:exp:2024-05-01\nFROM «a»\n", { today: "2024-05-02" }), [false]);
    assert.deepEqual(docker("# trivy:ignore:*\nFROM «a»\n"), [true]);
  });

  it("checkov, KICS and dockerfile-utils", () => {
    assert.deepEqual(docker("FROM «a»\n# note checkov:skip=CKV_DOCKER_7:reason\nRUN «b»\n"), [true, true]);
    assert.deepEqual(docker("# kics-scan ignore-line\nFROM «a»\nRUN «b»\n"), [true, false]);
    assert.deepEqual(docker("# kics-scan ignore-block\nFROM «a»\nRUN «b»\nFROM «c»\n"), [true, true, false]);
    assert.deepEqual(docker("# kics-scan ignore\nFROM «a»\nRUN «b»\n"), [true, true]);
    assert.deepEqual(docker("# dockerfile-utils: ignore\nFROM «a»\nRUN «b»\n"), [true, false]);
  });

  it("silence only what the tool reports too", () => {
    const { file, spans } = parse("dockerfile", "# kics-scan ignore\n# check=skip=all\nFROM «a»\n");
    const own = { rule, span: spans[0]!, aliases: ["hadolint:DL3007"] } as unknown as Diagnostic;
    assert.equal(applySuppressions(file, [own])[0]!.suppressed, undefined);
  });
});

describe("ignore comments in Compose files", () => {
  it("count for the node on the same or the next line", () => {
    assert.deepEqual(
      compose(yaml`
        services:
          «web»:
            # drydock ignore=latest-tag
            image: «a»
            user: «root»   # drydock ignore=latest-tag
            # drydock ignore=latest-tag

            environment:
              - «A=1»
              - B=2
            ports:
              - «80:80»
              - «81:81» # drydock ignore=latest-tag
      `),
      [false, true, true, true, false, true],
    );
  });

  it("count for a whole service or section", () => {
    const text = (a: string, b: string, c: string) =>
      `${a}services:\n${b}  web:${c}\n    image: «a»\n  db:\n    image: «b»\nvolumes:\n  «v»: {}\n`;
    assert.deepEqual(compose(text("", "  # drydock ignore=latest-tag\n", "")), [true, false, false]);
    assert.deepEqual(compose(text("", "", " # drydock ignore=latest-tag")), [true, false, false]);
    assert.deepEqual(compose(text("# drydock ignore=latest-tag\n", "", "")), [true, true, false]);
    assert.deepEqual(compose(text("# drydock ignore-file=latest-tag\n", "", "")), [true, true, true]);
    assert.deepEqual(compose(text("", "  # drydock ignore-file=latest-tag\n", "")), [false, false, false], "not at the top");
  });

  it("do not reach through aliases", () => {
    assert.deepEqual(
      compose("x-a: &a\n  image: «a»\nservices:\n  # drydock ignore=latest-tag\n  web:\n    <<: *a\n    user: «b»\n"),
      [false, true],
    );
  });

  it("are nothing in a block scalar", () => {
    assert.deepEqual(compose("services:\n  web:\n    command: |\n      # drydock ignore=latest-tag\n      «run»\n"), [false]);
  });

  it("of dclint, KICS, trivy and checkov", () => {
    assert.deepEqual(compose("# dclint disable\nservices:\n  «a»: {}\n"), [true]);
    assert.deepEqual(compose("# dclint disable no-version-field\nservices:\n  «a»: {}\n"), [true]);
    assert.deepEqual(compose("# dclint disable other\nservices:\n  «a»: {}\n"), [false]);
    assert.deepEqual(compose("services:\n  «a»: {} # dclint disable-line no-version-field\n  «b»: {}\n"), [true, false]);
    assert.deepEqual(compose("services:\n  # kics-scan ignore-line\n  «a»:\n    image: «b»\n"), [true, false]);
    assert.deepEqual(compose("services:\n  # kics-scan ignore-block\n  «a»:\n    image: «b»\n"), [true, true]);
    assert.deepEqual(compose("services:\n  # trivy:ignore:DS-0001\n  «a»:\n    image: «b»\n"), [true, true]);
    assert.deepEqual(compose("services:\n  «a»:\n    image: «b»\n# checkov:skip=CKV_DOCKER_7:x\n"), [true, true]);
  });
});

describe("edits that write an ignore comment", () => {
  type Edit = "here" | "stage" | "file";
  /** The text after the edit for the marked place; the same edit again must find its comment, and the comment must work. */
  function edited(language: Language, marked: string, kind: Edit): string {
    const { file, spans, text } = parse(language, marked);
    const edit =
      kind === "here"
        ? ignoreHereEdit(file, spans[0]!, "latest-tag")
        : kind === "stage"
          ? ignoreStageEdit(file, spans[0]!, "latest-tag")
          : ignoreFileEdit(file, "latest-tag");
    assert.ok(edit);
    assert.deepEqual(
      silenced(language, applyEdits(marked, [shifted(marked, edit)])),
      spans.map(() => true),
      "the comment counts",
    );
    return applyEdits(text, [edit]);
  }

  /** An edit of the text without marks, for the text with them. */
  function shifted(marked: string, { span, newText }: { span: { start: number; end: number }; newText: string }) {
    let offset = 0;
    for (let seen = 0; seen < span.start || "«»".includes(marked[offset] ?? "-"); offset++)
      if (!"«»".includes(marked[offset]!)) seen++;
    // Marks directly at the place stay behind the edit.
    while (offset > 0 && "«»".includes(marked[offset - 1]!)) offset--;
    return { span: { start: offset, end: offset }, newText };
  }

  it("above an instruction, with its indentation and line end", () => {
    assert.equal(
      edited("dockerfile", "FROM a\r\n  RUN x \\\r\n  «y»\r\n", "here"),
      "FROM a\r\n  # drydock ignore=latest-tag\r\n  RUN x \\\r\n  y\r\n",
    );
  });

  it("into the comment that is there", () => {
    assert.equal(
      edited("dockerfile", "# drydock ignore=other reason\n\nFROM «a»\n", "here"),
      "# drydock ignore=other,latest-tag reason\n\nFROM a\n",
    );
    assert.equal(
      edited("dockerfile", "# drydock ignore-file=other\nFROM «a»\n", "here"),
      "# drydock ignore-file=other\n# drydock ignore=latest-tag\nFROM a\n",
    );
    assert.equal(
      edited("dockerfile", "# drydock ignore-file=other\nFROM «a»\n", "file"),
      "# drydock ignore-file=other,latest-tag\nFROM a\n",
    );
    assert.equal(
      edited("compose", "services:\n  web: # drydock ignore=other why\n    «image»: a\n", "stage"),
      "services:\n  web: # drydock ignore=other,latest-tag why\n    image: a\n",
    );
  });

  it("above comments that only work directly above the instruction", () => {
    assert.equal(
      edited("dockerfile", "FROM a\n# words\n# hadolint ignore=DL1\nRUN «x»\n", "here"),
      "FROM a\n# words\n# drydock ignore=latest-tag\n# hadolint ignore=DL1\nRUN x\n",
    );
  });

  it("above FROM for the stage", () => {
    assert.equal(
      edited("dockerfile", "FROM a\nFROM b\nRUN «x»\n", "stage"),
      "FROM a\n# drydock ignore-stage=latest-tag\nFROM b\nRUN x\n",
    );
  });

  it("below the parser directives for the file", () => {
    assert.equal(
      edited("dockerfile", "# syntax=docker/dockerfile:1\n# escape=`\nFROM «a»\n", "file"),
      "# syntax=docker/dockerfile:1\n# escape=`\n# drydock ignore-file=latest-tag\nFROM a\n",
    );
    assert.equal(edited("dockerfile", "FROM «a»\n", "file"), "# drydock ignore-file=latest-tag\nFROM a\n");
    const { file, text } = parse("dockerfile", "# syntax=x");
    assert.equal(applyEdits(text, [ignoreFileEdit(file, "latest-tag")]), "# syntax=x\n# drydock ignore-file=latest-tag");
  });

  it("above a node, never inside a scalar", () => {
    assert.equal(
      edited("compose", "services:\n  web:\n    ports:\n      - «80:80»\n", "here"),
      "services:\n  web:\n    ports:\n      # drydock ignore=latest-tag\n      - 80:80\n",
    );
    assert.equal(
      edited("compose", "services:\n  web:\n    command: |\n      a\n      «b»\n", "here"),
      "services:\n  web:\n    # drydock ignore=latest-tag\n    command: |\n      a\n      b\n",
    );
    assert.equal(
      edited("compose", "services:\n  web:\n    image: «a»\n", "stage"),
      "services:\n  # drydock ignore=latest-tag\n  web:\n    image: a\n",
    );
    assert.equal(
      edited("compose", "# yaml-language-server: $schema=x\nservices:\n  «web»: {}\n", "file"),
      "# yaml-language-server: $schema=x\n# drydock ignore-file=latest-tag\nservices:\n  web: {}\n",
    );
  });
});

/** The last look at fixes: what would break a text is not offered, whatever rule made it, and one wrong fix takes no other with it. */
import assert from "node:assert/strict";
import { everyRule } from "../../server/src/core/linter/configuration.js";
import type { Diagnostic } from "../../server/src/core/linter/finding.js";
import { joinSoundFixes } from "../../server/src/core/linter/fix-all.js";
import { originalOf } from "../../server/src/core/linter/harm.js";
import { lint, parsers } from "../../server/src/core/linter/lint.js";
import { defineRule, type Fix, type Language, type Rule } from "../../server/src/core/linter/rule.js";
import { FileStore } from "../../server/src/core/project/snapshot.js";
import { fixAll } from "../../server/src/core/service/code-actions.js";
import type { Judgement } from "../../server/src/core/service/workspace.js";
import { applyEdits, insertAt, remove, replace, type TextEdit } from "../../server/src/core/text/edits.js";
import { spanOf } from "../../server/src/core/text/span.js";
import { dockerfile } from "../../server/src/core/text/tags.js";
import { at, RecordingFileSystem, root } from "./recording.js";

type Given = Partial<Fix> | readonly TextEdit[];

/** Judges a text by a rule that has one finding with these fixes, and reads the neighbours it is told to. */
async function judged(
  language: Language,
  text: string,
  given: readonly Given[],
  files: Record<string, string> = {},
  repairsSyntax = false,
) {
  const name = language === "compose" ? "compose.yaml" : "Dockerfile";
  const rule = defineRule({
    name: "probe",
    language,
    category: "correctness",
    severity: "warning",
    profiles: ["all"],
    summary: "A probe.",
    why: ["It serves a test."],
    references: ["https://example.com/"],
    fix: "safe",
    repairsSyntax,
    examples: [{ good: dockerfile`FROM a` }],
    *check(_file, { project }) {
      for (const path of Object.keys(files)) project.parse(at(path), parsers.compose);
      const fixes = given.map((it, i): Fix => {
        const fix: Partial<Fix> = Array.isArray(it) ? { edits: it } : (it as Partial<Fix>);
        return { title: `Fix ${i}`, applicability: "safe", edits: [], ...fix };
      });
      yield { span: spanOf(0, 1), message: "It is wrong.", fixes };
    },
  }) as unknown as Rule;
  const log: string[] = [];
  const store = new FileStore(new RecordingFileSystem({ ...files, [name]: text }), [root]);
  const result = await lint({
    uri: at(name),
    language,
    rules: [rule],
    configuration: everyRule,
    store,
    log: (it) => log.push(it),
  });
  assert.deepEqual(log, []);
  return { ...result, diagnostic: result.diagnostics[0]! };
}

const titles = ({ fixes }: Diagnostic): string[] => fixes.map(({ title }) => title);
const reasons = ({ refused }: Diagnostic): string[] => (refused ?? []).map(({ reason }) => reason);

describe("fixes that would break a Dockerfile", () => {
  const text = "FROM a\nRUN x\nCOPY a b\n";
  const good = [insertAt(6, ":1")];
  const openHeredoc = [replace(spanOf(11, 12), "<<EOF")];

  it("are not offered, the others are", async () => {
    const { diagnostic } = await judged("dockerfile", text, [openHeredoc, good]);
    assert.deepEqual(titles(diagnostic), ["Fix 1"]);
    assert.deepEqual(reasons(diagnostic), ["The heredoc 'EOF' is not closed: no line holds just 'EOF'."]);
    assert.equal(diagnostic.noFix, undefined);
  });

  it("leave a finding that says so", async () => {
    const { diagnostic } = await judged("dockerfile", text, [openHeredoc]);
    assert.deepEqual(titles(diagnostic), []);
    assert.equal(diagnostic.noFix, "Its usual fix would break the file as it stands.");
  });

  it("are found among many, and when another one would hide it", async () => {
    const closes = [insertAt(12, "\nEOF\n")];
    const many = [good, openHeredoc, [replace(spanOf(18, 19), "c")], closes, [replace(spanOf(20, 21), "d")]];
    const { diagnostic } = await judged("dockerfile", text, many);
    assert.deepEqual(titles(diagnostic), ["Fix 0", "Fix 2", "Fix 4"]);
    assert.equal(reasons(diagnostic).length, 2);
  });

  it("may bring to light what a repaired problem hid, behind it", async () => {
    const hidden = "FROM a\nRUN <<EOF\nx\nEOF \nENV\n";
    const repaired = async (from: string, edits: readonly TextEdit[], repairsSyntax: boolean) =>
      titles((await judged("dockerfile", from, [edits], {}, repairsSyntax)).diagnostic);
    assert.deepEqual(await repaired(hidden, [remove(spanOf(22, 23))], true), ["Fix 0"]);
    const misspelt = "FROM a\nENVV A\nRUN x\n";
    assert.deepEqual(await repaired(misspelt, [remove(spanOf(10, 11))], true), ["Fix 0"]);
    const breaksMore = [replace(spanOf(7, 13), "RUN <<A"), remove(spanOf(14, 20))];
    assert.deepEqual(await repaired(text, breaksMore, true), []);
    // Only a rule that is there to repair what cannot be read may do so.
    assert.deepEqual(await repaired(hidden, [remove(spanOf(22, 23))], false), []);
  });

  it("are also those that change nothing, lie outside, overlap, or create what exists", async () => {
    const files = { "compose.yaml": "services: {}\n" };
    const bad: Given[] = [
      [],
      [replace(spanOf(0, 4), "FROM")],
      [insertAt(text.length + 1, "x")],
      [remove(spanOf(0, 4)), remove(spanOf(2, 6))],
      { creates: { [at("compose.yaml")]: "" } },
    ];
    const { diagnostic } = await judged("dockerfile", text, [...bad, { creates: { [at("new")]: "" } }], files);
    assert.deepEqual(titles(diagnostic), ["Fix 5"]);
    assert.deepEqual(reasons(diagnostic).slice(0, 4), [
      "It changes nothing.",
      "It changes nothing.",
      "It edits what is not there.",
      "Its edits overlap.",
    ]);
  });

  it("are looked at once one is asked for, not before", async () => {
    let asked = 0;
    const edit = {
      get span() {
        asked++;
        return spanOf(6, 6);
      },
      newText: ":1",
    };
    const { diagnostic } = await judged("dockerfile", text, [[edit]]);
    assert.equal(asked, 0);
    assert.equal(diagnostic.fixes.length, 1);
    assert.ok(asked > 0);
  });

  it("are not among those of a silenced finding either", async () => {
    const { diagnostic } = await judged("dockerfile", `# drydock ignore-file=probe\n${text}`, [[insertAt(0, "X\n")]]);
    assert.equal(diagnostic.suppressed?.by, "comment");
    assert.deepEqual(titles(diagnostic), []);
  });
});

describe("fixes that would break a Compose file", () => {
  const text = "services:\n  a:\n    image: b\n";

  it("are not offered", async () => {
    const bad: Given[] = [[insertAt(text.length, "   x: 1\n")], [insertAt(text.length, "    image: c\n")], [insertAt(17, "\t")]];
    const { diagnostic } = await judged("compose", text, [...bad, [insertAt(27, ":1")]]);
    assert.deepEqual(titles(diagnostic), ["Fix 3"]);
  });

  it("are not offered in another file either, as long as it is read as one", async () => {
    const other = { otherEdits: { [at("compose.yaml")]: [insertAt(text.length, "\tx")] } };
    const { diagnostic } = await judged("dockerfile", "FROM a\n", [other], { "compose.yaml": text });
    assert.deepEqual(titles(diagnostic), []);
  });
});

describe("a byte order mark", () => {
  it("stays the first character, whatever a rule puts before everything", async () => {
    const text = "\ufeffFROM a\n";
    const { diagnostic } = await judged("dockerfile", text, [
      [insertAt(0, "ARG x\n")],
      [replace(spanOf(0, 5), "FROM --platform=x")],
    ]);
    assert.deepEqual(
      diagnostic.fixes.map(({ edits }) => applyEdits(text, edits.get(at("Dockerfile"))!)),
      ["\ufeffARG x\nFROM a\n", "\ufeffFROM --platform=x a\n"],
    );
  });
});

describe("fixes that are sound alone", () => {
  const text = "FROM a\nCOPY a b c\nRUN x\n";
  const given = [[remove(spanOf(12, 14))], [remove(spanOf(15, 17))], [insertAt(6, ":1")]];

  it("are not applied together where that breaks the file: some wait for the next round", async () => {
    const { diagnostic, file } = await judged("dockerfile", text, given);
    assert.deepEqual(titles(diagnostic), ["Fix 0", "Fix 1", "Fix 2"]);
    const chosen = diagnostic.fixes.map((fix) => ({ diagnostic, fix }));
    const { edits, postponed, applied } = joinSoundFixes(chosen, () => originalOf(file!));
    assert.deepEqual([applied.length, postponed], [1, true]);
    assert.equal(applyEdits(text, edits.get(at("Dockerfile"))!), "FROM a\nCOPY b c\nRUN x\n");
    assert.equal(joinSoundFixes([chosen[0]!, chosen[2]!], () => originalOf(file!)).applied.length, 2);
  });

  it("do not keep those of other files waiting", async () => {
    const { diagnostic, file } = await judged("dockerfile", text, given.slice(0, 2));
    const elsewhere = {
      title: "Fix it",
      applicability: "safe",
      edits: new Map([[at("x"), [insertAt(0, "x")]]]),
      creates: new Map(),
    } as const;
    const chosen = [...diagnostic.fixes, elsewhere].map((fix) => ({ diagnostic, fix }));
    const { applied } = joinSoundFixes(chosen, (uri) => (uri === at("Dockerfile") ? originalOf(file!) : undefined));
    assert.deepEqual(
      applied.map(({ fix }) => fix.title),
      ["Fix 0", "Fix it"],
    );
  });

  it("are so in the editor too", async () => {
    const result = await judged("dockerfile", text, [given[0]!]);
    const second = (await judged("dockerfile", text, [given[1]!])).diagnostic;
    const document = { uri: at("Dockerfile"), languageId: "dockerfile", version: 1, text };
    const judgement: Judgement = { ...result, diagnostics: [...result.diagnostics, second], document, language: "dockerfile" };
    assert.deepEqual(fixAll(judgement)?.edits.get(at("Dockerfile")), [remove(spanOf(12, 14))]);
  });
});

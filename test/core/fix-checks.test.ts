/** The suite of fixes finds faults: each kind of bad fix is told by its kind, and a good one passes. */
import assert from "node:assert/strict";
import type { ResolvedFix } from "../../server/src/core/linter/finding.js";
import type { Applicability } from "../../server/src/core/linter/rule.js";
import { textFile } from "../../server/src/core/project/file-system.js";
import { insertAt, replace, type TextEdit } from "../../server/src/core/text/edits.js";
import { judge, uriOf } from "../fixes/judge.js";
import { wrongOf } from "../fixes/single.js";
import type { Subject } from "../fixes/subjects.js";
import { Together } from "../fixes/together.js";

const text = 'FROM node:latest\nUSER node\nRUN npm ci && npm test\nCMD ["node", "server.js"]\n';

function subjectOf(content: string): Subject {
  const linted = "Dockerfile";
  return {
    id: "it",
    language: "dockerfile",
    linted,
    files: new Map([[linted, textFile(content)]]),
    bytes: new Map([[linted, Buffer.from(content)]]),
  };
}

/** Tries edits as the fix of the finding about the tag. */
async function kindOf(content: string, edits: readonly TextEdit[], applicability: Applicability = "unsafe"): Promise<string> {
  const subject = subjectOf(content);
  const before = await judge(subject.language, subject.linted, subject.files);
  const diagnostic = before.find(({ rule }) => rule.name === "latest-tag") ?? assert.fail("the tag is found");
  const uri = uriOf(subject.linted);
  const fix: ResolvedFix = { title: "Try it", applicability, edits: new Map([[uri, edits]]), creates: new Map() };
  return (await wrongOf(subject, before, diagnostic, fix, undefined))?.kind ?? "good";
}

const tag = { start: text.indexOf("latest"), end: text.indexOf("\nUSER") };
const pinned = replace(tag, "22");

describe("checks of fixes", () => {
  const cases: [name: string, kind: string, edits: readonly TextEdit[], level?: Applicability][] = [
    ["a good fix", "good", [pinned]],
    ["an edit behind the end", "edits outside the text", [replace({ start: 0, end: text.length + 1 }, "")]],
    ["edits that overlap", "edits overlap", [pinned, replace({ start: tag.start + 1, end: tag.end }, "2")]],
    ["an edit that writes what is there", "changes nothing", [replace(tag, "latest")]],
    ["a foreign line end", "brings foreign line ends", [replace(tag, "22\r")]],
    ["what is no instruction", "breaks the file", [pinned, insertAt(text.length, "NODE server.js\n")]],
    ["a quote that is not closed", "changes what it means", [pinned, insertAt(text.indexOf(" && npm test"), " '")]],
    ["a safe fix that changes the user", "changes what it means", [pinned, replace(at("USER node"), "USER 1000")], "safe"],
    ["an edit elsewhere", "leaves the finding", [replace(at("npm test"), "npm run lint")]],
    ["a second CMD", "brings multiple-cmd", [pinned, insertAt(text.length, 'CMD ["node", "other.js"]\n')]],
  ];
  for (const [name, kind, edits, level] of cases)
    it(`tell ${name}`, async () => assert.equal(await kindOf(text, edits, level), kind));

  it("run the command line on files of the disk, with their byte order mark and line ends", async () => {
    const together = new Together(undefined);
    try {
      const subject = subjectOf("\ufeffFROM node:22\r\nENV A b\r\nMAINTAINER Jane\r\n");
      const files = new Map([["Dockerfile", textFile("FROM node:22\r\nENV A b\r\nMAINTAINER Jane\r\n", { bom: true })]]);
      assert.equal(await together.wrongOf({ ...subject, files }, { profile: "recommended", level: "safe" }, []), undefined);
      // The same bytes, said to have no mark: the check has to see it.
      const wrong = await together.wrongOf(subject, { profile: "recommended", level: "safe" }, undefined);
      assert.equal(wrong?.kind, "changes the byte order mark");
    } finally {
      together.end();
    }
  });
});

function at(words: string): { start: number; end: number } {
  const start = text.indexOf(words);
  return { start, end: start + words.length };
}

/** Every example of every rule: what it reports, what its fixes leave, and that the rule keeps its promises. */
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { sourcesByPath } from "../server/src/core/linter/examples.js";
import { type Applicability, type Example, type Language, profiles, type Rule } from "../server/src/core/linter/rule.js";
import { rules, rulesByLanguage } from "../server/src/core/rules/index.js";
import { bestLevel, type Case, caseOf, checkCase, run, withCrlf } from "./harness.js";

// `RULE=latest-tag npx mocha` runs the examples of one rule (or of those whose name begins so).
const only = process.env["RULE"];

for (const language of Object.keys(rulesByLanguage) as Language[]) {
  describe(`${language} rules`, () => {
    it("are the files of their folder, in order", () => {
      const files = readdirSync(`server/src/core/rules/${language}`).map((it) => it.replace(/\.ts$/, ""));
      assert.deepEqual(
        rulesByLanguage[language].map(({ name }) => name),
        files.sort(),
      );
    });
  });
}

for (const rule of rules.filter(({ name }) => name.startsWith(only ?? ""))) {
  describe(rule.name, () => {
    it("has words", () => checkWords(rule));
    it("shows no example twice", () => {
      const texts = rule.examples.map((it) => JSON.stringify([...sourcesByPath(rule.language, it.bad ?? it.good!)]));
      assert.equal(new Set(texts).size, texts.length);
    });
    it("reaches the level of fix it states", async () => {
      const levels: Applicability[] = [];
      for (const example of rule.examples) {
        const { files, settings } = caseOf(rule, example);
        for (const finding of await run(rule, files, settings)) levels.push(...finding.fixes.map((it) => it.applicability));
      }
      assert.equal(bestLevel(levels), rule.fix);
    });
    rule.examples.forEach((example, i) => {
      const title = example.title ?? `example ${i + 1}`;
      it(title, () => checkCase(rule, caseOf(rule, example)));
      it(`${title}, with CRLF`, () => checkCase(rule, withCrlf(caseOf(rule, example), rule.language)));
      if (rule.onbuild && example.bad) it(`${title}, as a trigger`, () => checkTrigger(rule, example));
    });
  });
}

function checkWords(rule: Rule): void {
  assert.match(rule.name, /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
  assert.match(rule.summary, /^[A-Z`'].*\.$/, "the summary is one sentence");
  for (const sentence of rule.why) assert.match(sentence, /[.:!?)`]$/, `'${sentence}' is a sentence`);
  for (const link of rule.references) assert.match(link, /^https:\/\//);
  for (const alias of rule.aliases ?? [])
    assert.match(
      alias,
      /^(hadolint|shellcheck|buildkit|trivy|kics|checkov|sonar|semgrep|dclint|compose-lint|cis|tally|dockerfile-utils|dockerfilelint|dockerfile_lint|docksec):/,
    );
  for (const profile of rule.profiles) assert.ok(profiles.includes(profile));
  assert.ok(
    rule.examples.some((it) => it.bad),
    "at least one example is reported",
  );
  assert.ok(
    rule.examples.some((it) => !it.bad),
    "at least one example is silence",
  );
}

/** Rules that look into triggers report the same there, and no other rule ever edits one. */
async function checkTrigger(rule: Rule, example: Example): Promise<void> {
  const prefix = (text: string): string => text.replace(/^(RUN|COPY|ADD)\b/gm, "ONBUILD $1");
  const plain = caseOf(rule, example);
  const linted = plain.files.get("Dockerfile")!;
  const shift = (offset: number): number => offset + (prefix(linted.slice(0, offset)).length - offset);
  const trigger: Case = {
    files: new Map([...plain.files, ["Dockerfile", prefix(linted)]]),
    expected: plain.expected.map(({ span, message }) => ({ message, span: { start: shift(span.start), end: shift(span.end) } })),
    good: plain.good && new Map([...plain.good].map(([name, text]) => [name, name === "Dockerfile" ? prefix(text) : text])),
    settings: plain.settings,
  };
  await checkCase(rule, trigger);
}

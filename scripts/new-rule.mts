/** `npm run new-rule dockerfile/<name>`: writes the skeleton of a rule, whose test fails until it is filled in, and lists it. */
import { existsSync, writeFileSync } from "node:fs";
import { rulesIndex } from "./rules-index.mjs";

const [, language, name] = /^(dockerfile|compose)\/([a-z][a-z0-9]*(?:-[a-z0-9]+)*)$/.exec(process.argv[2] ?? "") ?? [];
if (language === undefined || name === undefined)
  fail("usage: npm run new-rule dockerfile/<name> or compose/<name>, the name in kebab-case");

const file = `server/src/core/rules/${language}/${name}.ts`;
if (existsSync(file)) fail(`${file} is already there`);
writeFileSync(file, language === "dockerfile" ? dockerfileRule(name) : composeRule(name));
writeFileSync("server/src/core/rules/index.ts", rulesIndex());
console.log(`${file}\nFill it in, then: RULE=${name} npx mocha --spec test/rules.test.ts`);

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}

/** The words that every rule has; empty ones do not pass the test. */
function words(language: string, name: string): string {
  return `  name: "${name}",
  language: "${language}",
  category: "correctness",
  severity: "warning",
  profiles: ["recommended"],
  summary: "",
  why: [""],
  references: [""],
  aliases: [],
  covers: [],
  fix: "safe",`;
}

function dockerfileRule(name: string): string {
  return `import { defineRule } from "../../linter/rule.js";
import { replace } from "../../text/edits.js";
import { dockerfile } from "../../text/tags.js";

export default defineRule({
${words("dockerfile", name)}

  *check({ stages }) {
    for (const { from } of stages) {
      yield {
        span: from.keywordSpan,
        message: "",
        fixes: [{ title: "", applicability: "safe", edits: [replace(from.keywordSpan, "FROM")] }],
      };
    }
  },

  examples: [
    {
      bad: dockerfile\`
        FROM alpine:3.22
        ^^^^ what is wrong, why, and what to do
      \`,
      good: dockerfile\`
        FROM alpine:3.22
      \`,
    },
    {
      title: "silent where it is right",
      good: dockerfile\`
        FROM alpine:3.22
      \`,
    },
  ],
});
`;
}

function composeRule(name: string): string {
  return `import { defineRule } from "../../linter/rule.js";
import { replace } from "../../text/edits.js";
import { yaml } from "../../text/tags.js";

export default defineRule({
${words("compose", name)}

  *check({ services }) {
    for (const { key } of services) {
      yield {
        span: key.span,
        message: "",
        fixes: [{ title: "", applicability: "safe", edits: [replace(key.span, key.text)] }],
      };
    }
  },

  examples: [
    {
      bad: yaml\`
        services:
          web:
          ^^^ what is wrong, why, and what to do
            image: nginx:1.29
      \`,
      good: yaml\`
        services:
          web:
            image: nginx:1.29
      \`,
    },
    {
      title: "silent where it is right",
      good: yaml\`
        services:
          web:
            image: nginx:1.29
      \`,
    },
  ],
});
`;
}

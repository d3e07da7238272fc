/** Every snippet expands to text that is well formed, and in which Drydock finds nothing. */
import { deepEqual, doesNotMatch, equal, match, ok } from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { parseDocument } from "yaml";
import { expand, type Snippet } from "./expand.js";
import { composeWith, dockerfileWith } from "./wrappers.js";

type LintText = (language: "dockerfile" | "compose", text: string) => Promise<readonly { rule: string; message: string }[]>;

const linter = new URL("../lint-text.ts", import.meta.url);
const keywords =
  /^(ADD|ARG|CMD|COPY|ENTRYPOINT|ENV|EXPOSE|FROM|HEALTHCHECK|LABEL|ONBUILD|RUN|SHELL|STOPSIGNAL|USER|VOLUME|WORKDIR) /;

for (const language of ["dockerfile", "compose"] as const) {
  const file = new URL(`../../snippets/${language}.json`, import.meta.url);
  const snippets = Object.entries(JSON.parse(readFileSync(file, "utf8")) as Record<string, Snippet>);
  const expanded = new Map(snippets.map(([, { prefix, body }]) => [prefix, expand(body).text]));
  const wrap = language === "dockerfile" ? dockerfileWith : composeWith;

  describe(`snippets/${language}.json`, () => {
    it("gives each snippet a prefix of its own", () => {
      equal(expanded.size, snippets.length);
    });

    for (const [name, { prefix, description, body }] of snippets) {
      describe(`${prefix} (${name})`, () => {
        it("is described in one sentence", () => {
          match(prefix, /^dd-[a-z-]+$/);
          match(description, /^[^\n]{20,130}\.$/);
        });

        it("has tab stops without a gap and an end", () => {
          const stops = [...expand(body).stops].sort((a, b) => a - b);
          deepEqual(
            stops,
            stops.map((_, index) => index),
          );
        });

        it("expands to well-formed text", () => {
          const text = wrap(prefix, expanded);
          doesNotMatch(text, /[\t\r]| \n/);
          if (language === "dockerfile") checkDockerfile(text);
          else checkCompose(text);
        });

        it("is without findings", async function () {
          if (!existsSync(linter)) return this.skip();
          const { lintText } = (await import(linter.href)) as { lintText: LintText };
          const text = wrap(prefix, expanded);
          // The files that a snippet mounts are its author's to bring along.
          const findings = (await lintText(language, text)).filter(({ rule }) => rule !== "bind-source-missing");
          deepEqual(
            findings.map(({ rule, message }) => `${rule}: ${message}`),
            [],
            text,
          );
        });
      });
    }
  });
}

/** Each instruction begins with a keyword, and each exec form is JSON. Heredocs are left out. */
function checkDockerfile(text: string): void {
  const instructions = text
    .replace(/<<EOF\n[\s\S]*?\nEOF$/gm, "heredoc")
    .replace(/^#.*$/gm, "")
    .replace(/\\\n/g, " ")
    .split("\n")
    .filter((line) => line.trim() !== "");
  match(instructions[0] ?? "", /^FROM /);
  for (const instruction of instructions) {
    match(instruction, keywords);
    const exec = /^(?:CMD|ENTRYPOINT|SHELL|HEALTHCHECK.* CMD) (\[.*)$/.exec(instruction)?.[1];
    if (exec !== undefined) ok((JSON.parse(exec) as unknown[]).every((word) => typeof word === "string"));
  }
}

function checkCompose(text: string): void {
  const document = parseDocument(text, { merge: true, strict: true });
  deepEqual([...document.errors, ...document.warnings].map(String), [], text);
  const { services } = document.toJS() as { services: Record<string, { image?: string }> };
  ok(Object.keys(services).length > 0);
  for (const service of Object.values(services)) equal(typeof service.image, "string");
}

import { defineRule, type Fix } from "../../linter/rule.js";
import { mergedServices } from "../../project/compose/declarations.js";
import type { Project } from "../../project/project.js";
import { envFileUri } from "../../project/service-facts.js";
import { firstTime } from "../../syntax/compose/lookup.js";
import type { Command, ComposeFile, HealthcheckTest, Service, TextValue } from "../../syntax/compose/model.js";
import { parseEnvFile } from "../../syntax/env-file.js";
import { hasVariables, variablesOf } from "../../syntax/interpolation.js";
import { spanWithin } from "../../syntax/yaml/offsets.js";
import { insertAt } from "../../text/edits.js";
import { yaml } from "../../text/tags.js";
import { fixOf, repairs } from "../../transforms/repairs.js";

export default defineRule({
  name: "unescaped-dollar-in-command",
  language: "compose",
  category: "correctness",
  severity: "warning",
  profiles: ["recommended"],
  summary: "A command uses a variable that only the container has, but Compose replaces it before.",
  why: [
    "Compose replaces `$NAME` when it reads the file, from the shell and `.env`; what `environment` says it does not know, so nothing is put in.",
    "`$$NAME` leaves the variable to the shell in the container. A command without a shell replaces nothing at all.",
  ],
  references: ["https://docs.docker.com/reference/compose-file/interpolation/"],
  covers: ["unescaped-dollar-in-command"],
  crossFile: true,
  fix: "unsafe",

  *check(file, { project }) {
    if (!file.text.includes("$")) return;
    const first = firstTime();
    let known: ReadonlySet<string> | undefined;
    for (const { service, merged } of mergedServices(file, project)) {
      for (const { value, shell } of textsOf(service)) {
        if (!hasVariables(value.node.text)) continue;
        for (const { name, operator, span } of variablesOf(value.node.text)) {
          if (operator !== undefined || span.start < value.start || span.end > value.start + value.text.length) continue;
          if (!isSetInside(merged, name)) continue;
          known ??= namesOutside(file, project);
          const place = spanWithin(value.node, span.start, span.end);
          if (known.has(name) || !place || !first({ span: place })) continue;
          yield {
            span: place,
            message: shell
              ? `Compose replaces '${name}' before the container exists and does not look into environment, so nothing is put in; write '$$' for the shell inside.`
              : `Compose replaces '${name}' before the container exists and does not look into environment, so nothing is put in; put the value into .env.`,
            ...repairs(
              [shell ? doubled(file, value, place) : undefined],
              shell
                ? undefined
                : "No shell runs here that could replace it; Compose itself reads variables from .env and the shell.",
            ),
          };
        }
      }
    }
  },

  examples: [
    {
      bad: yaml`
        services:
          db:
            image: postgres:17
            environment:
              POSTGRES_USER: shop
            healthcheck:
              test: ["CMD-SHELL", "pg_isready -U $POSTGRES_USER"]
                                                 ^^^^^^^^^^^^^^ Compose replaces 'POSTGRES_USER' before the container exists and does not look into environment, so nothing is put in; write '$$' for the shell inside.
          job:
            image: acme/job:1
            environment:
              - TARGET=/data
            command: sh -c 'ls \${TARGET}'
                               ^^^^^^^^^ Compose replaces 'TARGET' before the container exists and does not look into environment, so nothing is put in; write '$$' for the shell inside.
      `,
      good: yaml`
        services:
          db:
            image: postgres:17
            environment:
              POSTGRES_USER: shop
            healthcheck:
              test: ["CMD-SHELL", "pg_isready -U $$POSTGRES_USER"]
          job:
            image: acme/job:1
            environment:
              - TARGET=/data
            command: sh -c 'ls $\${TARGET}'
      `,
    },
    {
      title: "without a shell",
      bad: yaml`
        services:
          cache:
            image: redis:8
            environment:
              PASSWORD: secret
            command: redis-server --requirepass \${PASSWORD}
                                                ^^^^^^^^^^^ Compose replaces 'PASSWORD' before the container exists and does not look into environment, so nothing is put in; put the value into .env.
      `,
    },
    {
      title: "from .env or the shell, with a default, and escaped",
      good: {
        "compose.yaml": yaml`
          services:
            db:
              image: postgres:17
              environment:
                - POSTGRES_USER
                - "POSTGRES_DB=\${POSTGRES_DB}"
                - PORT=1
                - A=b
              command: sh -c 'echo $POSTGRES_USER $POSTGRES_DB $\${PORT} \${PORT:-5} $A'
        `,
        ".env": yaml`
          A=b
        `,
      },
    },
  ],
});

interface Text {
  readonly value: TextValue;
  /** True where a shell in the container reads it. */
  readonly shell: boolean;
}

function textsOf({ command, entrypoint, healthcheck }: Service): readonly Text[] {
  return [
    ...commandTexts(entrypoint, isShell(entrypoint)),
    ...commandTexts(command, isShell(command) || isShell(entrypoint)),
    ...testTexts(healthcheck?.test),
  ];
}

function commandTexts(command: Command | undefined, shell: boolean): readonly Text[] {
  return (command?.words ?? []).map((value) => ({ value: { ...value, text: wordSource(value) }, shell }));
}

/** The part of the scalar that a word stands for: quotes belong to it. */
function wordSource(value: TextValue): string {
  return value.start === 0 && value.text === value.node.text
    ? value.text
    : value.node.text.slice(value.start, value.start + value.span.end - value.span.start);
}

function testTexts(test: HealthcheckTest | undefined): readonly Text[] {
  if (!test || test.kind === "NONE" || test.kind === "unknown") return [];
  const shell = test.kind === "CMD-SHELL" || isScript(test.words.map(({ text }) => text));
  return test.words.map((value) => ({ value, shell }));
}

function isShell(command: Command | undefined): boolean {
  return isScript((command?.words ?? []).map(({ text }) => text));
}

function isScript(words: readonly string[]): boolean {
  return words.some(
    (it, index) =>
      /^(?:\/(?:usr\/)?bin\/)?(?:ba|da|a|z|k)?sh$/.test(it) &&
      words.slice(index + 1, index + 4).some((flag) => /^-[a-z]*c$/.test(flag)),
  );
}

/** True where the file gives the variable a value of its own, not one that Compose would know, too. */
function isSetInside({ environment }: Service, name: string): boolean {
  const value = environment.findLast(({ key }) => key.text === name)?.value;
  return value !== undefined && !variablesOf((value.node.written ?? value.node).text).some((it) => it.name === name);
}

function namesOutside(file: ComposeFile, project: Project): ReadonlySet<string> {
  const node = project.read(envFileUri(file));
  return new Set(node.kind === "file" ? parseEnvFile(node.text).entries.map(({ name }) => name) : []);
}

function doubled(file: ComposeFile, { node }: TextValue, place: { readonly start: number }): Fix | undefined {
  const isFree = file.sharedBy(node.span).length === 0 && file.errors.length === 0;
  return isFree ? fixOf("Double the dollar", "unsafe", [insertAt(place.start, "$")]) : undefined;
}

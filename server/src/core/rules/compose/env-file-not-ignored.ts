import { isCredentialName, isCredentialValue, urlPasswords } from "../../knowledge/credentials.js";
import { defineRule, type Fix, type RuleContext } from "../../linter/rule.js";
import { localUri } from "../../project/compose/local-files.js";
import { gitView } from "../../project/git-ignored.js";
import { envFileUri } from "../../project/service-facts.js";
import { basename, join, relative } from "../../project/uri.js";
import type { ComposeFile, TextValue } from "../../syntax/compose/model.js";
import { parseEnvFile } from "../../syntax/env-file.js";
import { variablesOf } from "../../syntax/interpolation.js";
import { spanWithin } from "../../syntax/yaml/offsets.js";
import { lineEnd } from "../../text/line-index.js";
import type { Span } from "../../text/span.js";
import { yaml } from "../../text/tags.js";

export default defineRule({
  name: "env-file-not-ignored",
  language: "compose",
  category: "security",
  severity: "warning",
  profiles: ["recommended"],
  summary: "A file of variables holds credentials, and git does not ignore it.",
  why: [
    "With the next commit the credentials are in the repository and in every clone of it, also after they are removed.",
    "Keep the file out with `.gitignore` and put an example without values (`.env.example`) beside it.",
    "A file that git tracks already stays tracked: run `git rm --cached` on it, and change the credentials.",
    "Files for development and tests, and examples, are left alone.",
  ],
  references: [
    "https://docs.docker.com/compose/how-tos/environment-variables/best-practices/",
    "https://git-scm.com/docs/gitignore",
  ],
  aliases: ["docksec:compose-env-file-secret-risk"],
  covers: ["env-file-holds-secrets"],
  crossFile: true,
  fix: "unsafe",

  *check(file, { project }) {
    for (const { uri, span } of envFilesOf(file, project)) {
      const node = project.read(uri);
      if (node.kind !== "file" || /example|sample|template|dist$|test|dev|local|ci\b/i.test(basename(uri))) continue;
      const secret = parseEnvFile(node.text).entries.find(
        ({ name, value = "" }) =>
          !value.includes("$") &&
          !isFillIn(value) &&
          ((isCredentialName(name) && isCredentialValue(name, value)) || urlPasswords(value).length > 0),
      );
      const git = secret && gitView(uri, project);
      if (!secret || !git || git.ignored) continue;
      const fix = ignoreFix(uri, git.repository, file, project);
      yield {
        span,
        message: `'${basename(uri)}' holds ${secret.name}, and git does not ignore it: it goes into the repository with the next commit.`,
        ...(fix ? { fixes: [fix] } : { noFix: "The .gitignore cannot be read." }),
        related: [{ uri, span: secret.nameSpan, message: "The credential." }],
      };
    }
  },

  examples: [
    {
      title: "a file that a service names; the one Compose reads by itself",
      bad: {
        "compose.yaml": yaml`
          services:
            db:
              image: postgres:17
              env_file: db.env
                        ^^^^^^ 'db.env' holds POSTGRES_PASSWORD, and git does not ignore it: it goes into the repository with the next commit.
              environment:
                TOKEN: \${API_TOKEN}
                         ^^^^^^^^^ '.env' holds API_TOKEN, and git does not ignore it: it goes into the repository with the next commit.
        `,
        "db.env": yaml`
          POSTGRES_PASSWORD=s3cr3t-of-the-shop
        `,
        ".env": yaml`
          API_TOKEN=b8f2c1d07e
        `,
        ".gitignore": yaml`
          node_modules
        `,
        ".git/HEAD": yaml`
          ref: refs/heads/main
        `,
      },
      good: {
        ".gitignore": yaml`
          node_modules
          /db.env
          /.env
        `,
      },
    },
    {
      title: "no .gitignore yet",
      bad: {
        "compose.yaml": yaml`
          services:
            db:
              image: postgres:17
              env_file: [db.env]
                         ^^^^^^ 'db.env' holds DATABASE_URL, and git does not ignore it: it goes into the repository with the next commit.
        `,
        "db.env": yaml`
          DATABASE_URL=postgres://shop:tR8kq2@db/shop
        `,
        ".git/HEAD": yaml`
          ref: refs/heads/main
        `,
      },
      good: {
        ".gitignore": yaml`
          /db.env
        `,
      },
    },
    {
      title: "ignored, without credentials, for tests, values to be filled in",
      good: {
        "compose.yaml": yaml`
          services:
            db:
              image: postgres:17
              env_file:
                - secret.env
                - plain.env
                - test.env
                - fill.env
        `,
        "secret.env": yaml`
          POSTGRES_PASSWORD=s3cr3t-of-the-shop
        `,
        "plain.env": yaml`
          LOG_LEVEL=info
        `,
        "test.env": yaml`
          POSTGRES_PASSWORD=test
        `,
        "fill.env": yaml`
          POSTGRES_PASSWORD=changeme
        `,
        ".gitignore": yaml`
          secret.env
        `,
        ".git/HEAD": yaml`
          ref: refs/heads/main
        `,
      },
    },
    {
      title: "no repository to be seen",
      good: {
        "compose.yaml": yaml`
          services:
            db:
              image: postgres:17
              env_file: db.env
        `,
        "db.env": yaml`
          POSTGRES_PASSWORD=s3cr3t-of-the-shop
        `,
      },
    },
  ],
});

/** What an author puts where the real value belongs. */
function isFillIn(value: string): boolean {
  return /^(?:change[-_ ]?(?:me|this|it)\w*|your[-_ ].*|my[-_]?(?:secret|password)|example\w*|secret|password|passw0rd|postgres|root|admin|test|dev|xxx+|todo|fixme|\*+|<.*>)$/i.test(
    value,
  );
}

/** Files of variables with a place in the Compose file that speaks of them, each once. */
function* envFilesOf(file: ComposeFile, project: RuleContext["project"]): Generator<{ uri: string; span: Span }> {
  const seen = new Set<string>();
  for (const { envFiles } of file.services) {
    for (const { path } of envFiles) {
      const uri = path.node.uri === file.uri ? localUri(path, project) : undefined;
      if (uri === undefined || seen.has(uri)) continue;
      seen.add(uri);
      yield { uri, span: path.span };
    }
  }
  const own = envFileUri(file);
  const use = seen.has(own) ? undefined : firstCredentialUse(file);
  if (use) yield { uri: own, span: use };
}

/** The first variable of the file, by the order of the services, whose name is that of a credential. */
function firstCredentialUse(file: ComposeFile): Span | undefined {
  for (const { environment } of file.services) {
    for (const { value } of environment) {
      const variable = value && variablesOf(value.text).find(({ name }) => isCredentialName(name));
      const span = variable && placeOf(value, variable.nameSpan);
      if (span) return span;
    }
  }
  return undefined;
}

function placeOf({ node, start }: TextValue, span: Span): Span | undefined {
  return spanWithin(node, start + span.start, start + span.end);
}

function ignoreFix(uri: string, repository: string, file: ComposeFile, project: RuleContext["project"]): Fix | undefined {
  const ignore = join(repository, ".gitignore");
  const node = project.read(ignore);
  const line = `/${relative(repository, uri)}`;
  const title = `Add ${line} to .gitignore`;
  if (node.kind === "absent")
    return { title, applicability: "unsafe", edits: [], creates: { [ignore]: `${line}${lineEnd(file.text)}` } };
  if (node.kind !== "file") return undefined;
  const eol = lineEnd(node.text === "" ? file.text : node.text);
  const before = node.text === "" || node.text.endsWith("\n") ? "" : eol;
  const end = node.text.length;
  return {
    title,
    applicability: "unsafe",
    edits: [],
    otherEdits: { [ignore]: [{ span: { start: end, end }, newText: `${before}${line}${eol}` }] },
  };
}

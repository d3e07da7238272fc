/** What other tools are told, taken over: comments, configuration files, what stays, and that doing it again changes nothing. */
import assert from "node:assert/strict";
import { readForeignConfig } from "../../server/src/core/import/configs.js";
import { importSettings } from "../../server/src/core/import/import.js";
import { createConfiguration, everyRule, profileConfiguration } from "../../server/src/core/linter/configuration.js";
import { lintedPath } from "../../server/src/core/linter/examples.js";
import { loadConfiguration } from "../../server/src/core/linter/find-configuration.js";
import { lint, parsers } from "../../server/src/core/linter/lint.js";
import type { Language } from "../../server/src/core/linter/rule.js";
import { MemoryFileSystem } from "../../server/src/core/project/file-system.js";
import { FileStore } from "../../server/src/core/project/snapshot.js";
import { rules } from "../../server/src/core/rules/index.js";
import { applyEdits } from "../../server/src/core/text/edits.js";
import { dockerfile, text, yaml } from "../../server/src/core/text/tags.js";

const root = "test:///project";
type Files = Readonly<Record<string, string>>;

interface Options {
  readonly keep?: boolean;
  readonly without?: readonly ["hadolint"];
}

/** One pass over files by path; everything that is not a Dockerfile, a Compose file or `.drydock.yaml` is a configuration. */
async function pass(files: Files, { keep = false, without }: Options = {}) {
  const store = new FileStore(new MemoryFileSystem(new Map(Object.entries(files).map(([path, it]) => [`${root}/${path}`, it]))), [
    root,
  ]);
  const linted = [];
  for (const [path, it] of Object.entries(files)) {
    const language: Language | undefined = /Dockerfile$/.test(path)
      ? "dockerfile"
      : /compose\.yaml$/.test(path)
        ? "compose"
        : undefined;
    if (!language) continue;
    const uri = `${root}/${path}`;
    const { diagnostics } = await lint({ uri, language, rules, configuration: everyRule, store });
    linted.push({ file: parsers[language](uri, it), diagnostics, ...(without ? { without } : {}) });
  }
  const isOwn = (path: string): boolean => path.endsWith(".drydock.yaml");
  const result = importSettings({
    files: linted,
    configs: Object.entries(files).map(([path, it]) => ({ uri: `${root}/${path}`, text: it })),
    own: new Map(Object.entries(files).flatMap(([path, it]) => (isOwn(path) ? [[`${root}/${path}`, it] as const] : []))),
    rules,
    keep,
    today: "2026-01-01",
  });
  const after: Record<string, string> = { ...files };
  for (const [uri, edits] of result.edits)
    after[uri.slice(root.length + 1)] = applyEdits(files[uri.slice(root.length + 1)]!, edits);
  for (const [uri, it] of result.creates) {
    assert.equal(uri.slice(root.length + 1) in files, false, `creates ${uri}, which is there`);
    after[uri.slice(root.length + 1)] = it;
  }
  return { after, ...result };
}

/** The files afterwards; a second pass must leave them alone. */
async function imported(files: Files, options?: Options) {
  const { after, taken, left } = await pass(files, options);
  const again = await pass(after, options);
  assert.deepEqual(again.after, after, "a second pass changes something");
  return { after, taken: taken.map(({ message }) => message), left: left.map(({ message }) => message) };
}

async function ofFile(language: Language, source: string, options?: Options) {
  const path = lintedPath(language);
  const { after, ...rest } = await imported({ [path]: source }, options);
  return { text: after[path]!, ...rest };
}

describe("import of comments in Dockerfiles", () => {
  it("hadolint: names of rules, ids where a rule stands for more, what it does not know stays", async () => {
    const { text: after, left } = await ofFile(
      "dockerfile",
      dockerfile`
        FROM debian:12
        # hadolint ignore=DL3015 # because
        RUN apt-get install -y curl
          # hadolint ignore=DL3008,SC2034,SC2086
          RUN apt-get install -y curl
        # hadolint ignore=DL3059,DL9999 # why
        RUN true
        # hadolint ignore=DL9998
        RUN true
      `,
    );
    assert.equal(
      after,
      dockerfile`
        FROM debian:12
        # drydock ignore=apt-recommends because
        RUN apt-get install -y curl
          # drydock ignore=hadolint:DL3008,shellcheck:SC2034,unquoted-variable
          RUN apt-get install -y curl
        # drydock ignore=consecutive-run why
        # hadolint ignore=DL9999 # why
        RUN true
        # hadolint ignore=DL9998
        RUN true
      `,
    );
    assert.equal(left.length, 2);
    assert.match(left[0]!, /'DL9999'/);
  });

  it("for the file: to the top, below the directives, where they are not there yet", async () => {
    const { text: after } = await ofFile(
      "dockerfile",
      text`
        # syntax=docker/dockerfile:1

        # hadolint global ignore=DL3059 # a
        FROM debian:12
        RUN true && \
          # Root it is, checkov:skip=CKV_DOCKER_3: needed
          true
        # hadolint global ignore=DL3006
      `,
    );
    assert.equal(
      after,
      text`
        # syntax=docker/dockerfile:1
        # drydock ignore-file=checkov:CKV_DOCKER_3 Root it is; needed
        # drydock ignore-file=untagged-image

        # drydock ignore-file=consecutive-run a
        FROM debian:12
        RUN true && \
          true
      `,
    );
  });

  it("for a stage, a block and an end", async () => {
    const { text: after, left } = await ofFile(
      "dockerfile",
      dockerfile`
        # hadolint stage ignore=DL3059
        FROM debian:12
        # trivy:ignore:DS-0013 trivy:ignore:AVD-DS-0025 legacy
        # a comment
        RUN cd /x
        # trivy:ignore:DS-0013:exp:2030-01-01
        RUN cd /x
      `,
    );
    assert.equal(
      after,
      dockerfile`
        # drydock ignore-stage=consecutive-run
        FROM debian:12
        # drydock ignore=cd-in-run,apk-cache legacy
        # a comment
        RUN cd /x
        # trivy:ignore:DS-0013:exp:2030-01-01
        RUN cd /x
      `,
    );
    assert.match(left.join(), /ends on 2030-01-01/);
  });

  it("KICS: ids by their names, and all it says as what that is today", async () => {
    const { text: after, left } = await ofFile(
      "dockerfile",
      dockerfile`
        # kics-scan disable=fd54f200-402c-4333-a5a4-36ef6709af2f,00000000-0000-0000-0000-000000000000
        FROM debian:12
        # kics-scan ignore-line
        ADD a /b
        # kics-scan ignore-line
        RUN true
      `,
    );
    assert.equal(
      after,
      dockerfile`
        # kics-scan disable=fd54f200-402c-4333-a5a4-36ef6709af2f,00000000-0000-0000-0000-000000000000
        # drydock ignore-file=root-user
        FROM debian:12
        # drydock ignore=add-instead-of-copy
        ADD a /b
        # kics-scan ignore-line
        RUN true
      `,
    );
    assert.match(left.join("\n"), /00000000.* is nothing that Drydock reports; it stays/);
    assert.match(left.join("\n"), /silences nothing that Drydock reports now/);
  });

  it("BuildKit goes on reading its own", async () => {
    const { text: after, left } = await ofFile(
      "dockerfile",
      dockerfile`
        # check=skip=StageNameCasing,JSONArgsRecommended;error=true
        FROM debian:12 AS Base
        # check=skip=WorkdirRelativePath
        WORKDIR a
      `,
    );
    assert.equal(
      after,
      dockerfile`
        # check=skip=StageNameCasing,JSONArgsRecommended;error=true
        # drydock ignore-file=stage-name-casing,shell-form-command
        FROM debian:12 AS Base
        # drydock ignore=relative-workdir
        # check=skip=WorkdirRelativePath
        WORKDIR a
      `,
    );
    assert.match(left.join(), /'error=true' is for BuildKit/);
  });

  it("leaves what has no effect, and what Drydock or ShellCheck is told", async () => {
    const source = dockerfile`
      FROM debian:12
      # hadolint ignore=DL3059

      RUN true
      # hadolint ignore=DL3059 and more
      RUN true
      # drydock ignore=consecutive-run
      # shellcheck disable=SC2034
      RUN true
    `;
    const { text: after, left } = await ofFile("dockerfile", source);
    assert.equal(after, source);
    assert.match(left.join(), /has no effect where it stands/);
    const void_ = "FROM debian:12\n# hadolint ignore=DL3059\nRUN true\n";
    assert.equal((await ofFile("dockerfile", void_, { without: ["hadolint"] })).text, void_);
  });

  it("takes away what Drydock's comment there says already", async () => {
    const { text: after } = await ofFile(
      "dockerfile",
      "FROM debian:12\n# drydock ignore=consecutive-run because\n# hadolint ignore=DL3059\nRUN true\n",
    );
    assert.equal(after, "FROM debian:12\n# drydock ignore=consecutive-run because\nRUN true\n");
  });

  it("keeps CRLF, and with `keep` all the others", async () => {
    const source = "FROM debian:12\r\n  # hadolint ignore=DL3059,DL9999\r\n  RUN true\r\n# checkov:skip=CKV_DOCKER_3:x\r\n";
    assert.equal(
      (await ofFile("dockerfile", source)).text,
      "# drydock ignore-file=checkov:CKV_DOCKER_3 x\r\nFROM debian:12\r\n  # drydock ignore=consecutive-run\r\n  # hadolint ignore=DL9999\r\n  RUN true\r\n",
    );
    assert.equal(
      (await ofFile("dockerfile", source, { keep: true })).text,
      "# drydock ignore-file=checkov:CKV_DOCKER_3 x\r\nFROM debian:12\r\n  # drydock ignore=consecutive-run\r\n  # hadolint ignore=DL3059,DL9999\r\n  RUN true\r\n# checkov:skip=CKV_DOCKER_3:x\r\n",
    );
  });

  it("leaves no finding to come to light that was silenced", async () => {
    const source = dockerfile`
      FROM debian AS Base
      # hadolint ignore=DL3008,DL3015,DL3009
      RUN apt-get update && apt-get install -y curl
      # check=skip=JSONArgsRecommended
      CMD foo
      # trivy:ignore:DS-0002
      USER root
      # kics-scan ignore-line
      ADD a b
      # hadolint global ignore=DL3006,DL3057,DL3059
    `;
    const { text: after } = await ofFile("dockerfile", source);
    const [before, now] = [await shown(source), await shown(after)];
    assert.deepEqual(
      now.filter((it) => !before.includes(it)),
      [],
    );
    assert.ok((await shown(source.replace(/# (?:hadolint|check|trivy|kics).*\n/g, ""))).length > before.length);
  });
});

/** The rules whose findings are shown under the strictest profile. */
async function shown(source: string): Promise<string[]> {
  const uri = `${root}/Dockerfile`;
  const store = new FileStore(new MemoryFileSystem(new Map([[uri, source]])), [root]);
  const { diagnostics } = await lint({ uri, language: "dockerfile", rules, configuration: profileConfiguration("all"), store });
  return diagnostics.filter(({ suppressed }) => !suppressed).map(({ rule }) => rule.name);
}

describe("import of comments in Compose files", () => {
  it("of dclint, on the line, above it and for the file", async () => {
    const { text: after, left } = await ofFile(
      "compose",
      yaml`
        # dclint disable-file no-version-field
        version: "3"
        services:
          web:
            image: nginx # dclint disable-line service-image-require-explicit-tag
            ports: # dclint disable-line no-unbound-port-interfaces
              - "80:80"
              - "81:81" # dclint disable-line no-unbound-port-interfaces, not-a-rule
      `,
    );
    assert.equal(
      after,
      yaml`
        # drydock ignore-file=version-obsolete
        version: "3"
        services:
          web:
            image: nginx # drydock ignore=dclint:service-image-require-explicit-tag
            ports: # dclint disable-line no-unbound-port-interfaces
              - "80:80"
              # drydock ignore=dclint:no-unbound-port-interfaces
              - "81:81" # dclint disable-line no-unbound-port-interfaces, not-a-rule
      `,
    );
    assert.match(left.join("\n"), /would reach further/);
    assert.match(left.join("\n"), /'not-a-rule' of dclint is nothing/);
  });
});

describe("import of configurations", () => {
  const config = async (files: Files) => {
    const { after, left } = await imported(files);
    return { text: after[".drydock.yaml"], left: left.join("\n"), after };
  };

  it("of hadolint: every key", async () => {
    const { text: written, left } = await config({
      ".hadolint.yaml": yaml`
        ignored: [DL3059, DL3008, SC2034, DL9999]
        override:
          error: [DL3007, DL3059]
          style: [DL3015]
        trustedRegistries: [docker.io, "*.example.com"]
        label-schema:
          org.opencontainers.image.source: url
        strict-labels: true
        failure-threshold: style
        disable-ignore-pragma: true
        format: sarif
        no-color: true
        other: 1
      `,
    });
    assert.equal(
      written,
      yaml`
        rules:
          consecutive-run: off
          hadolint:DL3008: off
          shellcheck:SC2034: off
          latest-tag: error
          apt-recommends: hint
        trustedRegistries:
          - docker.io
          - "*.example.com"
        labels:
          required:
            org.opencontainers.image.source: url
          strict: true
        failOn: hint
      `,
    );
    for (const word of ["'DL9999'", "comments of hadolint", "'format'", "'no-color'", "'other'"])
      assert.ok(left.includes(word), word);
    assert.equal(left.split("\n").length, 5);
  });

  it("of an id that several rules share: for itself, unless it is all that each of them has", async () => {
    const of = async (...ids: string[]) => (await config({ ".hadolint.yaml": `ignored: [${ids.join(", ")}]\n` })).text;
    const sharing = rules.filter(({ aliases }) => aliases?.includes("hadolint:DL3022"));
    const others = sharing.flatMap(({ aliases = [] }) => aliases.filter((it) => /^(?:hadolint|shellcheck):/.test(it)));
    assert.ok(sharing.length > 1 && new Set(others).size > 1, "DL3022 is no longer the id this test wants");
    assert.equal(await of("DL3022"), "rules:\n  hadolint:DL3022: off\n");
    const all = await of(...new Set(others.map((it) => it.slice(it.indexOf(":") + 1))));
    for (const { name } of sharing) assert.match(all!, new RegExp(`^  ${name}: off$`, "m"));
    assert.equal(all!.includes("DL3022"), false);
  });

  it("says the same as the file it was taken from", async () => {
    const hadolint = "ignored: [DL3059, DL3008]\noverride:\n  error: [DL3015]\nno-fail: true\ntrustedRegistries: [a.b]\n";
    const { text: written } = await config({ ".hadolint.yaml": hadolint });
    const source = "FROM debian:12\nRUN apt-get install -y curl\nRUN true\nRUN true\n";
    assert.deepEqual(await judged(source, { ".drydock.yaml": written! }), await judged(source, { ".hadolint.yaml": hadolint }));
    assert.notDeepEqual(await judged(source, { ".drydock.yaml": written! }), await judged(source, {}));
  });

  it("of trivy: ids, paths, ends", async () => {
    const { text: written, left } = await config({
      ".trivyignore": "# comment\nCVE-2020-1\nAVD-DS-0002\nDS-0026 exp:2025-01-01\nDS-0013 exp:2030-01-01\n",
      ".trivyignore.yaml": yaml`
        vulnerabilities:
          - id: CVE-2020-2
        misconfigurations:
          - id: AVD-DS-0025
            paths: ["api/Dockerfile", "x: y"]
            statement: why
      `,
    });
    assert.equal(
      written,
      yaml`
        rules:
          root-user: off
        overrides:
          - files: ["api/Dockerfile", "x: y"]
            rules:
              apk-cache: off
      `,
    );
    assert.match(left, /'DS-0026' ended on 2025-01-01/);
    assert.match(left, /'DS-0013' ends on 2030-01-01/);
  });

  it("of checkov, with wildcards, and of dclint, in JSON", async () => {
    const { text: written, left } = await config({
      ".checkov.yaml": "skip-check:\n  - CKV_DOCKER_2,CKV_DOCKER_1*\n  - CKV_AWS_1\n",
      ".dclintrc.json":
        '{"rules": {"no-version-field": 0, "no-unbound-port-interfaces": [2, {"a": 1}], "x": 7, "y": 1}, "exclude": ["old/**"]}',
      ".dclintrc.cjs": "module.exports = {}",
    });
    assert.match(written!, /^ {2}missing-healthcheck: off$/m);
    assert.match(written!, /^ {2}version-obsolete: off$/m);
    assert.match(written!, /^ {2}port-all-interfaces: error$/m);
    assert.match(written!, /^ignore:\n {2}- old\/\*\*$/m);
    // CKV_DOCKER_1* is 1, 10 and 11.
    for (const code of ["CKV_DOCKER_1", "CKV_DOCKER_10", "CKV_DOCKER_11"]) {
      const own = rules.filter(({ aliases }) => aliases?.includes(`checkov:${code}`));
      assert.ok(own.some(({ name }) => written!.includes(`  ${name}: off`)) || written!.includes(`  checkov:${code}: off`), code);
    }
    assert.equal(/AWS/.test(written! + left), false);
    for (const word of ["options of 'no-unbound-port-interfaces'", "'x' has no level", "'y' is nothing", "is a program"])
      assert.ok(left.includes(word), word);
  });

  it("into a file that is there: its layout and its own settings stay", async () => {
    const { text: written, left } = await config({
      ".drydock.yaml":
        "# ours\nextends: hardened\nrules:\n    root-user: error # keep\n\nignore: ['a/**']\ntrustedRegistries: [x]\n",
      ".hadolint.yaml": "ignored: [DL3059, DL3002]\ntrustedRegistries: [y]\nstrict-labels: true\n",
      ".dclintrc": "exclude: [b/**, a/**]\n",
    });
    assert.equal(
      written,
      "# ours\nextends: hardened\nrules:\n    root-user: error # keep\n    consecutive-run: off\n\nignore: ['a/**', b/**]\ntrustedRegistries: [x]\nlabels:\n    strict: true\n",
    );
    assert.match(left, /'rules.root-user' is already set to something else/);
    assert.match(left, /'trustedRegistries' is already set to something else/);
  });

  it("from below another one: as overrides, since only the nearest file counts", async () => {
    const { after, left } = await config({
      ".trivyignore": "DS-0002\n",
      "sub/.hadolint.yaml": "ignored: [DL3059]\nstrict-labels: true\n",
    });
    assert.equal(
      after[".drydock.yaml"],
      'rules:\n  root-user: off\noverrides:\n  - files: ["sub/**"]\n    rules:\n      consecutive-run: off\n',
    );
    assert.equal("sub/.drydock.yaml" in after, false);
    assert.match(left, /strict-labels: The .drydock.yaml above has this for all files only/);
  });

  it("of nothing, and of what is no YAML, writes nothing", async () => {
    assert.deepEqual(Object.keys((await imported({ ".hadolint.yaml": "", ".trivyignore": "CVE-1\n" })).after), [
      ".hadolint.yaml",
      ".trivyignore",
    ]);
    const broken = await imported({ ".hadolint.yaml": "ignored: [DL3059\n  x: {" });
    assert.ok(broken.left.length > 0);
    assert.equal(readForeignConfig("test:///x/other.yaml", "a: 1", { rules, today: "2026-01-01" }), undefined);
  });
});

/** The findings with their severities, as a project with these configuration files has them. */
async function judged(source: string, files: Files): Promise<unknown> {
  const uri = `${root}/Dockerfile`;
  const texts = new Map([[uri, source], ...Object.entries(files).map(([path, it]) => [`${root}/${path}`, it] as const)]);
  const store = new FileStore(new MemoryFileSystem(texts), [root]);
  const { found } = await loadConfiguration(uri, store, rules);
  assert.deepEqual(found.configProblems, []);
  const configuration = createConfiguration(found);
  const { diagnostics } = await lint({ uri, language: "dockerfile", rules, configuration, store });
  const findings = diagnostics
    .filter(({ suppressed }) => !suppressed)
    .map(({ rule, severity, span }) => [rule.name, severity, span.start]);
  return { findings, failOn: configuration.failOn, settings: configuration.settings };
}

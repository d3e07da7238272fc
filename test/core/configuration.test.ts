/** Which layer decides, and what a configuration file with mistakes still does. */
import assert from "node:assert/strict";
import { parseConfigFile } from "../../server/src/core/linter/config-file.js";
import {
  createConfiguration,
  isInProfile,
  profileConfiguration,
  ruleSettingsOf,
} from "../../server/src/core/linter/configuration.js";
import { loadConfiguration } from "../../server/src/core/linter/find-configuration.js";
import type { Diagnostic } from "../../server/src/core/linter/finding.js";
import { parseHadolintConfig } from "../../server/src/core/linter/hadolint-config.js";
import { imageLookup } from "../../server/src/core/linter/own-images.js";
import type { Rule } from "../../server/src/core/linter/rule.js";
import { findRules } from "../../server/src/core/linter/rule-names.js";
import { parseTrivyIgnore, trivyIgnores } from "../../server/src/core/linter/trivyignore.js";
import { MemoryFileSystem } from "../../server/src/core/project/file-system.js";
import { FileStore } from "../../server/src/core/project/snapshot.js";
import { parseImageReference } from "../../server/src/core/syntax/image-reference.js";
import { yaml } from "../../server/src/core/text/tags.js";

function rule(name: string, words: Partial<Rule> = {}): Rule {
  return { name, language: "dockerfile", severity: "warning", profiles: ["recommended"], ...words } as unknown as Rule;
}

const latest = rule("latest-tag", { aliases: ["hadolint:DL3007", "trivy:DS-0001"] });
const root = rule("root-user", { profiles: ["hardened"], severity: "info", aliases: ["hadolint:DL3002"] });
const apt = rule("apt-unpinned", {
  profiles: ["all", "hadolint"],
  severities: { hadolint: "error" },
  aliases: ["hadolint:DL3008", "hadolint:DL3018"],
});
const rules = [latest, root, apt];
const uri = "test:///w/api/Dockerfile";
const file = (text: string) => parseConfigFile("test:///w/.drydock.yaml", text, rules);
const problems = (text: string) =>
  file(text).problems.map(({ span, message }) => `${text.slice(span.start, span.end)}: ${message}`);

describe("profiles", () => {
  it("hold one another", () => {
    const on = (name: "recommended" | "hardened" | "all" | "hadolint") =>
      rules.filter((it) => isInProfile(it, name)).map((it) => it.name);
    assert.deepEqual(on("recommended"), ["latest-tag"]);
    assert.deepEqual(on("hardened"), ["latest-tag", "root-user"]);
    assert.deepEqual(on("all"), ["latest-tag", "root-user", "apt-unpinned"]);
    assert.deepEqual(on("hadolint"), ["apt-unpinned"]);
  });

  it("have severities of their own", () => {
    assert.equal(profileConfiguration("hadolint").severityOf(apt, uri), "error");
    assert.equal(profileConfiguration("all").severityOf(apt, uri), "warning");
  });
});

describe("precedence", () => {
  it("single checks of other tools: before the rule, the loudest, off only where nothing else of that tool is meant", () => {
    const severity = (text: string, aliases: string[], only = false) => {
      const project = file(text);
      assert.deepEqual(project.problems, []);
      return createConfiguration({ project, commandLine: { profile: "all" } }).severityOf(
        apt,
        uri,
        only ? undefined : { aliases },
      );
    };
    const both = ["hadolint:DL3008", "hadolint:DL3018", "trivy:X"];
    const off = "rules: { hadolint:DL3008: off, apt-unpinned: info }\n";
    assert.equal(severity(off, ["hadolint:DL3008", "trivy:X"]), "off");
    assert.equal(severity(off, both), "info");
    assert.equal(severity(off, ["trivy:X"]), "info");
    assert.equal(severity(off, [], true), "info", "the rule still has to run");
    assert.equal(severity("rules: { 'HADOLINT:dl3018': error, hadolint:DL3008: hint, apt-unpinned: off }\n", both), "error");
    const files = 'overrides: [{ files: ["**"], rules: { apt-unpinned: warning } }]\n';
    assert.equal(severity(`rules: { hadolint:DL3008: off }\n${files}`, ["hadolint:DL3008"]), "warning", "an override is nearer");
  });

  it("single checks of other tools turn on a rule that is off, also from the editor", () => {
    const editor = { rules: ruleSettingsOf({ "hadolint:DL3008": "error", "shellcheck:SC2034": "off" }) };
    const configuration = createConfiguration({ editor });
    assert.equal(configuration.severityOf(apt, uri), "error");
    assert.equal(configuration.severityOf(apt, uri, { aliases: ["hadolint:DL3018"] }), "off");
    assert.equal(configuration.severityOf(rule("shellcheck"), uri, { aliases: ["shellcheck:SC2034"] }), "off");
  });

  it("only known checks of other tools can be set", () => {
    assert.deepEqual(file("rules: { shellcheck:SC2034: off, hadolint:DL3007: off }\n").problems, []);
    assert.match(problems("rules: { hadolint:DL9999: off }\n").join(), /'hadolint:DL9999' is no rule/);
  });

  it("the severity that fails a run: .drydock.yaml, .hadolint.yaml", () => {
    const hadolint = parseHadolintConfig("test:///w/.hadolint.yaml", "no-fail: true\n");
    assert.equal(createConfiguration({ hadolint }).failOn, "none");
    assert.equal(createConfiguration({ hadolint, project: file("failOn: hint\n") }).failOn, "hint");
    assert.match(problems("failOn: loud\n").join(), /'loud' is no severity/);
  });

  it("profile: command line, .drydock.yaml, editor", () => {
    const project = file("extends: hardened\n");
    const editor = { profile: "all" } as const;
    assert.equal(createConfiguration({ editor }).profile, "all");
    assert.equal(createConfiguration({ editor, project }).profile, "hardened");
    assert.equal(createConfiguration({ editor, project, commandLine: { profile: "hadolint" } }).profile, "hadolint");
  });

  it("rules: overrides, rules, hadolint, editor, profile", () => {
    const editor = { rules: ruleSettingsOf({ "latest-tag": "hint" }) };
    const hadolint = parseHadolintConfig("test:///w/.hadolint.yaml", "override: { error: [DL3007] }\n");
    const rulesOnly = file("rules: { latest-tag: info }\n");
    const overridden = file("rules: { latest-tag: info }\noverrides:\n  - { files: [api/**], rules: { latest-tag: off } }\n");
    assert.equal(createConfiguration({}).severityOf(latest, uri), "warning");
    assert.equal(createConfiguration({ editor }).severityOf(latest, uri), "hint");
    assert.equal(createConfiguration({ editor, hadolint }).severityOf(latest, uri), "error");
    assert.equal(createConfiguration({ editor, hadolint, project: rulesOnly }).severityOf(latest, uri), "info");
    const all = createConfiguration({ editor, hadolint, project: overridden });
    assert.equal(all.severityOf(latest, uri), "off");
    assert.equal(all.severityOf(latest, "test:///w/web/Dockerfile"), "info");
  });

  it("a later override is stronger", () => {
    const project = file(yaml`
      overrides:
        - { files: ["**/Dockerfile"], rules: { latest-tag: off } }
        - { files: ["api/**"], rules: { latest-tag: error } }
    `);
    assert.equal(createConfiguration({ project }).severityOf(latest, uri), "error");
  });

  it("--rule runs just that rule, also one that is off", () => {
    const configuration = createConfiguration({ project: file("rules: { apt-unpinned: off }\n"), commandLine: { only: [apt] } });
    assert.equal(configuration.severityOf(apt, uri), "warning");
    assert.equal(configuration.severityOf(latest, uri), "off");
  });

  it("a finding's own severity gives way to the user's only", () => {
    const narrow = { severity: "hint" } as const;
    assert.equal(createConfiguration({}).severityOf(latest, uri, narrow), "hint");
    assert.equal(
      createConfiguration({ project: file("rules: { latest-tag: error }\n") }).severityOf(latest, uri, narrow),
      "error",
    );
    assert.equal(createConfiguration({}).severityOf(root, uri, narrow), "off", "a rule that is off stays off");
  });

  it("options of all layers join, the stronger ones last", () => {
    const project = file(yaml`
      rules: { latest-tag: { options: { a: 1, b: 1 } } }
      overrides: [ { files: [api], rules: { latest-tag: { severity: info, options: { b: [2] } } } } ]
    `);
    assert.deepEqual(project.problems, []);
    const editor = { rules: ruleSettingsOf({ "latest-tag": { options: { a: 0, c: 0 } } }) };
    assert.deepEqual(createConfiguration({ project, editor }).optionsOf(latest, uri), { a: 1, b: [2], c: 0 });
    assert.deepEqual(createConfiguration({ project, editor }).optionsOf(root, uri), {});
  });
});

describe(".drydock.yaml", () => {
  it("is read whole", () => {
    const text = yaml`
      extends: hardened
      rules: { latest-tag: off, root-user: { severity: error } }
      ignore: ["vendor/**"]
      trustedRegistries: [docker.io, ghcr.io]
      images: { "registry.example.com/base": { user: app, shell: sh, tools: [curl] } }
      suppressions: { requireReason: true, allowInline: false }
      labels: { required: { org.opencontainers.image.source: url } }
    `;
    assert.deepEqual(problems(text), []);
    const configuration = createConfiguration({ project: file(text) });
    assert.equal(configuration.severityOf(latest, uri), "off");
    assert.equal(configuration.severityOf(root, uri), "error");
    assert.deepEqual(configuration.suppressions, { requireReason: true, allowInline: false });
    assert.deepEqual(configuration.settings, {
      trustedRegistries: ["docker.io", "ghcr.io"],
      images: { "registry.example.com/base": { user: "app", shell: "sh", tools: ["curl"] } },
      labels: { required: { "org.opencontainers.image.source": "url" } },
    });
    assert.equal(configuration.isIgnored("test:///w/vendor/x/Dockerfile"), true);
    assert.equal(configuration.isIgnored(uri), false);
  });

  it("may be empty", () => {
    for (const text of ["", "# nothing\n", "---\n", "rules:\n", "ignore:\n"])
      assert.deepEqual(problems(text), [], JSON.stringify(text));
  });

  it("names mistakes at their place, with a suggestion", () => {
    assert.deepEqual(problems("extend: all\n"), ["extend: 'extend' is no key of a configuration. Did you mean 'extends'?"]);
    assert.deepEqual(problems("extends: recomended\n"), ["recomended: 'recomended' is no profile. Did you mean 'recommended'?"]);
    assert.deepEqual(problems("rules: { latest-tga: off }\n"), [
      "latest-tga: 'latest-tga' is no rule. Did you mean 'latest-tag'?",
    ]);
    assert.deepEqual(problems("rules: { DL3007: off }\n"), [
      "DL3007: 'DL3007' is another tool's name; Drydock's is 'latest-tag'.",
    ]);
    assert.deepEqual(problems("rules: { latest-tag: warn }\n"), ["warn: 'warn' is no severity. Did you mean 'warning'?"]);
    assert.deepEqual(problems("rules: { latest-tag: 2 }\n"), ["2: '2' is no severity. Known: off, error, warning, info, hint."]);
    assert.deepEqual(problems("rules: { latest-tag: { sevrity: off } }\n"), [
      "sevrity: 'sevrity' is no key of a rule's setting. Did you mean 'severity'?",
    ]);
    assert.deepEqual(problems("suppressions: { allowInline: maybe }\n"), ["maybe: 'allowInline' is true or false."]);
    assert.deepEqual(problems("overrides: [ { rules: { latest-tag: off } } ]\n"), [
      "rules: An override without 'files' concerns no file.",
    ]);
    assert.deepEqual(problems("- a\n- b\n"), ["- a: A configuration is a mapping, such as `extends: recommended`."]);
    assert.deepEqual(problems("images: { a: { shell: fish } }\n"), [
      "fish: 'fish' is no shell. Known: bash, sh, none, powershell, cmd.",
    ]);
    assert.equal(problems("rules: {\n").length, 1, "broken YAML");
  });

  it("counts apart from its mistakes", () => {
    const config = file("extend: x\nrules:\n  nothing: off\n  latest-tag: off\n");
    assert.equal(config.problems.length, 2);
    assert.equal(createConfiguration({ project: config }).severityOf(latest, uri), "off");
  });

  it("never throws and always points at text", () => {
    const whole =
      "extends: all\nrules: { latest-tag: { severity: off, options: { a: [1] } } }\noverrides: [ { files: [a] } ]\nimages: { a: { user: x } }\n";
    for (let end = 0; end <= whole.length; end++) {
      const text = whole.slice(0, end);
      for (const { span } of file(text).problems)
        assert.ok(span.start < span.end && span.end <= text.length && !text.slice(span.start, span.end).includes("\n"), text);
    }
  });
});

describe("finding the configuration", () => {
  async function load(files: Record<string, string>, of = uri) {
    const store = new FileStore(
      new MemoryFileSystem(new Map(Object.entries(files).map(([path, text]) => [`test:///${path}`, text]))),
      ["test:///w"],
    );
    return loadConfiguration(of, store, rules);
  }

  it("takes the nearest upwards, to the workspace folder", async () => {
    const files = {
      "w/api/.drydock.yml": "extends: all\n",
      "w/.drydock.yaml": "extends: hardened\n",
      ".drydock.yaml": "extends: hadolint\n",
    };
    assert.equal((await load(files)).found.project?.extends, "all");
    assert.equal((await load(files, "test:///w/web/Dockerfile")).found.project?.extends, "hardened");
    assert.equal(
      (await load({ ".drydock.yaml": "extends: all\n" })).found.project,
      undefined,
      "nothing above the workspace folder counts",
    );
  });

  it("rests on the files that are not there too", async () => {
    const { dependencies } = await load({ "w/.hadolint.yaml": "" });
    for (const path of ["w/api/.drydock.yaml", "w/.drydock.yml", "w/.hadolint.yaml", "w/api/.trivyignore"])
      assert.ok(dependencies.has(`test:///${path}`), path);
  });

  it("reports problems with their file", async () => {
    const { configProblems } = (await load({ "w/.drydock.yaml": "x: 1\n" })).found;
    assert.deepEqual(
      configProblems.map((it) => [it.uri, it.span]),
      [["test:///w/.drydock.yaml", { start: 0, end: 1 }]],
    );
  });
});

describe(".hadolint.yaml and .trivyignore", () => {
  const finding = (of: Rule, aliases = of.aliases ?? []) => ({ rule: of, aliases }) as unknown as Diagnostic;
  const hadolint = (text: string) => parseHadolintConfig("test:///w/.hadolint.yaml", text);

  it("ignored codes silence findings, unless .drydock.yaml speaks of the rule", () => {
    const configuration = createConfiguration({ hadolint: hadolint("ignored: [DL3008]\n") });
    assert.equal(configuration.suppressionOf(finding(apt, ["hadolint:DL3008"]))?.by, "config");
    assert.equal(configuration.suppressionOf(finding(apt, ["hadolint:DL3018"])), undefined);
    assert.equal(configuration.suppressionOf(finding(apt)), undefined, "only one of its two codes");
    const both = createConfiguration({
      hadolint: hadolint("ignored: [DL3008]\n"),
      project: file("rules: { apt-unpinned: error }\n"),
    });
    assert.equal(both.suppressionOf(finding(apt, ["hadolint:DL3008"])), undefined);
  });

  it("override turns a rule on, the loudest list first", () => {
    const configuration = createConfiguration({ hadolint: hadolint("override:\n  style: [DL3002]\n  warning: [DL3002]\n") });
    assert.equal(configuration.severityOf(root, uri), "warning");
  });

  it("registries, labels, threshold and pragma", () => {
    const text =
      "trustedRegistries: docker.io\nlabel-schema: { author: text, contact: '' }\nstrict-labels: true\nfailure-threshold: style\ndisable-ignore-pragma: true\n";
    const configuration = createConfiguration({ hadolint: hadolint(text) });
    assert.deepEqual(configuration.settings, {
      trustedRegistries: ["docker.io"],
      labels: { required: { author: "text", contact: "text" }, strict: true },
    });
    assert.equal(configuration.failOn, "hint");
    assert.deepEqual(configuration.suppressions, { without: ["hadolint"] });
    assert.equal(createConfiguration({ hadolint: hadolint("no-fail: true\n") }).failOn, "none");
    assert.deepEqual(hadolint("whatever: 1\n").problems, [], "hadolint ignores keys it does not know");
  });

  it(".trivyignore, with comments and dates", () => {
    const ids = parseTrivyIgnore("", "# why\nAVD-DS-0001\nDS002 exp:2024-01-31 # later\n");
    assert.equal(trivyIgnores(ids, ["trivy:DS-0001"]), true);
    assert.equal(trivyIgnores(ids, ["trivy:DS-0002"], "2024-01-31"), true);
    assert.equal(trivyIgnores(ids, ["trivy:DS-0002"], "2024-02-01"), false);
    assert.equal(trivyIgnores(ids, ["hadolint:DS-0001"]), false);
  });
});

describe("own images", () => {
  const lookup = imageLookup({
    "registry.example.com/base": { user: "app", tools: ["curl", "!wget"] },
    "registry.example.com/tools/*": { shell: "none" },
    node: { user: "node" },
  });
  const facts = (text: string) => lookup(parseImageReference(text));

  it("by name, by pattern, and beside Drydock's own facts", () => {
    assert.equal(facts("registry.example.com/base:1.2")?.user, "app");
    assert.equal(facts("registry.example.com/base")?.hasTool("/usr/bin/curl"), true);
    assert.equal(facts("registry.example.com/base")?.hasTool("wget"), false);
    assert.equal(facts("registry.example.com/base")?.hasTool("git"), undefined);
    assert.equal(facts("registry.example.com/tools/x")?.shell, "none");
    assert.equal(facts("registry.example.com/other"), undefined);
    assert.equal(facts("node:22")?.user, "node");
    assert.equal(facts("node:22")?.hasTool("npm"), true);
  });
});

describe("rule names", () => {
  it("find a rule by other tools' names", () => {
    for (const name of ["latest-tag", "DL3007", "hadolint:dl3007", "AVD-DS-0001"])
      assert.deepEqual(findRules(name, rules), [latest], name);
    assert.deepEqual(findRules("DL9999", rules), []);
  });
});

/** The schema check of Compose files: what Docker Compose 2.40.3 refuses, and where Drydock says so. */
import assert from "node:assert/strict";
import { parseConfigFile } from "../../server/src/core/linter/config-file.js";
import { createConfiguration } from "../../server/src/core/linter/configuration.js";
import { lint } from "../../server/src/core/linter/lint.js";
import { MemoryFileSystem } from "../../server/src/core/project/file-system.js";
import { FileStore } from "../../server/src/core/project/snapshot.js";
import { rules } from "../../server/src/core/rules/index.js";
import { parseCompose } from "../../server/src/core/syntax/compose/parse.js";
import { schemaProblems } from "../../server/src/core/syntax/compose/schema/check.js";
import { composeField, composeShape, valuesOf } from "../../server/src/core/syntax/compose/schema/shape.js";

const uri = "file:///project/compose.yaml";

/** `code path «words»` of each problem. */
function problems(text: string, variables: Readonly<Record<string, string>> = {}): string[] {
  return parseCompose(uri, text).documents.flatMap(({ root }) =>
    root === undefined
      ? []
      : schemaProblems(root, { lookup: (name) => variables[name] }).map(
          ({ code, path, span }) => `${code} ${path.join(".")} «${text.slice(span.start, span.end)}»`,
        ),
  );
}

/** One service with more lines, each indented by four. */
const service = (lines: string): string => `services:\n  a:\n    image: x\n${lines.replace(/^/gm, "    ")}\n`;

/** Lines of a service, and the codes; what Docker Compose 2.40.3 said of each is the same but for `old-boolean`, where it warns. */
const verdicts: readonly (readonly [string, ...string[]])[] = [
  ["privileged: 'true'"],
  ["privileged: '1'", "bad-value"],
  ["privileged: 1", "wrong-type"],
  ["privileged: yes", "old-boolean"],
  ["attach: x", "bad-value"],
  ["use_api_socket: yes", "wrong-type"],
  ["scale: '2'"],
  ["scale: 2.0"],
  ["scale: 2.5", "wrong-type"],
  ["scale: two", "bad-value"],
  ["cpus: '0.5'"],
  ["cpu_percent: '50.5'", "wrong-type"],
  ["oom_score_adj: '2000'", "bad-value"],
  ["cpu_count: -1", "bad-value"],
  ["healthcheck: {test: x, interval: 30}", "wrong-type"],
  ["environment: {D: 2024-01-01}", "wrong-type"],
  ["environment: {D: 2024-01-01x}"],
  ["environment: [A=1, 5]", "wrong-type"],
  ["environment: [A=1, A=1]"],
  ["environment: {5: a}", "non-string-key"],
  ["environment: {yes: a}"],
  ["x-notes: {5: a}", "non-string-key"],
  ["cap_add: [A, A]"],
  ["security_opt: [a, a]", "duplicate-item"],
  ["group_add: [5, '5']"],
  ["pull_policy: sometimes", "bad-value"],
  ["pull_policy: sometimesalways"],
  ["container_name: a", "bad-value"],
  ["container_name: '@@ab'"],
  ["ulimits: {nofile: {soft: 1}}", "missing-key"],
  ["ulimits: {NOFILE: {soft: 1}}"],
  ["logging: {options: {a: true}}", "wrong-type"],
  ["gpus: some", "bad-value"],
  ["gpus: [{foo: 1}]"],
  ["build:", "empty"],
  ["deploy:"],
  ["X-foo: 1", "unknown-key"],
  ["x-foo: 1"],
  ["ports: !reset 80"],
  ["ports: !override 80", "wrong-type"],
  ["prots: !reset 80"],
  ["networks: {default: []}", "wrong-type"],
  ["extra_hosts: {a: [1.1.1.1, 1.1.1.1]}"],
  ["volumes: [{type: bind, source: /a, target: /b, bind: {create_host_path: nah}}]", "bad-value"],
];

describe("the Compose schema", () => {
  for (const [lines, ...codes] of verdicts) {
    it(`${lines}: ${codes.join(", ") || "fine"}`, () => {
      assert.deepEqual(
        problems(service(lines)).map((it) => it.split(" ")[0]),
        codes,
      );
    });
  }

  it("points at the words to change", () => {
    assert.deepEqual(problems("services:\n  a:\n    prots: []\n    image:\n    user: 5 # me\nvolumes: [a,\n  b]\n"), [
      "unknown-key services.a.prots «prots»",
      "empty services.a.image «image»",
      "wrong-type services.a.user «5»",
      "wrong-type volumes «volumes»",
    ]);
    assert.deepEqual(problems(service("command: |\n  a\nshm_size: |\n  a\ncpus: |\n  many\n  more")), [
      "bad-value services.a.cpus «|»",
    ]);
  });

  it("puts variables in where they are known, and else says nothing", () => {
    const text = service('scale: "${N}"\ncpus: ${CPUS:-many}\ninit: $INIT\ncgroup: "${C:-x}$D"\nhostname: $$5');
    assert.deepEqual(problems(text), ["bad-value services.a.cpus «${CPUS:-many}»"]);
    assert.deepEqual(problems(text, { N: "two", CPUS: "2", INIT: "1", C: "host", D: "" }), [
      'bad-value services.a.scale «"${N}"»',
      "bad-value services.a.init «$INIT»",
    ]);
    assert.deepEqual(problems(text, { N: "2", CPUS: "0.5", INIT: "true", C: "pri", D: "vate" }), []);
  });

  it("judges what anchors share once, where it stands", () => {
    const text =
      "x-a: &a\n  imag: x\n  labels: &l [1]\nservices:\n  a: *a\n  b: *a\n  c:\n    <<: *a\n    image: y\n    annotations: *l\n";
    assert.deepEqual(problems(text), ["unknown-key services.a.imag «imag»", "wrong-type services.a.labels.0 «1»"]);
  });

  it("judges each document, and says nothing about aliases that lead nowhere", () => {
    assert.deepEqual(problems("services: {a: {image: 1}}\n---\nservices: {a: {ports: *nothing}}\n---\nfoo: 1\n"), [
      "wrong-type services.a.image «1»",
      "unknown-key foo «foo»",
    ]);
  });

  it("is no slower for aliases that multiply", () => {
    let text = "x-0: &a0 [a, 5]\n";
    for (let level = 1; level < 16; level++) text += `x-${level}: &a${level} [*a${level - 1}, *a${level - 1}]\n`;
    text += `services: {a: {image: x, labels: *a15, command: *a0}}\n`;
    assert.deepEqual(
      problems(text).map((it) => it.split(" ")[0]),
      ["wrong-type", "wrong-type"],
    );
  });

  it("never throws, and always points into the text", () => {
    const text = service('ports: [a, {b: c}]\nenvironment:\n  - A: b\n  - 5\nbuild: {context: [], args: "x"}\nvolumes: {5: }');
    for (let cut = 0; cut < text.length; cut++) {
      for (const part of [text.slice(0, cut), text.slice(cut), text.slice(0, cut) + text.slice(cut + 1)]) {
        for (const { root } of parseCompose(uri, part).documents) {
          for (const { span, message } of root === undefined ? [] : schemaProblems(root)) {
            assert.ok(span.start >= 0 && span.end <= part.length && span.start <= span.end && message !== "");
          }
        }
      }
    }
  });

  it("knows each place, for hover and completion", () => {
    const at = (path: string) => composeField(path.split("."));
    assert.match(at("services.web.container_name")?.description ?? "", /custom container name/);
    assert.deepEqual(valuesOf(at("services.web.depends_on.db.condition")!.shape), [
      "service_started",
      "service_healthy",
      "service_completed_successfully",
    ]);
    assert.deepEqual(valuesOf(at("services.web.privileged")!.shape), ["true", "false"]);
    assert.deepEqual(
      [...at("services.web.volumes.0.bind")!.shape.fields.keys()],
      ["propagation", "create_host_path", "recursive", "selinux"],
    );
    assert.ok(at("services.web.pre_start.0.per_replica"));
    assert.equal(at("version")?.deprecated, true);
    assert.equal(at("services.web.nothing"), undefined);
    assert.equal(at("x-own.services"), undefined);
    assert.ok(composeShape().fields.size >= 9);
  });

  it("is left to another extension where the settings say so", async () => {
    const text = service("user: 5\nprivileged: yes");
    const found = async (layers: Parameters<typeof createConfiguration>[0]): Promise<string[]> => {
      const store = new FileStore(new MemoryFileSystem(new Map([[uri, text]])), ["file:///project"]);
      const wanted = rules.filter(({ name }) => name.startsWith("compose-wrong") || name.startsWith("compose-yaml11"));
      const { diagnostics } = await lint({
        uri,
        language: "compose",
        rules: wanted,
        configuration: createConfiguration(layers),
        store,
      });
      return diagnostics.map(({ rule }) => rule.name);
    };
    const project = (config: string) => parseConfigFile("file:///project/.drydock.yaml", config, rules);
    const [both, without] = [["compose-wrong-type", "compose-yaml11-boolean"], ["compose-yaml11-boolean"]];
    assert.deepEqual(await found({}), both);
    assert.deepEqual(await found({ editor: { composeSchema: false } }), without);
    assert.deepEqual(await found({ project: project("compose: { schema: false }") }), without);
    assert.deepEqual(await found({ project: project("compose: { schema: true }"), editor: { composeSchema: false } }), both);
    assert.equal(project("compose: { schem: 1 }").problems.length, 1);
  });
});

/** The language server through its protocol: diagnostics, repairs, cross-file refresh, settings, bad input. */
import assert from "node:assert/strict";
import { applied, eventually, root, startTestClient, type TestClient } from "./lsp-client.js";

const maintainer = "FROM alpine:3.22\nMAINTAINER Jane\n";
const codes = (items: readonly { code?: unknown }[]): unknown[] => items.map(({ code }) => code);

describe("language server", () => {
  let client: TestClient;
  const start = async (options?: Parameters<typeof startTestClient>[0]) => (client = await startTestClient(options));
  afterEach(() => client.stop());

  it("offers what interfaces promise", async () => {
    await start();
    const { capabilities, serverInfo } = client.initialized;
    assert.equal(serverInfo?.name, "drydock");
    assert.ok(capabilities.diagnosticProvider);
    assert.deepEqual((capabilities.codeActionProvider as { codeActionKinds: string[] }).codeActionKinds, [
      "quickfix",
      "refactor.rewrite",
      "source.fixAll.drydock",
    ]);
  });

  it("answers a pull with exact ranges, source, code and page", async () => {
    await start({ docsUrl: "vscode://drydock.drydock/rules/" });
    await client.open("Dockerfile", maintainer);
    const found = (await client.pull("Dockerfile")).find(({ code }) => code === "maintainer-deprecated");
    assert.deepEqual(found?.range, { start: { line: 1, character: 0 }, end: { line: 1, character: 10 } });
    assert.equal(found?.source, "drydock");
    assert.equal(found?.codeDescription?.href, "vscode://drydock.drydock/rules/maintainer-deprecated");
  });

  it("pushes to a client that cannot pull, and clears at closing", async () => {
    await start({ pull: false });
    await client.open("Dockerfile", maintainer);
    const uri = `${root}/Dockerfile`;
    await eventually(
      () => codes(client.pushed.get(uri) ?? []),
      (it) => it.includes("maintainer-deprecated"),
    );
    await client.connection.sendNotification("textDocument/didClose", { textDocument: { uri } });
    await eventually(
      () => client.pushed.get(uri)?.length,
      (it) => it === 0,
    );
  });

  it("repairs: the first safe fix is preferred and leaves the text one would write", async () => {
    await start({ docsUrl: "x:/" });
    await client.open("Dockerfile", maintainer);
    const [finding] = (await client.pull("Dockerfile")).filter(({ code }) => code === "maintainer-deprecated");
    const actions = await client.actions("Dockerfile", finding!);
    assert.equal(actions[0]?.isPreferred, true);
    assert.equal(
      applied(actions[0]?.edit, "Dockerfile", maintainer),
      'FROM alpine:3.22\nLABEL org.opencontainers.image.authors="Jane"\n',
    );
    assert.ok(
      actions.some(
        ({ command }) => command?.command === "drydock.showRule" && command.arguments?.[0] === "maintainer-deprecated",
      ),
    );
  });

  it("ignores here and in the file", async () => {
    await start();
    await client.open("Dockerfile", maintainer);
    const [finding] = (await client.pull("Dockerfile")).filter(({ code }) => code === "maintainer-deprecated");
    const ignores = (await client.actions("Dockerfile", finding!)).filter(({ title }) => /ignore/i.test(title));
    assert.ok(ignores.length >= 2, "here and for the file");
    for (const { title, edit } of ignores) {
      const text = applied(edit, "Dockerfile", maintainer);
      assert.match(text, /# drydock ignore/);
      await client.change("Dockerfile", text);
      assert.equal(codes(await client.pull("Dockerfile")).includes("maintainer-deprecated"), false, `${title}:\n${text}`);
    }
  });

  it("fixes everything safe on source.fixAll.drydock, and only when asked for", async () => {
    await start();
    const text = `${maintainer}MAINTAINER John\n`;
    await client.open("Dockerfile", text);
    const [finding] = (await client.pull("Dockerfile")).filter(({ code }) => code === "maintainer-deprecated");
    for (const only of ["source.fixAll.drydock", "source.fixAll", "source"]) {
      const [all] = await client.actions("Dockerfile", finding!, [only]);
      assert.equal(applied(all?.edit, "Dockerfile", text).includes("MAINTAINER"), false, only);
    }
    const plain = await client.actions("Dockerfile", finding!);
    assert.ok(plain.some(({ title }) => title.startsWith("Fix all 'maintainer-deprecated'")));
    assert.equal(
      plain.some(({ kind }) => kind?.startsWith("source")),
      false,
    );
  });

  it("offers refactorings without a finding, and says why one cannot be done", async () => {
    const text = 'FROM python:3.13\nWORKDIR /app\nCOPY . .\nRUN pip install -r requirements.txt\nCMD ["flask", "run"]\n';
    await start({ files: { Dockerfile: text, "requirements.txt": "flask\n" } });
    await client.open("Dockerfile", text);
    const range = { start: { line: 0, character: 6 }, end: { line: 0, character: 6 } };
    const split = async (): Promise<{ disabled?: { reason: string }; edit?: unknown } | undefined> =>
      (await client.actions("Dockerfile", { range, message: "" }, ["refactor"])).find(({ title }) => /^Split into/.test(title));
    assert.match(applied((await split())!.edit as never, "Dockerfile", text), /FROM python:3\.13-slim AS runtime/);
    await client.change("Dockerfile", text.replace("flask", "supervisord"));
    const refused = await split();
    assert.ok(refused === undefined || /supervisord/.test(refused.disabled!.reason));
  });

  it("says why on hover", async () => {
    await start();
    await client.open("Dockerfile", maintainer);
    const hover = await client.connection.sendRequest<{ contents: { value: string } } | null>("textDocument/hover", {
      textDocument: { uri: `${root}/Dockerfile` },
      position: { line: 1, character: 3 },
    });
    assert.match(hover!.contents.value, /MAINTAINER is deprecated[\s\S]*label can be read/);
    const nothing = await client.connection.sendRequest("textDocument/hover", {
      textDocument: { uri: `${root}/Dockerfile` },
      position: { line: 0, character: 1 },
    });
    assert.equal(JSON.stringify(nothing)?.includes("MAINTAINER"), false);
  });

  for (const browser of [false, true]) {
    it(`judges a Dockerfile again when a neighbour changes${browser ? ", all files read through the client" : ""}`, async () => {
      const dockerfile = "FROM node:22-alpine\nWORKDIR /app\nCOPY . .\nUSER node\n";
      await start({ browser, files: { Dockerfile: dockerfile, "package.json": "{}" } });
      await client.open("Dockerfile", dockerfile);
      assert.ok(codes(await client.pull("Dockerfile")).includes("missing-dockerignore"));
      client.disk.set(`${root}/.dockerignore`, ".git\nnode_modules\n");
      await client.created(".dockerignore");
      await eventually(
        () => client.refreshes,
        (it) => it > 0,
      );
      assert.equal(codes(await client.pull("Dockerfile")).includes("missing-dockerignore"), false);
    });
  }

  it("answers under the URI the editor uses, however that is encoded", async () => {
    await start({ pull: false });
    const path = "%40scope/Dockerfile";
    await client.open(path, maintainer);
    const found = await eventually(
      () => client.pushed.get(`${root}/${path}`)?.find(({ code }) => code === "maintainer-deprecated"),
      (it) => it !== undefined,
    );
    const [repair] = await client.actions(path, found!);
    assert.match(applied(repair?.edit, path, maintainer), /LABEL .*Jane/);
    client.disk.set(`${root}/@scope/.drydock.yaml`, "rules: { maintainer-deprecated: off }\n");
    await client.created("@scope/.drydock.yaml");
    await eventually(
      () => codes(client.pushed.get(`${root}/${path}`) ?? []),
      (it) => !it.includes("maintainer-deprecated"),
    );
    assert.deepEqual([...client.pushed.keys()], [`${root}/${path}`]);
  });

  it("takes unsaved text of another editor before the disk", async () => {
    const dockerfile = "FROM node:22-alpine\nWORKDIR /app\nCOPY . .\nUSER node\n";
    await start({ files: { Dockerfile: dockerfile, "package.json": "{}", ".dockerignore": ".git\n" } });
    await client.open("Dockerfile", dockerfile);
    assert.equal(codes(await client.pull("Dockerfile")).includes("missing-dockerignore"), false);
    const compose = "services:\n  web:\n    build: .\n    user: root\n";
    await client.open("compose.yaml", compose);
    await client.change("compose.yaml", `${compose}    privileged: true\n`);
    assert.ok(codes(await client.pull("compose.yaml")).includes("privileged-container"));
  });

  it("follows settings at once", async () => {
    await start();
    await client.open("Dockerfile", maintainer);
    assert.ok(codes(await client.pull("Dockerfile")).includes("maintainer-deprecated"));
    client.settings = { rules: { "maintainer-deprecated": "off" } };
    await client.connection.sendNotification("workspace/didChangeConfiguration", { settings: {} });
    await eventually(
      () => client.refreshes,
      (it) => it > 0,
    );
    assert.equal(codes(await client.pull("Dockerfile")).includes("maintainer-deprecated"), false);
    client.settings = { enable: false };
    await client.connection.sendNotification("workspace/didChangeConfiguration", { settings: {} });
    assert.deepEqual(await client.pull("Dockerfile"), []);
  });

  it("reads .drydock.yaml, and says what is wrong with it where it stands", async () => {
    await start({ files: { ".drydock.yaml": "rules:\n  maintainer-deprecated: error\n" } });
    await client.open("Dockerfile", maintainer);
    assert.equal((await client.pull("Dockerfile")).find(({ code }) => code === "maintainer-deprecated")?.severity, 1);
    await client.open(".drydock.yaml", "rules:\n  maintainer-depricated: off\n", "yaml");
    const [problem] = await client.pull(".drydock.yaml");
    assert.match(String(problem!.message), /maintainer-deprecated/);
    assert.equal(problem!.range.start.line, 1);
    assert.equal(
      (await client.pull("Dockerfile")).find(({ code }) => code === "maintainer-deprecated")?.severity,
      2,
      "the open text counts",
    );
  });

  it("stays silent in files that are neither", async () => {
    await start();
    await client.open("values.yaml", "replicas: 2\n", "yaml");
    assert.deepEqual(await client.pull("values.yaml"), []);
    await client.open("Dockerfile.go", "package main\n", "dockerfile");
    assert.deepEqual(await client.pull("Dockerfile.go"), []);
    await client.open("stack.yml", "services:\n  web:\n    image: nginx:1.29\n    privileged: true\n", "yaml");
    assert.ok(codes(await client.pull("stack.yml")).includes("privileged-container"));
  });

  it("judges a document that was never saved, by what it says alone", async () => {
    await start();
    const textDocument = { uri: "untitled:Untitled-1", languageId: "dockerfile", version: 1, text: maintainer };
    await client.connection.sendNotification("textDocument/didOpen", { textDocument });
    const { items } = await client.connection.sendRequest<{ items: { code?: unknown }[] }>("textDocument/diagnostic", {
      textDocument,
    });
    assert.ok(codes(items).includes("maintainer-deprecated"), JSON.stringify(items));
  });

  it("says that a file is too large instead of judging it", async () => {
    await start();
    await client.open("Dockerfile", `FROM a\nRUN echo ${"x".repeat(300_000)}\n`);
    assert.match(String((await client.pull("Dockerfile"))[0]!.message), /too large/);
  });

  it("answers the requests of its own client", async () => {
    await start();
    const rules = await client.connection.sendRequest<{ name: string }[]>("drydock/rules");
    assert.ok(rules.some(({ name }) => name === "maintainer-deprecated"));
    const page = await client.connection.sendRequest<{ markdown: string }>("drydock/explain", { rule: "maintainer-deprecated" });
    assert.match(page.markdown, /^# maintainer-deprecated/);
    const templates = await client.connection.sendRequest<{ name: string }[]>("drydock/templates");
    const { files } = await client.connection.sendRequest<{ files: Record<string, string> }>("drydock/template", {
      name: templates[0]!.name,
    });
    assert.ok(Object.keys(files).length > 0);
  });
});

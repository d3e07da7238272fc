/** How loud the profile `recommended` is: what is habit or on purpose is said once, softly, or not at all. */
import assert from "node:assert/strict";
import { dockerfile } from "../../server/src/core/text/tags.js";
import { said, silent } from "./judge.js";

const severityOf = async (file: string): Promise<readonly string[]> =>
  (await said("root-user", file)).map(({ severity }) => severity);

describe("user needs: loudness", () => {
  it("says a habit of the whole file once, with a fix for all places", async () => {
    const file = dockerfile`
      FROM debian:13-slim
      ENV LANG C.UTF-8
      ENV TZ Europe/Berlin
      LABEL maintainer Jane
      USER 10001
    `;
    const [found, ...rest] = await said("legacy-key-value", file);
    assert.deepEqual(rest, []);
    assert.equal(found?.words, "LANG C.UTF-8");
    assert.equal(found.fixed, file.replace("LANG C", "LANG=C").replace("TZ E", "TZ=E").replace("maintainer J", "maintainer=J"));
    assert.equal((await said("legacy-key-value", file, { profile: "all" })).length, 3);
    await silent(file.replace("ENV LANG", "# drydock ignore=legacy-key-value\nENV LANG"), {}, "legacy-key-value");
  });

  it("only hints at root where an image is a base for others, and offers them no USER", async () => {
    for (const end of [
      'CMD ["python3"]',
      'CMD ["node"]',
      'CMD ["php", "-a"]',
      'COPY docker-entrypoint.sh /usr/local/bin/\nENTRYPOINT ["docker-entrypoint.sh"]\nCMD ["node"]',
      'ENTRYPOINT ["python3"]',
    ]) {
      const [found, ...rest] = await said("root-user", `FROM debian:13-slim\n${end}\n`);
      assert.deepEqual([found?.severity, found?.fixes, rest], ["hint", [], []], end);
    }
    assert.deepEqual(await severityOf('FROM debian:13-slim\nCMD ["bash", "-l"]\n'), ["hint"]);
    for (const end of [
      'CMD ["python3", "app.py"]',
      'CMD ["bash", "start.bash"]',
      'ENTRYPOINT ["python3"]\nCMD ["app.py"]',
      "CMD node . && bash",
    ])
      assert.deepEqual(await severityOf(`FROM debian:13-slim\nCOPY . .\n${end}\n`), ["warning"], end);
  });

  it("only hints at root where a script that nobody can read may start a server as root", async () => {
    const file = (packages: string): string =>
      dockerfile`
      FROM debian:13-slim
      RUN apt-get update && apt-get install -y --no-install-recommends PACKAGES && rm -rf /var/lib/apt/lists/*
      COPY start.sh /
      ENTRYPOINT ["/start.sh"]
    `.replace("PACKAGES", packages);
    assert.deepEqual(await severityOf(file("cron tzdata")), ["hint"]);
    assert.deepEqual(await severityOf(file("tzdata")), ["warning"]);
    const made = file("tzdata").replace("COPY", "RUN useradd -r -u 999 redis\nCOPY");
    assert.deepEqual(await severityOf(made), ["hint"], "the script may switch to it");
    assert.deepEqual(await severityOf(made.replace('/start.sh"]', 'redis-server"]')), ["warning"]);
  });

  it("asks for labels where the configuration does, and else only the strictest profile", async () => {
    const file = "FROM debian:13-slim\nUSER 10001\n";
    await silent(file, { profile: "hardened" }, "label-missing");
    const settings = { labels: { required: { "org.opencontainers.image.source": "url" } } } as const;
    assert.deepEqual(
      (await said("label-missing", file, { settings })).map(({ severity }) => severity),
      ["info"],
    );
  });

  it("takes a sudo that is there for superfluous, and one that is not for a fault", async () => {
    const severities = async (packages: string): Promise<readonly string[]> =>
      (
        await said("sudo-in-run", `FROM debian:13-slim\nRUN apt-get update && apt-get install -y ${packages}\nRUN sudo make\n`)
      ).map(({ severity }) => severity);
    assert.deepEqual(await severities("make sudo"), ["info"]);
    assert.deepEqual(await severities("make"), ["warning"]);
  });

  it("counts nothing as installed by a dry run", async () => {
    const file =
      "FROM debian:13-slim\nRUN apt-get update && if apt-get install -s llvm; then echo yes; fi && rm -rf /var/lib/apt/lists/*\n";
    await silent(`${file}USER 10001\n`, { profile: "hardened" });
  });
});

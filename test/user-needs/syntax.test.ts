/** Heredocs, templates and new syntax, by the numbers H49–H51 of the list of user needs. */
import assert from "node:assert/strict";
import { dockerfile } from "../../server/src/core/text/tags.js";
import { judge, marked, said, silent } from "./judge.js";

const syntax = ["syntax-error", "unknown-instruction", "unknown-flag", "invalid-flag-value", "empty-continuation"];

describe("user needs: heredocs, templates, new syntax", () => {
  it("H49 reads heredocs as builders do", async () => {
    await silent(
      dockerfile`
        FROM debian:13-slim
        RUN <<EOF
        set -e

        # an empty line and a comment belong to the script
        mkdir -p /srv/a

        EOF
        RUN cat <<'ONE' > /one && cat <<"TWO" > /two
        FROM no instruction \
        ONE
        RUN neither
        TWO
        RUN \
          <<EOF cat > /three
        COPY this is text
        EOF
        RUN <<-EOF
        	set -e
        	mkdir /b
        	EOF
        RUN 3<<EOF cat <&3 > /four
        text
        EOF
        COPY <<nginx.conf <<mime.types /etc/nginx/
        server { listen 8080; }
        nginx.conf
        types {}
        mime.types
        RUN echo 'no <<EOF here' && cat <<< "nor <<EOF there" || true
        RUN echo $((1<<2))
        USER 10001
      `,
      { profile: "hardened" },
      ...syntax,
    );
  });

  it("H49 finds faults inside a heredoc, at their place", async () => {
    const found = await said(
      "apt-recommends",
      "FROM debian:13-slim\nRUN <<EOF\nset -e\napt-get update\napt-get install -y curl\nEOF\n",
    );
    assert.deepEqual(
      found.map(({ line, words }) => ({ line, words })),
      [{ line: 5, words: "apt-get install" }],
    );
  });

  it("H49 warns that a heredoc goes on after a failure, and adds set -e", async () => {
    const [found] = await said("heredoc-errexit", "FROM debian:13-slim\nRUN <<EOF\nmake\nmake install\nEOF\n");
    assert.match(found?.fixed ?? "", /RUN <<EOF\nset -e\nmake\n/);
    for (const start of ["set -eux", "set -o errexit", "#!/bin/bash -e"])
      await silent(`FROM debian:13-slim\nRUN <<EOF\n${start}\nmake\nmake install\nEOF\n`, {}, "heredoc-errexit");
    await silent(
      'FROM debian:13-slim\nSHELL ["/bin/bash", "-euo", "pipefail", "-c"]\nRUN <<EOF\nmake\nmake install\nEOF\n',
      {},
      "heredoc-errexit",
    );
  });

  it("H49 does not read another language as shell text", async () => {
    await silent(
      dockerfile`
        FROM python:3.13-slim
        RUN <<EOF
        #!/usr/bin/env python3
        import os
        print(f"{os.environ['HOME']}" | str)
        EOF
        RUN python3 <<EOF
        cd = [[1, 2], [3]]
        sudo = cd and "apt-get install curl"
        EOF
        USER 10001
        CMD ["python3", "-V"]
      `,
      { profile: "hardened" },
    );
  });

  it("H50 keeps its hands off the markers of a template", async () => {
    for (const marker of [
      "@IMAGE@",
      "{{ image }}",
      "{{ cookiecutter.image }}:{{ cookiecutter.tag }}",
      "<%= image %>",
      "%%IMAGE%%",
    ]) {
      const file = `FROM ${marker}\nUSER 10001\nENV NAME=${marker}\nCOPY ${marker} /srv/\n`;
      for (const { rule, severity, message, fixed } of await judge(file, { profile: "hardened" })) {
        assert.notEqual(severity, "error", `${marker}: ${rule}: ${message}`);
        assert.equal((fixed ?? file).split(marker).length, file.split(marker).length, `${marker}: ${rule} changes a marker`);
      }
    }
  });

  it("H50 passes over the lines of a template's own language", async () => {
    const file = "{% if x %}\nFROM debian:13-slim\n{% endif %}\nUSER 10001\n";
    assert.deepEqual(
      (await judge(file)).filter(({ severity }) => severity === "error").map(({ message }) => message),
      [],
    );
  });

  it("H51 says nothing of instructions that another frontend may know", async () => {
    const file = (head: string): string => `${head}FROM debian:13-slim\nINCLUDE+ Dockerfile.common\nUSER 10001\n`;
    await silent(file("# syntax=devthefuture/dockerfile-x\n"), {}, ...syntax);
    for (const head of ["", "# syntax=docker/dockerfile:1\n"])
      assert.deepEqual(await marked("unknown-instruction", file(head)), ["INCLUDE+"]);
  });

  it("H51 takes the options of a mount in any order", async () => {
    await silent(
      dockerfile`
        # syntax=docker/dockerfile:1
        FROM golang:1.25
        RUN --mount=target=/root/.cache,type=cache,id=go --mount=target=. --mount=from=tools,source=/a,target=/a go build ./...
        RUN --mount=type=secret,id=token,env=TOKEN,required --network=none go vet ./...
        COPY --parents --exclude=*.md --chmod=u+rx ./a/./b /srv/
        ADD --checksum=sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 --unpack=true https://example.com/a.tar /a/
        USER 10001
      `,
      { profile: "hardened" },
      ...syntax,
    );
  });
});

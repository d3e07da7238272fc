import { defineRule } from "../../linter/rule.js";
import { firstTime } from "../../syntax/compose/lookup.js";
import type { ComposeFile, TextValue } from "../../syntax/compose/model.js";
import { hasVariables } from "../../syntax/interpolation.js";
import { yaml } from "../../text/tags.js";

export default defineRule({
  name: "remote-context-unpinned",
  language: "compose",
  category: "reproducibility",
  severity: "info",
  profiles: ["recommended"],
  summary: "A build context or an included file comes from a repository, and from no fixed place in it.",
  why: [
    "Without a commit or tag, each build takes what is newest in the branch: the same file builds something else tomorrow, and runs whatever somebody has pushed.",
    "A commit behind `#` fixes it; a release tag is accepted.",
  ],
  references: [
    "https://docs.docker.com/build/concepts/context/#git-repositories",
    "https://docs.docker.com/reference/compose-file/include/",
  ],
  covers: ["git-or-remote-context-unpinned"],
  noFix: "Only the repository knows its commits: `git ls-remote` shows them.",

  *check(file) {
    const first = firstTime();
    for (const value of remotePlaces(file)) {
      const { text, span } = value;
      if (hasVariables(text) || !first({ span })) continue;
      const found = movingPart(text);
      if (found === undefined) continue;
      const name = text.replace(/^(?:[a-z]+:\/\/)?(?:[^@/]*@)?/, "").replace(/[#?].*$/, "");
      yield {
        span,
        message:
          found === ""
            ? `'${name}' is taken as it is on the day, since no commit is named; add one (\`#<commit>\`).`
            : `'${name}' is taken as '${found}' is on the day; name a commit or a release tag instead.`,
      };
    }
  },

  examples: [
    {
      bad: yaml`
        include:
          - oci://docker.io/acme/shop:latest
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 'docker.io/acme/shop:latest' is taken as 'latest' is on the day; name a commit or a release tag instead.
        services:
          api:
            build: https://github.com/acme/api.git
                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 'github.com/acme/api.git' is taken as it is on the day, since no commit is named; add one (\`#<commit>\`).
          worker:
            build:
              context: git@github.com:acme/worker.git#main:docker
                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 'github.com:acme/worker.git' is taken as 'main' is on the day; name a commit or a release tag instead.
              additional_contexts:
                lib: https://github.com/acme/lib.git#:src
                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 'github.com/acme/lib.git' is taken as it is on the day, since no commit is named; add one (\`#<commit>\`).
      `,
    },
    {
      title: "commits, tags, variables, and what is no repository",
      good: yaml`
        include:
          - https://github.com/acme/base.git#4f2c9e1
          - oci://docker.io/acme/shop@sha256:c72ff0c1d1a6ac0cdc4f8a5d6a9a3a0f3a0dbb0ecb2d1ac1e1f3f1d3f0a1b2c3
          - ../other/compose.yaml
        services:
          api:
            build: https://github.com/acme/api.git#v1.4.0:docker
          worker:
            build: https://github.com/acme/worker.git#\${REF}
          job:
            build: https://example.com/context.tar.gz
          cron:
            build: https://github.com/acme/cron.git?commit=4f2c9e1
          web:
            build: ./web
      `,
    },
  ],
});

function* remotePlaces(file: ComposeFile): Generator<TextValue> {
  for (const { paths } of file.include) yield* paths;
  for (const { build } of file.services) {
    if (build?.context) yield build.context;
    for (const { value } of build?.additionalContexts ?? []) if (value) yield value;
  }
}

/** What of a remote place moves: "" for the default branch; undefined where nothing does, or nobody can tell. */
function movingPart(text: string): string | undefined {
  if (text.startsWith("oci://")) {
    if (text.includes("@sha256:")) return undefined;
    const tag = /:([^/:]+)$/.exec(text.slice("oci://".length))?.[1] ?? "latest";
    return /^(?:latest|main|master|edge|dev|nightly)$/.test(tag) ? tag : undefined;
  }
  const [place = "", fragment = ""] = text.split("#", 2);
  const [path = "", query = ""] = place.split("?", 2);
  const isGit =
    /^(?:git@|git:\/\/|ssh:\/\/)/.test(path) ||
    (/^https?:\/\//.test(path) && path.endsWith(".git")) ||
    /^(?:https?:\/\/)?(?:github|gitlab)\.com\/[^/]+\/[^/]+\/?$/.test(path);
  if (!isGit || /(?:^|&)(?:commit|checksum|tag)=/.test(query)) return undefined;
  const branch = /(?:^|&)branch=([^&]*)/.exec(query)?.[1] ?? /(?:^|&)ref=([^&]*)/.exec(query)?.[1];
  const ref = (fragment.split(":", 1)[0] || branch || "").replace(/^refs\/heads\//, "");
  return ref === "" || /^(?:HEAD|main|master|trunk|develop|development|dev|next|latest)$/.test(ref) ? ref : undefined;
}

import { defineRule } from "../../linter/rule.js";
import type { Project } from "../../project/project.js";
import type { CopyInstruction, Dockerfile, Stage } from "../../syntax/dockerfile/model.js";
import { replace } from "../../text/edits.js";
import { dockerfile, text } from "../../text/tags.js";

export default defineRule({
  name: "add-instead-of-copy",
  language: "dockerfile",
  category: "maintainability",
  severity: "info",
  profiles: ["recommended", "hadolint"],
  severities: { hadolint: "error" },
  summary: "ADD copies plain local files.",
  why: [
    "ADD also downloads URLs, clones repositories and unpacks archives; who reads it has to find out which of these is meant.",
    "COPY does the one thing that happens here, and goes on doing it when a file is replaced by an archive.",
    "Archives, URLs, Git repositories and sources with a variable are not judged.",
  ],
  references: [
    "https://docs.docker.com/build/building/best-practices/#add-or-copy",
    "https://docs.docker.com/reference/dockerfile/#adding-local-tar-archives",
  ],
  aliases: [
    "hadolint:DL3020",
    "trivy:DS-0005",
    "kics:Add Instead of Copy",
    "checkov:CKV_DOCKER_4",
    "sonar:S7029",
    "semgrep:prefer-copy-over-add",
    "tally:hadolint/DL3020",
  ],
  covers: ["add-instead-of-copy"],
  fix: "safe",
  crossFile: true,

  *check(file, { project }) {
    for (const stage of file.stages) {
      for (const add of stage.instructions) {
        if (add.keyword !== "ADD" || add.flags.some(({ name }) => onlyAdd.has(name))) continue;
        if (add.sources.length + add.heredocs.length === 0 || !add.destination) continue;
        const kinds = add.sources.map((source) => kindOf(source.text, file, stage, project));
        if (kinds.includes("other")) continue;
        const { keywordSpan } = add;
        const written = file.text.slice(keywordSpan.start, keywordSpan.end);
        yield {
          span: keywordSpan,
          message: `ADD is for archives and URLs; ${what(add)} only copied, so use COPY.`,
          fixes: [
            {
              title: "Use COPY",
              applicability: kinds.includes("unsure") ? "unsafe" : "safe",
              edits: [replace(keywordSpan, casedLike(written, "COPY"))],
            },
          ],
        };
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM python:3.13-slim
        ADD --chown=app:app requirements.txt /app/
        ^^^ ADD is for archives and URLs; 'requirements.txt' is only copied, so use COPY.
      `,
      good: dockerfile`
        FROM python:3.13-slim
        COPY --chown=app:app requirements.txt /app/
      `,
    },
    {
      title: "keeps the case, the JSON form and the continuation",
      bad: dockerfile`
        from python:3.13-slim
        add ["a file.txt", "b.zip", "/app/"]
        ^^^ ADD is for archives and URLs; 'a file.txt' and 1 more are only copied, so use COPY.
        Add . \
        ^^^ ADD is for archives and URLs; '.' is only copied, so use COPY.
            /app
      `,
      good: dockerfile`
        from python:3.13-slim
        copy ["a file.txt", "b.zip", "/app/"]
        Copy . \
            /app
      `,
    },
    {
      title: "a file without extension could be an archive, unless the context shows what it is",
      bad: {
        Dockerfile: dockerfile`
          FROM alpine:3.22
          ADD start /usr/local/bin/
          ^^^ ADD is for archives and URLs; 'start' is only copied, so use COPY.
          ADD rootfs /
          ^^^ ADD is for archives and URLs; 'rootfs' is only copied, so use COPY.
        `,
        start: text`
          #!/bin/sh
        `,
      },
      good: {
        Dockerfile: dockerfile`
          FROM alpine:3.22
          COPY start /usr/local/bin/
          COPY rootfs /
        `,
      },
    },
    {
      title: "what only ADD can do",
      good: dockerfile`
        FROM alpine:3.22
        ADD rootfs.tar.xz /
        ADD https://example.com/data.json /data/
        ADD git@github.com:example/project.git#v1 /src
        ADD --keep-git-dir=true https://github.com/example/project.git /src
        ADD --checksum=sha256:0000 notes.txt /
        ADD one.txt two.tgz /opt/
      `,
    },
    {
      title: "sources that are not known",
      good: dockerfile`
        FROM alpine:3.22
        ARG PACKAGE
        ADD $PACKAGE /opt/
        ADD dist/* /opt/
      `,
    },
  ],
});

/** Flags that COPY does not know. */
const onlyAdd: ReadonlySet<string> = new Set(["checksum", "keep-git-dir", "unpack", "from"]);

const archive = /\.(tar|tar\.\w+|t?gz|tgz|tbz2?|tb2|bz2?|txz|xz|tlz|lz|lzma|tlzma|zst|tzst|z|tz|tpz)$/i;
const remote = /:\/\/|^git@|^[\w.-]+@[\w.-]+:|\.git(#|$)|^github\.com\//i;

/** Whether ADD does to a source just what COPY does: "unsure" where the name alone says so. */
function kindOf(source: string, file: Dockerfile, stage: Stage, project: Project): "plain" | "unsure" | "other" {
  if (source.includes("$") || remote.test(source) || archive.test(source)) return "other";
  const name = source.replace(/\/+$/, "").split("/").at(-1)!;
  if (/[*?[]/.test(source)) {
    // `*.jar` can only be plain files; of `dist/*` nobody knows.
    return /\.[a-z]\w*$/i.test(name) && !/\.[^.]*[*?[]/.test(name) ? "plain" : "other";
  }
  if (source === "" || source.endsWith("/") || name === "." || name === "..") return "plain";
  const nodes = project.builds
    .filter((build) => build.stage === undefined || file.stages.indexOf(build.stage) >= stage.index)
    .map(({ context }) => context?.read(source).kind);
  // An archive is binary. A directory is copied as it is, with the archives in it.
  if (nodes.some((kind) => kind === "directory" || kind === "file")) return "plain";
  return /[^.]\.[a-z]\w*$/i.test(name) ? "plain" : "unsure";
}

function what({ sources }: CopyInstruction): string {
  const first = sources[0]?.text;
  if (first === undefined) return "a heredoc is";
  return sources.length === 1 ? `'${first}' is` : `'${first}' and ${sources.length - 1} more are`;
}

function casedLike(written: string, keyword: string): string {
  if (written === written.toLowerCase()) return keyword.toLowerCase();
  if (written === written.toUpperCase()) return keyword;
  return keyword[0] + keyword.slice(1).toLowerCase();
}

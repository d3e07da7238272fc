import { currentTag } from "../../knowledge/tags.js";
import { defineRule, type Fix } from "../../linter/rule.js";
import { isDevelopmentFile, sharedNote } from "../../project/service-facts.js";
import { pulledImages, type WrittenImage } from "../../project/service-image.js";
import type { ComposeFile } from "../../syntax/compose/model.js";
import { replace } from "../../text/edits.js";
import { type SourceText, yaml } from "../../text/tags.js";

/** Tags that point to another image after each release or build. */
const moving = /^(?:latest|latest-.+|edge|nightly|unstable)$/;

export default defineRule({
  name: "compose-latest-tag",
  language: "compose",
  category: "reproducibility",
  severity: "warning",
  profiles: ["recommended"],
  summary: "A service takes its image by the tag `latest`, or another tag that moves.",
  why: [
    "`latest` points to another image after each release, so each machine runs what was newest when it pulled.",
    "A new major version can refuse the data directory of the old one.",
    "An image that the same file builds is not judged; one that only a variable's default names is worth a note.",
  ],
  references: ["https://docs.docker.com/build/building/best-practices/#pin-base-image-versions"],
  aliases: [
    "dclint:service-image-require-explicit-tag",
    "compose-lint:CL-0004",
    "docksec:compose-latest-or-untagged-image",
    "cis:5.28",
  ],
  covers: ["image-tag-missing-or-mutable"],
  fix: "unsafe",

  *check(file, { project }) {
    for (const { image } of pulledImages(file, project)) {
      const { tag, name, hasDigest, byDefault } = image;
      if (!tag || hasDigest || !moving.test(tag.text)) continue;
      const fix = name && pinFix(file, image, name);
      yield {
        span: byDefault ? tag.span : image.span,
        message: byDefault
          ? `Without its variable, the tag is '${tag.text}', which moves with each release of '${name ?? "the image"}'; name a release.`
          : `'${image.text}' changes with each release of '${name ?? "the image"}'; name a release.`,
        ...(byDefault || !fix || isDevelopmentFile(file) ? { severity: "info" as const } : {}),
        ...(fix
          ? { fixes: [fix] }
          : { noFix: "Drydock does not know the releases of this image: take a tag from its registry." }),
      };
    }
  },

  examples: [
    {
      bad: yaml`
        services:
          cache:
            image: redis:latest # keep
                   ^^^^^^^^^^^^ 'redis:latest' changes with each release of 'redis'; name a release.
      `,
      good: withCurrent(yaml`
        services:
          cache:
            image: redis:CURRENT # keep
      `),
    },
    {
      title: "quotes, registry and variables around the tag stay",
      bad: yaml`
        services:
          cache:
            image: "docker.io/library/redis:\${REDIS_TAG:-latest}"
                                                         ^^^^^^ Without its variable, the tag is 'latest', which moves with each release of 'redis'; name a release.
      `,
      good: withCurrent(yaml`
        services:
          cache:
            image: "docker.io/library/redis:\${REDIS_TAG:-CURRENT}"
      `),
    },
    {
      title: "an image whose releases are not known",
      bad: yaml`
        services:
          api:
            image: ghcr.io/acme/api:latest
                   ^^^^^^^^^^^^^^^^^^^^^^^ 'ghcr.io/acme/api:latest' changes with each release of 'ghcr.io/acme/api'; name a release.
      `,
    },
    {
      title: "what the file builds, a digest, and a variable that .env sets",
      good: {
        "compose.yaml": yaml`
          services:
            api:
              build: .
              image: acme/api:latest
            worker:
              image: acme/api:latest
            cache:
              image: redis:latest@sha256:c72ff0c1d1a6ac0cdc4f8a5d6a9a3a0f3a0dbb0ecb2d1ac1e1f3f1d3f0a1b2c3
            db:
              image: postgres:\${TAG:-latest}
            other:
              image: \${IMAGE}
        `,
        ".env": yaml`
          TAG=18.1
        `,
      },
    },
  ],
});

function pinFix(file: ComposeFile, { tag, byDefault }: WrittenImage, name: string): Fix | undefined {
  const pinned = currentTag(name, tag!.text);
  if (pinned === undefined) return undefined;
  const users = sharedNote(file.sharedBy(tag!.span));
  return {
    title: byDefault ? `Make ${pinned} the default${users}` : `Use ${name}:${pinned}${users}`,
    applicability: "unsafe",
    edits: [replace(tag!.span, pinned)],
  };
}

/** The examples follow the tags Drydock knows. */
function withCurrent(text: SourceText): SourceText {
  return text.replaceAll("CURRENT", currentTag("redis")!) as SourceText;
}

import { currentTag, equalTags } from "../../knowledge/tags.js";
import { defineRule, type Fix } from "../../linter/rule.js";
import { isDevelopmentFile, sharedNote } from "../../project/service-facts.js";
import { pulledImages, type WrittenImage } from "../../project/service-image.js";
import type { ComposeFile } from "../../syntax/compose/model.js";
import { insertAt } from "../../text/edits.js";
import { type SourceText, yaml } from "../../text/tags.js";

export default defineRule({
  name: "compose-untagged-image",
  language: "compose",
  category: "reproducibility",
  severity: "warning",
  profiles: ["recommended"],
  summary: "A service names its image without a tag, which means `latest`.",
  why: [
    "Without a tag the engine takes `latest`: each machine runs what was newest when it pulled.",
    "A new major version can refuse the data directory of the old one.",
    "A bare name that is no official image is taken for one that was built by hand, and not judged.",
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
      if (tag || hasDigest || (name !== undefined && isLocal(name))) continue;
      const fix = name && pinFix(file, image, name);
      yield {
        span: image.span,
        message: `'${image.text}' has no tag, so it is whatever is \`latest\` on the day it is pulled; name a release.`,
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
            image: redis
                   ^^^^^ 'redis' has no tag, so it is whatever is \`latest\` on the day it is pulled; name a release.
          api:
            image: 'ghcr.io/acme/api'
                    ^^^^^^^^^^^^^^^^ 'ghcr.io/acme/api' has no tag, so it is whatever is \`latest\` on the day it is pulled; name a release.
      `,
      good: withCurrent(yaml`
        services:
          cache:
            image: redis:CURRENT
          api:
            image: 'ghcr.io/acme/api'
      `),
    },
    {
      title: "an image of an anchor is reported once, a default is judged",
      bad: yaml`
        x-cache: &cache
          image: \${CACHE_IMAGE:-redis}
                                ^^^^^ 'redis' has no tag, so it is whatever is \`latest\` on the day it is pulled; name a release.
        services:
          sessions: *cache
          jobs:
            <<: *cache
      `,
      good: withCurrent(yaml`
        x-cache: &cache
          image: \${CACHE_IMAGE:-redis:CURRENT}
        services:
          sessions: *cache
          jobs:
            <<: *cache
      `),
    },
    {
      title: "names of local builds, variables, digests and tags",
      good: yaml`
        services:
          api:
            image: my-api
          web:
            build: .
            image: acme/web
          job:
            image: acme/web
          cache:
            image: redis@sha256:c72ff0c1d1a6ac0cdc4f8a5d6a9a3a0f3a0dbb0ecb2d1ac1e1f3f1d3f0a1b2c3
          db:
            image: postgres:18.1
          other:
            image: \${IMAGE}
          more:
            image: acme/more\${SUFFIX}
      `,
    },
  ],
});

/** A name without owner that Docker Hub's official images do not have. */
function isLocal(name: string): boolean {
  return !name.includes("/") && equalTags(name, "latest") === undefined && currentTag(name) === undefined;
}

function pinFix(file: ComposeFile, { nameEnd, span }: WrittenImage, name: string): Fix | undefined {
  const tag = currentTag(name);
  if (tag === undefined) return undefined;
  return {
    title: `Use ${name}:${tag}${sharedNote(file.sharedBy(span))}`,
    applicability: "unsafe",
    edits: [insertAt(nameEnd, `:${tag}`)],
  };
}

/** The examples follow the tags Drydock knows. */
function withCurrent(text: SourceText): SourceText {
  return text.replaceAll("CURRENT", currentTag("redis")!) as SourceText;
}

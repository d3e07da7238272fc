import { defineRule } from "../../linter/rule.js";
import { pulledImages } from "../../project/service-image.js";
import { yaml } from "../../text/tags.js";

export default defineRule({
  name: "image-without-digest",
  language: "compose",
  category: "reproducibility",
  severity: "hint",
  profiles: ["all"],
  summary: "A service takes its image by a tag, without a digest.",
  why: [
    "A tag can be pushed again; with `name:tag@sha256:…` each machine runs the same image, and a replaced one is noticed.",
    "Worth it where a tool such as Renovate keeps the digests fresh, since they keep security fixes out as well.",
  ],
  references: [
    "https://docs.docker.com/dhi/core-concepts/digests/",
    "https://docs.docker.com/build/building/best-practices/#pin-base-image-versions",
  ],
  aliases: ["compose-lint:CL-0019", "cis:5.28"],
  covers: ["image-not-digest-pinned"],
  crossFile: true,
  noFix: "Only the registry knows the digest: `docker buildx imagetools inspect` shows it.",

  *check(file, { project }) {
    for (const { image } of pulledImages(file, project)) {
      if (image.hasDigest || !image.tag) continue;
      yield {
        span: image.span,
        message: `'${image.text}' can be pushed again with other contents; a digest behind the tag (\`@sha256:…\`) pins what is there now.`,
      };
    }
  },

  examples: [
    {
      bad: yaml`
        services:
          db:
            image: postgres:18.1
                   ^^^^^^^^^^^^^ 'postgres:18.1' can be pushed again with other contents; a digest behind the tag (\`@sha256:…\`) pins what is there now.
      `,
    },
    {
      title: "a digest, what is built here, and what a variable hides",
      good: yaml`
        services:
          db:
            image: postgres:18.1@sha256:c72ff0c1d1a6ac0cdc4f8a5d6a9a3a0f3a0dbb0ecb2d1ac1e1f3f1d3f0a1b2c3
          api:
            build: .
            image: acme/api:1
          worker:
            image: acme/api:1
          other:
            image: \${IMAGE}
      `,
    },
  ],
});

import { defineRule } from "../../linter/rule.js";
import { imageOfService } from "../../project/service-facts.js";
import { untrustedRegistry } from "../../project/trusted-registry.js";
import { yaml } from "../../text/tags.js";

export default defineRule({
  name: "compose-untrusted-registry",
  language: "compose",
  category: "security",
  severity: "warning",
  profiles: ["recommended"],
  summary: "A service's image comes from a registry that is not trusted.",
  why: [
    "The rule does nothing without `trustedRegistries` in the configuration; an image without a registry comes from `docker.io`.",
    "Mirror the image into a registry that is checked, or add its registry to the list.",
  ],
  references: ["https://docs.docker.com/reference/compose-file/services/#image"],
  covers: ["unverified-image-registry"],
  crossFile: true,
  noFix: "Where a trusted copy of the image is, is not in the file.",

  *check(file, { project, settings }) {
    const trusted = settings.trustedRegistries;
    if (!trusted || trusted.length === 0) return;
    const seen = new Set<number>();
    for (const service of file.services) {
      const { image, build } = service;
      const reference = image && !build ? imageOfService(service, file, project) : undefined;
      const registry = reference && !reference.error ? untrustedRegistry(reference, trusted) : undefined;
      if (!image || registry === undefined || seen.has(image.span.start)) continue;
      seen.add(image.span.start);
      yield {
        span: image.span,
        message: `The registry '${registry}' is not one that the configuration trusts. Take the image from one that is.`,
      };
    }
  },

  examples: [
    {
      settings: { trustedRegistries: ["docker.io", "*.example.com"] },
      bad: yaml`
        services:
          db: {image: "postgres:17"}
          api: {image: "registry.example.com/api:1"}
          web:
            image: quay.io/acme/web:1
                   ^^^^^^^^^^^^^^^^^^ The registry 'quay.io' is not one that the configuration trusts. Take the image from one that is.
      `,
      good: {},
    },
    {
      title: "does nothing without 'trustedRegistries'",
      good: yaml`
        services:
          web: {image: "quay.io/acme/web:1"}
      `,
    },
  ],
});

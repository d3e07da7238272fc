import { defineRule } from "../../linter/rule.js";
import { firstTime } from "../../syntax/compose/lookup.js";
import { partOf } from "../../syntax/compose/values.js";
import { parseImageReference } from "../../syntax/image-reference.js";
import { yaml } from "../../text/tags.js";
import { fixOf, repairs } from "../../transforms/repairs.js";
import { replaceScalar, replaceValue } from "../../transforms/yaml-edit.js";

export default defineRule({
  name: "image-reference-invalid",
  language: "compose",
  category: "correctness",
  severity: "error",
  profiles: ["recommended"],
  summary: "The image of a service has a name that no engine takes.",
  why: ["Compose passes it on, and the engine neither pulls nor builds it: “invalid reference format”."],
  references: ["https://github.com/distribution/reference/blob/main/reference.go"],
  covers: ["invalid-image-reference"],
  fix: "unsafe",

  *check(file) {
    const first = firstTime();
    for (const { name, image } of file.services) {
      // The ID of an image on this host is no name, but can be run.
      if (!image || image.text === "" || /^[a-f0-9]{64}$/.test(image.text)) continue;
      const { error } = parseImageReference(image.text, (from, to) => partOf(image.node, from, to).span);
      if (!error || !first(image)) continue;
      const trimmed = image.text.trim();
      const lower = /lower case/.test(error.message) ? lowerCase(image.text) : undefined;
      yield {
        span: error.span.end > error.span.start ? error.span : image.span,
        message: `${error.message.replace(/\.$/, "").replaceAll("`", "'")}, so the image of '${name}' cannot be had.`,
        ...repairs(
          [
            trimmed !== image.text ? fixOf("Remove the blanks", "unsafe", replaceScalar(file, image.node, trimmed)) : undefined,
            lower === undefined ? undefined : fixOf(`Use ${lower}`, "unsafe", replaceValue(file, image, lower)),
            image.text.endsWith(":")
              ? fixOf("Remove the colon", "unsafe", replaceScalar(file, image.node, image.text.slice(0, -1)))
              : undefined,
          ],
          "Which image is meant cannot be told from the text.",
        ),
      };
    }
  },

  examples: [
    {
      bad: yaml`
        services:
          web:
            image: ghcr.io/Acme/Web:1.2 # ours
                           ^^^^ The name of an image must be lower case, so the image of 'web' cannot be had.
          db:
            image: "postgres:"
                            ^ The tag is empty, so the image of 'db' cannot be had.
      `,
      good: yaml`
        services:
          web:
            image: ghcr.io/acme/web:1.2 # ours
          db:
            image: "postgres"
      `,
    },
    {
      bad: yaml`
        services:
          web:
            image: acme/web@sha256:abc
                            ^^^^^^^^^^ A sha256 digest has 64 hexadecimal digits, not 3, so the image of 'web' cannot be had.
      `,
    },
    {
      good: yaml`
        services:
          a:
            image: localhost:5000/acme/a:1.0_b
          b:
            image: \${REGISTRY}/acme:1
          c:
            image: acme/c:\${TAG}
      `,
    },
  ],
});

/** The path in small letters; the tag stays. */
function lowerCase(text: string): string {
  const [, name = "", rest = ""] = /^(.*?)((?::[^:/@]*)?(?:@.*)?)$/s.exec(text) ?? [];
  return name.toLowerCase() + rest;
}

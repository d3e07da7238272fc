import { defineRule } from "../../linter/rule.js";
import { ownServices } from "../../project/compose/own-services.js";
import { imageFactsOfService } from "../../project/service-facts.js";
import type { Service } from "../../syntax/compose/model.js";
import { firstLine } from "../../syntax/yaml/errors.js";
import { yaml } from "../../text/tags.js";
import { fixOf, repairs } from "../../transforms/repairs.js";
import { addField, cannotExtend } from "../../transforms/service-field.js";
import { replaceValue } from "../../transforms/yaml-edit.js";

export default defineRule({
  name: "writable-root-filesystem",
  language: "compose",
  category: "security",
  severity: "info",
  profiles: ["hardened"],
  summary: "A service can change the files of its own image.",
  why: [
    "With `read_only: true` a break-in can neither replace programs nor leave its own behind; data goes to volumes, scratch files to `tmpfs`.",
    "The fix is offered for images whose places to write are known; of others find out with `docker diff` what they write.",
  ],
  references: [
    "https://docs.docker.com/reference/compose-file/services/#read_only",
    "https://docs.docker.com/reference/compose-file/services/#tmpfs",
  ],
  aliases: ["semgrep:writable-filesystem-service", "compose-lint:CL-0007", "docksec:compose-writable-root-fs", "cis:5.13"],
  covers: ["writable-root-filesystem"],
  crossFile: true,
  fix: "unsafe",

  *check(file, { project }) {
    for (const { service, merged } of ownServices(file, project)) {
      if (merged.provider || merged.readOnly?.value === true || (merged.readOnly && merged.readOnly.value === undefined))
        continue;
      const facts = service.build || service.entrypoint ? undefined : imageFactsOfService(merged, file, project);
      const places = facts?.readOnlyTmpfs && withoutMounts(merged, facts.readOnlyTmpfs);
      const edits =
        places &&
        (service.readOnly
          ? replaceValue(file, textOf(service.readOnly), "true")
          : addField(file, service, "read_only", "true", ["cap_add", "cap_drop", "security_opt", "restart"]));
      const tmpfs =
        places && places.length > 0 && merged.tmpfs.length === 0
          ? addField(file, service, "tmpfs", places, ["cap_add", "cap_drop", "security_opt", "restart"])
          : [];
      const whole = edits && tmpfs && (places.length === 0 || merged.tmpfs.length === 0) ? [...edits, ...tmpfs] : undefined;
      yield {
        span: firstLine(file.text, service.key.span),
        message: `A break-in into '${service.name}' can change its programs; make the root filesystem read_only, with tmpfs for what it writes.`,
        ...repairs(
          [
            fixOf(
              places?.length ? `Make it read-only, with tmpfs for ${places.join(", ")}` : "Make it read-only",
              "unsafe",
              whole,
            ),
          ],
          places
            ? cannotExtend
            : "Where the program writes is not known: find out with docker diff, then set read_only and tmpfs.",
        ),
      };
    }
  },

  examples: [
    {
      title: "an image whose places are known; one nobody knows",
      bad: yaml`
        services:
          cache:
          ^^^^^ A break-in into 'cache' can change its programs; make the root filesystem read_only, with tmpfs for what it writes.
            image: memcached:1.6-alpine
          db:
          ^^ A break-in into 'db' can change its programs; make the root filesystem read_only, with tmpfs for what it writes.
            image: postgres:17
            restart: unless-stopped
            volumes: ["db:/var/lib/postgresql/data"]
          api:
          ^^^ A break-in into 'api' can change its programs; make the root filesystem read_only, with tmpfs for what it writes.
            image: acme/api:1
        volumes: {db: }
      `,
      good: yaml`
        services:
          cache:
            image: memcached:1.6-alpine
            read_only: true
          db:
            image: postgres:17
            restart: unless-stopped
            read_only: true
            tmpfs:
              - /run/postgresql
              - /tmp
            volumes: ["db:/var/lib/postgresql/data"]
          api:
            image: acme/api:1
        volumes: {db: }
      `,
    },
    {
      title: "read-only here or by an override",
      good: {
        "compose.yaml": yaml`
          services:
            a: {image: "acme/a:1", read_only: true}
            b: {image: "acme/b:1"}
        `,
        "compose.override.yaml": yaml`
          services:
            b: {read_only: true}
        `,
      },
    },
  ],
});

function textOf({ node, span }: NonNullable<Service["readOnly"]>) {
  return { text: node.text, span, node, start: 0 };
}

/** Places that no mount makes writable already. */
function withoutMounts({ volumes, tmpfs }: Service, places: readonly string[]): readonly string[] {
  const mounted = [...volumes.flatMap(({ target }) => target?.text ?? []), ...tmpfs.map(({ text }) => text.split(":")[0]!)];
  return places.filter((place) => !mounted.some((it) => place === it || place.startsWith(`${it.replace(/\/+$/, "")}/`)));
}

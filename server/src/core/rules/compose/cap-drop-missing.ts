import type { ImageFacts } from "../../knowledge/images.js";
import { defineRule } from "../../linter/rule.js";
import { ownServices } from "../../project/compose/own-services.js";
import type { Project } from "../../project/project.js";
import { imageFactsOfService } from "../../project/service-facts.js";
import type { ComposeFile, Service } from "../../syntax/compose/model.js";
import { hasVariables } from "../../syntax/interpolation.js";
import { firstLine } from "../../syntax/yaml/errors.js";
import type { TextEdit } from "../../text/edits.js";
import { yaml } from "../../text/tags.js";
import { fixOf, repairs } from "../../transforms/repairs.js";
import { addField, cannotExtend } from "../../transforms/service-field.js";

export default defineRule({
  name: "cap-drop-missing",
  language: "compose",
  category: "security",
  severity: "info",
  profiles: ["hardened"],
  summary: "A service keeps the capabilities that the engine gives to every container.",
  why: [
    "Fourteen capabilities come by default, such as changing the owner of any file or making device nodes; most servers need none of them.",
    "`cap_drop: [ALL]` takes them away, and `cap_add` gives back what the program needs: for images Drydock knows, the fix does.",
    "What an unknown image needs has to be found out: start it without, and read its log.",
  ],
  references: [
    "https://docs.docker.com/engine/security/#linux-kernel-capabilities",
    "https://docs.docker.com/reference/compose-file/services/#cap_drop",
  ],
  aliases: ["kics:Container Capabilities Unrestricted", "compose-lint:CL-0006", "cis:5.4"],
  covers: ["cap-drop-missing"],
  crossFile: true,
  fix: "unsafe",

  *check(file, { project }) {
    for (const { service, merged, base } of ownServices(file, project)) {
      if (!isMissing(merged) || (base && isMissing(base))) continue;
      const needed = neededBy(merged, file, project);
      const edits = needed && editsFor(file, service, merged, needed);
      const title = needed?.length ? `Drop all capabilities but ${needed.join(", ")}` : "Drop all capabilities";
      yield {
        span: firstLine(file.text, service.key.span),
        message: `'${service.name}' keeps capabilities it may not need, which a break-in can use; drop ALL and give back what it needs.`,
        ...repairs(
          [fixOf(title, "unsafe", edits)],
          needed
            ? cannotExtend
            : "Which capabilities the image needs is not known: drop ALL, start it, and give back what its log asks for.",
        ),
      };
    }
  },

  examples: [
    {
      title: "an image that needs none, one that needs some; one nobody knows",
      bad: yaml`
        services:
          cache:
          ^^^^^ 'cache' keeps capabilities it may not need, which a break-in can use; drop ALL and give back what it needs.
            image: memcached:1.6-alpine
          db:
          ^^ 'db' keeps capabilities it may not need, which a break-in can use; drop ALL and give back what it needs.
            image: postgres:17
          api:
          ^^^ 'api' keeps capabilities it may not need, which a break-in can use; drop ALL and give back what it needs.
            image: acme/api:1
          job:
          ^^^ 'job' keeps capabilities it may not need, which a break-in can use; drop ALL and give back what it needs.
            image: acme/job:1
            user: "1000"
      `,
      good: yaml`
        services:
          cache:
            image: memcached:1.6-alpine
            cap_drop:
              - ALL
          db:
            image: postgres:17
            cap_drop:
              - ALL
            cap_add:
              - CHOWN
              - DAC_OVERRIDE
              - FOWNER
              - SETGID
              - SETUID
          api:
            image: acme/api:1
          job:
            image: acme/job:1
            user: "1000"
            cap_drop:
              - ALL
      `,
    },
    {
      title: "a service takes over what another one lacks",
      bad: yaml`
        services:
          base:
          ^^^^ 'base' keeps capabilities it may not need, which a break-in can use; drop ALL and give back what it needs.
            image: memcached:1.6-alpine
          cache:
            extends: base
      `,
      good: yaml`
        services:
          base:
            image: memcached:1.6-alpine
            cap_drop:
              - ALL
          cache:
            extends: base
      `,
    },
    {
      title: "dropped here, by a fragment, by an override",
      good: {
        "compose.yaml": yaml`
          x-safe: &safe
            cap_drop: [ALL]
          services:
            a: {image: "acme/a:1", cap_drop: [all]}
            b: {<<: *safe, image: "acme/b:1"}
            c: {image: "acme/c:1"}
        `,
        "compose.override.yaml": yaml`
          services:
            c: {cap_drop: [CAP_ALL]}
        `,
      },
    },
  ],
});

function isMissing({ provider, privileged, capDrop }: Service): boolean {
  return !provider && !privileged?.value && !capDrop.some(({ text }) => /^(?:cap_)?all$/i.test(text) || text.includes("$"));
}

/** What the service needs when all else is dropped; undefined where nobody knows. */
function neededBy(service: Service, file: ComposeFile, project: Project): readonly string[] | undefined {
  if (service.user && hasVariables(service.user.text)) return undefined;
  const isRoot = service.user && /^(?:root|0+)(?::|$)/.test(service.user.text);
  // A process that does not run as root has no capabilities to begin with.
  if (service.user && !isRoot) return [];
  if (service.build) {
    const { dockerfile, stage } = project.buildOf(service) ?? {};
    return !isRoot && dockerfile && stage && project.factsOf(stage, dockerfile).runsAsRoot === false ? [] : undefined;
  }
  const facts: ImageFacts | undefined = service.entrypoint || isRoot ? undefined : imageFactsOfService(service, file, project);
  return facts?.capabilities;
}

function editsFor(file: ComposeFile, service: Service, merged: Service, needed: readonly string[]): TextEdit[] | undefined {
  if (merged.capDrop.length > 0) return undefined;
  const after = ["security_opt", "restart"];
  const drop = addField(file, service, "cap_drop", ["ALL"], after);
  const missing = needed.filter((name) => !merged.capAdd.some(({ text }) => text.toUpperCase().replace(/^CAP_/, "") === name));
  if (missing.length === 0) return drop;
  if (merged.capAdd.length > 0) return undefined;
  const add = addField(file, service, "cap_add", missing, after);
  return drop && add && [...drop, ...add];
}

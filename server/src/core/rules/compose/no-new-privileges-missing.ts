import { defineRule } from "../../linter/rule.js";
import { ownServices } from "../../project/compose/own-services.js";
import type { ComposeFile, Service } from "../../syntax/compose/model.js";
import { firstLine } from "../../syntax/yaml/errors.js";
import { yaml } from "../../text/tags.js";
import { fixOf, repairs } from "../../transforms/repairs.js";
import { addField, cannotExtend } from "../../transforms/service-field.js";
import { appendItem } from "../../transforms/yaml-edit.js";

export default defineRule({
  name: "no-new-privileges-missing",
  language: "compose",
  category: "security",
  severity: "info",
  profiles: ["hardened"],
  summary: "Programs in a service can gain rights by way of setuid files.",
  why: [
    "`no-new-privileges:true` makes the kernel ignore setuid and setgid bits: a user who breaks in stays that user.",
    "What calls `sudo`, `su` or `ping` with setuid in the container stops working; a server does not.",
  ],
  references: [
    "https://docs.docker.com/reference/cli/docker/container/run/#security-opt",
    "https://www.kernel.org/doc/html/latest/userspace-api/no_new_privs.html",
  ],
  aliases: [
    "kics:No New Privileges Not Set",
    "kics:Security Opt Not Set",
    "semgrep:no-new-privileges",
    "compose-lint:CL-0003",
    "docksec:compose-no-new-privileges",
    "cis:5.26",
  ],
  covers: ["no-new-privileges-missing", "security-opt-missing"],
  fix: "unsafe",

  *check(file, { project }) {
    for (const { service, merged, base } of ownServices(file, project)) {
      if (!isMissing(merged) || (base && isMissing(base))) continue;
      yield {
        span: firstLine(file.text, service.key.span),
        message: `Whoever breaks into '${service.name}' can gain rights by way of setuid programs; add no-new-privileges:true to security_opt.`,
        ...repairs([fixOf("Add no-new-privileges:true", "unsafe", editsFor(file, service, merged))], cannotExtend),
      };
    }
  },

  examples: [
    {
      bad: yaml`
        services:
          api:
          ^^^ Whoever breaks into 'api' can gain rights by way of setuid programs; add no-new-privileges:true to security_opt.
            image: acme/api:1
          web:
          ^^^ Whoever breaks into 'web' can gain rights by way of setuid programs; add no-new-privileges:true to security_opt.
            image: acme/web:1
            security_opt:
              - seccomp:./profile.json # ours
          job: {image: "acme/job:1"}
          ^^^ Whoever breaks into 'job' can gain rights by way of setuid programs; add no-new-privileges:true to security_opt.
      `,
      good: yaml`
        services:
          api:
            image: acme/api:1
            security_opt:
              - no-new-privileges:true
          web:
            image: acme/web:1
            security_opt:
              - seccomp:./profile.json # ours
              - no-new-privileges:true
          job: {image: "acme/job:1", security_opt: ["no-new-privileges:true"]}
      `,
    },
    {
      title: "a service takes over what another one lacks: Compose refuses a list with the same option twice",
      bad: yaml`
        services:
          base:
          ^^^^ Whoever breaks into 'base' can gain rights by way of setuid programs; add no-new-privileges:true to security_opt.
            image: acme/api:1
          api:
            extends: base
          worker:
            extends: {service: api}
      `,
      good: yaml`
        services:
          base:
            image: acme/api:1
            security_opt:
              - no-new-privileges:true
          api:
            extends: base
          worker:
            extends: {service: api}
      `,
    },
    {
      title: "in any spelling, from a fragment, from an override",
      good: {
        "compose.yaml": yaml`
          x-safe: &safe
            security_opt: [no-new-privileges]
          services:
            a: {image: "acme/a:1", security_opt: ["no-new-privileges=true"]}
            b: {<<: *safe, image: "acme/b:1"}
            c: {image: "acme/c:1"}
        `,
        "compose.override.yaml": yaml`
          services:
            c: {security_opt: ["no-new-privileges:true"]}
        `,
      },
    },
  ],
});

function isMissing({ provider, privileged, securityOpt }: Service): boolean {
  return !provider && !privileged?.value && !securityOpt.some(({ text }) => isSet(text));
}

/** A variable may be it. */
function isSet(option: string): boolean {
  return /^no-new-privileges(?:[:=]true)?$/.test(option) || option.includes("$");
}

function editsFor(file: ComposeFile, service: Service, merged: Service) {
  const field = service.get("security_opt");
  const item = "no-new-privileges:true";
  if (!field) {
    // A list that comes from elsewhere would be hidden by one of its own only within `<<`; files append.
    return addField(
      file,
      service,
      "security_opt",
      [service.node.flow ? `"${item}"` : item],
      merged.get("restart") ? ["restart"] : [],
    );
  }
  return field.value.kind === "seq" && !field.merged && !field.alias
    ? appendItem(file, field.value, field.value.flow ? `"${item}"` : item)
    : undefined;
}

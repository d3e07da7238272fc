import { defineRule } from "../../linter/rule.js";
import { yaml } from "../../text/tags.js";
import { removeListed } from "../../transforms/remove-listed.js";
import { fixOf, repairs } from "../../transforms/repairs.js";

export default defineRule({
  name: "confinement-disabled",
  language: "compose",
  category: "security",
  severity: "warning",
  profiles: ["recommended"],
  summary: "A service switches off seccomp, AppArmor, SELinux or the masks of /proc.",
  why: [
    "The engine's default profiles keep about 50 system calls and the sensitive parts of `/proc` and `/sys` from containers; most known break-outs need one of them.",
    "Where a program needs one call more, give it a profile of its own: `seccomp:./profile.json`.",
  ],
  references: ["https://docs.docker.com/engine/security/seccomp/", "https://docs.docker.com/engine/security/apparmor/"],
  aliases: [
    "kics:Default Seccomp Profile Disabled",
    "semgrep:seccomp-confinement-disabled",
    "semgrep:selinux-separation-disabled",
    "compose-lint:CL-0009",
    "docksec:compose-disabled-security-opt",
    "cis:5.2",
    "cis:5.3",
    "cis:5.22",
  ],
  covers: ["seccomp-disabled", "apparmor-disabled", "selinux-label-disabled", "proc-unmasked"],
  fix: "unsafe",

  *check(file) {
    const seen = new Set<number>();
    for (const service of file.services) {
      for (const option of service.securityOpt) {
        const kind = kinds.find(({ pattern }) => pattern.test(option.text));
        if (!kind || seen.has(option.span.start)) continue;
        seen.add(option.span.start);
        yield {
          span: option.span,
          message: `${option.text} ${kind.what}, so a break-in into '${service.name}' gets out more easily; leave the default on.`,
          aliases: ["compose-lint:CL-0009", "docksec:compose-disabled-security-opt", ...kind.aliases],
          ...repairs([fixOf(`Remove ${option.text}`, "unsafe", removeListed(file, service.node, "security_opt", option.node))]),
        };
      }
    }
  },

  examples: [
    {
      bad: yaml`
        services:
          api:
            image: acme/api:1
            security_opt:
              - no-new-privileges:true
              - seccomp:unconfined # for the debugger
                ^^^^^^^^^^^^^^^^^^ seccomp:unconfined allows every system call, so a break-in into 'api' gets out more easily; leave the default on.
          web:
            image: acme/web:1
            security_opt: ["apparmor=unconfined"]
                            ^^^^^^^^^^^^^^^^^^^ apparmor=unconfined switches AppArmor off, so a break-in into 'web' gets out more easily; leave the default on.
      `,
      good: yaml`
        services:
          api:
            image: acme/api:1
            security_opt:
              - no-new-privileges:true
          web:
            image: acme/web:1
      `,
    },
    {
      title: "a profile of one's own, a label",
      good: yaml`
        services:
          api:
            image: acme/api:1
            security_opt: ["seccomp:./profile.json", "label:type:container_t", "apparmor:docker-default"]
      `,
    },
  ],
});

const kinds = [
  {
    pattern: /^seccomp[:=]unconfined$/,
    what: "allows every system call",
    aliases: ["kics:Default Seccomp Profile Disabled", "semgrep:seccomp-confinement-disabled", "cis:5.22"],
  },
  { pattern: /^apparmor[:=]unconfined$/, what: "switches AppArmor off", aliases: ["cis:5.2"] },
  {
    pattern: /^label[:=]disable$/,
    what: "switches SELinux off",
    aliases: ["semgrep:selinux-separation-disabled", "cis:5.3"],
  },
  { pattern: /^systempaths[:=]unconfined$/, what: "opens the masked parts of /proc and /sys", aliases: [] },
] as const;

import { defineRule } from "../../linter/rule.js";
import { firstTime } from "../../syntax/compose/lookup.js";
import { hasVariables } from "../../syntax/interpolation.js";
import { isIpAddress } from "../../syntax/ip-address.js";
import { yaml } from "../../text/tags.js";

export default defineRule({
  name: "extra-hosts-invalid",
  language: "compose",
  category: "correctness",
  severity: "error",
  profiles: ["recommended"],
  summary: "An entry of `extra_hosts` has no address, or one that is none.",
  why: [
    "Each entry is `name=address`; Compose refuses one without address, and the engine one whose address is no IP address.",
    "`host-gateway` stands for the host itself.",
  ],
  references: ["https://docs.docker.com/reference/compose-file/services/#extra_hosts"],
  covers: ["invalid-extra-hosts"],
  noFix: "Which address is meant cannot be told from the file.",

  *check(file) {
    const first = firstTime();
    for (const { extraHosts } of file.services) {
      for (const { key, value, form, span } of extraHosts) {
        if (hasVariables(key.text) || !first(key)) continue;
        if (key.text === "" || (form === "list" && (value === undefined || value.text === ""))) {
          yield {
            span: key.text === "" ? span : key.span,
            message:
              key.text === ""
                ? "This entry of extra_hosts names no host: write name=address."
                : `'${key.text}' has no address, so Compose refuses it: write ${key.text}=address.`,
          };
          continue;
        }
        const address = value?.text.replace(/^\[(.*)\]$/, "$1");
        if (!value || address === undefined || address === "" || hasVariables(address)) continue;
        if (address === "host-gateway" || isIpAddress(address)) continue;
        yield {
          span: value.span,
          message: `'${value.text}' is no IP address, so the container for '${key.text}' is not created; write one, or host-gateway for the host.`,
        };
      }
    }
  },

  examples: [
    {
      bad: yaml`
        services:
          web:
            image: nginx:1.29
            extra_hosts:
              - somehost
                ^^^^^^^^ 'somehost' has no address, so Compose refuses it: write somehost=address.
              - "=10.0.0.1"
                 ^^^^^^^^^ This entry of extra_hosts names no host: write name=address.
              - db:database.local
                   ^^^^^^^^^^^^^^ 'database.local' is no IP address, so the container for 'db' is not created; write one, or host-gateway for the host.
          api:
            image: acme/api:1
            extra_hosts:
              db: 10.0.0
                  ^^^^^^ '10.0.0' is no IP address, so the container for 'db' is not created; write one, or host-gateway for the host.
      `,
    },
    {
      good: yaml`
        services:
          web:
            image: nginx:1.29
            extra_hosts:
              - host.docker.internal:host-gateway
              - a=10.0.0.1
              - b=[::1]
              - "c:2001:db8::1"
              - \${HOST}
              - d:\${IP}
          api:
            image: acme/api:1
            extra_hosts:
              db: 10.0.0.1
      `,
    },
  ],
});

import { defineRule } from "../../linter/rule.js";
import { isDevelopmentFile } from "../../project/service-facts.js";
import type { Mount } from "../../syntax/compose/model.js";
import { yaml } from "../../text/tags.js";
import { readOnlyMount } from "../../transforms/mount-edit.js";
import { fixOf, repairs } from "../../transforms/repairs.js";

export default defineRule({
  name: "config-mount-writable",
  language: "compose",
  category: "security",
  severity: "info",
  profiles: ["recommended"],
  summary: "A configuration file of the host is mounted so that the container can change it.",
  why: [
    "A break-in that can write the configuration of its own program comes back after every restart, and the change lies in your working copy.",
    "Programs read their configuration; with `:ro` nothing is lost. The few that write it back say so in their documentation.",
  ],
  references: ["https://docs.docker.com/engine/storage/bind-mounts/#use-a-read-only-bind-mount"],
  covers: ["bind-mount-not-read-only"],
  fix: "unsafe",

  *check(file) {
    if (isDevelopmentFile(file)) return;
    const seen = new Set<number>();
    for (const { name, volumes } of file.services) {
      for (const mount of volumes) {
        if (!isConfiguration(mount) || seen.has(mount.source!.span.start)) continue;
        seen.add(mount.source!.span.start);
        yield {
          span: mount.source!.span,
          message: `'${name}' can change '${mount.source!.text}', which it only reads; mount it read-only.`,
          ...repairs([fixOf("Mount it read-only", "unsafe", readOnlyMount(file, mount))]),
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
            volumes:
              - ./nginx.conf:/etc/nginx/nginx.conf # the site
                ^^^^^^^^^^^^ 'web' can change './nginx.conf', which it only reads; mount it read-only.
              - "./certs/site.crt:/etc/ssl/site.crt:z"
                 ^^^^^^^^^^^^^^^^ 'web' can change './certs/site.crt', which it only reads; mount it read-only.
              - type: bind
                source: ./prometheus.yml
                        ^^^^^^^^^^^^^^^^ 'web' can change './prometheus.yml', which it only reads; mount it read-only.
                target: /etc/prometheus/prometheus.yml
      `,
      good: yaml`
        services:
          web:
            image: nginx:1.29
            volumes:
              - ./nginx.conf:/etc/nginx/nginx.conf:ro # the site
              - "./certs/site.crt:/etc/ssl/site.crt:z,ro"
              - type: bind
                source: ./prometheus.yml
                target: /etc/prometheus/prometheus.yml
                read_only: true
      `,
    },
    {
      title: "read-only ones, data, source code, files that programs write, directories",
      good: yaml`
        services:
          web:
            image: nginx:1.29
            volumes:
              - ./nginx.conf:/etc/nginx/nginx.conf:ro
              - ./acme.json:/acme.json
              - ./app.py:/app/app.py
              - ./data:/data
              - ./conf.d:/etc/nginx/conf.d
              - ./config.yml:/app/config.yml
              - ./state.conf:/data/state.conf
      `,
    },
  ],
});

/** A file that by its name and place is read at the start: in /etc, an entrypoint's init folder, or a certificate. */
function isConfiguration({ type, source, target, readOnly, known }: Mount): boolean {
  if (type !== "bind" || !known || readOnly !== false || !source || !target) return false;
  const isFile = /[^/]\.(?:conf|cnf|cfg|ini|ya?ml|toml|xml|properties|sql|sh|crt|pem|key|tmpl|template|vcl|hcl|rules)$/i.test(
    source.text,
  );
  const isRead =
    /^\/etc\/|\/docker-entrypoint(?:-initdb)?\.d\/|\.(?:crt|pem)$/.test(target.text) ||
    /^\/usr\/(?:local\/)?(?:share|etc|lib)\//.test(target.text);
  return isFile && isRead && !/\$/.test(source.text);
}

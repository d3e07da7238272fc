import { defineRule } from "../../linter/rule.js";
import { type UndefinedName, undefinedNames } from "../../project/compose/undefined-names.js";
import type { Grant, Service } from "../../syntax/compose/model.js";
import { yaml } from "../../text/tags.js";
import { declareResource } from "../../transforms/declare-resource.js";
import { fixOf, repairs } from "../../transforms/repairs.js";
import { replaceValue } from "../../transforms/yaml-edit.js";

export default defineRule({
  name: "undefined-secret",
  language: "compose",
  category: "correctness",
  severity: "error",
  profiles: ["recommended"],
  summary: "A service or build uses a secret or config that the file does not declare.",
  why: [
    "Compose refuses the project: “service refers to undefined secret”.",
    "Each one is declared at the root, with where it comes from.",
  ],
  references: [
    "https://docs.docker.com/reference/compose-file/secrets/",
    "https://docs.docker.com/reference/compose-file/configs/",
  ],
  covers: ["undefined-secret", "undefined-config"],
  crossFile: true,
  fix: "unsafe",

  *check(file, { project }) {
    const report = (it: UndefinedName, section: "secrets" | "configs") => {
      const { name, near, severity, service } = it;
      const kind = section.slice(0, -1);
      const path = section === "secrets" ? `./secrets/${name.text}.txt` : `./${name.text}`;
      return {
        span: name.span,
        severity,
        message: near
          ? `No ${kind} '${name.text}' is declared, so Compose refuses the file; did you mean '${near}'?`
          : `No ${kind} '${name.text}' is declared, so Compose refuses the file; declare it under '${section}'.`,
        ...repairs([
          near ? fixOf(`Use the ${kind} ${near}`, "unsafe", replaceValue(file, name, near)) : undefined,
          fixOf(
            `Declare the ${kind} ${name.text}`,
            "placeholder",
            declareResource(file, section, name.text, service.key.span, [`  file: ${path}`]),
          ),
        ]),
      };
    };
    for (const it of undefinedNames(file, project, "secrets", secretsOf)) yield report(it, "secrets");
    for (const it of undefinedNames(file, project, "configs", (service) => sourcesOf(listed(service, "configs"))))
      yield report(it, "configs");
  },

  examples: [
    {
      bad: yaml`
        services:
          api:
            image: acme/api:1.2
            secrets:
              - db-password
                ^^^^^^^^^^^ No secret 'db-password' is declared, so Compose refuses the file; declare it under 'secrets'.
      `,
      good: yaml`
        services:
          api:
            image: acme/api:1.2
            secrets:
              - db-password

        secrets:
          db-password:
            file: ./secrets/db-password.txt
      `,
    },
    {
      title: "slips; of a build, and a config",
      bad: yaml`
        services:
          api:
            build:
              context: .
              secrets: [npm_rc]
                        ^^^^^^ No secret 'npm_rc' is declared, so Compose refuses the file; did you mean 'npmrc'?
            configs:
              - source: app_conf
                        ^^^^^^^^ No config 'app_conf' is declared, so Compose refuses the file; did you mean 'app_config'?
                target: /etc/app.conf
        secrets:
          npmrc:
            file: ~/.npmrc
        configs:
          app_config:
            file: ./app.conf
      `,
      good: yaml`
        services:
          api:
            build:
              context: .
              secrets: [npmrc]
            configs:
              - source: app_config
                target: /etc/app.conf
        secrets:
          npmrc:
            file: ~/.npmrc
        configs:
          app_config:
            file: ./app.conf
      `,
    },
    {
      good: yaml`
        services:
          api:
            image: acme/api:1.2
            secrets: [token, "\${SECRET}"]
            configs:
              - source: site
        secrets:
          token:
            external: true
        configs:
          site:
            content: hello
      `,
    },
  ],
});

function secretsOf(service: Service) {
  return sourcesOf([...listed(service, "secrets"), ...(service.build?.secrets ?? [])]);
}

/** Anything but a list is for the schema to report. */
function listed(service: Service, key: "secrets" | "configs"): readonly Grant[] {
  return service.get(key)?.value.kind === "seq" ? service[key] : [];
}

function sourcesOf(grants: readonly Grant[]) {
  return grants.flatMap(({ source }) => source ?? []);
}

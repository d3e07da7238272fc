import { defineRule } from "../../linter/rule.js";
import { declaredNames, mayBeDeclaredElsewhere, mergedServices } from "../../project/compose/declarations.js";
import { severityFor } from "../../project/compose/undefined-names.js";
import { firstTime } from "../../syntax/compose/lookup.js";
import type { Assignment, TextValue } from "../../syntax/compose/model.js";
import { partOf } from "../../syntax/compose/values.js";
import { hasVariables } from "../../syntax/interpolation.js";
import { didYouMean } from "../../text/did-you-mean.js";
import { yaml } from "../../text/tags.js";
import { fixOf, repairs } from "../../transforms/repairs.js";
import { replaceValue } from "../../transforms/yaml-edit.js";

export default defineRule({
  name: "additional-context-invalid",
  language: "compose",
  category: "correctness",
  severity: "error",
  profiles: ["recommended"],
  summary: "An additional build context has no value, or names a service that is missing or not built.",
  why: [
    "Compose refuses the project. An item of the list is `name=path`.",
    "`service:base` means the image that the service `base` builds, so it needs a `build` of its own.",
  ],
  references: ["https://docs.docker.com/reference/compose-file/build/#additional_contexts"],
  covers: ["additional-context-unknown-service", "build-keyvalue-invalid"],
  crossFile: true,
  fix: "unsafe",

  *check(file, { project }) {
    const first = firstTime();
    for (const { service, merged } of mergedServices(file, project)) {
      for (const context of service.build?.additionalContexts ?? []) {
        const { key, value, form } = context;
        if (form === "list" && !value && !hasVariables(key.text)) {
          if (!first(key)) continue;
          yield {
            span: key.span,
            message: `The additional context '${key.text}' has no value: write it as name=path.`,
            noFix: "Which of the two it is, the name or the path, cannot be told.",
          };
          continue;
        }
        const name = serviceOf(context);
        if (!name || hasVariables(name.text)) continue;
        const target = project.compose.service(name.text);
        const isUnknown = !target || (!target.build && !project.compose.isKnown(name.text));
        if (target?.build || (target && isUnknown) || !first(name)) continue;
        if (!target && mayBeDeclaredElsewhere(file, project, "services", name.text)) continue;
        const near = target ? undefined : didYouMean(name.text, declaredNames(project, "services"));
        yield {
          span: name.span,
          severity: severityFor(merged),
          message: target
            ? `The service '${name.text}' is not built here, so it cannot be a build context; name its image as docker-image://….`
            : `There is no service '${name.text}' to take as a build context; ${near ? `did you mean '${near}'?` : "name one that has a build."}`,
          ...repairs(
            [
              near ? fixOf(`Use the service ${near}`, "unsafe", replaceValue(file, name, near)) : undefined,
              target?.image && value
                ? fixOf(
                    `Use the image ${target.image.text}`,
                    "unsafe",
                    replaceValue(file, value, `docker-image://${target.image.text}`),
                  )
                : undefined,
            ],
            "Which service is meant cannot be told from the file.",
          ),
        };
      }
    }
  },

  examples: [
    {
      bad: yaml`
        services:
          app:
            build:
              context: .
              additional_contexts:
                base: service:bas
                              ^^^ There is no service 'bas' to take as a build context; did you mean 'base'?
                certs: service:certs
                               ^^^^^ The service 'certs' is not built here, so it cannot be a build context; name its image as docker-image://….
          base:
            build: ./base
          certs:
            image: acme/certs:1
      `,
      good: yaml`
        services:
          app:
            build:
              context: .
              additional_contexts:
                base: service:base
                certs: docker-image://acme/certs:1
          base:
            build: ./base
          certs:
            image: acme/certs:1
      `,
    },
    {
      bad: yaml`
        services:
          app:
            build:
              context: .
              additional_contexts:
                - ../shared
                  ^^^^^^^^^ The additional context '../shared' has no value: write it as name=path.
                - base=service:none
                               ^^^^ There is no service 'none' to take as a build context; name one that has a build.
      `,
    },
    {
      good: yaml`
        services:
          app:
            build:
              context: .
              additional_contexts:
                - base=service:base
                - shared=../shared
                - \${CONTEXT}
          base:
            build: ./base
      `,
    },
  ],
});

/** The name behind `service:`. */
function serviceOf({ value }: Assignment): TextValue | undefined {
  if (!value?.text.startsWith("service:")) return undefined;
  const start = value.start + "service:".length;
  return start < value.start + value.text.length ? partOf(value.node, start, value.start + value.text.length) : undefined;
}

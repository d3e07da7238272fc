import { defineRule, type Fix } from "../../linter/rule.js";
import { serviceNamed } from "../../syntax/compose/lookup.js";
import { yaml } from "../../text/tags.js";
import { setCondition } from "../../transforms/depends-on.js";
import { replaceScalar } from "../../transforms/yaml-edit.js";

export default defineRule({
  name: "completed-dependency-restarts",
  language: "compose",
  category: "reliability",
  severity: "warning",
  profiles: ["recommended"],
  summary: "A service waits for another to complete that is restarted each time it ends.",
  why: [
    "With `restart: always` or `unless-stopped` a job that has ended is started again: migrations run in a loop.",
    'A one-shot job has `restart: "no"`, or `on-failure` to be tried again.',
  ],
  references: [
    "https://docs.docker.com/reference/compose-file/services/#restart",
    "https://docs.docker.com/compose/how-tos/startup-order/",
  ],
  covers: ["completed-dependency-restarts"],
  crossFile: true,
  fix: "unsafe",

  *check(file, { project }) {
    const seen = new Set<number>();
    for (const service of file.services) {
      for (const dependency of service.dependsOn) {
        const { condition, service: name } = dependency;
        if (condition?.text !== "service_completed_successfully" || seen.has(condition.span.start)) continue;
        seen.add(condition.span.start);
        const target = project.compose.service(name.text);
        const restart = target?.restart;
        if (!target || !restart || !/^(?:always|unless-stopped)$/.test(restart.text)) continue;
        const own = serviceNamed(file, name.text)?.restart;
        const once = own && restart.node.uri === file.uri ? replaceScalar(file, own.node, "no") : undefined;
        const started = setCondition(file, service, dependency, "service_started");
        const fixes: Fix[] = [
          ...(once ? [{ title: `Set restart of '${target.name}' to no`, applicability: "unsafe" as const, edits: once }] : []),
          ...(started ? [{ title: "Wait only until it has started", applicability: "unsafe" as const, edits: started }] : []),
        ];
        yield {
          span: condition.span,
          message: `'${service.name}' waits for '${target.name}' to complete, but restart: ${restart.text} starts that again each time it ends; set it to "no" or on-failure.`,
          ...(fixes.length > 0 ? { fixes } : { noFix: "The text is shared by an anchor, or stands in another file." }),
          related: [{ uri: restart.node.uri, span: restart.span, message: "Restarted here." }],
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
            depends_on:
              migrate:
                condition: service_completed_successfully
                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 'api' waits for 'migrate' to complete, but restart: always starts that again each time it ends; set it to "no" or on-failure.
          migrate:
            image: acme/api:1
            command: alembic upgrade head
            restart: always # like the others
      `,
      good: yaml`
        services:
          api:
            image: acme/api:1
            depends_on:
              migrate:
                condition: service_completed_successfully
          migrate:
            image: acme/api:1
            command: alembic upgrade head
            restart: "no" # like the others
      `,
    },
    {
      title: "no policy, on-failure, one that an override takes back",
      good: {
        "compose.yaml": yaml`
          services:
            api:
              image: acme/api:1
              depends_on:
                migrate: {condition: service_completed_successfully}
                seed: {condition: service_completed_successfully}
                index: {condition: service_completed_successfully}
            migrate: {image: "acme/api:1"}
            seed: {image: "acme/api:1", restart: "on-failure:3"}
            index: {image: "acme/api:1", restart: always}
        `,
        "compose.override.yaml": yaml`
          services:
            index: {restart: "no"}
        `,
      },
    },
  ],
});

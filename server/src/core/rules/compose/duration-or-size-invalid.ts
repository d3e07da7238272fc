import { defineRule } from "../../linter/rule.js";
import { resolved } from "../../project/service-facts.js";
import { plainKind } from "../../syntax/compose/schema/scalars.js";
import { composeShape, type Shape } from "../../syntax/compose/schema/shape.js";
import { bytesOf, durationOf } from "../../syntax/compose/units.js";
import { hasVariables } from "../../syntax/interpolation.js";
import type { YamlNode, YamlScalar } from "../../syntax/yaml/model.js";
import { contentSpan } from "../../syntax/yaml/offsets.js";
import { yaml } from "../../text/tags.js";
import { fixOf, repairs } from "../../transforms/repairs.js";
import { replaceScalar } from "../../transforms/yaml-edit.js";

export default defineRule({
  name: "duration-or-size-invalid",
  language: "compose",
  category: "correctness",
  severity: "error",
  profiles: ["recommended"],
  summary: "A duration or size is written in a way that Compose does not read.",
  why: [
    "Compose refuses the project. Durations need a unit on every number (`1m30s`), sizes take `b`, `k`, `m`, `g`, `t`, `p`, alone or with `b` or `ib`.",
    "Units of durations are small letters; there is no blank before them.",
  ],
  references: [
    "https://docs.docker.com/reference/compose-file/extension/#specifying-durations",
    "https://docs.docker.com/reference/compose-file/extension/#specifying-byte-values",
  ],
  covers: ["invalid-duration-or-size"],
  crossFile: true,
  fix: "unsafe",

  *check(file, { project }) {
    const seen = new Set<YamlScalar>();
    for (const root of file.roots) {
      for (const { node, key, cast } of measuresOf(root, composeShape(), "")) {
        if (seen.has(node) || plainKind(node) !== "string") continue;
        seen.add(node);
        const isOpen = hasVariables(node.text);
        const text = isOpen ? resolved(node.text, file, project) : node.text;
        if (text === undefined) continue;
        if ((cast === "duration" ? durationOf(text) : bytesOf(text)) !== undefined) continue;
        const better = isOpen ? undefined : cast === "duration" ? betterDuration(text) : betterSize(text);
        yield {
          span: node.text === "" ? node.span : contentSpan(node),
          message:
            cast === "duration"
              ? `${key} cannot be '${text}': Compose reads durations such as '30s' or '1m30s', with a unit on every number and no blanks.`
              : `${key} cannot be '${text}': Compose reads sizes such as '512m' or '1.5gb'.`,
          ...repairs(
            [better === undefined ? undefined : fixOf(`Use ${better}`, "unsafe", replaceScalar(file, node, better))],
            "How much is meant cannot be told from the text.",
          ),
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
            stop_grace_period: "30"
                                ^^ stop_grace_period cannot be '30': Compose reads durations such as '30s' or '1m30s', with a unit on every number and no blanks.
            mem_limit: 512Mi # as in Kubernetes
                       ^^^^^ mem_limit cannot be '512Mi': Compose reads sizes such as '512m' or '1.5gb'.
            healthcheck:
              test: ["CMD", "true"]
              interval: 10 s
                        ^^^^ interval cannot be '10 s': Compose reads durations such as '30s' or '1m30s', with a unit on every number and no blanks.
              timeout: 5S
                       ^^ timeout cannot be '5S': Compose reads durations such as '30s' or '1m30s', with a unit on every number and no blanks.
      `,
      good: yaml`
        services:
          web:
            image: nginx:1.29
            stop_grace_period: "30s"
            mem_limit: 512MiB # as in Kubernetes
            healthcheck:
              test: ["CMD", "true"]
              interval: 10s
              timeout: 5s
      `,
    },
    {
      bad: yaml`
        services:
          web:
            image: nginx:1.29
            stop_grace_period: \${GRACE:-30}
                               ^^^^^^^^^^^^ stop_grace_period cannot be '30': Compose reads durations such as '30s' or '1m30s', with a unit on every number and no blanks.
            shm_size: half
                      ^^^^ shm_size cannot be 'half': Compose reads sizes such as '512m' or '1.5gb'.
            deploy:
              restart_policy:
                delay: soon
                       ^^^^ delay cannot be 'soon': Compose reads durations such as '30s' or '1m30s', with a unit on every number and no blanks.
      `,
    },
    {
      good: yaml`
        services:
          web:
            image: nginx:1.29
            stop_grace_period: 1m30.5s
            mem_limit: 1.5 gb
            shm_size: 67108864
            healthcheck:
              test: ["CMD", "true"]
              interval: \${INTERVAL}
              start_period: 0s
            deploy:
              resources:
                limits:
                  memory: 1GiB
      `,
    },
  ],
});

interface Measure {
  readonly node: YamlScalar;
  readonly key: string;
  readonly cast: "duration" | "size";
}

/** All scalars at places that the schema knows as durations or sizes. */
function* measuresOf(node: YamlNode, shape: Shape, key: string): Generator<Measure> {
  if (node.tag?.name === "!reset") return;
  if (node.kind === "scalar") {
    if ((shape.cast === "duration" || shape.cast === "size") && node.value !== null) yield { node, key, cast: shape.cast };
  } else if (node.kind === "seq") {
    if (shape.items) for (const { value } of node.items) yield* measuresOf(value, shape.items, key);
  } else {
    for (const { key: name, value } of node.entries) {
      const below = shape.fields.get(name.text)?.shape ?? (shape.names?.pattern.test(name.text) ? shape.names.shape : undefined);
      if (below) yield* measuresOf(value, below, name.text);
    }
  }
}

function betterDuration(text: string): string | undefined {
  const compact = text
    .trim()
    .toLowerCase()
    .replace(/\s+/g, "")
    .replace(/seconds?|secs?/g, "s")
    .replace(/minutes?|mins?/g, "m")
    .replace(/hours?|hrs?/g, "h");
  const better = /^\d+$/.test(compact) ? `${compact}s` : compact;
  return durationOf(better) === undefined ? undefined : better;
}

function betterSize(text: string): string | undefined {
  const better = text
    .trim()
    .replace(/\s+/g, "")
    .replace(/^(\d+(?:\.\d+)?[KMGTP])i$/i, "$1iB");
  return bytesOf(better) === undefined ? undefined : better;
}

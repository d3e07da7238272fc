import { defineRule, type Finding } from "../../linter/rule.js";
import type { Project } from "../../project/project.js";
import { firstTime } from "../../syntax/compose/lookup.js";
import type { ComposeFile, Grant } from "../../syntax/compose/model.js";
import { hasVariables } from "../../syntax/interpolation.js";
import type { YamlScalar } from "../../syntax/yaml/model.js";
import { contentSpan } from "../../syntax/yaml/offsets.js";
import { yaml } from "../../text/tags.js";
import { fixOf, repairs } from "../../transforms/repairs.js";
import { removeEntry, replaceScalar } from "../../transforms/yaml-edit.js";

export default defineRule({
  name: "secret-mode",
  language: "compose",
  category: "correctness",
  severity: "info",
  profiles: ["recommended"],
  summary: "Owner or mode of a secret or config have no effect, are misread, or let others write to it.",
  why: [
    "Docker Compose mounts secrets and configs that come from a file as they are: `uid`, `gid` and `mode` do nothing there, only Swarm reads them.",
    "Where they work, group and others have no need to write.",
    "A mode is octal: unquoted, only `0440` is, while `440` is a decimal number and means 0670.",
  ],
  references: ["https://docs.docker.com/reference/compose-file/services/#long-syntax-4"],
  covers: ["secret-file-world-mode"],
  crossFile: true,
  fix: "unsafe",

  *check(file, { project }) {
    const first = firstTime();
    for (const { secrets, configs, deploy } of file.services) {
      // Written for Swarm, where they work.
      if (["placement", "update_config", "endpoint_mode"].some((key) => deploy?.get(key))) continue;
      for (const [section, grants] of [
        ["secrets", secrets],
        ["configs", configs],
      ] as const) {
        for (const grant of grants) {
          const { node, mode } = grant;
          if (node.kind !== "map") continue;
          const misread = mode && modeFault(file, mode.node);
          if (misread && first(mode)) yield misread;
          if (comesFromFile(grant, section, project)) {
            for (const entry of node.entries.filter(({ key, merged }) => !merged && /^(?:uid|gid|mode)$/.test(key.text))) {
              if (!first(entry)) continue;
              yield {
                span: entry.key.span,
                message: `'${grant.source!.text}' comes from a file, which Compose mounts as it is: '${entry.key.text}' has no effect. Change the file itself.`,
                ...repairs([fixOf(`Remove ${entry.key.text}`, "unsafe", removeEntry(file, node, entry))]),
              };
            }
          } else if (mode && !misread && writable(mode.node.source) && first(mode)) {
            yield {
              span: mode.span,
              severity: "warning",
              message: `Mode ${mode.text} lets others than the owner change '${grant.source?.text ?? ""}' in the container; let them read at most.`,
              ...repairs([readable(file, grant)]),
            };
          }
        }
      }
    }
  },

  examples: [
    {
      bad: yaml`
        services:
          web:
            image: nginx:1.29
            secrets:
              - source: key
                target: /run/key
                mode: 0400 # nginx only
                ^^^^ 'key' comes from a file, which Compose mounts as it is: 'mode' has no effect. Change the file itself.
            configs:
              - source: site
                mode: 0666
                      ^^^^ Mode 0666 lets others than the owner change 'site' in the container; let them read at most.
        secrets:
          key:
            file: ./key.pem
        configs:
          site:
            content: hello
      `,
      good: yaml`
        services:
          web:
            image: nginx:1.29
            secrets:
              - source: key
                target: /run/key
            configs:
              - source: site
                mode: 0444
        secrets:
          key:
            file: ./key.pem
        configs:
          site:
            content: hello
      `,
    },
    {
      title: "modes that are read in another way",
      bad: yaml`
        services:
          web:
            image: nginx:1.29
            configs:
              - source: site
                mode: 440
                      ^^^ 440 is a decimal number here and means mode 0670; write 0440.
              - source: other
                mode: "0o444"
                       ^^^^^ '0o444' is no mode, and Compose refuses the file: write octal digits, such as 0440.
        configs:
          site:
            content: a
          other:
            content: b
      `,
      good: yaml`
        services:
          web:
            image: nginx:1.29
            configs:
              - source: site
                mode: 0440
              - source: other
                mode: "0444"
        configs:
          site:
            content: a
          other:
            content: b
      `,
    },
    {
      good: yaml`
        services:
          web:
            image: nginx:1.29
            secrets:
              - source: token
                uid: "101"
                mode: 0440
              - source: other
                mode: 0400
          swarm:
            image: nginx:1.29
            secrets:
              - source: key
                mode: 0400
            deploy:
              placement:
                constraints: [node.role == worker]
        secrets:
          token:
            environment: TOKEN
          other:
            external: true
          key:
            file: ./key.pem
      `,
    },
  ],
});

function comesFromFile({ source }: Grant, section: "secrets" | "configs", { compose }: Project): boolean {
  const resource = source && compose[section].find(({ name }) => name === source.text);
  return resource?.file !== undefined && resource.external === undefined;
}

/** By its digits: group or others may write. */
function writable(source: string): boolean {
  const digits = octal(source);
  return digits !== undefined && (Number.parseInt(digits, 8) & 0o022) !== 0;
}

function octal(source: string): string | undefined {
  return /^(?:0o?([0-7]{3,4})|"0?([0-7]{3})"|'0?([0-7]{3})')$/
    .exec(source)
    ?.slice(1)
    .find((it) => it !== undefined);
}

/** A text must be octal digits; a number is one like any other, and only `0440` and `0o440` are octal. */
function modeFault(file: ComposeFile, mode: YamlScalar): Finding | undefined {
  const { text, value, source } = mode;
  if (hasVariables(text)) return undefined;
  const span = text === "" ? mode.span : contentSpan(mode);
  if (typeof value === "number" && /^[1-7][0-7]{2}$/.test(source)) {
    const meaning = `0${value.toString(8)}`;
    return {
      span,
      severity: "warning",
      message: `${text} is a decimal number here and means mode ${meaning}; write 0${text}.`,
      ...repairs([fixOf(`Write 0${text}`, "unsafe", replaceScalar(file, mode, `0${text}`))]),
    };
  }
  if (typeof value !== "string" || /^[0-7]+$/.test(text)) return undefined;
  const better = /^0o[0-7]{3,4}$/.test(text) ? text.replace("0o", "0") : undefined;
  return {
    span,
    severity: "error",
    message: `'${text}' is no mode, and Compose refuses the file: write octal digits, such as 0440.`,
    ...repairs(
      [better ? fixOf(`Write ${better}`, "unsafe", replaceScalar(file, mode, better)) : undefined],
      "Which rights are meant cannot be told from the text.",
    ),
  };
}

/** The same mode without the right to write for group and others. */
function readable(file: ComposeFile, { mode }: Grant) {
  const digits = mode && octal(mode.node.source);
  if (!mode || digits === undefined) return undefined;
  const better = (Number.parseInt(digits, 8) & ~0o222).toString(8).padStart(digits.length, "0");
  const text = mode.node.source.replace(/^(["']?0o?)[0-7]+/, `$1${better}`).replace(/["']/g, "");
  return fixOf(`Use mode ${text}`, "unsafe", replaceScalar(file, mode.node, text));
}

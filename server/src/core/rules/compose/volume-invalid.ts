import { defineRule, type Finding } from "../../linter/rule.js";
import { firstTime } from "../../syntax/compose/lookup.js";
import type { ComposeFile, Mount } from "../../syntax/compose/model.js";
import { hasVariables } from "../../syntax/interpolation.js";
import { firstLine } from "../../syntax/yaml/errors.js";
import { didYouMean } from "../../text/did-you-mean.js";
import { yaml } from "../../text/tags.js";
import { fixOf, repairs } from "../../transforms/repairs.js";
import { replaceScalar, replaceValue } from "../../transforms/yaml-edit.js";

export default defineRule({
  name: "volume-invalid",
  language: "compose",
  category: "correctness",
  severity: "error",
  profiles: ["recommended"],
  summary: "A volume is written in a way that Compose or the engine does not take, or has an option that means nothing.",
  why: [
    "The short form is `[source:]target[:options]`: Compose refuses empty parts and more than three, and the engine a target that is no absolute path.",
    "Options it does not know Compose ignores without a word, so `readonly` leaves a mount writable: it is `ro`.",
  ],
  references: ["https://docs.docker.com/reference/compose-file/services/#short-syntax-5"],
  covers: ["invalid-volume-spec"],
  fix: "unsafe",

  *check(file) {
    const first = firstTime();
    // Anything but a list is for the schema to report.
    const lists = file.services.filter((service) => service.get("volumes")?.value.kind === "seq");
    for (const mount of lists.flatMap(({ volumes }) => volumes)) {
      if (mount.node.kind === "scalar" && hasVariables(mount.raw)) continue;
      for (const fault of mount.form === "short" ? shortFaults(file, mount) : longFaults(file, mount))
        if (first(fault)) yield fault;
    }
  },

  examples: [
    {
      bad: yaml`
        services:
          web:
            image: nginx:1.29
            volumes:
              - ./conf:/etc/nginx:readonly # config
                                  ^^^^^^^^ Compose knows no option 'readonly' and ignores it; did you mean 'ro'?
              - ./html:/html:or,Z
                             ^^ Compose knows no option 'or' and ignores it; did you mean 'ro'?
              - ./a:/b:ro:z
                ^^^^^^^^^^^ More than three parts: options are separated by commas, or Compose refuses the volume.
              - data:srv
                     ^^^ The target 'srv' is no absolute path, so the engine does not create the container; write /srv.
        volumes:
          data:
      `,
      good: yaml`
        services:
          web:
            image: nginx:1.29
            volumes:
              - ./conf:/etc/nginx:ro # config
              - ./html:/html:ro,Z
              - ./a:/b:ro,z
              - data:/srv
        volumes:
          data:
      `,
    },
    {
      bad: yaml`
        services:
          web:
            image: nginx:1.29
            volumes:
              - ":/data"
                 ^^^^^^ A part of the volume is empty, so Compose refuses it: write source:target.
              - type: volume
                ^^^^^^^^^^^^ This mount has no 'target', the path in the container.
                source: data
              - type: bind
                      ^^^^ A bind needs a 'source', the path on the host, or Compose refuses it.
                target: /srv
        volumes:
          data:
      `,
    },
    {
      good: yaml`
        services:
          web:
            image: nginx:1.29
            volumes:
              - /data
              - ./a:/a:ro,cached
              - C:\\data:C:\\data
              - ./b:\${TARGET}:ro
              - type: bind
                source: ./c
                target: /c
      `,
    },
  ],
});

/** Those that mean something, and those that once did and do no harm. */
const options = new Set(
  "ro rw z Z nocopy copy private rprivate shared rshared slave rslave cached delegated consistent default bind rbind U O".split(
    " ",
  ),
);
const meant: ReadonlyMap<string, string> = new Map([
  ["readonly", "ro"],
  ["read-only", "ro"],
  ["read_only", "ro"],
  ["or", "ro"],
  ["r", "ro"],
  ["wr", "rw"],
  ["w", "rw"],
]);

function* shortFaults(file: ComposeFile, mount: Mount): Generator<Finding> {
  const { raw, span, node, target } = mount;
  if (node.kind !== "scalar") return;
  const parts = raw.replace(/(^|:)[a-zA-Z]:(?=[\\/])/g, "$1").split(":");
  if (raw === "" || parts.some((it) => it === "")) {
    yield {
      span: raw === "" ? node.span : span,
      message:
        raw === ""
          ? "This volume is empty, so Compose refuses it."
          : "A part of the volume is empty, so Compose refuses it: write source:target.",
      noFix: "What should stand there cannot be told from the text.",
    };
    return;
  }
  if (parts.length > 3) {
    const isOptions = parts.slice(2).every((it) => it.split(",").every((option) => options.has(option)));
    const better = isOptions ? [...parts.slice(0, 2), parts.slice(2).join(",")].join(":") : undefined;
    const isPlain = parts.join(":") === raw;
    yield {
      span,
      message: "More than three parts: options are separated by commas, or Compose refuses the volume.",
      ...repairs([better && isPlain ? fixOf(`Use ${better}`, "unsafe", replaceScalar(file, node, better)) : undefined]),
    };
    return;
  }
  if (target && !/^(?:[/\\]|[a-zA-Z]:)/.test(target.text)) {
    const isName = /^[\w.-]+(?:\/|$)/.test(target.text);
    yield {
      span: target.span,
      message: `The target '${target.text}' is no absolute path, so the engine does not create the container; ${isName ? `write /${target.text.replace(/^(?:\.\/)+/, "")}` : "begin it with /"}.`,
      ...repairs([
        isName
          ? fixOf(`Use /${target.text}`, "unsafe", replaceValue(file, target, `/${target.text.replace(/^(?:\.\/)+/, "")}`))
          : undefined,
      ]),
    };
  }
  for (const option of mount.options) {
    if (options.has(option.text) || option.text === "") continue;
    const near = meant.get(option.text.toLowerCase()) ?? (option.text.length > 3 ? didYouMean(option.text, options) : undefined);
    yield {
      span: option.span,
      severity: "warning",
      message: `Compose knows no option '${option.text}' and ignores it; ${near ? `did you mean '${near}'?` : "remove it."}`,
      ...repairs(
        [near ? fixOf(`Use ${near}`, "unsafe", replaceValue(file, option, near)) : undefined],
        "Which option is meant cannot be told from the text.",
      ),
    };
  }
}

function* longFaults(file: ComposeFile, { node, target, type, source }: Mount): Generator<Finding> {
  if (node.kind !== "map") return;
  const kind = node.get("type");
  if (type === "bind" && kind && !source && !node.get("source")) {
    yield {
      span: firstLine(file.text, kind.value.span),
      message: "A bind needs a 'source', the path on the host, or Compose refuses it.",
      noFix: "What should be mounted is for the author to say.",
    };
  }
  if (target || node.get("target")) return;
  yield {
    span: firstLine(file.text, node.span),
    message: "This mount has no 'target', the path in the container.",
    noFix: "Where it should be mounted is for the author to say.",
  };
}

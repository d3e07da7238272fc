import { defineRule } from "../../linter/rule.js";
import type { Assignment } from "../../syntax/compose/model.js";
import type { YamlScalar } from "../../syntax/yaml/model.js";
import { yaml } from "../../text/tags.js";
import { quoteScalar } from "../../transforms/yaml-shape.js";

export default defineRule({
  name: "environment-value-retyped",
  language: "compose",
  category: "correctness",
  severity: "warning",
  profiles: ["recommended"],
  summary: "An unquoted value that reaches the program as another text than the one written.",
  why: [
    "YAML reads `0123` as an octal number, `1.10` as 1.1 and `True` as a boolean; Compose then writes what it has read: `83`, `1.1`, `true`.",
    "In quotes the value stays as it is; the same goes for labels, build arguments and kernel parameters.",
  ],
  references: [
    "https://docs.docker.com/reference/compose-file/services/#environment",
    "https://yaml.org/spec/1.2.2/#103-core-schema",
  ],
  covers: ["env-nonscalar-value"],
  fix: "unsafe",

  *check(file) {
    const seen = new Set<YamlScalar>();
    for (const { environment, labels, build, sysctls } of file.services) {
      for (const { node, key } of [...environment, ...labels, ...(build?.args ?? []), ...(build?.labels ?? []), ...sysctls]) {
        const becomes = retyped(node);
        if (becomes === undefined || node.kind !== "scalar" || seen.has(node)) continue;
        seen.add(node);
        const edits = quoteScalar(file, node);
        const what = typeof node.value === "boolean" ? "a boolean" : "a number";
        yield {
          span: node.span,
          message: `'${key.text}' gets '${becomes}', not '${node.text}', which is ${what} for YAML. Put it in quotes.`,
          // Most programs read both spellings of a boolean.
          ...(typeof node.value === "boolean" ? { severity: "info" as const } : {}),
          ...(edits
            ? { fixes: [{ title: `Write "${node.text}"`, applicability: "unsafe", edits }] }
            : { noFix: "Several places share the value by an anchor." }),
        };
      }
    }
  },

  examples: [
    {
      bad: yaml`
        services:
          api:
            image: acme/api:1.2
            build:
              context: .
              args:
                PYTHON_VERSION: 3.10 # not 3.1
                                ^^^^ 'PYTHON_VERSION' gets '3.1', not '3.10', which is a number for YAML. Put it in quotes.
            environment:
              UMASK: 0022
                     ^^^^ 'UMASK' gets '18', not '0022', which is a number for YAML. Put it in quotes.
              VERSION: 1.0
                       ^^^ 'VERSION' gets '1', not '1.0', which is a number for YAML. Put it in quotes.
              LIMIT: 1e3
                     ^^^ 'LIMIT' gets '1000', not '1e3', which is a number for YAML. Put it in quotes.
              COLOR: 0xff
                     ^^^^ 'COLOR' gets '255', not '0xff', which is a number for YAML. Put it in quotes.
              BYTES: 10_000
                     ^^^^^^ 'BYTES' gets '10000', not '10_000', which is a number for YAML. Put it in quotes.
              RATE: 2500000.0
                    ^^^^^^^^^ 'RATE' gets '2.5e+06', not '2500000.0', which is a number for YAML. Put it in quotes.
              DEBUG: True
                     ^^^^ 'DEBUG' gets 'true', not 'True', which is a boolean for YAML. Put it in quotes.
            labels:
              version: 1.20
                       ^^^^ 'version' gets '1.2', not '1.20', which is a number for YAML. Put it in quotes.
      `,
      good: yaml`
        services:
          api:
            image: acme/api:1.2
            build:
              context: .
              args:
                PYTHON_VERSION: "3.10" # not 3.1
            environment:
              UMASK: "0022"
              VERSION: "1.0"
              LIMIT: "1e3"
              COLOR: "0xff"
              BYTES: "10_000"
              RATE: "2500000.0"
              DEBUG: "True"
            labels:
              version: "1.20"
      `,
    },
    {
      title: "what stays as it is",
      good: yaml`
        services:
          api:
            image: acme/api:1.2
            environment:
              PORT: 8080
              DEBUG: true
              RATE: 0.25
              BIG: 12345678901234567890
              SHARE: 100000.5
              QUOTED: "0123"
              TIME: 12:30
              YES: yes
              TOKEN:
              HOME: ~
            labels: ["version=1.20"]
      `,
    },
  ],
});

/** The text that Compose makes of a value; undefined where it stays as written. */
function retyped(node: Assignment["node"]): string | undefined {
  if (node.kind !== "scalar" || node.style !== "plain" || node.tag !== undefined) return undefined;
  const { value, text } = node;
  if (typeof value === "boolean") return String(value) === text ? undefined : String(value);
  if (typeof value !== "number" || /^-?(?:0|[1-9][0-9]{0,18})$/.test(text)) return undefined;
  const isInteger = !/[.eE]/.test(text) || /^[-+]?0[xX]/.test(text);
  // Beyond what JavaScript counts exactly nothing is said.
  if (isInteger && !Number.isSafeInteger(value)) return undefined;
  const written = isInteger ? String(value) : asGo(value);
  return written === text ? undefined : written;
}

/** A float as Go's %g prints it: the shortest digits, with an exponent from a million on and below 0.0001. */
function asGo(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
  const [digits = "", power = "0"] = value.toExponential().split("e");
  const exponent = Number(power);
  if (exponent < -4 || exponent >= 6) {
    return `${digits}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
  }
  return String(value);
}

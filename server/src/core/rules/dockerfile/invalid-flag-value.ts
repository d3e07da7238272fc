import { defineRule, type Finding } from "../../linter/rule.js";
import { didYouMean } from "../../linter/rule-names.js";
import { type FlagKind, flagFault, flagsOf, mountFieldFault, mountFieldNames } from "../../syntax/dockerfile/flags.js";
import type { Dockerfile, Flag, Instruction } from "../../syntax/dockerfile/model.js";
import { mountsOf } from "../../syntax/dockerfile/mounts.js";
import { hasPlaceholder } from "../../syntax/placeholders.js";
import { remove, replace } from "../../text/edits.js";
import { dockerfile } from "../../text/tags.js";
import { firstLine, isDockerFrontend, triggered } from "../../transforms/run-edit.js";

export default defineRule({
  name: "invalid-flag-value",
  language: "dockerfile",
  category: "correctness",
  severity: "error",
  profiles: ["recommended"],
  summary: "A flag has a value the builder refuses, or stands twice.",
  why: [
    "The builder refuses the whole file.",
    "Times need a unit, switches are `true` or `false`, and `--from` takes no variables.",
  ],
  references: ["https://docs.docker.com/reference/dockerfile/"],
  aliases: [
    "dockerfile-utils:FLAG_DUPLICATE",
    "dockerfile-utils:FLAG_MISSING_VALUE",
    "dockerfile-utils:FLAG_EXPECTED_BOOLEAN_VALUE",
    "dockerfile-utils:FLAG_INVALID_DURATION",
    "dockerfile-utils:FLAG_LESS_THAN_1MS",
    "dockerfile-utils:FLAG_MISSING_DURATION",
    "dockerfile-utils:FLAG_UNKNOWN_UNIT",
    "dockerfile-utils:FLAG_AT_LEAST_ONE",
    "dockerfile-utils:FLAG_INVALID_FROM_VALUE",
    "dockerfilelint:healthcheck_options_missing_args",
  ],
  covers: [
    "flag-duplicate",
    "flag-missing-value",
    "flag-boolean-expected",
    "flag-duration-invalid",
    "flag-retries-too-small",
    "copy-from-value-invalid",
  ],
  fix: "unsafe",

  *check(file) {
    const syntax = file.directives.find(({ name }) => name === "syntax");
    if (syntax && !isDockerFrontend(syntax.value)) return;
    for (const outer of file.instructions) {
      const instruction = triggered(outer);
      if (!instruction || (instruction.keyword === "HEALTHCHECK" && instruction.none)) continue;
      const kinds = flagsOf(instruction.keyword);
      const seen = new Set<string>();
      for (const flag of instruction.flags) {
        const kind = kinds[flag.name];
        if (kind === undefined || hasPlaceholder(file.text.slice(flag.span.start, flag.span.end))) continue;
        const finding = judge(file, instruction, flag, kind, seen.has(flag.name));
        seen.add(flag.name);
        if (finding) yield finding;
      }
      yield* mounts(file, instruction);
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM debian:13-slim AS build
        HEALTHCHECK --interval=30 --timeout=5sec --retries=-1 CMD true
                               ^^ '--interval' is a time with its unit, such as '30s' or '1m30s'; '30' is not.
                                            ^^^^ '--timeout' is a time with its unit, such as '30s' or '1m30s'; '5sec' is not.
                                                           ^^ '--retries' is a whole number, 0 or more; '-1' is not.
        COPY --link=yes --chmod=888 a /a
                    ^^^ '--link' is 'true' or 'false'; 'yes' is not.
                                ^^^ '--chmod' is an octal mode between 0 and 07777; '888' is not.
        COPY --chown=a --chown=b a /a
                       ^^^^^^^^^ '--chown' stands twice; the builder takes it once.
      `,
      good: dockerfile`
        FROM debian:13-slim AS build
        HEALTHCHECK --interval=30s --timeout=5s --retries=-1 CMD true
        COPY --link=true --chmod=888 a /a
        COPY --chown=a a /a
      `,
    },
    {
      title: "no value, a variable where none can be, a time too short",
      bad: dockerfile`
        ARG STAGE=build
        FROM debian:13-slim AS build
        COPY --chown a /a
             ^^^^^^^ '--chown' needs a value: '--chown=…'.
        COPY --from=$STAGE /a /a
                    ^^^^^^ '--from' takes no variables; give the image a stage of its own: 'FROM $STAGE AS name'.
        HEALTHCHECK --timeout=10us CMD true
                              ^^^^ '--timeout' is 0 or at least 1ms; '10us' is not.
      `,
    },
    {
      title: "mounts",
      bad: dockerfile`
        FROM debian:13-slim
        RUN --mount=type=cahce,target=/c --mount=tpye=cache,target=/d true
                         ^^^^^ There is no mount of type 'cahce'.
                                                 ^^^^ A mount has no field 'tpye'.
        RUN --mount=type=secret --network=non true
                    ^^^^^^^^^^^ A secret needs 'id' or 'target'.
                                          ^^^ '--network' is 'default', 'none' or 'host'; 'non' is not.
      `,
      good: dockerfile`
        FROM debian:13-slim
        RUN --mount=type=cache,target=/c --mount=type=cache,target=/d true
        RUN --mount=type=secret --network=none true
      `,
    },
    {
      good: dockerfile`
        FROM --platform=$BUILDPLATFORM debian:13-slim
        RUN --mount=type=cache,target=/c,sharing=locked,uid=$ID --mount=type=ssh --network=none true
        RUN --mount=from=base,target=/b,ro --mount=type=secret,id=a,required true
        COPY --link --exclude=a --exclude=b --chmod=u=rwX,go=rX --chown=$A:$B a /a
        HEALTHCHECK --interval=1m30s --timeout=1.5s --start-period=0 --retries=0 CMD true
        HEALTHCHECK --interval=none NONE
      `,
    },
  ],
});

const repeatable: ReadonlySet<FlagKind> = new Set(["list"]);
const units: Readonly<Record<string, string>> = {
  sec: "s",
  secs: "s",
  second: "s",
  seconds: "s",
  min: "m",
  mins: "m",
  minute: "m",
};
const switches: Readonly<Record<string, string>> = {
  yes: "true",
  on: "true",
  "1": "true",
  no: "false",
  off: "false",
  "0": "false",
};
const choices: Readonly<Partial<Record<FlagKind, readonly string[]>>> = {
  network: ["default", "none", "host"],
  security: ["sandbox", "insecure"],
};

function judge(file: Dockerfile, instruction: Instruction, flag: Flag, kind: FlagKind, again: boolean): Finding | undefined {
  const shown = `'--${flag.name}'`;
  const noFix = "The value is for the author to say.";
  if (again && !repeatable.has(kind)) {
    const blanks = /^[ \t]*/.exec(file.text.slice(flag.span.end))![0].length;
    const edits = [remove({ start: flag.span.start, end: flag.span.end + blanks })];
    return {
      span: firstLine(file.text, flag.span),
      message: `${shown} stands twice; the builder takes it once.`,
      fixes: [{ title: "Remove the second one", applicability: "unsafe", edits }],
    };
  }
  if (flag.value === undefined || !flag.valueSpan) {
    if (kind === "boolean") return undefined;
    return { span: firstLine(file.text, flag.span), message: `${shown} needs a value: '--${flag.name}=…'.`, noFix };
  }
  const { value } = flag;
  const span = firstLine(file.text, value === "" ? flag.span : flag.valueSpan);
  if (instruction.keyword === "COPY" && flag.name === "from" && /\$[\w{@*#?!$-]/.test(value)) {
    const message = `${shown} takes no variables; give the image a stage of its own: 'FROM ${value} AS name'.`;
    return { span, message, noFix: "The stage needs a name and, for a variable, an ARG before the first FROM." };
  }
  const fault = flagFault(kind, value);
  if (fault === undefined) return undefined;
  const better = betterValue(kind, value);
  return {
    span,
    message: `${shown} ${fault}; '${value}' is not.`,
    ...(better === undefined || value === ""
      ? { noFix }
      : { fixes: [{ title: `Use ${better}`, applicability: "unsafe", edits: [replace(flag.valueSpan, better)] }] }),
  };
}

function betterValue(kind: FlagKind, value: string): string | undefined {
  if (kind === "duration") {
    if (/^\d+$/.test(value)) return `${value}s`;
    const [, number, unit] = /^(\d+)\s*([a-z]+)$/i.exec(value) ?? [];
    const known = unit && (units[unit.toLowerCase()] ?? (/^[smh]$/i.test(unit) ? unit.toLowerCase() : undefined));
    return known && number + known;
  }
  if (kind === "boolean") return switches[value.toLowerCase()];
  return choices[kind] && didYouMean(value, choices[kind]);
}

function* mounts(file: Dockerfile, instruction: Instruction): Generator<Finding> {
  for (const mount of mountsOf(instruction, file.text)) {
    if (hasPlaceholder(mount.flag.value ?? "")) continue;
    let faulty = false;
    for (const { key, value, span, valueSpan } of mount.fields) {
      const message = mountFieldFault(mount.type, key, value);
      if (message === undefined) continue;
      faulty = true;
      const isKey = message.includes("no field");
      const keySpan = { start: span.start, end: span.start + key.length };
      const meant = isKey
        ? didYouMean(key, mountFieldNames)
        : key === "type"
          ? didYouMean(value ?? "", ["bind", "cache", "tmpfs", "secret", "ssh"])
          : undefined;
      const place = isKey || !valueSpan || valueSpan.end === valueSpan.start ? keySpan : valueSpan;
      yield {
        span: place.end > place.start ? place : mount.flag.span,
        message,
        ...(meant
          ? { fixes: [{ title: `Use ${meant}`, applicability: "unsafe", edits: [replace(isKey ? keySpan : valueSpan!, meant)] }] }
          : { noFix: "What was meant cannot be told." }),
      };
    }
    if (!faulty) yield* incompleteMount(mount);
  }
}

function* incompleteMount({ type, flag, field }: ReturnType<typeof mountsOf>[number]): Generator<Finding> {
  if (type === "secret" && !field("id", "source", "src", "target", "dst", "destination", "env"))
    yield { span: flag.valueSpan!, message: "A secret needs 'id' or 'target'.", noFix: "Which secret is for the author to say." };
}

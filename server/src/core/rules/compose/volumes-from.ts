import { defineRule } from "../../linter/rule.js";
import { firstTime, serviceNamed } from "../../syntax/compose/lookup.js";
import type { ComposeFile, Service, TextValue } from "../../syntax/compose/model.js";
import type { YamlEntry } from "../../syntax/yaml/model.js";
import type { TextEdit } from "../../text/edits.js";
import { yaml } from "../../text/tags.js";
import { fixOf, repairs } from "../../transforms/repairs.js";
import { appendItem, insertEntry, quoteIfNeeded, removeEntry } from "../../transforms/yaml-edit.js";

export default defineRule({
  name: "volumes-from",
  language: "compose",
  category: "maintainability",
  severity: "hint",
  profiles: ["hardened"],
  summary: "A service takes all mounts of another one by `volumes_from`.",
  why: [
    "What it mounts is not to be seen at the service, and changes with the other one.",
    "Named volumes under `volumes` say the same openly.",
  ],
  references: ["https://docs.docker.com/reference/compose-file/services/#volumes_from"],
  covers: ["volumes-from-legacy"],
  fix: "unsafe",

  *check(file) {
    const first = firstTime();
    for (const service of file.services) {
      const entry = service.get("volumes_from");
      const [from, ...others] = service.volumesFrom;
      if (!entry || entry.merged || !from || !first(entry)) continue;
      const mounts = others.length === 0 && !entry.alias ? mountsOf(file, from) : undefined;
      yield {
        span: entry.key.span,
        message: `'volumes_from' hides what '${service.name}' mounts, and lets it change with '${nameOf(from)}'; name the mounts under 'volumes'.`,
        ...repairs(
          [fixOf(`Name the mounts of ${nameOf(from)}`, "unsafe", mounts && named(file, service, entry, mounts))],
          "Its mounts stand elsewhere, have no name of their own, or are written in a way that cannot be taken over safely.",
        ),
      };
    }
  },

  examples: [
    {
      bad: yaml`
        services:
          app:
            image: acme/app:1
            volumes:
              - code:/app
              - ./public:/app/public:ro
          web:
            image: nginx:1.29
            volumes_from:
            ^^^^^^^^^^^^ 'volumes_from' hides what 'web' mounts, and lets it change with 'app'; name the mounts under 'volumes'.
              - app:ro
            restart: always
          cron:
            image: acme/cron:1
            volumes: [logs:/logs]
            volumes_from: [app]
            ^^^^^^^^^^^^ 'volumes_from' hides what 'cron' mounts, and lets it change with 'app'; name the mounts under 'volumes'.
        volumes:
          code:
          logs:
      `,
      good: yaml`
        services:
          app:
            image: acme/app:1
            volumes:
              - code:/app
              - ./public:/app/public:ro
          web:
            image: nginx:1.29
            volumes:
              - code:/app:ro
              - ./public:/app/public:ro
            restart: always
          cron:
            image: acme/cron:1
            volumes: [logs:/logs, code:/app, ./public:/app/public:ro]
        volumes:
          code:
          logs:
      `,
    },
    {
      title: "a container, and a volume without a name",
      bad: yaml`
        services:
          app:
            image: acme/app:1
            volumes: [/app]
          web:
            image: nginx:1.29
            volumes_from: ["container:other"]
            ^^^^^^^^^^^^ 'volumes_from' hides what 'web' mounts, and lets it change with 'other'; name the mounts under 'volumes'.
          cron:
            image: acme/cron:1
            volumes_from: [app]
            ^^^^^^^^^^^^ 'volumes_from' hides what 'cron' mounts, and lets it change with 'app'; name the mounts under 'volumes'.
      `,
    },
    {
      good: yaml`
        services:
          app:
            image: acme/app:1
            volumes: [code:/app]
        volumes:
          code:
      `,
    },
  ],
});

function nameOf({ text }: TextValue): string {
  const parts = text.split(":");
  return (parts[0] === "container" ? parts[1] : parts[0]) ?? text;
}

/** What the other service mounts, in the short form; undefined where that cannot be said again. */
function mountsOf(file: ComposeFile, from: TextValue): readonly string[] | undefined {
  const [name = "", mode] = from.text.split(":");
  const source = name === "container" ? undefined : serviceNamed(file, name);
  if (!source || source.extends || source.volumes.length === 0 || source.volumesFrom.length > 0) return undefined;
  const texts: string[] = [];
  for (const { form, known, raw, source: what, readOnly, options } of source.volumes) {
    if (form === "long" || !known || what === undefined) return undefined;
    if (mode !== "ro" || readOnly) texts.push(raw);
    else if (options.length === 0) texts.push(`${raw}:ro`);
    else return undefined;
  }
  return texts;
}

function named(file: ComposeFile, service: Service, entry: YamlEntry, mounts: readonly string[]): TextEdit[] | undefined {
  const { node } = service;
  const removal = removeEntry(file, node, entry);
  const volumes = service.get("volumes");
  if (!removal || volumes?.merged || volumes?.alias) return undefined;
  if (!volumes) {
    const flow = `[${mounts.map((it) => quoteIfNeeded(it, { flow: true })).join(", ")}]`;
    const block = mounts.map((it) => `\n  - ${quoteIfNeeded(it)}`).join("");
    const inserted = insertEntry(file, node, `volumes:${node.flow ? ` ${flow}` : block}`, { after: "volumes_from" });
    // Put in where the old key ends: one edit, since both touch.
    return inserted && joined(inserted, removal, file.text);
  }
  const list = volumes.value;
  if (list.kind !== "seq") return undefined;
  const edits = [...removal];
  for (const mount of mounts) {
    const added = appendItem(file, list, quoteIfNeeded(mount, { flow: list.flow }));
    if (!added) return undefined;
    edits.push(...added);
  }
  return edits;
}

/** An insertion inside the lines that go takes their place. */
function joined([insertion]: readonly TextEdit[], [removal]: readonly TextEdit[], text: string): TextEdit[] | undefined {
  if (!insertion || !removal) return undefined;
  const { start, end } = removal.span;
  const at = insertion.span.start;
  if (at < start || at > end) return [insertion, removal];
  const behind = text.slice(at, end);
  const before = insertion.newText.replace(/^\r?\n/, "");
  return /^\r?\n?$/.test(behind) && !/^\r?\n/.test(text.slice(start, at))
    ? [{ span: removal.span, newText: before + behind }]
    : [{ span: removal.span, newText: insertion.newText }];
}

import { defineRule, type Fix } from "../../linter/rule.js";
import { ownServices } from "../../project/compose/own-services.js";
import { imageFactsOfService, isDevelopmentFile } from "../../project/service-facts.js";
import type { ComposeFile, Mount, Service } from "../../syntax/compose/model.js";
import { hasVariables } from "../../syntax/interpolation.js";
import { firstLine } from "../../syntax/yaml/errors.js";
import { yaml } from "../../text/tags.js";
import { declareResource } from "../../transforms/declare-resource.js";
import { addField, cannotExtend } from "../../transforms/service-field.js";
import { appendItem, replaceScalar } from "../../transforms/yaml-edit.js";

export default defineRule({
  name: "anonymous-data-volume",
  language: "compose",
  category: "reliability",
  severity: "warning",
  profiles: ["recommended"],
  summary: "A database keeps its data in a volume without a name.",
  why: [
    "What the image declares as a volume, or a mount without a source, gets a new volume with a random name: after `docker compose down` the next container starts empty.",
    "A named volume stays until it is removed by name.",
    "Files for development and tests are left alone; so is data in memory (`tmpfs`).",
  ],
  references: ["https://docs.docker.com/engine/storage/volumes/#named-and-anonymous-volumes"],
  covers: ["anonymous-volume-for-data"],
  fix: "unsafe",

  *check(file, { project }) {
    const seen = new Set<number>();
    for (const { service, merged } of ownServices(file, project)) {
      const facts = imageFactsOfService(merged, file, project);
      if (!facts || !/^(?:database|search|broker)$/.test(facts.kind) || facts.dataDirectories.length === 0) continue;
      if (
        merged.volumesFrom.length > 0 ||
        merged.volumes.some((mount) => !mount.known || !mount.target || hasVariables(mount.target.text))
      )
        continue;
      if (merged.profiles.some(({ text }) => /test|dev|ci/i.test(text))) continue;
      const anonymous = service.volumes.find(
        ({ source, type, target }) => !source && type === "volume" && covers(target!.text, facts.dataDirectories),
      );
      const kept = merged.volumes.some(
        (it) => (it.source || it.type === "tmpfs") && covers(it.target!.text, facts.dataDirectories),
      );
      const inMemory = merged.tmpfs.some(({ text }) => covers(text.split(":")[0]!, facts.dataDirectories));
      if (kept || inMemory || isDevelopmentFile(file) || movesData(merged)) continue;
      const span = anonymous ? anonymous.span : firstLine(file.text, service.key.span);
      if (seen.has(span.start)) continue;
      seen.add(span.start);
      const directory = anonymous?.target?.text ?? facts.dataDirectories[0]!;
      const fix = fixFor(file, service, merged, anonymous, directory);
      yield {
        span,
        message: `${facts.name} keeps its data in ${directory}, a volume without a name: after 'docker compose down' it is gone from sight; name one.`,
        ...(fix ? { fixes: [fix] } : { noFix: cannotExtend }),
      };
    }
  },

  examples: [
    {
      title: "no mount; one without a source; beside others",
      bad: yaml`
        services:
          db:
          ^^ postgres keeps its data in /var/lib/postgresql/data, a volume without a name: after 'docker compose down' it is gone from sight; name one.
            image: postgres:17
          mongo:
            image: mongo:8
            volumes:
              - ./init.js:/docker-entrypoint-initdb.d/init.js:ro
              - /data/db # keep
                ^^^^^^^^ mongo keeps its data in /data/db, a volume without a name: after 'docker compose down' it is gone from sight; name one.
      `,
      good: yaml`
        services:
          db:
            image: postgres:17
            volumes:
              - db-data:/var/lib/postgresql/data
          mongo:
            image: mongo:8
            volumes:
              - ./init.js:/docker-entrypoint-initdb.d/init.js:ro
              - mongo-data:/data/db # keep

        volumes:
          db-data:
          mongo-data:
      `,
    },
    {
      title: "named, a folder of the host, a parent, memory, moved elsewhere, a cache, another file",
      good: {
        "compose.yaml": yaml`
          services:
            a:
              image: postgres:17
              volumes: ["pg:/var/lib/postgresql/data"]
            b:
              image: mysql:8.4
              volumes: ["./mysql:/var/lib/mysql"]
            c:
              image: postgres:17
              volumes: ["pg:/var/lib/postgresql"]
            d:
              image: postgres:17
              tmpfs: /var/lib/postgresql/data
            e:
              image: postgres:17
              environment: {PGDATA: /pg}
              volumes: ["pg2:/pg"]
            f:
              image: redis:8
            g:
              image: postgres:17
          volumes: {pg: , pg2: , pg3: }
        `,
        "compose.override.yaml": yaml`
          services:
            g:
              volumes: ["pg3:/var/lib/postgresql/data"]
        `,
      },
    },
  ],
});

/** True where a mount at a path holds one of the directories, being it, lying above it, or in it. */
function covers(path: string, directories: readonly string[]): boolean {
  const clean = path.replace(/(?<=.)\/+$/, "");
  return directories.some((it) => it === clean || it.startsWith(`${clean}/`) || clean.startsWith(`${it}/`));
}

/** Settings that put the data elsewhere. */
function movesData({ environment, command }: Service): boolean {
  return (
    environment.some(({ key }) =>
      /^(?:PGDATA|MYSQL_DATADIR|MARIADB_DATADIR|\w*DATA_?(?:DIR|PATH)\w*|path\.data)$/i.test(key.text),
    ) || /--(?:datadir|dbpath|data-dir|store)|data_directory/.test(command?.words?.map(({ text }) => text).join(" ") ?? "")
  );
}

function fixFor(
  file: ComposeFile,
  service: Service,
  merged: Service,
  anonymous: Mount | undefined,
  directory: string,
): Fix | undefined {
  const name = `${service.name}-data`;
  const item = `${name}:${directory}`;
  if (file.volumes.some((it) => it.name === name)) return undefined;
  const field = service.get("volumes");
  const own = anonymous
    ? anonymous.node.kind === "scalar"
      ? replaceScalar(file, anonymous.node, item)
      : undefined
    : field === undefined
      ? merged.volumes.length === 0 || merged.get("volumes")?.key.uri !== file.uri
        ? addField(file, service, "volumes", [item], ["environment", "image"])
        : undefined
      : field.value.kind === "seq" && !field.merged && !field.alias
        ? appendItem(file, field.value, item)
        : undefined;
  const declared = own && declareResource(file, "volumes", name, service.key.span);
  return declared
    ? { title: `Keep the data in the volume ${name}`, applicability: "unsafe", edits: [...own, ...declared] }
    : undefined;
}

import { defineRule, type Finding } from "../../linter/rule.js";
import { dirname, isWithin, join, relative } from "../../project/uri.js";
import { firstTime } from "../../syntax/compose/lookup.js";
import type { ComposeFile, Service, TextValue } from "../../syntax/compose/model.js";
import { hasVariables } from "../../syntax/interpolation.js";
import { yaml } from "../../text/tags.js";
import { fixOf, repairs } from "../../transforms/repairs.js";
import { replaceValue } from "../../transforms/yaml-edit.js";

/** What is about the host itself stands at the same place on every host. */
const ofTheHost =
  /^\/(?:$|(?:etc|dev|proc|sys|run|tmp|usr|lib|lib64|bin|sbin|boot|cgroup)(?:\/|$)|var\/(?:run|log|lock|cache|spool|tmp|lib\/docker)(?:\/|$))/;

export default defineRule({
  name: "absolute-host-path",
  language: "compose",
  category: "reproducibility",
  severity: "info",
  profiles: ["recommended"],
  summary: "A path of the host is written out from its root, so that it fits one machine only.",
  why: [
    "Where a folder is missing Docker creates an empty one, owned by root, and the container starts without its files.",
    "A home directory is of one person; other data directories, as under `/srv`, are reported in the profile `all` only. Paths that each host has (`/etc/localtime`, `/var/run/docker.sock`) are not judged.",
  ],
  references: [
    "https://docs.docker.com/reference/compose-file/services/#volumes",
    "https://docs.docker.com/reference/compose-file/build/#context",
  ],
  covers: ["absolute-host-path"],
  fix: "safe",

  *check(file) {
    const first = firstTime();
    const folder = dirname(file.uri);
    for (const { value, what, base } of hostPaths(file)) {
      const { text } = value;
      const isWindows = /^[a-zA-Z]:[\\/]/.test(text);
      if ((!text.startsWith("/") && !isWindows) || hasVariables(text) || ofTheHost.test(text) || !first(value)) continue;
      const target = isWindows ? join(folder, `/${text.replaceAll("\\", "/")}`) : join(folder, text);
      const inside = isWithin(folder, target) && folder.replace(/^[^:]*:\/\/[^/]*\/?/, "") !== "";
      const home = /^(?:\/(?:home|Users)\/[^/]+|\/root|[a-zA-Z]:[\\/]Users[\\/][^\\/]+)(?=[\\/]|$)/.exec(text)?.[0];
      const own =
        inside && base === "file"
          ? fixOf("Write it relative to this file", "safe", replaceValue(file, value, dotted(relative(folder, target))))
          : undefined;
      const user =
        home && !isWindows && home !== "/root"
          ? fixOf("Use ${HOME}", "unsafe", replaceValue(file, value, `\${HOME}${text.slice(home.length)}`))
          : undefined;
      const finding: Finding = {
        span: value.span,
        message: inside
          ? `The ${what} '${text}' lies beside this file; written relative to it, it fits every machine.`
          : home
            ? `The ${what} '${text}' is the home directory of one person; use a path relative to this file, or a variable.`
            : `The ${what} '${text}' fits machines that have it only; use a path relative to this file, or a variable.`,
        ...repairs([own, user], "Where the files lie on other machines, only you know."),
      };
      yield inside || home ? finding : { ...finding, severity: "hint", profiles: ["all"] };
    }
  },

  examples: [
    {
      bad: yaml`
        services:
          api:
            build:
              context: /project/api
                       ^^^^^^^^^^^^ The build context '/project/api' lies beside this file; written relative to it, it fits every machine.
              dockerfile: /project/api/Dockerfile
                          ^^^^^^^^^^^^^^^^^^^^^^^ The Dockerfile '/project/api/Dockerfile' lies beside this file; written relative to it, it fits every machine.
            env_file: "/project/api.env"
                       ^^^^^^^^^^^^^^^^ The file '/project/api.env' lies beside this file; written relative to it, it fits every machine.
            volumes:
              - /project/data:/data:ro
                ^^^^^^^^^^^^^ The mount '/project/data' lies beside this file; written relative to it, it fits every machine.
              - type: bind
                source: /home/anna/photos # the originals
                        ^^^^^^^^^^^^^^^^^ The mount '/home/anna/photos' is the home directory of one person; use a path relative to this file, or a variable.
                target: /photos
              - /srv/media:/media
                ^^^^^^^^^^ The mount '/srv/media' fits machines that have it only; use a path relative to this file, or a variable.
      `,
      good: yaml`
        services:
          api:
            build:
              context: ./api
              dockerfile: /project/api/Dockerfile
            env_file: "./api.env"
            volumes:
              - ./data:/data:ro
              - type: bind
                source: \${HOME}/photos # the originals
                target: /photos
              - /srv/media:/media
      `,
    },
    {
      title: "paths of the host itself, variables, and relative paths",
      good: yaml`
        services:
          agent:
            image: acme/agent:1
            volumes:
              - /var/run/docker.sock:/var/run/docker.sock
              - /etc/localtime:/etc/localtime:ro
              - /:/host:ro
              - ./data:/data
              - ~/photos:/photos
              - \${DATA:-/srv/data}:/more
              - cache:/home/anna/.cache
        volumes:
          cache:
      `,
    },
  ],
});

interface HostPath {
  readonly value: TextValue;
  readonly what: string;
  /** What a relative path would be relative to. */
  readonly base: "file" | "context";
}

function* hostPaths(file: ComposeFile): Generator<HostPath> {
  for (const service of file.services) yield* pathsOf(service);
  for (const { file: value } of [...file.secrets, ...file.configs]) if (value) yield { value, what: "file", base: "file" };
}

function* pathsOf({ build, envFiles, volumes }: Service): Generator<HostPath> {
  if (build?.context) yield { value: build.context, what: "build context", base: "file" };
  if (build?.dockerfile) yield { value: build.dockerfile, what: "Dockerfile", base: build.context ? "context" : "file" };
  for (const { path } of envFiles) yield { value: path, what: "file", base: "file" };
  for (const { type, source } of volumes) if (type === "bind" && source) yield { value: source, what: "mount", base: "file" };
}

function dotted(path: string): string {
  return path === "." || path.startsWith("../") ? path : `./${path}`;
}

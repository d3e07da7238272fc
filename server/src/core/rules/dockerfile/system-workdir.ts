import { defineRule } from "../../linter/rule.js";
import { normalize } from "../../syntax/dockerfile/timeline.js";
import { expand } from "../../syntax/dockerfile/variables.js";
import { replace } from "../../text/edits.js";
import { dockerfile } from "../../text/tags.js";

export default defineRule({
  name: "system-workdir",
  language: "dockerfile",
  category: "correctness",
  severity: "warning",
  profiles: ["recommended"],
  summary: "WORKDIR is a directory of the system, such as `/proc` or `/bin`.",
  why: [
    "`/proc`, `/sys` and `/dev` are mounted anew in each container, so what the build puts there is gone.",
    "Files copied into `/bin`, `/etc`, `/lib` or `/boot` by mistake can replace those of the system.",
  ],
  references: ["https://docs.docker.com/build/building/best-practices/#workdir"],
  aliases: ["trivy:DS-0030"],
  covers: ["workdir-system-dir"],
  fix: "unsafe",

  *check(file) {
    for (const { instructions } of file.stages) {
      for (const { keyword, argument } of instructions.flatMap((it) => (it.keyword === "WORKDIR" ? [it] : []))) {
        const path = argument && expand(argument.text, file.escape, () => undefined);
        if (keyword !== "WORKDIR" || !argument || !path?.startsWith("/")) continue;
        const found = system.exec(normalize(path));
        if (!found) continue;
        const isMounted = /^\/(?:proc|sys|dev)/.test(found[0]);
        // Settings belong into folders of /etc, and a step may work there.
        const name = normalize(path).split("/").at(-1)!;
        const better = found[1] === "proc" || found[1] === "sys" || found[1] === "dev" ? "/app" : `/opt/${name}`;
        yield {
          span: argument.span,
          message: isMounted
            ? `'${argument.text}' is mounted anew in each container, so nothing that the build puts there stays. Use a directory of your own.`
            : `'${argument.text}' belongs to the system, whose files a copy into it can replace. Use a directory of your own.`,
          fixes: [{ title: `Use ${better}`, applicability: "unsafe", edits: [replace(argument.span, better)] }],
        };
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM debian:13-slim
        WORKDIR /proc/app
                ^^^^^^^^^ '/proc/app' is mounted anew in each container, so nothing that the build puts there stays. Use a directory of your own.
        FROM debian:13-slim
        WORKDIR "/usr/bin"
                ^^^^^^^^^^ '"/usr/bin"' belongs to the system, whose files a copy into it can replace. Use a directory of your own.
      `,
      good: dockerfile`
        FROM debian:13-slim
        WORKDIR /app
        FROM debian:13-slim
        WORKDIR /opt/bin
      `,
    },
    {
      title: "folders of programs, settings and data, variables",
      good: dockerfile`
        FROM debian:13-slim
        WORKDIR /usr/src/app
        WORKDIR /etc/nginx/conf.d
        WORKDIR /usr/local/lib/app
        WORKDIR $HOME
        WORKDIR /development
      `,
    },
  ],
});

const system = /^\/(proc|sys|dev|boot|bin|sbin|lib|lib64|usr\/bin|usr\/sbin|usr\/lib|etc)(?:$|(?<=^\/(?:proc|sys|dev|boot))\/)/;

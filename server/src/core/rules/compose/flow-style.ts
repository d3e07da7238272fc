import { defineRule } from "../../linter/rule.js";
import type { YamlEntry, YamlItem } from "../../syntax/yaml/model.js";
import { collections } from "../../syntax/yaml/walk.js";
import { yaml } from "../../text/tags.js";
import { fixOf, repairs } from "../../transforms/repairs.js";
import { toBlockStyle } from "../../transforms/yaml-block-style.js";

/** Their words are usually written in one line, as on a command line. */
const commands = new Set(["command", "entrypoint", "test"]);

export default defineRule({
  name: "flow-style",
  language: "compose",
  category: "maintainability",
  severity: "hint",
  profiles: ["all"],
  summary: "A list or mapping stands in brackets although the file is written in lines.",
  why: [
    "One entry a line gives short diffs and room for comments.",
    "Commands, health checks and empty brackets stay as they are.",
    "A matter of taste, and so part of the profile `all` only.",
  ],
  references: ["https://yaml.org/spec/1.2.2/#chapter-7-flow-style-productions"],
  covers: ["inline-flow-style"],
  fix: "safe",

  *check(file) {
    // Taste can wait until the file can be read.
    if (file.errors.length > 0) return;
    for (const root of file.roots) {
      for (const parent of collections(root)) {
        if (parent.flow) continue;
        const children: readonly (YamlEntry | YamlItem)[] =
          parent.kind === "seq" ? parent.items : parent.entries.filter(({ merged }) => merged === undefined);
        for (const child of children) {
          const { value } = child;
          if (child.alias || value.kind === "scalar" || !value.flow) continue;
          if ("key" in child && commands.has(child.key.text)) continue;
          if (value.kind === "seq" ? value.items.length === 0 : value.entries.length + value.merges.length === 0) continue;
          yield {
            span: value.span,
            message: "These brackets stand among entries with a line of their own; write one entry a line.",
            ...repairs(
              [fixOf("Write one entry a line", "safe", toBlockStyle(file, parent, child))],
              "Comments, or texts of several lines, stand between the brackets.",
            ),
          };
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
            ports: ["80:80", '443:443'] # for all
                   ^^^^^^^^^^^^^^^^^^^^ These brackets stand among entries with a line of their own; write one entry a line.
            environment: &env { A: "1", B: "x: y", C, D: null }
                              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ These brackets stand among entries with a line of their own; write one entry a line.
            command: ["nginx", "-g", "daemon off;"]
            volumes:
              - { type: tmpfs, target: /run, tmpfs: { size: 64m, mode: 0700 } }
                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ These brackets stand among entries with a line of their own; write one entry a line.
              - data:/data
        volumes:
          data: {}
      `,
      good: yaml`
        services:
          web:
            image: nginx:1.29
            ports: # for all
              - "80:80"
              - '443:443'
            environment: &env
              A: "1"
              B: "x: y"
              C:
              D: null
            command: ["nginx", "-g", "daemon off;"]
            volumes:
              - type: tmpfs
                target: /run
                tmpfs:
                  size: 64m
                  mode: 0700
              - data:/data
        volumes:
          data: {}
      `,
    },
    {
      title: "several lines; a comment between the brackets",
      bad: yaml`
        services:
          web:
            image: nginx:1.29
            dns: [
                 ^ These brackets stand among entries with a line of their own; write one entry a line.
              1.1.1.1,
              9.9.9.9
            ]
            profiles: [
                      ^ These brackets stand among entries with a line of their own; write one entry a line.
              dev, # always
              test
            ]
      `,
      good: yaml`
        services:
          web:
            image: nginx:1.29
            dns:
              - 1.1.1.1
              - 9.9.9.9
            profiles: [
              dev, # always
              test
            ]
      `,
    },
    {
      title: "lists without indentation, and a list in a list",
      bad: yaml`
        services:
          web:
            image: nginx:1.29
            ports:
            - 80:80
            networks: {front: {aliases: [www, web]}}
                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ These brackets stand among entries with a line of their own; write one entry a line.
        networks:
          front:
      `,
      good: yaml`
        services:
          web:
            image: nginx:1.29
            ports:
            - 80:80
            networks:
              front:
                aliases:
                - www
                - web
        networks:
          front:
      `,
    },
    {
      title: "commands, empty brackets, and a file that is all brackets",
      good: yaml`
        services:
          web:
            image: nginx:1.29
            entrypoint: [sh, -c]
            volumes: []
            healthcheck:
              test: ["CMD", "true"]
        networks:
          front: {}
        ---
        {services: {api: {image: "acme/api:1", ports: ["80:80"]}}}
      `,
    },
  ],
});

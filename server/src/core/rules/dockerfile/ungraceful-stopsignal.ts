import { defineRule, type Fix } from "../../linter/rule.js";
import { isDevelopment } from "../../project/final-stages.js";
import { startup } from "../../project/startup.js";
import { replace } from "../../text/edits.js";
import { dockerfile } from "../../text/tags.js";
import { removeInstruction } from "../../transforms/dockerfile-edit.js";

/** The signal on which programs finish their work before they end; sources: their manuals. */
const graceful: Readonly<Record<string, string>> = {
  nginx: "SIGQUIT",
  "php-fpm": "SIGQUIT",
  httpd: "SIGWINCH",
  "httpd-foreground": "SIGWINCH",
  "apache2-foreground": "SIGWINCH",
  systemd: "SIGRTMIN+3",
  init: "SIGRTMIN+3",
  postgres: "SIGINT",
};

export default defineRule({
  name: "ungraceful-stopsignal",
  language: "dockerfile",
  category: "reliability",
  severity: "warning",
  profiles: ["recommended"],
  summary: "STOPSIGNAL is a signal on which the program cannot end in order.",
  why: [
    "SIGKILL ends a program at once: open requests break off, and data that is not written yet is lost; SIGSTOP only halts it until Docker kills it.",
    "Most programs end on SIGTERM; nginx and php-fpm finish open requests on SIGQUIT, Apache on SIGWINCH, systemd wants SIGRTMIN+3.",
  ],
  references: ["https://docs.docker.com/reference/dockerfile/#stopsignal", "https://nginx.org/en/docs/control.html"],
  aliases: [
    "tally:tally/no-ungraceful-stopsignal",
    "tally:tally/prefer-nginx-sigquit",
    "tally:tally/prefer-systemd-sigrtmin-plus-3",
  ],
  covers: ["stopsignal-graceful"],
  fix: "unsafe",
  crossFile: true,

  *check(file, { project }) {
    for (const stage of file.stages) {
      for (const instruction of stage.instructions) {
        if (instruction.keyword !== "STOPSIGNAL" || !instruction.argument) continue;
        const { argument } = instruction;
        const name = argument.text.toUpperCase().replace(/^SIG/, "");
        const kills = /^(?:9|KILL|19|STOP)$/.test(name);
        const facts = project.factsOf(stage, file);
        const program = startup(facts, file, []).lines.at(0)?.program;
        const wanted = (program !== undefined && Object.hasOwn(graceful, program) ? graceful[program] : undefined) ?? "SIGTERM";
        const isTermOfServer = /^(?:15|TERM)$/.test(name) && /^(?:SIGQUIT|SIGRTMIN\+3)$/.test(wanted) && program !== "php-fpm";
        if (!kills && !isTermOfServer) continue;
        const fixes: Fix[] = [{ title: `Use ${wanted}`, applicability: "unsafe", edits: [replace(argument.span, wanted)] }];
        if (kills && wanted === "SIGTERM")
          fixes.push({
            title: "Remove STOPSIGNAL, which leaves the image's own",
            applicability: "unsafe",
            edits: [removeInstruction(file, instruction)],
          });
        yield {
          span: argument.span,
          message: kills
            ? `'${argument.text}' leaves the program no time to finish what it does. Use ${wanted}.`
            : `On '${argument.text}' '${program}' breaks off what it does. Use ${wanted}.`,
          ...(isTermOfServer || isDevelopment(file.uri, stage) ? { severity: "hint" as const } : {}),
          aliases: kills
            ? ["tally:tally/no-ungraceful-stopsignal"]
            : [program === "nginx" ? "tally:tally/prefer-nginx-sigquit" : "tally:tally/prefer-systemd-sigrtmin-plus-3"],
          fixes,
        };
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM node:22-slim
        STOPSIGNAL SIGKILL
                   ^^^^^^^ 'SIGKILL' leaves the program no time to finish what it does. Use SIGTERM.
        CMD ["node", "server.js"]
        FROM debian:13-slim
        STOPSIGNAL 9
                   ^ '9' leaves the program no time to finish what it does. Use SIGQUIT.
        CMD ["nginx", "-g", "daemon off;"]
        FROM nginx:1.31
        STOPSIGNAL sigterm
                   ^^^^^^^ On 'sigterm' 'nginx' breaks off what it does. Use SIGQUIT.
        CMD ["nginx", "-g", "daemon off;"]
      `,
      good: dockerfile`
        FROM node:22-slim
        STOPSIGNAL SIGTERM
        CMD ["node", "server.js"]
        FROM debian:13-slim
        STOPSIGNAL SIGQUIT
        CMD ["nginx", "-g", "daemon off;"]
        FROM nginx:1.31
        STOPSIGNAL SIGQUIT
        CMD ["nginx", "-g", "daemon off;"]
      `,
    },
    {
      title: "signals that end a program in order, variables",
      good: dockerfile`
        FROM debian:13-slim
        STOPSIGNAL SIGTERM
        FROM debian:13-slim
        STOPSIGNAL SIGINT
        FROM debian:13-slim
        STOPSIGNAL $SIGNAL
      `,
    },
  ],
});

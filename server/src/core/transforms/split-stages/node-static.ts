/** A front end that is built to plain files: nginx without root serves them, on the same port. */
import { currentTag } from "../../knowledge/tags.js";
import type { Dockerfile, RunInstruction } from "../../syntax/dockerfile/model.js";
import { parseShell } from "../../syntax/shell/parse.js";
import { type CommandLine, commandLines, shellLine } from "../../syntax/shell/query.js";
import { lineEnd } from "../../text/line-index.js";
import { isDockerFrontend } from "../run-edit.js";
import type { NodeProject } from "./node-project.js";
import type { NodeKind } from "./node-steps.js";
import { type Item, itemOf, newItem } from "./pieces.js";
import { type Input, keyword, type Plan, refuse } from "./recipe.js";
import { isKeyOf } from "./records.js";

interface Served {
  readonly folder: string;
  readonly port: number;
  /** Any path gives index.html, as single-page applications want it. */
  readonly fallback: boolean;
}

/** Undefined where a program of the project serves, not a plain file server. */
export function staticPlan({
  input,
  app,
  kinds,
}: {
  input: Input;
  app: NodeProject;
  kinds: ReadonlyMap<RunInstruction, NodeKind>;
}): Omit<Plan, "build"> | undefined {
  if (!/^(?:vite|react-scripts|vue-cli)$/.test(app.manifest.framework ?? "")) return undefined;
  const { file, final, facts, pieces } = input;
  const lines = [facts.state.entrypoint, facts.state.cmd]
    .flatMap((it) => commandLines(it?.command))
    .filter(({ program }) => program !== "docker-entrypoint.sh");
  const served = lines.length === 1 ? servedBy(lines[0]!, app, input, 0) : undefined;
  if (!served) return undefined;
  for (const { name, command, entrypoint, environment, readOnly } of final.services) {
    if (command || entrypoint) refuse(`The service '${name}' starts another command.`);
    const build = environment.find(({ key }) => /^(?:VITE|REACT_APP|VUE_APP|PUBLIC)_/.test(key.text));
    if (build)
      refuse(
        `The service '${name}' sets '${build.key.text}' when it starts, yet only the build reads it: make it a build argument first.`,
      );
    if (readOnly) refuse(`The service '${name}' is read-only: nginx needs a tmpfs for '/tmp' there first.`);
  }
  if (!allowsHeredocs(file)) refuse("The frontend of '# syntax' may not know COPY with a heredoc.");
  const runtime: Item[] = [];
  // What the author says of the server is true of the new one, too.
  const lead: string[] = [];
  const end = lineEnd(file.text);
  for (const piece of pieces) {
    const { instruction } = piece;
    switch (instruction.keyword) {
      case "LABEL":
      case "MAINTAINER":
      case "EXPOSE":
      case "HEALTHCHECK":
      case "STOPSIGNAL":
        runtime.push(itemOf(piece));
        break;
      case "ARG":
        runtime.push({
          ...itemOf(piece),
          when: (behind) =>
            instruction.pairs.some(({ name }) => behind.includes(`\${${name.text}`) || behind.includes(`$${name.text}`)),
        });
        break;
      case "CMD":
      case "ENTRYPOINT":
        lead.push(...piece.lead);
        break;
      case "VOLUME":
        return refuse("It has a VOLUME, which plain files do not need.");
      case "RUN":
        if (kinds.get(instruction)!.globals.some((it) => it === "serve" || it === "http-server")) lead.push(...piece.lead);
        if (
          kinds.get(instruction)!.setup &&
          !commandLines(instruction.command).every(({ program }) =>
            /^(?:chown|chmod|mkdir|useradd|adduser|addgroup|groupadd)$/.test(program ?? ""),
          )
        )
          refuse("What its RUN prepares for the running program cannot be told.");
        break;
      default:
    }
  }
  const fallback = served.fallback ? "/index.html" : "=404";
  const config = [
    `${keyword(file, "COPY")} <<'EOF' /etc/nginx/conf.d/default.conf`,
    "server {",
    `    listen ${served.port};`,
    "    root /usr/share/nginx/html;",
    "",
    "    location / {",
    `        try_files $uri $uri/ ${fallback};`,
    "    }",
    "}",
    "EOF",
  ].join(end);
  const copy = `${keyword(file, "COPY")} --from=${input.buildName} ${served.folder} /usr/share/nginx/html`;
  const at = runtime.findIndex(({ text }) => /^\s*(?:expose|healthcheck)\b/i.test(text));
  runtime.splice(at < 0 ? runtime.length : at, 0, { ...newItem(config), lead }, newItem(copy));
  return { runtime, image: `nginxinc/nginx-unprivileged:${currentTag("nginx", "stable-alpine") ?? "stable-alpine"}` };
}

/** Heredocs came with 1.4. */
function allowsHeredocs(file: Dockerfile): boolean {
  const syntax = file.directives.find(({ name }) => name === "syntax")?.value;
  return syntax === undefined || (isDockerFrontend(syntax) && !/:1\.[0-3](?:\D|$)/.test(syntax));
}

/** What a file server is told; undefined for any other program. */
function servedBy(line: CommandLine, app: NodeProject, input: Input, depth: number): Served | undefined {
  const { manifest, workdir } = app;
  let words = [line.program ?? "", ...line.arguments.map(({ value }) => value)];
  if (words[0] === "npx") words = words.slice(1).filter((it, i) => i > 0 || !it.startsWith("-"));
  if (words[0] === "npx" || words.some((it) => it.includes("$"))) return undefined;
  if (words[0] === "npm" && depth < 3) {
    const [verb, name] = words.slice(1).filter((it) => !it.startsWith("-"));
    const script = verb === "start" ? "start" : verb === "run" ? name : undefined;
    if (script === undefined || !isKeyOf(manifest.scripts, script) || isKeyOf(manifest.scripts, `pre${script}`)) return undefined;
    const [first, ...more] = parseShell(manifest.scripts[script]!, (offset) => offset).commands.map(shellLine);
    const behind = words.includes("--") ? words.slice(words.indexOf("--") + 1) : [];
    if (!first || more.length > 0) return undefined;
    const extra = behind.map((value) => ({ text: value, value, span: line.span, dynamic: false }));
    return servedBy({ ...first, arguments: [...first.arguments, ...extra] }, app, input, depth + 1);
  }
  const [program, ...rest] = words;
  const operand = rest.find((it, i) => !it.startsWith("-") && !/^(?:-l|-p|--listen|--port|--host|-a)$/.test(rest[i - 1] ?? ""));
  const written =
    /^(?:.*:)?(\d{2,5})$/.exec(rest[rest.findIndex((it) => /^(?:-l|-p|--listen|--port)$/.test(it)) + 1] ?? "")?.[1] ??
    /^--(?:port|listen)=(?:.*:)?(\d+)$/.exec(rest.find((it) => /^--(?:port|listen)=/.test(it)) ?? "")?.[1];
  const variable = input.facts.state.env.get("PORT")?.value;
  const inImage = (path: string): string =>
    path.startsWith("/") ? path : `${workdir}/${path.replace(/^(?:\.\/)+/, "").replace(/\/+$/, "")}`;
  if (program === "serve" || program === "http-server") {
    if (operand === undefined) return undefined;
    return {
      folder: inImage(operand),
      port: Number(written ?? (program === "serve" ? (variable ?? 3000) : 8080)),
      fallback: program === "serve" && rest.some((it) => /^-\w*s\w*$|^--single$/.test(it)),
    };
  }
  if (program === "vite" && operand === "preview") {
    const config = app.names.find((it) => /^vite\.config\.[cm]?[jt]s$/.test(it));
    const text = config === undefined ? "" : (input.context.text(app.folder + config) ?? "");
    if (/\broot\s*:|\bpreview\s*:|\bbase\s*:|\bproxy\s*:/.test(text)) return undefined;
    const folder = /\boutDir\s*:\s*["'`]([\w./-]+)["'`]/.exec(text)?.[1] ?? (/\boutDir\b/.test(text) ? undefined : "dist");
    return folder === undefined || folder.startsWith("..")
      ? undefined
      : { folder: inImage(folder), port: Number(written ?? 4173), fallback: true };
  }
  return undefined;
}

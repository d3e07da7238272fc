/** What would keep a program from running as a user without rights. */
import type { FinalStage } from "../project/final-stages.js";
import { programNeedingRoot } from "../project/privileges.js";
import type { StageFacts } from "../project/stage-facts.js";
import type { Startup } from "../project/startup.js";
import { commandLines, option } from "../syntax/shell/query.js";

/** The reason why USER cannot simply be added; undefined where none is known. */
export function obstacle(final: FinalStage, facts: StageFacts, startup: Startup): string | undefined {
  const program = programNeedingRoot(startup);
  if (program === "nginx" || (facts.image?.name === "nginx" && !facts.state.cmd && !facts.state.entrypoint)) {
    return "nginx needs root for port 80 and its cache: take the image nginxinc/nginx-unprivileged, which listens on 8080.";
  }
  if (program !== undefined) return `'${program}' starts as root and switches users itself.`;
  const home = rootHome(facts);
  if (home !== undefined) return `It uses '${home}', which only root may enter: move that to another directory first.`;
  const script = startup.scripts.find(({ text }) => rootWork.test(text));
  if (script) return `'${script.name}' does what only root may: '${rootWork.exec(script.text)![0].trim()}'.`;
  const mode = ownerOnly(facts);
  if (mode !== undefined) return `'${mode}' lets only the owner run the file: let others run it first (a+x).`;
  const directory = packageDirectory(facts);
  if (directory !== undefined) return `'${directory}' belongs to a server with a user of its own: switch to that one.`;
  const port = lowPort(facts);
  // Docker lets any user listen on low ports since 20.10 (net.ipv4.ip_unprivileged_port_start=0); Podman and many clusters do not.
  if (
    port !== undefined &&
    (final.services.length === 0 || final.services.some(({ networkMode }) => networkMode?.text === "host"))
  ) {
    return `It listens on port ${port}, which outside Docker needs root: let it listen on a port above 1023 first.`;
  }
  return undefined;
}

const rootWork =
  /^\s*(?:exec\s+)?(?:chown|apt-get|apk|yum|dnf|service|systemctl|useradd|adduser|usermod|groupmod|mount|iptables|sysctl|crond?|sshd|update-ca-certificates|ldconfig|ln -sf? \S+ \/(?:etc|usr))\b.*$/m;

/** Files below /root that the program needs: PATH entries, copies, and installers that put things into the home directory. */
function rootHome({ chain, state, workdir }: StageFacts): string | undefined {
  if (workdir !== undefined && /^\/root(?:\/|$)/.test(workdir)) return workdir;
  for (const instruction of chain.flatMap(({ instructions }) => instructions)) {
    if (
      instruction.keyword === "ENV" ||
      instruction.keyword === "COPY" ||
      instruction.keyword === "CMD" ||
      instruction.keyword === "ENTRYPOINT"
    ) {
      const path = /(?<![\w/])\/root(?:\/[^\s:"',]*)?(?=$|[\s:"',])|(?<!\S)~\/[^\s:"',]*/.exec(instruction.argumentsText)?.[0];
      if (path !== undefined) return path;
    }
    if (instruction.keyword !== "RUN") continue;
    for (const line of commandLines(instruction.command)) {
      const text = `${line.program ?? ""} ${line.arguments.map(({ value }) => value).join(" ")}`;
      if (/^pip3? install\b.* --user\b/.test(text)) return "/root/.local";
      if (/\bplaywright install\b/.test(text) && !state.env.has("PLAYWRIGHT_BROWSERS_PATH")) return "/root/.cache/ms-playwright";
      if (/^poetry install\b/.test(text) && !withoutPoetryEnvironment(chain, state)) return "/root/.cache/pypoetry";
      if (/^uv python install\b/.test(text) && !state.env.has("UV_PYTHON_INSTALL_DIR")) return "/root/.local/share/uv";
      if (/^(?:pipx|pipenv|nvm|rustup|sdk) (?:install|sync)\b/.test(text) && !/--system\b/.test(text)) return "/root";
    }
  }
  return undefined;
}

/** A VOLUME where packages keep their data, which no RUN of the Dockerfile makes. */
function packageDirectory({ chain }: StageFacts): string | undefined {
  const instructions = chain.flatMap((it) => it.instructions);
  const volumes = instructions.flatMap((it) =>
    it.keyword === "VOLUME" ? it.words.map(({ text }) => text.replace(/["']/g, "")) : [],
  );
  return volumes.find(
    (path) =>
      /^\/var\/(?:lib|log|spool|cache)\/|^\/etc\//.test(path) &&
      !instructions.some(
        (it) => it.keyword === "RUN" && /\b(?:mkdir|install)\b/.test(it.argumentsText) && it.argumentsText.includes(path),
      ),
  );
}

function withoutPoetryEnvironment(chain: StageFacts["chain"], state: StageFacts["state"]): boolean {
  return (
    state.env.has("POETRY_VIRTUALENVS_CREATE") ||
    state.env.has("POETRY_VIRTUALENVS_IN_PROJECT") ||
    state.env.has("POETRY_VIRTUALENVS_PATH") ||
    chain.some(({ instructions }) =>
      instructions.some((it) => it.keyword === "RUN" && /virtualenvs|POETRY_VIRTUALENVS/.test(it.argumentsText)),
    )
  );
}

/** A chmod that leaves others without the right to run or read. */
function ownerOnly({ chain }: StageFacts): string | undefined {
  for (const instruction of chain.flatMap(({ instructions }) => instructions)) {
    if (
      instruction.keyword === "COPY" &&
      instruction.flags.some(({ name, value }) => name === "chmod" && isOwnerOnly(value ?? ""))
    ) {
      return instruction.flags.find(({ name }) => name === "chmod")!.value!;
    }
    if (instruction.keyword !== "RUN") continue;
    for (const line of commandLines(instruction.command)) {
      const mode =
        line.program === "chmod" && !option(line, "--reference")
          ? line.arguments.find(({ value }) => !/^-[a-zA-Z]*$|^--/.test(value) || /^-[rwx]+$/.test(value))
          : undefined;
      if (mode && isOwnerOnly(mode.value)) return `chmod ${mode.value}`;
    }
  }
  return undefined;
}

function isOwnerOnly(mode: string): boolean {
  return /^u[+=][rw]*x|^0?[1357][0-7]0$/.test(mode);
}

function lowPort({ ports, state }: StageFacts): number | undefined {
  const exposed = ports.find((port) => port < 1024);
  if (exposed !== undefined) return exposed;
  const text = `${state.entrypoint?.argumentsText ?? ""} ${state.cmd?.argumentsText ?? ""}`;
  const written = /(?:--port[=", ]+|:|-p[", ]+)(\d{2,3})(?![\d.])/.exec(text)?.[1];
  return written === undefined ? undefined : Number(written);
}

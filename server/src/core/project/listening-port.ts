/** On which port the program of a stage answers HTTP, as its command, its variables and EXPOSE say. */
import type { Dockerfile } from "../syntax/dockerfile/model.js";
import { expand } from "../syntax/dockerfile/variables.js";
import type { CommandLine } from "../syntax/shell/query.js";
import type { StageFacts } from "./stage-facts.js";
import type { Startup } from "./startup.js";

/** Servers with the port they take when they are not told another. */
const servers: Readonly<Record<string, number>> = {
  gunicorn: 8000,
  uvicorn: 8000,
  hypercorn: 8000,
  daphne: 8000,
  granian: 8000,
  fastapi: 8000,
  flask: 5000,
  waitress: 8080,
  "waitress-serve": 8080,
  streamlit: 8501,
  puma: 9292,
  rails: 3000,
  thin: 3000,
  rackup: 9292,
  next: 3000,
  nuxt: 3000,
  nginx: 80,
  caddy: 80,
  httpd: 80,
  "httpd-foreground": 80,
  "apache2-foreground": 80,
  apache2ctl: 80,
};

/** Ports whose protocol is another one. */
const otherProtocols: ReadonlySet<number> = new Set([
  ...[
    20, 21, 22, 23, 25, 53, 110, 111, 123, 139, 143, 161, 389, 443, 445, 465, 514, 587, 636, 993, 995, 1080, 1194, 1433, 1521,
    1812, 1883,
  ],
  ...[
    2049, 2181, 3306, 3389, 4222, 5044, 5060, 5222, 5432, 5671, 5672, 5900, 6379, 6380, 6432, 8443, 8883, 9000, 9042, 9092, 9093,
    9300, 9443,
  ],
  ...[10050, 10051, 11211, 25565, 27015, 27017, 28015, 50051, 51820],
]);

/** Programs that wait for work instead of requests, or that come to an end. */
const noServer =
  /\b(?:celery|dramatiq|huey|arq|rq|sidekiq|resque|cron|crond|beat|worker|pytest|test|tests|lint|migrate|supervisord|sshd|bash|zsh|shell|sleep|tail|help|version)\b|--help|--version|^(?:sh|echo|true|cat|ls)$/;

/** True for the text of a command that waits for work instead of requests, or comes to an end. */
export function servesNothing(text: string): boolean {
  return noServer.test(text);
}

/** Undefined where it serves something else, nothing, or nobody can tell. */
export function httpPort(facts: StageFacts, startup: Startup, file: Dockerfile): number | undefined {
  const { state, image } = facts;
  const lines = startup.lines.filter(({ program }) => program !== undefined);
  const text = lines.map((line) => [line.program, ...line.arguments.map(({ value }) => value)].join(" "));
  const own = [state.entrypoint, state.cmd].filter((it) => it !== undefined).map(({ argumentsText }) => argumentsText);
  if (own.some((it) => noServer.test(it.replace(/["'[\],]+/g, " ").trim())) && !lines.some(isServer)) return undefined;
  const exposed = tcpPorts(facts, file);
  for (const line of lines) {
    const port = writtenPort(line, facts, file) ?? (isServer(line) ? servers[line.program!] : undefined);
    if (port !== undefined && !otherProtocols.has(port)) {
      // The author knows better than the default.
      return writtenPort(line, facts, file) === undefined && exposed.length === 1 ? exposed[0] : port;
    }
  }
  if (exposed.length === 1 || (exposed.length > 1 && text.length > 0))
    return otherProtocols.has(exposed[0]!) ? undefined : exposed[0];
  const isPlainServer = own.length === 0 && (image?.kind === "web" || image?.kind === "proxy");
  return isPlainServer && image.ports[0] !== undefined && !otherProtocols.has(image.ports[0]) ? image.ports[0] : undefined;
}

function isServer({ program }: CommandLine): boolean {
  return program !== undefined && Object.hasOwn(servers, program);
}

/** `--port 80`, `-p 80`, `--bind 0.0.0.0:80`, or `runserver 0.0.0.0:80`. */
function writtenPort({ program, arguments: words }: CommandLine, { state }: StageFacts, file: Dockerfile): number | undefined {
  const values = words.map(({ value }) => expand(value, file.escape, (name) => state.env.get(name)?.value) ?? value);
  for (const [i, value] of values.entries()) {
    const found =
      /^(?:--port|--http-port|--server\.port|--listen)[=:](?:.*:)?(\d{2,5})$/.exec(value)?.[1] ??
      (/^(?:--port|-p|--server\.port|--http-port)$/.test(values[i - 1] ?? "") && /^\d{2,5}$/.test(value) ? value : undefined) ??
      (/^(?:(?:--bind|-b|--http-socket|--http)=?)?(?:\S*[\w.*\]])?:(\d{2,5})$/.exec(value)?.[1] &&
      (program === "gunicorn" || program === "python" || program === "uwsgi" || program === "hypercorn")
        ? /:(\d+)$/.exec(value)![1]
        : undefined);
    if (found !== undefined) return Number(found);
  }
  return undefined;
}

function tcpPorts({ chain, state }: StageFacts, file: Dockerfile): number[] {
  return chain.flatMap(({ instructions }) =>
    instructions.flatMap((it) =>
      it.keyword === "EXPOSE"
        ? it.words.flatMap(({ text }) => {
            const value = expand(text, file.escape, (name) => state.env.get(name)?.value ?? state.args.get(name));
            const port = /^(\d+)(?:\/tcp)?$/i.exec(value ?? "")?.[1];
            return port ? [Number(port)] : [];
          })
        : [],
    ),
  );
}

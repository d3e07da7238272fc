/** Puts a snippet's text where its author would: into a Dockerfile or Compose file that has no fault of its own. */
import { parse } from "yaml";

type Expanded = ReadonlyMap<string, string>;

const debian = "FROM python:3.13.15-slim-trixie\nWORKDIR /app\n";
const nodeDebian = "FROM node:24.19.0-trixie-slim\nWORKDIR /app\n";
const nodeAlpine = "FROM node:24.19.0-alpine3.24\nWORKDIR /app\n";
const redHat = "FROM almalinux:10.2\nWORKDIR /app\n";

/** What stands before a Dockerfile snippet; those that are not listed are whole files. */
const bases: Readonly<Record<string, string>> = {
  "dd-user-debian": debian,
  "dd-user-alpine": nodeAlpine,
  "dd-user-rhel": redHat,
  "dd-writable": `${debian}RUN groupadd --system --gid 10001 app && useradd --system --no-log-init --uid 10001 --gid app --shell /usr/sbin/nologin app\n`,
  "dd-health-python": debian,
  "dd-health-node": nodeDebian,
  "dd-health-wget": nodeAlpine,
  "dd-apt": debian,
  "dd-apt-cache": debian,
  "dd-apk": nodeAlpine,
  "dd-pip": debian,
  "dd-npm": nodeDebian,
  "dd-secret": `${nodeDebian}COPY package.json package-lock.json ./\n`,
  "dd-heredoc": debian,
  "dd-pipefail": debian,
  "dd-labels": debian,
  "dd-tini": debian,
};

/** A Dockerfile that holds the snippet and whatever a final stage needs besides. */
export function dockerfileWith(prefix: string, snippets: Expanded): string {
  const text = snippets.get(prefix) ?? "";
  const base = bases[prefix];
  if (base === undefined) return text;
  const node = base === nodeAlpine || base === nodeDebian || prefix === "dd-secret";
  const has = (instruction: string) => new RegExp(`^${instruction}\\b`, "m").test(text);
  const user = node ? "USER 1000" : "USER 10001";
  const rest = [
    has("USER") ? "" : base === debian ? snippets.get("dd-user-debian") : user,
    has("HEALTHCHECK")
      ? ""
      : prefix === "dd-user-rhel"
        ? 'HEALTHCHECK CMD ["/app/run", "--check"]\n'
        : snippets.get(`dd-health-${node ? "node" : "python"}`),
    has("CMD")
      ? ""
      : node
        ? 'CMD ["node", "server.js"]\n'
        : prefix === "dd-user-rhel"
          ? 'CMD ["/app/run"]\n'
          : 'CMD ["python", "-m", "app"]\n',
  ];
  return `${base}${text.trimEnd()}\n${rest
    .map((part) => (part ?? "").trim())
    .filter(Boolean)
    .join("\n")}\n`;
}

/** Where a Compose snippet belongs. */
const places: Readonly<Record<string, "file" | "root" | "service" | "option">> = {
  "dd-compose": "file",
  "dd-anchors": "file",
  "dd-secrets": "root",
  "dd-networks": "root",
  "dd-limits": "option",
  "dd-logging": "option",
  "dd-readonly": "option",
  "dd-privileges": "option",
  "dd-depends": "option",
  "dd-health-python": "option",
  "dd-health-node": "option",
  "dd-watchdog": "option",
};

/** A Compose file that holds the snippet; what it refers to is declared, and what it waits for is there. */
export function composeWith(prefix: string, snippets: Expanded): string {
  const text = snippets.get(prefix) ?? "";
  const place = places[prefix] ?? "service";
  if (place === "file") return text;
  if (place === "service") return composeFile(withDependencies(text, snippets), "");
  if (place === "option") return composeFile(withDependencies(serviceWith(text, snippets), snippets), "");
  const names = Object.keys((parse(text) as Record<string, object>)[prefix.slice(3)] ?? {});
  const own = serviceWith(
    prefix === "dd-secrets" ? `secrets: [${names.join(", ")}]` : `networks: [${names.join(", ")}]`,
    snippets,
  );
  return composeFile([own], text);
}

/** The service of `dd-service` with some of its options replaced. */
function serviceWith(options: string, snippets: Expanded): string {
  const replaced = Object.keys(parse(options) as object);
  const [head, ...lines] = (snippets.get("dd-service") ?? "").trimEnd().split("\n");
  const blocks = lines.join("\n").split(/\n(?= {2}\S)/);
  const kept = blocks.filter((block) => !replaced.includes(block.trim().split(":")[0] ?? ""));
  return [head, ...kept, indented(options, 2)].join("\n");
}

/** The service, and those it depends on, by the snippets that bear their names. */
function withDependencies(text: string, snippets: Expanded): string[] {
  const [service] = Object.values(parse(text) as Record<string, { depends_on?: object }>);
  const needed = Object.keys(service?.depends_on ?? {});
  // What it waits for is in the network behind.
  const connected = needed.length === 0 ? text : text.replace("networks: [front]", "networks: [front, back]");
  return [connected, ...needed.flatMap((name) => withDependencies(snippets.get(`dd-${name}`) ?? "", snippets))];
}

function composeFile(services: readonly string[], root: string): string {
  const declared = Object.keys((parse(root) as object | null) ?? {});
  const file = `name: project\n\nservices:\n${services.map((service) => `${indented(service, 2)}\n`).join("\n")}`;
  const values = Object.values((parse(file) as { services: Record<string, Service> }).services);
  const parts = [file, root];
  const networks = new Set(values.flatMap((service) => service.networks ?? []));
  const secrets = new Set(
    values.flatMap((service) => service.secrets ?? []).map((item) => (typeof item === "string" ? item : item.source)),
  );
  const volumes = new Set(values.flatMap((service) => service.volumes ?? []).map((volume) => volume.split(":")[0] ?? ""));
  const named = [...volumes].filter((name) => /^\w/.test(name));
  if (networks.size > 0 && !declared.includes("networks"))
    parts.push(
      `networks:\n${[...networks].map((name) => `  ${name}:\n${name === "back" ? "    internal: true\n" : ""}`).join("")}`,
    );
  if (secrets.size > 0 && !declared.includes("secrets")) {
    parts.push(`secrets:\n${[...secrets].map((name) => `  ${name}:\n    file: ./secrets/${name}\n`).join("")}`);
  }
  if (named.length > 0) parts.push(`volumes:\n${named.map((name) => `  ${name}:\n`).join("")}`);
  return `${parts
    .map((part) => part.trimEnd())
    .filter(Boolean)
    .join("\n\n")}\n`;
}

interface Service {
  readonly networks?: readonly string[];
  readonly secrets?: readonly (string | { readonly source: string })[];
  readonly volumes?: readonly string[];
}

function indented(text: string, width: number): string {
  return text
    .trimEnd()
    .split("\n")
    .map((line) => (line === "" ? line : " ".repeat(width) + line))
    .join("\n");
}

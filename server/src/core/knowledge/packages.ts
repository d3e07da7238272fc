/** Package managers of distributions: what installs, and which programs a package brings. */
import type { ShellWord } from "../syntax/shell/model.js";
import { type CommandLine, operands } from "../syntax/shell/query.js";

export interface PackageInstall {
  readonly manager: "apt" | "apk" | "dnf" | "zypper" | "pacman";
  readonly line: CommandLine;
  /** The word `install` or `add`. */
  readonly verb: ShellWord;
  readonly packages: readonly ShellWord[];
}

const managers: Readonly<Record<string, readonly [PackageInstall["manager"], ...string[]]>> = {
  "apt-get": ["apt", "install"],
  apt: ["apt", "install"],
  aptitude: ["apt", "install"],
  apk: ["apk", "add"],
  yum: ["dnf", "install"],
  dnf: ["dnf", "install"],
  microdnf: ["dnf", "install"],
  tdnf: ["dnf", "install"],
  zypper: ["zypper", "install", "in"],
  pacman: ["pacman", "-S"],
};

/** Options of package managers that take the next word as their value. */
const valued = new Set([
  "-t",
  "--target-release",
  "-o",
  "--option",
  "-c",
  "--virtual",
  "-X",
  "--repository",
  "-p",
  "--root",
  "--enablerepo",
]);

/** What a command installs by a distribution's package manager; undefined for any other command. */
export function packageInstall(line: CommandLine): PackageInstall | undefined {
  if (line.program === undefined || !Object.hasOwn(managers, line.program)) return undefined;
  let install = installs.get(line);
  if (install === undefined) installs.set(line, (install = findInstall(line) ?? "none"));
  return install === "none" ? undefined : install;
}

/** Each command is asked about by many rules. */
const installs = new WeakMap<CommandLine, PackageInstall | "none">();

function findInstall(line: CommandLine): PackageInstall | undefined {
  const [manager, ...verbs] = managers[line.program!]!;
  if (manager === "pacman") {
    const verb = line.arguments.find(({ value }) => /^-S[yuw]*$/.test(value));
    return verb && { manager, line, verb, packages: operands(line) };
  }
  const words = withoutValues(line);
  const verb = words[0];
  if (!verb || !verbs.includes(verb.value) || line.arguments.some(({ value }) => isSimulation(manager, value))) return undefined;
  return { manager, line, verb, packages: words.slice(1) };
}

/** An option with which a package manager says what it would do and does nothing. */
function isSimulation(manager: PackageInstall["manager"], option: string): boolean {
  if (manager === "apt") return /^(?:-[dfmquVy]*s[dfmquVy]*|--(?:simulate|just-print|dry-run|recon|no-act))$/.test(option);
  return manager === "apk" ? /^(?:-s|--simulate)$/.test(option) : manager === "zypper" && /^(?:-D|--dry-run)$/.test(option);
}

function withoutValues(line: CommandLine): readonly ShellWord[] {
  const kept: ShellWord[] = [];
  line.arguments.forEach((word, i) => {
    const before = line.arguments[i - 1]?.value;
    // `apk add -t name` names a virtual package, `apt-get -t suite` a release: neither is a package to install.
    if (before !== undefined && valued.has(before)) return;
    if (!word.value.startsWith("-")) kept.push(word);
  });
  return kept;
}

/** The package's name without version, release or architecture: `curl=7.88.1-10` is `curl`. */
export function packageName(word: ShellWord): string {
  return word.value.split(/[=<>~/:@]/)[0]!;
}

/** Programs that packages bring under another name than their own; sources: packages.debian.org, pkgs.alpinelinux.org (2026-08). */
const programsOf: Readonly<Record<string, readonly string[]>> = {
  "netcat-openbsd": ["nc", "netcat"],
  "netcat-traditional": ["nc", "netcat"],
  netcat: ["nc", "netcat"],
  "nmap-ncat": ["nc", "ncat"],
  ncat: ["ncat"],
  procps: ["ps", "pgrep", "pkill", "top", "free", "watch"],
  "procps-ng": ["ps", "pgrep", "pkill", "top", "free", "watch"],
  "postgresql-client": ["psql", "pg_isready", "pg_dump"],
  postgresql: ["psql", "pg_isready", "pg_dump"],
  "default-mysql-client": ["mysql", "mysqladmin"],
  "mariadb-client": ["mysql", "mysqladmin", "mariadb", "mariadb-admin"],
  "mysql-client": ["mysql", "mysqladmin"],
  "redis-tools": ["redis-cli"],
  redis: ["redis-cli", "redis-server"],
  iproute2: ["ip", "ss"],
  "net-tools": ["netstat", "ifconfig"],
  "iputils-ping": ["ping"],
  "bind-tools": ["dig", "nslookup"],
  dnsutils: ["dig", "nslookup"],
  nodejs: ["node"],
  python3: ["python3"],
  python: ["python"],
  "python3-pip": ["pip", "pip3"],
  "openssh-client": ["ssh", "scp"],
  coreutils: ["timeout", "stat", "test"],
  supervisor: ["supervisord", "supervisorctl"],
};

/** The programs known to come with a package: what the table says, and always the package's own name. */
export function programsOfPackage(name: string): readonly string[] {
  const own = name.replace(/\d+$/, "");
  return [name, ...(programsOf[name] ?? programsOf[own.replace(/-$/, "")] ?? [])];
}

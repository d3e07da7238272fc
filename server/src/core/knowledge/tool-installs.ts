/** What the package managers of languages install by name: pip, npm and its kin, gem, go, cargo. */
import type { ShellWord } from "../syntax/shell/model.js";
import { type CommandLine, operands } from "../syntax/shell/query.js";
import { pipInstall } from "./pip.js";

export interface ToolInstall {
  readonly manager: "pip" | "npm" | "gem" | "go" | "cargo";
  /** As in a sentence: `npm install`. */
  readonly command: string;
  /** Names of packages; what is a file, a directory or an address is left out. */
  readonly packages: readonly ShellWord[];
}

/** Undefined for a command that installs nothing by name, or whose versions stand somewhere else. */
export function toolInstall(line: CommandLine): ToolInstall | undefined {
  const words = line.arguments.map(({ value }) => value);
  const pip = pipInstall(line);
  if (pip) {
    if (words.some((it) => /^(-r|-c|--requirement|--constraint|--require-hashes|--no-index)/.test(it))) return undefined;
    return found(
      "pip",
      `${line.program} install`,
      names(pip.words, pipValued).filter(({ value }) => isPipName(value)),
    );
  }
  const verb = operands(line)[0]?.value ?? "";
  const rest = line.arguments.slice(line.arguments.findIndex(({ value }) => value === verb) + 1);
  switch (line.program) {
    case "npm":
    case "pnpm":
      if (!/^(install|i|add)$/.test(verb)) return undefined;
      return found("npm", `${line.program} ${verb}`, names(rest, npmValued).filter(isNpmName));
    case "yarn": {
      const isGlobal = verb === "global";
      if (isGlobal ? rest[0]?.value !== "add" : verb !== "add") return undefined;
      const packages = names(isGlobal ? rest.slice(1) : rest, npmValued);
      return found("npm", isGlobal ? "yarn global add" : "yarn add", packages.filter(isNpmName));
    }
    case "gem":
      if (!/^(install|i)$/.test(verb) || words.some((it) => /^(-v|--version|-g$|--file)/.test(it))) return undefined;
      return found(
        "gem",
        "gem install",
        names(rest, gemValued).filter(({ value }) => !/\.gem$|\//.test(value)),
      );
    case "go":
      if (!/^(install|get|run)$/.test(verb)) return undefined;
      // Behind `run` come the arguments of the program.
      return found(
        "go",
        `go ${verb}`,
        names(rest, goValued)
          .slice(0, verb === "run" ? 1 : undefined)
          .filter(isGoPath),
      );
    case "cargo":
      if (verb !== "install" || words.some((it) => /^--(version|vers|git|path|list)/.test(it))) return undefined;
      return found("cargo", "cargo install", names(rest, cargoValued));
    default:
      return undefined;
  }
}

function found(manager: ToolInstall["manager"], command: string, packages: readonly ShellWord[]): ToolInstall | undefined {
  return packages.length === 0 ? undefined : { manager, command, packages };
}

/** Operands without the values of options. */
function names(words: readonly ShellWord[], valued: ReadonlySet<string>): ShellWord[] {
  return words.filter(({ value }, i) => !value.startsWith("-") && !valued.has(words[i - 1]?.value ?? ""));
}

const pipValued: ReadonlySet<string> = new Set(
  "-i --index-url --extra-index-url -f --find-links -t --target --root --prefix --src -e --editable --trusted-host --proxy --timeout --retries --progress-bar --cache-dir --log --platform --python-version --implementation --abi --no-binary --only-binary --upgrade-strategy --global-option --install-option --config-settings -C --cert --exists-action -b --build --python --report --root-user-action".split(
    " ",
  ),
);
const npmValued: ReadonlySet<string> = new Set(
  "--prefix --registry --cache --loglevel --userconfig --globalconfig -C --dir --omit --include --only --tag --fetch-retries --network-timeout --modules-folder --cwd --global-folder --cache-folder --mutex".split(
    " ",
  ),
);
const gemValued: ReadonlySet<string> = new Set(
  "-i --install-dir -n --bindir -s --source --platform --document -p --http-proxy -P --trust-policy -w".split(" "),
);
const goValued: ReadonlySet<string> = new Set(
  "-ldflags -tags -mod -modfile -gcflags -asmflags -buildmode -o -p -overlay -pgo -toolexec -exec".split(" "),
);
const cargoValued: ReadonlySet<string> = new Set(
  "--features -F --root --target --profile -j --jobs --registry --index --bin --example --target-dir --config --branch --tag --rev".split(
    " ",
  ),
);

function isPipName(value: string): boolean {
  return !/^[./~]|\.(whl|zip|tar\.gz|tgz|txt)$|:\/\/|^git\+|\//.test(value);
}

function isNpmName({ value }: ShellWord): boolean {
  return !/^[./~]|\.(tgz|tar|tar\.gz)$|:\/\/|^(git|github|file|npm|link|workspace):|^[^@/]+\/|#/.test(value);
}

/** A module that comes from elsewhere begins with a host. */
function isGoPath({ value }: ShellWord): boolean {
  return /^[^/]*\.[^/]+\//.test(value) && !/^\.|\.go$/.test(value);
}

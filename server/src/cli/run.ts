/** The command line: commands, options, exit codes. */
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { isProfile } from "../core/linter/configuration.js";
import { type Profile, profiles, severities } from "../core/linter/rule.js";
import { version } from "../version.js";
import { formats } from "./formatters/index.js";
import { type CliIo, complain, exitCodes, UsageError } from "./io.js";

/** Runs one command. Never rejects; the result is the exit code. */
export async function runCli(argv: readonly string[], io: CliIo): Promise<number> {
  let code: number = exitCodes.clean;
  const program = createProgram(io, (result) => {
    code = result;
  });
  try {
    await program.parseAsync(argv, { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError)
      return error.exitCode === 0 && error.code !== "commander.help" ? exitCodes.clean : exitCodes.failure;
    complain(
      io,
      error instanceof UsageError
        ? error.message
        : `internal error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
    return exitCodes.failure;
  }
}

function createProgram(io: CliIo, done: (code: number) => void): Command {
  const program = new Command("drydock")
    .description("Finds what is wrong in Dockerfiles and Compose files, and repairs it.")
    .version(version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError: (text, write) => write(text.replace(/^error: /, "drydock: ")),
    });
  // Commands are loaded when they run: a start costs only what it needs.
  addLint(program, io, done);
  addFix(program, io, done);
  addImport(program, io, done);
  addRules(program, io, done);
  program
    .command("new")
    .description("write a hardened template, or list the templates")
    .argument("[template]", "its name")
    .argument("[dir]", "where to write; default: the working directory")
    .option("--force", "overwrite files that are there", false)
    .action(async (template: string | undefined, dir: string | undefined, options: { force: boolean }) => {
      const { newCommand } = await import("./commands/new.js");
      done(newCommand(template, dir, options, io));
    });
  program
    .command("lsp")
    .description("the language server")
    .option("--stdio", "talk over standard input and output (the default)")
    .action(async () => {
      const { startNodeServer } = await import("../node/main.js");
      if (!process.argv.some((it) => /^--(stdio|node-ipc|socket|pipe)/.test(it))) process.argv.push("--stdio");
      startNodeServer();
    });
  return program;
}

function addLint(program: Command, io: CliIo, done: (code: number) => void): void {
  shared(program.command("lint"))
    .description("find faults in the Dockerfiles and Compose files below the paths")
    .addOption(new Option("--format <format>", "how to print").choices(Object.keys(formats)).default("text"))
    .option("--stdin-filename <name>", "the name of the text on standard input, with the path -")
    .option("--show-suppressed", "list suppressed findings too", false)
    .action(async (paths: string[], options) => {
      const { lintCommand } = await import("./commands/lint.js");
      done(await lintCommand(paths, options, io));
    });
}

function addFix(program: Command, io: CliIo, done: (code: number) => void): void {
  shared(program.command("fix"))
    .description("apply the safe fixes, and print what is left")
    .option("--unsafe", "apply the unsafe fixes too", false)
    .option("--diff", "print a patch and write nothing", false)
    .action(async (paths: string[], options) => {
      const { fixCommand } = await import("./commands/fix.js");
      done(await fixCommand(paths, options, io));
    });
}

function addImport(program: Command, io: CliIo, done: (code: number) => void): void {
  program
    .command("import")
    .description("turn the ignore comments and configuration of other tools into Drydock's")
    .argument("[paths...]", "files and directories; default: the working directory")
    .option("--diff", "print a patch and write nothing", false)
    .option("--keep", "leave the other tools' comments beside Drydock's", false)
    .action(async (paths: string[], options: { diff: boolean; keep: boolean }) => {
      const { importCommand } = await import("./commands/import.js");
      done(await importCommand(paths, options, io));
    });
}

function addRules(program: Command, io: CliIo, done: (code: number) => void): void {
  program
    .command("rules")
    .description("list the rules")
    .addOption(new Option("--format <format>", "how to print").choices(["text", "json", "markdown"]).default("text"))
    .action(async ({ format }: { format: "text" | "json" | "markdown" }) => {
      const { rulesCommand } = await import("./commands/rules.js");
      done(rulesCommand(format, io));
    });
  program
    .command("explain")
    .description("print the page of a rule")
    .argument("<rule>", "its name, or another tool's name for it, such as DL3007")
    .action(async (name: string) => {
      const { explainCommand } = await import("./commands/explain.js");
      done(explainCommand(name, io));
    });
}

/** The arguments of all commands that judge files. */
function shared(command: Command): Command {
  return command
    .argument("[paths...]", "files and directories; default: the working directory")
    .option("--profile <name>", `one of ${profiles.join(", ")}`, profileOf)
    .option("--rule <name...>", "only these rules")
    .option("--config <file>", "instead of the .drydock.yaml that is found")
    .option("--shellcheck", "ask ShellCheck about the shell text of RUN, too: the one on the PATH", false)
    .option("--shellcheck-path <program>", "the same with this program")
    .addOption(
      new Option("--fail-on <severity>", "the severity from which the exit code is 1 (default: warning)").choices([
        ...severities,
        "none",
      ]),
    );
}

function profileOf(value: string): Profile {
  if (isProfile(value)) return value;
  throw new InvalidArgumentError(`Known profiles: ${profiles.join(", ")}.`);
}

/** The editor's settings, and the configuration files of the project, as the linter wants them. */
import { type Connection, type Diagnostic, DiagnosticSeverity, DidChangeConfigurationNotification } from "vscode-languageserver";
import { configFileNames, parseConfigFile } from "../core/linter/config-file.js";
import { type Configuration, createConfiguration, isProfile, ruleSettingsOf } from "../core/linter/configuration.js";
import { loadConfiguration } from "../core/linter/find-configuration.js";
import type { FileStore } from "../core/project/snapshot.js";
import { basename } from "../core/project/uri.js";
import { rules } from "../core/rules/index.js";
import { LineIndex } from "../core/text/line-index.js";
import { rangeOf } from "./convert.js";
import type { ClientCapabilities } from "./session.js";

/** The section `drydock` of the editor's settings. */
interface EditorSettings {
  readonly enable?: boolean;
  readonly profile?: string;
  readonly rules?: Readonly<Record<string, string>>;
  readonly compose?: { readonly schema?: boolean };
  readonly shellcheck?: { readonly path?: string };
}

export class SettingsStore {
  /** Called when settings changed, so that everything is judged again. */
  onChange: () => void = () => undefined;
  private readonly cache = new Map<string, Promise<EditorSettings>>();

  constructor(
    private readonly connection: Connection,
    private readonly capabilities: ClientCapabilities,
  ) {
    connection.onDidChangeConfiguration(() => {
      this.cache.clear();
      this.onChange();
    });
  }

  listen(): void {
    if (this.capabilities.configuration)
      void this.connection.client.register(DidChangeConfigurationNotification.type, { section: "drydock" });
  }

  async isEnabled(uri: string): Promise<boolean> {
    return (await this.settingsOf(uri)).enable !== false;
  }

  /** What counts for a file: the project's configuration files before the editor's settings. */
  async configure(uri: string, store: FileStore): Promise<{ configuration: Configuration; dependencies: Iterable<string> }> {
    const { found, dependencies } = await loadConfiguration(uri, store, rules);
    const { profile, rules: own, compose } = await this.settingsOf(uri);
    const schema = compose?.schema;
    const editor = {
      rules: ruleSettingsOf(own),
      ...(isProfile(profile) ? { profile } : {}),
      ...(typeof schema === "boolean" ? { composeSchema: schema } : {}),
    };
    return { configuration: createConfiguration({ ...found, editor }), dependencies };
  }

  /** The program `shellcheck` that the user names; empty for the one on the PATH. */
  async shellCheckPath(): Promise<string> {
    return (await this.settingsOf("")).shellcheck?.path ?? "";
  }

  /** The problems of a configuration file itself; undefined for any other file. */
  problemsOf(uri: string, text: string | undefined): Diagnostic[] | undefined {
    if (text === undefined || !configFileNames.includes(basename(uri))) return undefined;
    const index = new LineIndex(text);
    return parseConfigFile(uri, text, rules).problems.map(({ span, message }) => ({
      range: rangeOf(index, span),
      severity: DiagnosticSeverity.Error,
      source: "drydock",
      code: "configuration",
      message,
    }));
  }

  /** For the status item: the profile in force. */
  async status(uri: string, store: FileStore): Promise<{ profile: string }> {
    return { profile: (await this.configure(uri, store)).configuration.profile };
  }

  /** @param uri of a file; empty for what counts everywhere */
  private settingsOf(uri: string): Promise<EditorSettings> {
    if (!this.capabilities.configuration) return Promise.resolve({});
    let settings = this.cache.get(uri);
    if (!settings) {
      settings = this.connection.workspace
        .getConfiguration({ ...(uri === "" ? {} : { scopeUri: uri }), section: "drydock" })
        .then(
          (it: EditorSettings | null) => it ?? {},
          () => ({}),
        );
      this.cache.set(uri, settings);
    }
    return settings;
  }
}

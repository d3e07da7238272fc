/** A Compose file as the rules see it: one typed view over short and long syntax; every value knows its place and its YAML. */
import type { Span } from "../../text/span.js";
import type { YamlComment, YamlDocument, YamlEntry, YamlError, YamlMap, YamlNode, YamlScalar } from "../yaml/model.js";

export interface ComposeFile {
  readonly language: "compose";
  readonly uri: string;
  readonly text: string;
  readonly errors: readonly YamlError[];
  readonly comments: readonly YamlComment[];
  /** Compose merges each one onto those before. */
  readonly documents: readonly YamlDocument[];
  /** The root maps of the documents that have one. */
  readonly roots: readonly YamlMap[];
  /** Obsolete, but read by older tools. */
  readonly version: YamlEntry | undefined;
  /** The project's name. */
  readonly name: TextValue | undefined;
  /** Of all documents; where two declare the same name, the first. */
  readonly services: readonly Service[];
  readonly networks: readonly Resource[];
  readonly volumes: readonly Resource[];
  readonly secrets: readonly Resource[];
  readonly configs: readonly Resource[];
  readonly include: readonly Include[];
  /** The first entry with this key at the root of any document. */
  get(key: string): YamlEntry | undefined;
  /**
   * Who sees a piece of text that more than one place reaches (by alias or `<<`): names of services, or paths such as
   * `volumes.data`. Empty for text that means one place only, so a fix may change it freely.
   */
  sharedBy(span: Span): readonly string[];
}

/** A string, or a part of one. Variables stay as written: ask `hasVariables(value.text)`. */
export interface TextValue {
  readonly text: string;
  /** The user's words without quotes; the whole scalar where escapes or folding hide the part's exact place. */
  readonly span: Span;
  readonly node: YamlScalar;
  /** Offset of `text` in `node.text`. */
  readonly start: number;
}

export interface BooleanValue {
  /** Undefined when it holds a variable or no boolean. */
  readonly value: boolean | undefined;
  readonly span: Span;
  readonly node: YamlScalar;
}

export interface NumberValue {
  /** Undefined when it holds a variable or no number. */
  readonly value: number | undefined;
  readonly span: Span;
  readonly node: YamlScalar;
}

export interface Service {
  readonly name: string;
  readonly key: YamlScalar;
  readonly entry: YamlEntry;
  /** An empty map at the place of the value when the author wrote none. */
  readonly node: YamlMap;
  get(key: string): YamlEntry | undefined;

  readonly image: TextValue | undefined;
  readonly build: Build | undefined;
  readonly platform: TextValue | undefined;
  readonly pullPolicy: TextValue | undefined;
  readonly extends: Extends | undefined;
  readonly profiles: readonly TextValue[];
  readonly containerName: TextValue | undefined;
  readonly hostname: TextValue | undefined;
  readonly labels: readonly Assignment[];
  readonly restart: TextValue | undefined;
  readonly scale: NumberValue | undefined;
  readonly deploy: Deploy | undefined;
  readonly provider: YamlEntry | undefined;

  readonly command: Command | undefined;
  readonly entrypoint: Command | undefined;
  readonly healthcheck: Healthcheck | undefined;
  readonly init: BooleanValue | undefined;
  readonly tty: BooleanValue | undefined;
  readonly stdinOpen: BooleanValue | undefined;
  readonly stopSignal: TextValue | undefined;
  readonly stopGracePeriod: TextValue | undefined;
  readonly user: TextValue | undefined;
  readonly groupAdd: readonly TextValue[];
  readonly workingDir: TextValue | undefined;

  readonly environment: readonly Assignment[];
  readonly envFiles: readonly EnvFile[];

  readonly dependsOn: readonly Dependency[];
  readonly links: readonly Link[];
  readonly volumesFrom: readonly TextValue[];

  readonly ports: readonly Port[];
  readonly expose: readonly TextValue[];
  readonly networks: readonly NetworkAttachment[];
  readonly networkMode: TextValue | undefined;
  readonly extraHosts: readonly Assignment[];
  readonly dns: readonly TextValue[];

  readonly volumes: readonly Mount[];
  readonly tmpfs: readonly TextValue[];
  readonly secrets: readonly Grant[];
  readonly configs: readonly Grant[];
  readonly devices: readonly TextValue[];
  readonly readOnly: BooleanValue | undefined;
  readonly shmSize: TextValue | undefined;

  readonly privileged: BooleanValue | undefined;
  readonly capAdd: readonly TextValue[];
  readonly capDrop: readonly TextValue[];
  readonly securityOpt: readonly TextValue[];
  readonly pid: TextValue | undefined;
  readonly ipc: TextValue | undefined;
  readonly uts: TextValue | undefined;
  readonly cgroup: TextValue | undefined;
  readonly usernsMode: TextValue | undefined;
  readonly sysctls: readonly Assignment[];
  readonly ulimits: YamlEntry | undefined;

  readonly memLimit: TextValue | undefined;
  readonly memReservation: TextValue | undefined;
  readonly cpus: NumberValue | undefined;
  readonly pidsLimit: NumberValue | undefined;
  readonly logging: Logging | undefined;
}

/** `KEY=value` of a list, or `KEY: value` of a map: environment, labels, build args, sysctls, extra_hosts. */
export interface Assignment {
  /** Empty span never: of a list item the part before `=`. */
  readonly key: TextValue;
  /** Undefined for a bare `KEY` or a null value: taken from the shell, where the field allows it. */
  readonly value: TextValue | undefined;
  /** Key and value. */
  readonly span: Span;
  /** "list": `- KEY=value`; "map": `KEY: value`. */
  readonly form: "list" | "map";
  /** The item's scalar, or the value of the map entry. */
  readonly node: YamlNode;
  /** The entry of the map form. */
  readonly entry: YamlEntry | undefined;
}

export interface Build {
  /** A string is the context. */
  readonly form: "short" | "long";
  readonly span: Span;
  readonly entry: YamlEntry;
  readonly node: YamlNode;
  /** Undefined means `.`. */
  readonly context: TextValue | undefined;
  /** Relative to the context; undefined means `Dockerfile` unless `inline` is set. */
  readonly dockerfile: TextValue | undefined;
  /** The text of `dockerfile_inline`, `$$` as written. */
  readonly inline: YamlScalar | undefined;
  readonly target: TextValue | undefined;
  readonly args: readonly Assignment[];
  readonly labels: readonly Assignment[];
  readonly additionalContexts: readonly Assignment[];
  readonly cacheFrom: readonly TextValue[];
  readonly cacheTo: readonly TextValue[];
  readonly platforms: readonly TextValue[];
  readonly secrets: readonly Grant[];
  readonly ssh: readonly Assignment[];
  readonly network: TextValue | undefined;
  readonly privileged: BooleanValue | undefined;
  get(key: string): YamlEntry | undefined;
}

export interface Extends {
  readonly service: TextValue | undefined;
  /** Undefined: a service of the same file. */
  readonly file: TextValue | undefined;
  readonly entry: YamlEntry;
}

/** `command` or `entrypoint`. Compose runs both forms without a shell. */
export interface Command {
  readonly form: "string" | "list";
  /** The words Compose hands to the container; undefined when the string cannot be split (open quote). Empty clears the image's own. */
  readonly words: readonly TextValue[] | undefined;
  readonly span: Span;
  readonly entry: YamlEntry;
  readonly node: YamlNode;
}

export interface Healthcheck {
  readonly entry: YamlEntry;
  /** `disable: true`, or the test NONE. */
  readonly disabled: boolean;
  readonly disable: BooleanValue | undefined;
  readonly test: HealthcheckTest | undefined;
  readonly interval: TextValue | undefined;
  readonly timeout: TextValue | undefined;
  readonly startPeriod: TextValue | undefined;
  readonly startInterval: TextValue | undefined;
  readonly retries: NumberValue | undefined;
  get(key: string): YamlEntry | undefined;
}

export interface HealthcheckTest {
  /** A string is "CMD-SHELL"; "unknown" for a list that starts with something else, which Compose refuses. */
  readonly kind: "CMD" | "CMD-SHELL" | "NONE" | "unknown";
  readonly form: "string" | "list";
  /** CMD: the words; CMD-SHELL: one script; as written, `$$` included. */
  readonly words: readonly TextValue[];
  readonly span: Span;
  readonly entry: YamlEntry;
  readonly node: YamlNode;
}

export interface Dependency {
  readonly service: TextValue;
  readonly form: "list" | "map";
  /** Undefined means `service_started` in a list, and a schema error in a map. */
  readonly condition: TextValue | undefined;
  /** Undefined means true. */
  readonly required: BooleanValue | undefined;
  readonly restart: BooleanValue | undefined;
  /** The entry of the map form. */
  readonly entry: YamlEntry | undefined;
}

/** `service` or `service:alias`. */
export interface Link {
  readonly service: TextValue;
  readonly alias: TextValue | undefined;
}

export interface EnvFile {
  readonly path: TextValue;
  /** Undefined means true. */
  readonly required: BooleanValue | undefined;
  readonly format: TextValue | undefined;
  readonly node: YamlNode;
}

/**
 * One item of `ports`. With a variable in the short form, the parts that can be told apart are there and the others undefined:
 * `known` says whether the absence of a part means anything.
 */
export interface Port {
  readonly form: "short" | "long";
  /** The whole short string; the target of the long form. */
  readonly raw: string;
  readonly span: Span;
  readonly node: YamlNode;
  /** False where the item is not understood or a variable may hold several parts: unknown is not absent. */
  readonly known: boolean;
  /** Undefined: every interface. Without the brackets of an IPv6 address. */
  readonly hostIp: TextValue | undefined;
  /** A port or a range; undefined: a random one. */
  readonly published: TextValue | undefined;
  /** A port or a range. */
  readonly target: TextValue | undefined;
  /** In any case; undefined means tcp. */
  readonly protocol: TextValue | undefined;
  readonly publishedRange: PortRange | undefined;
  readonly targetRange: PortRange | undefined;
  /** `host` or `ingress`, long form. */
  readonly mode: TextValue | undefined;
  readonly name: TextValue | undefined;
  readonly appProtocol: TextValue | undefined;
}

/** First and last port, equal for a single one. */
export interface PortRange {
  readonly first: number;
  readonly last: number;
}

/** One item of a service's `volumes`. */
export interface Mount {
  readonly form: "short" | "long";
  readonly raw: string;
  readonly span: Span;
  readonly node: YamlNode;
  /** False where the item is not understood or a variable may hold several parts. */
  readonly known: boolean;
  /** "bind", "volume", "tmpfs", "npipe", "cluster", "image"; undefined where a variable hides it. */
  readonly type: string | undefined;
  /** A path for a bind, a name for a volume; undefined: anonymous. */
  readonly source: TextValue | undefined;
  readonly target: TextValue | undefined;
  /** Tokens of the third part, as written. */
  readonly options: readonly TextValue[];
  /** `ro` or `read_only: true`; undefined where unknown. */
  readonly readOnly: boolean | undefined;
  get(key: string): YamlEntry | undefined;
}

export interface NetworkAttachment {
  readonly network: TextValue;
  readonly form: "list" | "map";
  /** The options of the map form. */
  readonly options: YamlMap | undefined;
  readonly aliases: readonly TextValue[];
  readonly entry: YamlEntry | undefined;
}

/** A secret or config given to a service or a build. */
export interface Grant {
  readonly form: "short" | "long";
  readonly source: TextValue | undefined;
  readonly target: TextValue | undefined;
  readonly mode: TextValue | undefined;
  readonly span: Span;
  readonly node: YamlNode;
}

export interface Deploy {
  readonly entry: YamlEntry;
  readonly mode: TextValue | undefined;
  readonly replicas: NumberValue | undefined;
  readonly limits: Resources | undefined;
  readonly reservations: Resources | undefined;
  readonly restartPolicy: YamlEntry | undefined;
  get(key: string): YamlEntry | undefined;
}

export interface Resources {
  readonly entry: YamlEntry;
  readonly cpus: NumberValue | undefined;
  readonly memory: TextValue | undefined;
  readonly pids: NumberValue | undefined;
}

export interface Logging {
  readonly entry: YamlEntry;
  readonly driver: TextValue | undefined;
  readonly options: readonly Assignment[];
}

/** A network, volume, secret or config of the root. */
export interface Resource {
  readonly name: string;
  readonly key: YamlScalar;
  readonly entry: YamlEntry;
  /** Undefined for `data:` with nothing behind it: all defaults. */
  readonly node: YamlMap | undefined;
  /** Also true for the old map form `external: { name: … }`. */
  readonly external: BooleanValue | undefined;
  /** The name outside the project. */
  readonly externalName: TextValue | undefined;
  readonly driver: TextValue | undefined;
  /** Secrets and configs. */
  readonly file: TextValue | undefined;
  readonly environment: TextValue | undefined;
  readonly content: TextValue | undefined;
  get(key: string): YamlEntry | undefined;
}

export interface Include {
  /** Later ones override earlier ones. */
  readonly paths: readonly TextValue[];
  readonly projectDirectory: TextValue | undefined;
  readonly envFiles: readonly TextValue[];
  readonly node: YamlNode;
}

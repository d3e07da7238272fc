/** The compact form in which the facts about images are written down in `data/`. */

/** Where the programs of an image come from: says which package manager works and how users are made. */
export type Family = "debian" | "alpine" | "rhel" | "suse" | "arch" | "busybox" | "distroless" | "scratch" | "windows";

/** What an image is for. `os`: to build on; `runtime`: runs code of one language; `app`: a finished application. */
export type ImageKind =
  | "os"
  | "runtime"
  | "web"
  | "proxy"
  | "database"
  | "cache"
  | "broker"
  | "search"
  | "monitoring"
  | "tool"
  | "app";

/** The best shell an image has. `none`: shell form and `CMD-SHELL` cannot work in it. */
export type Shell = "bash" | "sh" | "none" | "powershell" | "cmd";

/** A health check known to work in an image as it comes. */
export interface Probe {
  /** Words for the exec form (`CMD`), or a line for the shell form (`CMD-SHELL`), with `$` as the shell in the container sees it. */
  readonly test: readonly string[] | string;
  /** What it asks, and what it needs; a sentence. */
  readonly comment: string;
}

/** What an image lies on: sets family, shell and the programs that come with it. */
export interface BaseRecord {
  readonly family?: Family;
  readonly shell?: Shell;
  /** Programs by name: `curl` is there, `!curl` is not, `?curl` takes back what the layers below say. */
  readonly tools: string;
  /** True when the image holds nothing but what `tools` lists. */
  readonly closed?: boolean;
}

/** The facts that may depend on the tag. */
export interface RecordFields<Base extends string = string> {
  readonly base?: Base;
  /** Added to those of the base. */
  readonly tools?: string;
  /** USER of the image's config; `root` also when none is set. */
  readonly user?: string;
  /** The user to which the image's entrypoint switches when it is started as root. */
  readonly dropsTo?: string;
  /** Users made for running the program, `name:uid`, separated by blanks. */
  readonly users?: string;
  readonly ports?: readonly number[];
  readonly dataDirectories?: readonly string[];
  readonly writable?: readonly string[];
  /** `null` takes back what the record says for the other tags. */
  readonly healthcheck?: Probe | null;
  readonly longRunning?: boolean;
  /** Variables that have a twin with the suffix `_FILE`, separated by blanks. */
  readonly fileVariables?: string;
  /** Capabilities the started program needs when all others are dropped, separated by blanks; empty: none. */
  readonly capabilities?: string;
  /** Directories that must be tmpfs (or volumes) under a read-only root, besides the data directories. */
  readonly readOnlyTmpfs?: readonly string[];
}

export interface ImageRecord<Base extends string = string> extends RecordFields<Base> {
  /** Familiar names; a final `*` stands for any ending. */
  readonly names: readonly string[];
  readonly kind: ImageKind;
  /** What differs for some tags; all that match apply, in order. An image without tag is `latest`. */
  readonly variants?: readonly (RecordFields<Base> & { readonly tag: RegExp })[];
}

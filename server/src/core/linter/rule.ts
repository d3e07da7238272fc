/** What a rule is. One file per rule: the check, the fixes, the words and the examples. */
import type { Project } from "../project/project.js";
import type { ShellComment } from "../project/shellcheck.js";
import type { ComposeFile } from "../syntax/compose/model.js";
import type { Dockerfile } from "../syntax/dockerfile/model.js";
import type { TextEdit } from "../text/edits.js";
import type { Span } from "../text/span.js";
import type { SourceText } from "../text/tags.js";
import type { ImageFields } from "./own-images.js";

/** The files a rule can judge, by language. */
export interface Files {
  dockerfile: Dockerfile;
  compose: ComposeFile;
}
export type Language = keyof Files;

export const categories = [
  "correctness",
  "security",
  "reliability",
  "reproducibility",
  "size",
  "cache",
  "maintainability",
] as const;
export type Category = (typeof categories)[number];

/** error: it will fail; warning: it will hurt; info: worth knowing; hint: a possibility. */
export const severities = ["error", "warning", "info", "hint"] as const;
export type Severity = (typeof severities)[number];

/** `recommended` ⊂ `hardened` ⊂ `all`; `hadolint` is that tool's own set. */
export const profiles = ["recommended", "hardened", "all", "hadolint"] as const;
export type Profile = (typeof profiles)[number];

/**
 * - `safe`: what was accepted before is accepted after, and the started program sees the same files, user, environment,
 *   ports and limits. Part of fix-all.
 * - `unsafe`: right, but may change behaviour; only on request.
 * - `placeholder`: leaves something for the author to fill in; never applied in bulk.
 */
export const applicabilities = ["safe", "unsafe", "placeholder"] as const;
export type Applicability = (typeof applicabilities)[number];

/** What the linter hands to a rule besides the file. */
export interface RuleContext {
  /** The neighbours of the file. A value that is `undefined` is not known, which is not the same as absent. */
  readonly project: Project;
  readonly settings: Settings;
  /** The rule's own options, as far as the configuration sets them. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Every rule there is, on or off, the rule itself included. */
  readonly rules: readonly Rule[];
}

/** Settings that several rules share. */
export interface Settings {
  /** Patterns of registries that may be used; undefined: any. */
  readonly trustedRegistries?: readonly string[];
  /** The user's own facts about images, by name; `imageLookup` puts them before Drydock's. */
  readonly images?: Readonly<Record<string, ImageFields>>;
  /** False where another extension checks Compose files by their schema: those findings are left to it. */
  readonly composeSchema?: boolean;
  /** Labels that an image has to have, by name; `strict`: and no others. */
  readonly labels?: { readonly required: Readonly<Record<string, LabelType>>; readonly strict?: boolean };
}

/** What the value of a label has to be. */
export const labelTypes = ["text", "email", "url", "semver", "hash", "rfc3339", "spdx"] as const;
export type LabelType = (typeof labelTypes)[number];

interface RuleWords {
  /** Names the problem, kebab-case, so that "ignore <name>" reads well. Also the file name and the diagnostic code. */
  readonly name: string;
  readonly category: Category;
  readonly severity: Severity;
  /** Where the rule is on. `hardened` is implied by `recommended`, `all` by any. */
  readonly profiles: readonly Profile[];
  /** A profile's own default severity. */
  readonly severities?: Readonly<Partial<Record<Profile, Severity>>>;
  /** One sentence, shown in tables. */
  readonly summary: string;
  /** Markdown, a string per sentence: why it matters, and when to ignore it. */
  readonly why: readonly [string, ...string[]];
  readonly references: readonly [string, ...string[]];
  /** The same check elsewhere, such as `hadolint:DL3007`. */
  readonly aliases?: readonly string[];
  /** Rows of the catalogues that this rule covers. */
  readonly covers?: readonly string[];
  /** True when the rule reads other files than the one it judges. */
  readonly crossFile?: boolean;
  /** True for a rule that repairs what cannot be read: behind its fix, problems may come to light that the fault hid. No other fix may bring any. */
  readonly repairsSyntax?: boolean;
  /** True when the rule also looks into ONBUILD triggers: the harness then tries each example as a trigger too. */
  readonly onbuild?: boolean;
  readonly examples: readonly [Example, ...Example[]];
}

/** The best level its fixes reach, or the reason why there is none. */
type RuleFixLevel =
  | { readonly fix: Applicability; readonly noFix?: undefined }
  | { readonly fix?: undefined; readonly noFix: string };

export type Rule<L extends Language = Language> = RuleWords &
  RuleFixLevel & {
    readonly language: L;
    /** Pure and synchronous, the same answer each time; no I/O but through `context.project`. */
    check(file: Files[L], context: RuleContext): Iterable<Finding>;
  };

export interface Finding {
  /** Not empty, within one line: the words that are wrong. */
  readonly span: Span;
  /** What is wrong, why, and what to do, in one or two sentences that name the user's own words. */
  readonly message: string;
  /** The first is the one most authors would take. */
  readonly fixes?: readonly Fix[];
  /** Why this finding has no fix although its rule has; shown where the light bulb would be. */
  readonly noFix?: string;
  /** Instead of the rule's own, e.g. lower in a development file. */
  readonly severity?: Severity;
  /** Instead of the rule's own: a wider notion that only the parity profile wants, or only the strict ones. The rule must be on there, too. */
  readonly profiles?: readonly Profile[];
  /** The subset of the rule's aliases that fits this finding; default: all. */
  readonly aliases?: readonly string[];
  readonly related?: readonly Related[];
  /** A page about just this finding, shown instead of the rule's. */
  readonly page?: string;
}

/** Another place that explains the finding. */
export interface Related {
  readonly uri: string;
  readonly span: Span;
  readonly message: string;
}

export interface Fix {
  /** Imperative and concrete: "Use node:22", "Add USER app". */
  readonly title: string;
  readonly applicability: Applicability;
  /** True for a fix that changes how a file is built up: others, which rest on how it was, wait for the next round. */
  readonly alone?: boolean;
  /** In the linted file. The smallest edits: never a reprinted line. */
  readonly edits: readonly TextEdit[];
  /** In other files, by URI. */
  readonly otherEdits?: Readonly<Record<string, readonly TextEdit[]>>;
  /** New files, by URI; a file that exists is never overwritten. */
  readonly creates?: Readonly<Record<string, string>>;
}

/** A file's text, or several files by path; the linted one is `Dockerfile` or `compose.yaml`. */
export type Sources = SourceText | Readonly<Record<string, SourceText>>;

/**
 * `bad` marks each finding with a line of carets and its message; `good` is exactly what the first fix of every finding leaves
 * (only the files that change need to be listed). A lone `good` is silence.
 */
export interface Example {
  readonly bad?: Sources;
  readonly good?: Sources;
  /** A sentence for the page and the test's title. */
  readonly title?: string;
  /** For a rule that does something only where the configuration asks for it. */
  readonly settings?: Settings;
  /** What ShellCheck says, for the rule that reports it, by the script's text; of other scripts it says nothing. */
  readonly shellComments?: Readonly<Record<string, readonly ShellComment[]>>;
}

/** Gives a rule its type; the identity otherwise. */
export function defineRule<L extends Language>(rule: Rule<L>): Rule<L> {
  return rule;
}

/** What a file's neighbours say about it, asked for as the rules go. */

import { type ImageFacts, imageFactsOf } from "../knowledge/images.js";
import type { ComposeFile, Service } from "../syntax/compose/model.js";
import { parseCompose } from "../syntax/compose/parse.js";
import type { Dockerfile, Stage } from "../syntax/dockerfile/model.js";
import type { ImageReference } from "../syntax/image-reference.js";
import { type Build, buildOfService, buildsOfDockerfile, type ServiceBuild } from "./builds.js";
import { type ComposeProject, composeProject } from "./compose/index.js";
import { projectFiles } from "./compose/membership.js";
import { composeFilesAround } from "./compose-files.js";
import type { FileNode } from "./file-system.js";
import type { ShellCheckJob, ShellComment } from "./shellcheck.js";
import type { Snapshot } from "./snapshot.js";
import { type ImageLookup, type StageFacts, stageFacts } from "./stage-facts.js";

/**
 * The neighbours of one file. Every read may throw `Pending`, which a rule lets pass: the linter loads the file and runs the
 * rule again. A value that is `undefined` is not known; that is not the same as absent.
 */
export interface Project {
  /** What stands at a URI. */
  read(uri: string): FileNode;
  /** A file's text parsed once for all rules; undefined where there is no readable file. */
  parse<T>(uri: string, parser: (uri: string, text: string) => T): T | undefined;
  /** For a Dockerfile: every way it is built: by each service that names it, else from its own folder. */
  readonly builds: readonly Build[];
  /** For a Compose file: what a service of it or of `compose` builds; undefined for one that has no `build`. */
  buildOf(service: Service): ServiceBuild | undefined;
  /**
   * For a Compose file: the project it takes part in, as Compose would run it; variables that no `.env` sets stay as written.
   * For a Dockerfile an empty one.
   */
  readonly compose: ComposeProject;
  /** The Compose files in and above the folder of the linted file (and in the folders where people keep them). */
  readonly composeFiles: readonly ComposeFile[];
  /** What a stage of any Dockerfile is at its end; computed once for all rules. */
  factsOf(stage: Stage, file: Dockerfile): StageFacts;
  /** The facts about an image, the user's own facts first; undefined for an unknown one. */
  imageFacts(reference: ImageReference): ImageFacts | undefined;
  /** What ShellCheck says about a script, undefined as long as it has not said it; undefined itself where the host does not run it. */
  readonly shellCheck: ((job: ShellCheckJob) => readonly ShellComment[] | undefined) | undefined;
}

/**
 * @param lookup facts about images; a configuration puts the user's own before Drydock's
 * @param known how a Dockerfile is built, where that need not be looked for
 */
export function createProject(
  file: Dockerfile | ComposeFile,
  snapshot: Snapshot,
  lookup: ImageLookup = imageFactsOf,
  known?: readonly Build[],
): Project {
  const composeFiles = lazy(() =>
    composeFilesAround(file.uri, snapshot).flatMap((uri) => {
      const compose = uri === file.uri && file.language === "compose" ? file : snapshot.parse(uri, parseCompose);
      return compose ? [compose] : [];
    }),
  );
  const builds = lazy(() => known ?? (file.language === "dockerfile" ? buildsOfDockerfile(file, composeFiles(), snapshot) : []));
  const compose = lazy(() =>
    composeProject({ files: file.language === "compose" ? projectFiles(file.uri, snapshot) : [], unset: "keep" }, snapshot),
  );
  const services = new Map<Service, ServiceBuild | undefined>();
  const facts = new Map<Stage, StageFacts>();
  return {
    imageFacts: lookup,
    shellCheck: snapshot.hasShellCheck ? (job) => snapshot.shellComments(job) : undefined,
    factsOf(stage, dockerfile) {
      let known = facts.get(stage);
      if (!known) facts.set(stage, (known = stageFacts(stage, dockerfile, lookup)));
      return known;
    },
    read: (uri) => snapshot.read(uri),
    parse: (uri, parser) => snapshot.parse(uri, parser),
    get builds() {
      return builds();
    },
    get compose() {
      return compose();
    },
    get composeFiles() {
      return composeFiles();
    },
    buildOf(service) {
      if (!services.has(service)) {
        const folder = service.build && compose().folderOf(service.build.context?.node ?? service.build.node);
        services.set(service, folder === undefined ? undefined : buildOfService(service, folder, snapshot));
      }
      return services.get(service);
    },
  };
}

/** A value computed on first use; a computation that throws (`Pending`) is tried again. */
export function lazy<T>(compute: () => T): () => T {
  let done: { readonly value: T } | undefined;
  return () => {
    done ??= { value: compute() };
    return done.value;
  };
}

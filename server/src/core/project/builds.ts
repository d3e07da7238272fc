/** Which service builds which Dockerfile, from which context, to which stage. */
import type { ComposeFile, Service } from "../syntax/compose/model.js";
import type { Dockerfile, Stage } from "../syntax/dockerfile/model.js";
import { parseDockerfile } from "../syntax/dockerfile/parse.js";
import { hasVariables } from "../syntax/interpolation.js";
import { type BuildContext, createContext } from "./context.js";
import type { Snapshot } from "./snapshot.js";
import { dirname, join } from "./uri.js";

/** One way a Dockerfile is built. */
export interface Build {
  /** Undefined where it is not known what is sent to the builder. */
  readonly context: BuildContext | undefined;
  /** The stage that becomes the image: the target, else the last one. */
  readonly stage: Stage | undefined;
  /** The service that builds it; undefined for a build from the Dockerfile's own folder. */
  readonly service: Service | undefined;
  readonly compose: ComposeFile | undefined;
}

/** What a service builds. */
export interface ServiceBuild {
  readonly context: BuildContext | undefined;
  /** Where the Dockerfile is, or would be; undefined when variables or a remote context hide it. */
  readonly dockerfileUri: string | undefined;
  /** Undefined where there is no readable Dockerfile. */
  readonly dockerfile: Dockerfile | undefined;
  readonly stage: Stage | undefined;
}

export function buildsOfDockerfile(file: Dockerfile, composeFiles: readonly ComposeFile[], snapshot: Snapshot): readonly Build[] {
  const builds: Build[] = [];
  for (const compose of composeFiles) {
    for (const service of compose.services) {
      const place = locate(service, dirname(compose.uri));
      if (place?.dockerfileUri !== file.uri) continue;
      builds.push({
        context: createContext(place.contextUri, file.uri, snapshot),
        stage: targetOf(service, file),
        service,
        compose,
      });
    }
  }
  if (builds.length > 0) return builds;
  return [{ context: ownContext(file, snapshot), stage: file.stages.at(-1), service: undefined, compose: undefined }];
}

/** @param folder in which the service's relative paths lie */
export function buildOfService(service: Service, folder: string, snapshot: Snapshot): ServiceBuild | undefined {
  if (!service.build) return undefined;
  const place = locate(service, folder);
  if (!place) return { context: undefined, dockerfileUri: undefined, dockerfile: undefined, stage: undefined };
  const dockerfile = snapshot.parse(place.dockerfileUri, parseDockerfile);
  return {
    context: createContext(place.contextUri, place.dockerfileUri, snapshot),
    dockerfileUri: place.dockerfileUri,
    dockerfile,
    stage: dockerfile && targetOf(service, dockerfile),
  };
}

/** https://docs.docker.com/reference/compose-file/build/: the Dockerfile's path is relative to the context. */
function locate(service: Service, folder: string): { contextUri: string; dockerfileUri: string } | undefined {
  const { build } = service;
  if (!build || build.inline) return undefined;
  const context = build.context?.text ?? ".";
  const dockerfile = build.dockerfile?.text ?? "Dockerfile";
  if (
    hasVariables(context) ||
    hasVariables(dockerfile) ||
    /^[a-z][\w+.-]*:\/\/|^git@|^github\.com\/|\.git(#|$)|^~/i.test(context)
  )
    return undefined;
  const contextUri = join(folder, context);
  return { contextUri, dockerfileUri: join(contextUri, dockerfile) };
}

function targetOf(service: Service, dockerfile: Dockerfile): Stage | undefined {
  const target = service.build?.target?.text;
  if (target === undefined) return dockerfile.stages.at(-1);
  if (hasVariables(target)) return undefined;
  const byIndex = /^\d+$/.test(target) ? dockerfile.stages[Number(target)] : undefined;
  return byIndex ?? dockerfile.stages.find(({ name }) => name?.text.toLowerCase() === target.toLowerCase());
}

/** A Dockerfile nobody names is built from its own folder, unless what it copies plainly is not there. */
function ownContext(file: Dockerfile, snapshot: Snapshot): BuildContext | undefined {
  const context = createContext(dirname(file.uri), file.uri, snapshot);
  const names = context.names();
  if (names === undefined) return undefined;
  const sources = file.stages
    .flatMap(({ instructions }) => instructions)
    .flatMap((it) => ((it.keyword === "COPY" || it.keyword === "ADD") && !it.from ? it.sources : []))
    .map(({ text }) => text.replace(/^(\.?\/)+/, "").split("/")[0]!)
    .filter((name) => name !== "" && name !== "." && !/[*?[$:<]/.test(name));
  const missing = sources.filter((name) => !names.includes(name));
  return sources.length > 0 && missing.length === sources.length ? undefined : context;
}

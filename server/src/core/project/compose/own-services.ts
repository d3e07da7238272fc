/** The services a file introduces, each with everything that other files and documents merge into it. */
import type { ComposeFile, Service } from "../../syntax/compose/model.js";
import type { Project } from "../project.js";

export interface OwnService {
  /** As this file writes it: findings and edits go here. */
  readonly service: Service;
  /** As Compose would run it: whether something is set is asked here. Its nodes may stand in other files. */
  readonly merged: Service;
  /** Likewise, the service of this file that it extends: what that one lacks too is said there. */
  readonly base: Service | undefined;
}

/**
 * The services which this file is the first of its project to name, so that what a service lacks is said once, at the same place.
 * Those that extend what cannot be read are left out: nobody knows what they lack.
 */
export function* ownServices(file: ComposeFile, project: Project): Generator<OwnService> {
  const { compose } = project;
  for (const service of file.services) {
    const merged = compose.service(service.name);
    const first = merged?.key.uri === file.uri && merged.key.span.start === service.key.span.start;
    if (!first || !compose.isKnown(service.name)) continue;
    const { extends: extended } = service;
    const base = extended?.file === undefined ? extended?.service : undefined;
    yield { service, merged, base: base && compose.service(base.text) };
  }
}

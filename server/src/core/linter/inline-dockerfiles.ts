/** Judges the Dockerfiles inside a Compose file (`dockerfile_inline`) as files of their own, and brings their findings back to its text. */
import { createContext } from "../project/context.js";
import { createProject, type Project } from "../project/project.js";
import type { Snapshot } from "../project/snapshot.js";
import type { ImageLookup } from "../project/stage-facts.js";
import { join } from "../project/uri.js";
import { type InlineDockerfile, inlineDockerfiles } from "../syntax/compose/inline-dockerfile.js";
import type { ComposeFile } from "../syntax/compose/model.js";
import type { Dockerfile } from "../syntax/dockerfile/model.js";
import { parseDockerfile } from "../syntax/dockerfile/parse.js";
import { hasVariables } from "../syntax/interpolation.js";
import type { TextEdit } from "../text/edits.js";
import type { Finding, Fix } from "./rule.js";

export interface InlinePart {
  /** Under the URI of the Compose file; its offsets are its own. */
  readonly file: Dockerfile;
  /** @throws Pending */
  project(): Project;
  /** The finding at its place in the Compose file; undefined where it has none there. */
  inHost(finding: Finding): Finding | undefined;
}

/** @param host the project of the Compose file, for the folder in which the build context lies */
export function inlineParts(compose: ComposeFile, host: Project, snapshot: Snapshot, lookup: ImageLookup): readonly InlinePart[] {
  return inlineDockerfiles(compose).map((inline) => {
    const file = parseDockerfile(compose.uri, inline.text);
    let project: Project | undefined;
    return {
      file,
      project: () => (project ??= projectOf(inline, file, compose, host, snapshot, lookup)),
      inHost: (finding) => inHost(finding, inline, compose.uri),
    };
  });
}

function projectOf(
  { service }: InlineDockerfile,
  file: Dockerfile,
  compose: ComposeFile,
  host: Project,
  snapshot: Snapshot,
  lookup: ImageLookup,
): Project {
  const { context, target, node } = service.build!;
  const folder = host.compose.folderOf(context?.node ?? node);
  const path = context?.text ?? ".";
  const isElsewhere = hasVariables(path) || /^[a-z][\w+.-]*:\/\/|^git@|\.git(?:#|$)|^~/i.test(path);
  const stage =
    target === undefined
      ? file.stages.at(-1)
      : file.stages.find(({ name }) => name?.text.toLowerCase() === target.text.toLowerCase());
  const built = isElsewhere ? undefined : createContext(join(folder, path), undefined, snapshot);
  return createProject(file, snapshot, lookup, [{ context: built, stage, service, compose }]);
}

function inHost(finding: Finding, inline: InlineDockerfile, uri: string): Finding | undefined {
  const span = inline.spanOf(finding.span);
  if (span === undefined || span.start === span.end) return undefined;
  const fixes = finding.fixes?.flatMap((fix) => fixInHost(fix, inline, uri) ?? []);
  const lost = fixes?.length === 0 && (finding.fixes?.length ?? 0) > 0;
  return {
    ...finding,
    span,
    ...(fixes ? { fixes } : {}),
    ...(lost ? { noFix: "The fix would change what lies outside the block of this Dockerfile." } : {}),
    ...(finding.related
      ? {
          related: finding.related.flatMap((it) => {
            const place = it.uri === uri ? inline.spanOf(it.span) : it.span;
            return place ? [{ ...it, span: place }] : [];
          }),
        }
      : {}),
  };
}

function fixInHost(fix: Fix, inline: InlineDockerfile, uri: string): Fix | undefined {
  const { [uri]: inHostFile = [], ...others } = fix.otherEdits ?? {};
  const edits: TextEdit[] = [...inHostFile];
  for (const edit of fix.edits) {
    const moved = inline.editOf(edit);
    if (moved === undefined) return undefined;
    edits.push(moved);
  }
  return { ...fix, edits, ...(fix.otherEdits ? { otherEdits: others } : {}) };
}

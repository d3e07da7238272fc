/** The image reference of a service with the places of its parts, also where it is the default of a variable. */
import type { ComposeFile, Service } from "../syntax/compose/model.js";
import { envFileValue } from "../syntax/env-file.js";
import { type ImageReference, parseImageReference, type ReferencePart } from "../syntax/image-reference.js";
import { hasVariables, parseInterpolation, type VariableSegment } from "../syntax/interpolation.js";
import type { Span } from "../text/span.js";
import type { Project } from "./project.js";
import { envFileUri } from "./service-facts.js";

export interface WrittenImage {
  /** The author's words. */
  readonly text: string;
  readonly span: Span;
  /** The familiar name; undefined where a variable hides it. */
  readonly name: string | undefined;
  readonly tag: ReferencePart | undefined;
  /** Where a missing tag belongs. */
  readonly nameEnd: number;
  readonly hasDigest: boolean;
  /** True where a variable may say otherwise and this is what holds without it. */
  readonly byDefault: boolean;
}

/** The images that services take from a registry, each place once; undefined parts and hidden tags are left out. */
export function* pulledImages(
  file: ComposeFile,
  project: Project,
): Generator<{ readonly service: Service; readonly image: WrittenImage }> {
  const built = new Set(file.services.flatMap(({ build, image }) => (build && image ? [image.text] : [])));
  const seen = new Set<number>();
  for (const service of file.services) {
    const { image, build, pullPolicy } = service;
    if (!image || build || built.has(image.text) || seen.has(image.span.start)) continue;
    if (pullPolicy?.text === "never" || pullPolicy?.text === "build") continue;
    seen.add(image.span.start);
    const written = writtenImage(service, file, project);
    if (written) yield { service, image: written };
  }
}

function writtenImage({ image }: Service, file: ComposeFile, project: Project): WrittenImage | undefined {
  const { text, span } = image!;
  // Escapes hide the places of the parts.
  if (span.end - span.start !== text.length || /[\r\n]|\{\{/.test(text)) return undefined;
  if (!hasVariables(text)) return fromReference(parseImageReference(text, span.start), text, span);
  const isSet = (name: string): boolean => {
    const node = project.read(envFileUri(file));
    return node.kind === "file" && envFileValue(node.text, name) !== undefined;
  };
  const { segments, errors } = parseInterpolation(text);
  const last = segments.at(-1);
  if (errors.length > 0 || last === undefined) return undefined;
  const fallback = last.kind === "variable" ? defaultOf(last) : undefined;
  // `${IMAGE:-redis:8}`
  if (segments.length === 1 && fallback && last.kind === "variable" && !isSet(last.name)) {
    const place = shift(fallback.span, span.start);
    return fromReference(parseImageReference(fallback.text, place.start), fallback.text, place, true);
  }
  // `redis:${TAG:-latest}`
  const reference = parseImageReference(text, span.start);
  const written = fromReference(reference, text, span);
  if (last.kind === "variable" && fallback && reference.tag?.text === text.slice(last.span.start) && !isSet(last.name)) {
    return (
      written && {
        ...written,
        tag: { text: fallback.text, span: shift(fallback.span, span.start) },
        byDefault: true,
      }
    );
  }
  return reference.tagKnown ? written : undefined;
}

function fromReference(reference: ImageReference, text: string, span: Span, byDefault = false): WrittenImage | undefined {
  if (reference.error) return undefined;
  const { name, tag, digest } = reference;
  const nameEnd = tag ? tag.span.start - 1 : digest ? digest.span.start - 1 : span.end;
  return { text, span, name, tag, nameEnd, hasDigest: digest !== undefined, byDefault };
}

function defaultOf({ operator, argument, argumentSpan }: VariableSegment): ReferencePart | undefined {
  if (!operator?.endsWith("-") || argument?.segments.length !== 1 || argument.segments[0]!.kind !== "literal") return undefined;
  return { text: argument.segments[0]!.text, span: argumentSpan! };
}

function shift({ start, end }: Span, by: number): Span {
  return { start: start + by, end: end + by };
}

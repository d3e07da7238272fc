/** Writes a release tag into a FROM: behind the name, in place of another tag, or in the default of the ARG that holds it. */
import { currentTag, precise } from "../knowledge/tags.js";
import type { Finding, Fix } from "../linter/rule.js";
import type { Project } from "../project/project.js";
import type { Dockerfile, Stage } from "../syntax/dockerfile/model.js";
import { variablesIn } from "../syntax/dockerfile/variables.js";
import { type ImageReference, parseImageReference } from "../syntax/image-reference.js";
import { hasPlaceholder } from "../syntax/placeholders.js";
import { insertAt, replace, type TextEdit } from "../text/edits.js";

/** The image a stage is built on from a registry, with variables resolved where that can be done. */
export interface BaseImage {
  readonly stage: Stage;
  readonly reference: ImageReference;
  /** True where the tag, or its place, is the default of a variable. */
  readonly byDefault: boolean;
}

/** The base images whose tag, or lack of one, is known: no stages, no `scratch`, nothing that the project itself builds. */
export function* pulledBases(file: Dockerfile, project: Project): Generator<BaseImage> {
  for (const stage of file.stages) {
    const written = stage.from.image;
    const reference = stage.image ?? (stage.base ? undefined : written);
    if (!reference || written.text === "" || reference.error || !reference.tagKnown || reference.name === "scratch") continue;
    if (hasPlaceholder(written.text)) continue;
    if (isBuiltHere(reference.text, project)) continue;
    const byDefault = !written.tagKnown;
    if (byDefault && isSetByEveryBuild(written.text, file, project)) continue;
    yield { stage, reference, byDefault };
  }
}

/** Another service builds it, or a named context stands for it. */
function isBuiltHere(text: string, project: Project): boolean {
  const own = text.replace(/:latest$/, "");
  return project.composeFiles.some(({ services }) =>
    services.some(
      ({ build, image }) =>
        build && (image?.text.replace(/:latest$/, "") === own || build.additionalContexts.some(({ key }) => key.text === text)),
    ),
  );
}

/** The default of an ARG means nothing where every service gives it a value. */
function isSetByEveryBuild(text: string, file: Dockerfile, { builds }: Project): boolean {
  const names = variablesIn(text, file.escape).map(({ name }) => name);
  return builds.every(({ service }) => service?.build?.args.some(({ key }) => names.includes(key.text)) ?? false);
}

/** The part of a finding that offers the releases of an image, or says why it cannot. */
export function pinFixes({ stage, reference, byDefault }: BaseImage, file: Dockerfile): Pick<Finding, "fixes" | "noFix"> {
  const { name, tag } = reference;
  const moving = tag?.text ?? "latest";
  const official = name?.replace(/^(?:public\.ecr\.aws\/docker|mirror\.gcr\.io)\/library\//, "");
  const tags = official === undefined ? [] : releases(official, moving);
  if (tags.length === 0) {
    const reason = name !== undefined && hasNoReleaseTags(name) ? "Its tags name no releases: pin it by digest." : undefined;
    return { noFix: reason ?? "Drydock does not know the releases of this image: take a tag from its registry." };
  }
  const edit = tagEdit(stage, file);
  if (!edit) return { noFix: "A variable holds the tag, and it is used elsewhere too or has no plain default." };
  const argument = byDefault ? variablesIn(stage.from.image.text, file.escape).at(-1)?.name : undefined;
  return {
    fixes: tags.map(
      (release): Fix => ({
        title: argument === undefined ? `Use ${name}:${release}` : `Use ${name}:${release} as the default of ${argument}`,
        applicability: "unsafe",
        edits: [edit(release)],
      }),
    ),
  };
}

/** Images that publish only `latest` and its variants; the release, if any, is part of their name. */
export function hasNoReleaseTags(name: string): boolean {
  return /^(?:gcr\.io\/distroless|cgr\.dev\/chainguard|chainguard)\//.test(name);
}

/** The release line that the moving tag means now, then the most exact tag of the same image. */
function releases(name: string, moving: string): string[] {
  const line = currentTag(name, moving);
  if (line === undefined) return [];
  return [...new Set([line, precise(name, line) ?? line])];
}

/** Where the tag stands, or belongs; undefined where an edit would reach further than this FROM. */
export function tagEdit({ from }: Stage, file: Dockerfile): ((tag: string) => TextEdit) | undefined {
  const { text, span, tagKnown } = from.image;
  if (tagKnown) return inReference(from.image);
  const use = variablesIn(text, file.escape).at(-1);
  if (use?.range.end !== text.length) return undefined;
  const pairs = file.globalArgs.flatMap((it) => it.pairs).filter(({ name }) => name.text === use.name);
  const value = pairs[0]?.value;
  let place: { text: string; start: number };
  if (value && pairs.length === 1 && !isUsedElsewhere(use.name, text, file)) {
    const [, quote = "", inner = ""] = /^(["']?)(.*)\1$/.exec(value.text) ?? [];
    if (value.span.end - value.span.start !== value.text.length) return undefined;
    place = { text: inner, start: value.span.start + quote.length };
  } else if (pairs.every((pair) => !pair.value) && use.operator?.endsWith("-") && use.operand) {
    place = { text: use.operand, start: span.start + use.range.end - 1 - use.operand.length };
  } else return undefined;
  if (/["'$]/.test(place.text)) return undefined;
  if (use.range.start === 0) return inReference(parseImageReference(place.text, place.start));
  // `node:${TAG}`: the value is the tag and nothing else.
  return text[use.range.start - 1] === ":"
    ? (tag) => replace({ start: place.start, end: place.start + place.text.length }, tag)
    : undefined;
}

function inReference({ tag, digest, span }: ImageReference): ((tag: string) => TextEdit) | undefined {
  if (tag) return (text) => replace(tag.span, text);
  return digest ? undefined : (text) => insertAt(span.end, `:${text}`);
}

/** True where an ARG serves more than FROMs that all read the same. */
function isUsedElsewhere(name: string, from: string, file: Dockerfile): boolean {
  const uses = (text: string): boolean => variablesIn(text, file.escape).some((it) => it.name === name);
  return (
    file.stages.some(
      (stage) =>
        (stage.from.image.text !== from && uses(stage.from.image.text)) ||
        stage.instructions.some((it) => it.keyword === "ARG" && it.pairs.some((pair) => pair.name.text === name)),
    ) || file.globalArgs.some(({ pairs }) => pairs.some(({ value }) => value && uses(value.text)))
  );
}

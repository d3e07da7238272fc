/** The image of the runtime stage: the slim variant of the same release. */
import { equalTags } from "../../knowledge/tags.js";
import type { ImageReference } from "../../syntax/image-reference.js";
import type { Input } from "./recipe.js";

/**
 * The reference to write for the slim variant of a Node or Python image.
 * @returns undefined where it is slim already, or has no slim variant that is surely the same release
 */
export function slimImage({ facts, final }: Input): string | undefined {
  const { imageReference: reference } = facts;
  const written = final.stage.from.image.text;
  if (!reference || reference.digest || /slim|alpine|windows|nanoserver|servercore/.test(reference.tag?.text ?? ""))
    return undefined;
  const wanted = slimTag(reference);
  if (wanted === undefined) return undefined;
  if (written === reference.text)
    return reference.tag ? `${written.slice(0, -reference.tag.text.length)}${wanted}` : `${written}:${wanted}`;
  // The tag is a variable: its value is a version, so the ending can follow it.
  return wanted === `${reference.tag?.text}-slim` && /:[^/:]*\}$|:\$\w+$/.test(written) ? `${written}-slim` : undefined;
}

/** `20` → `20-slim`, `20-bookworm` → `20-bookworm-slim` (Python: `3.11-slim-bookworm`), `latest` → `slim`. */
function slimTag({ name, tag }: ImageReference): string | undefined {
  const text = tag?.text ?? "latest";
  const isPython = name?.endsWith("python");
  if (text === "latest") return "slim";
  const [, version, suite] =
    /^(v?\d+(?:\.\d+)*(?:-?rc\d+)?|lts|current|lts-[a-z]+)(?:-(bullseye|bookworm|trixie|buster))?$/.exec(text) ?? [];
  if (version === undefined) return undefined;
  const slim = suite === undefined ? `${version}-slim` : isPython ? `${version}-slim-${suite}` : `${version}-${suite}-slim`;
  // Where the tag is known, so must be the slim one.
  const known = equalTags(name ?? "", text);
  return known && !equalTags(name ?? "", slim) ? undefined : slim;
}

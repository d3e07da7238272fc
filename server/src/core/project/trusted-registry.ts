/** Which registries a configuration trusts, by the patterns of hadolint's `trustedRegistries`: a name, `*`, or one star at an end. */
import type { ImageReference } from "../syntax/image-reference.js";

/**
 * The registry of an image where it is none of the trusted ones; undefined also where a variable hides it, and for an image that
 * is no image.
 */
export function untrustedRegistry(image: ImageReference, trusted: readonly string[]): string | undefined {
  const registry = registryOf(image);
  if (registry === undefined || trusted.some((pattern) => registry.some((it) => matches(pattern, it)))) return undefined;
  return registry[0];
}

function registryOf(image: ImageReference): readonly string[] | undefined {
  if (image.text === "scratch" || /^\$/.test(image.text) || (!image.domain && !image.nameKnown)) return undefined;
  const domain = image.domain?.text;
  return domain === undefined || /^(?:index\.)?docker\.io$|^hub\.docker\.com$/.test(domain)
    ? ["docker.io", "hub.docker.com"]
    : [domain];
}

function matches(pattern: string, registry: string): boolean {
  if (pattern === "*") return true;
  if (pattern.startsWith("*")) return registry.endsWith(pattern.slice(1));
  return pattern.endsWith("*") ? registry.startsWith(pattern.slice(0, -1)) : pattern === registry;
}

/** Which services see a piece of text that aliases or `<<` bring to more than one place. */
import { contains, type Span } from "../../text/span.js";
import type { YamlAnchor, YamlDocument, YamlMap } from "../yaml/model.js";

interface SharedText {
  readonly span: Span;
  readonly users: readonly string[];
}

/**
 * @returns a function from a span to those who see its text: services by name, other places by path (`volumes.data`). It returns
 *   an empty list for text that one place alone sees. Fragments under `x-…` count for nothing but the places that use them.
 */
export function sharing(documents: readonly YamlDocument[]): (span: Span) => readonly string[] {
  let shared: readonly SharedText[] | undefined;
  return (span) => {
    shared ??= documents.flatMap(sharedTexts);
    const users = shared.filter((it) => contains(it.span, span)).flatMap((it) => it.users);
    return [...new Set(users)];
  };
}

function sharedTexts({ root, anchors }: YamlDocument): SharedText[] {
  if (root?.kind !== "map") return [];
  const reach = createReach(
    anchors.filter(({ aliases }) => aliases.length > 0),
    root,
  );
  return anchors.flatMap((anchor) => {
    if (anchor.aliases.length === 0) return [];
    const users = [anchor, ...anchor.aliases].flatMap(({ span }) => reach(span));
    return users.length > 1 ? [{ span: anchor.node.span, users }] : [];
  });
}

/** Nested anchors multiply; a message names no more than this. */
const maximumUsers = 1000;

/**
 * The places that see what stands at a span: its own, and those of the aliases of every anchor around it. One name per place, so
 * that two places in one service count twice. Ends because no anchor is inside itself.
 */
function createReach(anchors: readonly YamlAnchor[], root: YamlMap): (span: Span) => readonly string[] {
  const known = new Map<YamlAnchor, readonly string[]>();
  const throughAliases = (anchor: YamlAnchor): readonly string[] => {
    let users = known.get(anchor);
    if (users === undefined) {
      users = anchor.aliases.flatMap(({ span }) => reach(span)).slice(0, maximumUsers);
      known.set(anchor, users);
    }
    return users;
  };
  const reach = (span: Span): readonly string[] => {
    const own = placeOf(span, root);
    const around = anchors.filter((anchor) => contains(anchor.node.span, span)).flatMap(throughAliases);
    return own === undefined ? around : [own, ...around];
  };
  return reach;
}

/** The service, or the path of two keys, that an offset lies in; undefined for fragments. */
function placeOf(span: Span, root: YamlMap): string | undefined {
  const section = root.entries.find((entry) => entry.merged === undefined && contains(entry.span, span));
  if (section === undefined || section.key.text.startsWith("x-")) return undefined;
  const name = section.key.text;
  const value = section.value.kind === "map" && section.alias === undefined ? section.value : undefined;
  const inner = value?.entries.find((entry) => entry.merged === undefined && contains(entry.span, span));
  if (inner === undefined) return name;
  return name === "services" ? inner.key.text : `${name}.${inner.key.text}`;
}

/** Services by name and by who waits for them, indexed once per file: rules ask for each service, and files can be long. */
import type { Span } from "../../text/span.js";
import type { ComposeFile, Service } from "./model.js";

interface Index {
  readonly byName: ReadonlyMap<string, Service>;
  readonly awaited: ReadonlySet<string>;
}

const indexes = new WeakMap<ComposeFile, Index>();

function indexOf(file: ComposeFile): Index {
  let index = indexes.get(file);
  if (!index) {
    const waits = file.services.flatMap(({ dependsOn }) => dependsOn);
    index = {
      byName: new Map(file.services.map((it) => [it.name, it])),
      awaited: new Set(
        waits.filter(({ condition }) => condition?.text === "service_completed_successfully").map(({ service }) => service.text),
      ),
    };
    indexes.set(file, index);
  }
  return index;
}

export function serviceNamed(file: ComposeFile, name: string): Service | undefined {
  return indexOf(file).byName.get(name);
}

/** True where another service waits for this one to end well. */
export function isAwaitedToComplete(file: ComposeFile, name: string): boolean {
  return indexOf(file).awaited.has(name);
}

/** A function that is true for the first value at a place: text that an alias brings to several services is judged once. */
export function firstTime(): (place: { readonly span: Span }) => boolean {
  const seen = new Set<number>();
  return ({ span }) => {
    const isNew = !seen.has(span.start);
    seen.add(span.start);
    return isNew;
  };
}

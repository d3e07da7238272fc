/** What FROM can use: the ARGs before the first FROM and those the builder sets itself. */
import type { Dockerfile } from "../syntax/dockerfile/model.js";
import { expand } from "../syntax/dockerfile/variables.js";

/** https://docs.docker.com/reference/dockerfile/#automatic-platform-args-in-the-global-scope */
export const automaticArguments: ReadonlySet<string> = new Set([
  ...["TARGETPLATFORM", "TARGETOS", "TARGETOSVERSION", "TARGETARCH", "TARGETVARIANT", "TARGETSTAGE"],
  ...["BUILDPLATFORM", "BUILDOS", "BUILDOSVERSION", "BUILDARCH", "BUILDVARIANT"],
]);

/** The value of each global ARG in a build without `--build-arg`; null where it has none, undefined where nobody can tell. */
export function globalDefaults(file: Dockerfile): ReadonlyMap<string, string | null | undefined> {
  const values = new Map<string, string | null | undefined>();
  const lookup = (name: string): string | null | undefined =>
    values.has(name) ? values.get(name) : automaticArguments.has(name) ? undefined : null;
  for (const { pairs } of file.globalArgs) {
    for (const { name, value } of pairs) {
      if (value) values.set(name.text, expand(value.text, file.escape, lookup));
      else if (!values.has(name.text)) values.set(name.text, automaticArguments.has(name.text) ? undefined : null);
    }
  }
  return values;
}

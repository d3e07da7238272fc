/** Which services a service names: in `depends_on`, and where Compose makes a dependency of it by itself. */
import type { Dependency, Service, TextValue } from "./model.js";
import { partOf } from "./values.js";

export interface ServiceReference {
  readonly key: "depends_on" | "links" | "volumes_from" | "network_mode" | "pid" | "ipc" | "uts" | "cgroup";
  /** The name, a part of the value: `web` of `service:web`. */
  readonly service: TextValue;
  /** Of `depends_on`. */
  readonly dependency: Dependency | undefined;
}

/** After `Normalize` of compose-go: https://github.com/compose-spec/compose-go/blob/main/loader/normalize.go */
export function serviceReferences(service: Service): readonly ServiceReference[] {
  const { dependsOn, links, volumesFrom, networkMode, pid, ipc, uts, cgroup } = service;
  const modes = { network_mode: networkMode, pid, ipc, uts, cgroup } as const;
  return [
    ...dependsOn.map((dependency) => ({ key: "depends_on" as const, service: dependency.service, dependency })),
    ...links.map((link) => ({ key: "links" as const, service: link.service, dependency: undefined })),
    ...volumesFrom.flatMap((value) => {
      const [name = ""] = value.text.split(":");
      if (value.text.startsWith("container:") || name === "") return [];
      return [{ key: "volumes_from" as const, service: partOf(value.node, 0, name.length), dependency: undefined }];
    }),
    ...Object.entries(modes).flatMap(([key, value]) => {
      if (!value?.text.startsWith("service:") || value.text === "service:") return [];
      const name = partOf(value.node, "service:".length, value.text.length);
      return [{ key: key as keyof typeof modes, service: name, dependency: undefined }];
    }),
  ];
}

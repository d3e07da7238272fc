/** The two places where a service says how much it may use: its own keys of old, and `deploy.resources`. */
import type { Resources, TextValue } from "../../syntax/compose/model.js";
import { bytesOf } from "../../syntax/compose/units.js";

/** A key of the service and its counterpart under `deploy.resources`. */
export interface LimitPair {
  readonly key: "cpus" | "mem_limit" | "mem_reservation" | "pids_limit";
  readonly kind: "limits" | "reservations";
  readonly name: "cpus" | "memory" | "pids";
  /** The number a text stands for; undefined for none. */
  readonly read: (text: string) => number | undefined;
  readonly field: (resources: Resources) => Pick<TextValue, "span" | "node"> | undefined;
}

const numberOf = (text: string): number | undefined => (text.trim() === "" ? undefined : Number(text));

export const limitPairs: readonly LimitPair[] = [
  { key: "cpus", kind: "limits", name: "cpus", read: numberOf, field: ({ cpus }) => cpus },
  { key: "mem_limit", kind: "limits", name: "memory", read: bytesOf, field: ({ memory }) => memory },
  { key: "mem_reservation", kind: "reservations", name: "memory", read: bytesOf, field: ({ memory }) => memory },
  { key: "pids_limit", kind: "limits", name: "pids", read: numberOf, field: ({ pids }) => pids },
];

/** The fields of `RUN --mount=type=…,target=…`. */
import type { Span } from "../../text/span.js";
import type { Flag, Instruction } from "./model.js";

export interface MountField {
  /** In lower case. */
  readonly key: string;
  /** Undefined for a bare word such as `ro`. */
  readonly value: string | undefined;
  readonly span: Span;
  readonly valueSpan: Span | undefined;
}

export interface Mount {
  readonly flag: Flag;
  readonly fields: readonly MountField[];
  /** `bind` where none is given. */
  readonly type: string;
  field(...keys: readonly string[]): MountField | undefined;
}

/** The mounts of a RUN, those with quotes left out: nobody writes them, and their commas need not separate. */
export function mountsOf(instruction: Instruction, text: string): readonly Mount[] {
  if (instruction.keyword !== "RUN") return [];
  return instruction.flags.flatMap((flag) => {
    if (flag.name !== "mount" || !flag.valueSpan) return [];
    const source = text.slice(flag.valueSpan.start, flag.valueSpan.end);
    if (/["'\\`\n]/.test(source)) return [];
    const fields: MountField[] = [];
    let start = flag.valueSpan.start;
    for (const part of source.split(",")) {
      const equals = part.indexOf("=");
      const end = start + part.length;
      fields.push({
        key: (equals < 0 ? part : part.slice(0, equals)).toLowerCase(),
        value: equals < 0 ? undefined : part.slice(equals + 1),
        span: { start, end },
        valueSpan: equals < 0 ? undefined : { start: start + equals + 1, end },
      });
      start = end + 1;
    }
    const field = (...keys: readonly string[]) => fields.find(({ key }) => keys.includes(key));
    return [{ flag, fields, type: field("type")?.value?.toLowerCase() ?? "bind", field }];
  });
}

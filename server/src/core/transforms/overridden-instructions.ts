/** Instructions of which only the last one of a stage counts. */
import type { Finding } from "../linter/rule.js";
import type { Dockerfile, Instruction, Keyword } from "../syntax/dockerfile/model.js";
import { removeInstruction } from "./dockerfile-edit.js";

/** A finding for each instruction of a keyword that a later one of the same stage replaces, with the fix that takes it out. */
export function* overriddenInstructions(file: Dockerfile, keyword: Keyword): Generator<Finding> {
  for (const { instructions } of file.stages) {
    const same = instructions.filter((it) => it.keyword === keyword);
    const last = same.pop();
    for (const instruction of same) {
      yield {
        span: instruction.keywordSpan,
        message: `This ${keyword} has no effect: '${shortened(last!)}' further down replaces it. Remove it.`,
        related: [{ uri: file.uri, span: last!.keywordSpan, message: `Only this ${keyword} counts.` }],
        fixes: [{ title: `Remove this ${keyword}`, applicability: "safe", edits: [removeInstruction(file, instruction)] }],
      };
    }
  }
}

function shortened({ name, argumentsText }: Instruction): string {
  const text = `${name} ${argumentsText.replace(/\s+/g, " ")}`.trimEnd();
  return text.length > 48 ? `${text.slice(0, 45)}…` : text;
}

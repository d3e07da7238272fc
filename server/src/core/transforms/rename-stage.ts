/** The places that name a stage, for fixes that give it another name. */
import type { Dockerfile, Instruction, Stage, Word } from "../syntax/dockerfile/model.js";
import { mountsOf } from "../syntax/dockerfile/mounts.js";
import { replace, type TextEdit } from "../text/edits.js";
import { triggered } from "./run-edit.js";

/** Another name for a stage, in its FROM and wherever the file means it; undefined where the name cannot be replaced alone. */
export function renameStage(file: Dockerfile, stage: Stage, name: string): TextEdit[] | undefined {
  const own = stage.name;
  if (!own || !isWhole(own)) return undefined;
  const edits = [replace(own.span, name)];
  for (const { span, text } of stageReferences(file, stage)) {
    if (span.end - span.start !== text.length) return undefined;
    if (text !== name) edits.push(replace(span, name));
  }
  return edits;
}

function isWhole({ text, span }: Word): boolean {
  return span.end - span.start === text.length;
}

/** Where FROM, COPY and mounts further down name a stage, as long as no other stage takes the name. */
export function stageReferences(file: Dockerfile, stage: Stage): Word[] {
  const name = stage.name?.text.toLowerCase();
  if (name === undefined) return [];
  const words: Word[] = [];
  for (const later of file.stages.slice(stage.index + 1)) {
    const { image } = later.from;
    if (image.text.toLowerCase() === name && (later.base === stage || image.text !== name)) words.push(image);
    if (later.name?.text.toLowerCase() === name) break;
    for (const instruction of later.instructions) {
      for (const word of sourceNames(instruction, file.text)) if (word.text.toLowerCase() === name) words.push(word);
    }
  }
  return words;
}

/** What `--from` of COPY and `from=` of mounts name: stages, images or contexts. */
export function sourceNames(outer: Instruction, text: string): readonly Word[] {
  const instruction = triggered(outer);
  if (instruction?.keyword === "COPY" && instruction.from?.valueSpan && instruction.from.value !== undefined) {
    return [{ text: instruction.from.value, span: instruction.from.valueSpan }];
  }
  if (instruction?.keyword !== "RUN") return [];
  return mountsOf(instruction, text).flatMap((mount) => {
    const from = mount.field("from");
    return from?.value && from.valueSpan ? [{ text: from.value, span: from.valueSpan }] : [];
  });
}

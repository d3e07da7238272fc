/** Gives a stage a HEALTHCHECK that its image can run. */
import { dockerfileTest } from "../knowledge/images.js";
import type { Fix } from "../linter/rule.js";
import type { FinalStage } from "../project/final-stages.js";
import type { StageFacts } from "../project/stage-facts.js";
import type { Dockerfile } from "../syntax/dockerfile/model.js";
import type { TextEdit } from "../text/edits.js";
import { isOpen } from "./add-user.js";
import { insertAfter, insertBefore, keywordLike, startWithComments } from "./dockerfile-edit.js";
import { httpProbe, jsonElements } from "./health-probe.js";
import { healthRoute } from "./health-route.js";

/** @param port where the program listens for HTTP; undefined where its image has a check of its own to offer */
export function addHealthcheck(
  file: Dockerfile,
  { stage, builds }: FinalStage,
  facts: StageFacts,
  port: number | undefined,
): { readonly fixes: readonly Fix[] } | { readonly noFix: string } {
  const last = stage.instructions.at(-1);
  if (last && isOpen(file, last)) return { noFix: "The last instruction is not finished." };
  const test = port === undefined ? knownTest(facts) : httpTest(port, facts, builds);
  if (!test) return { noFix: "No program is known to be in this image that could ask for a page." };
  const lines = [
    `${keywordLike(file, "HEALTHCHECK")} --interval=30s --timeout=5s --start-period=10s --retries=3 ${file.escape}`,
    `    ${test.text}`,
  ];
  return { fixes: [{ title: test.title, applicability: "unsafe", edits: [place(file, stage, lines)] }] };
}

interface Test {
  readonly title: string;
  readonly text: string;
}

function knownTest({ image }: StageFacts): Test | undefined {
  return image?.healthcheck && { title: `Add the health check of ${image.name}`, text: dockerfileTest(image.healthcheck) };
}

function httpTest(port: number, facts: StageFacts, builds: FinalStage["builds"]): Test | undefined {
  const context = builds.find((it) => it.context)?.context;
  const path = (context && healthRoute(context)) ?? "/";
  // 127.0.0.1, since `localhost` may be ::1 first, where the program does not listen.
  const words = httpProbe(`http://127.0.0.1${port === 80 ? "" : `:${port}`}${path}`, facts);
  return words && { title: `Add a health check that asks for ${path} on port ${port}`, text: `CMD [${jsonElements(words)}]` };
}

/** Before what says how to start, where the file has its other settings for it. */
function place(file: Dockerfile, stage: FinalStage["stage"], lines: readonly string[]): TextEdit {
  const { instructions } = stage;
  const start = instructions.find(({ keyword }) => keyword === "CMD" || keyword === "ENTRYPOINT");
  if (!start) return insertAfter(file, instructions.at(-1) ?? stage.from, lines);
  const isSetOff = /\n[ \t]*\r?\n$/.test(file.text.slice(0, startWithComments(file, start)));
  return insertBefore(file, start, isSetOff ? [...lines, ""] : lines);
}

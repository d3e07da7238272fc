/** Gives a stage a HEALTHCHECK that its image can run. */
import { dockerfileTest } from "../knowledge/images.js";
import type { Fix } from "../linter/rule.js";
import type { FinalStage } from "../project/final-stages.js";
import { servesNothing } from "../project/listening-port.js";
import { commandText, isOneShot, startsServer } from "../project/service-facts.js";
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
  const other = builds.find((it) => runsAnother(it, port))?.service;
  if (other) {
    return {
      noFix: `'${other.name}' runs the same image with another command, which would count as unhealthy: add a healthcheck to the service that serves.`,
    };
  }
  const test = port === undefined ? knownTest(facts) : httpTest(port, facts, builds);
  if (!test) return { noFix: "No program is known to be in this image that could ask for a page." };
  const lines = [
    `${keywordLike(file, "HEALTHCHECK")} --interval=30s --timeout=5s --start-period=10s --retries=3 ${file.escape}`,
    `    ${test.text}`,
  ];
  return { fixes: [{ title: test.title, applicability: "unsafe", edits: [place(file, stage, lines)] }] };
}

/** True for a service that would take the check over, yet starts something else than what it asks; jobs end before it matters. */
function runsAnother({ service, compose }: FinalStage["builds"][number], port: number | undefined): boolean {
  if (!service || !compose || (!service.command && !service.entrypoint)) return false;
  if (service.healthcheck?.test || service.healthcheck?.disabled || isOneShot(service, compose)) return false;
  const text = commandText(service);
  const ports: readonly string[] = text.match(/(?<![\d.])\d{4,5}(?![\d.])/g) ?? [];
  return ports.length > 0 ? !ports.includes(String(port)) : !startsServer(text) || servesNothing(text);
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

/**
 * Every place of a Compose file with values of every kind: Docker Compose and Drydock's schema check have to refuse the same ones.
 * `npx tsx test/compose/schema.mts [STEP]`: every STEP-th question only (default 1: about 4,000, five minutes; answers are kept).
 */
import { stringify } from "yaml";
import { parseCompose } from "../../server/src/core/syntax/compose/parse.js";
import { schemaProblems } from "../../server/src/core/syntax/compose/schema/check.js";
import { composeShape, type Shape } from "../../server/src/core/syntax/compose/schema/shape.js";
import { type Outcome, runSuite } from "../vscode-host/outcome.mjs";
import { Binary } from "./binary.js";

type Step = string | number;

/** Keys that Compose 2.40 does not know yet. */
const newer = new Set<Step>(["pre_start", "no_cache_filter"]);
const values: readonly unknown[] = [null, 5, 1.5, true, "abc", ["a"], { q: 1 }, "yes", "7"];
/** How Compose words what the schema, a cast before it or the decoding of a boolean refuses. */
const bySchema = /validating |must be a mapping|unexpected type|non-string key|failed to cast|invalid boolean/;

await runSuite("the Compose schema", async (): Promise<Outcome> => {
  const binary = await Binary.find();
  const step = Number(process.argv[2] ?? 1);
  const questions = placesOf(composeShape(), [])
    .filter((path) => !path.some((it) => newer.has(it)))
    .flatMap((path) => values.map((value) => ({ path, value })))
    .filter((_, index) => index % step === 0);
  let failed = 0;
  for (const { path, value } of questions) {
    const text = stringify(fileWith(path, value));
    const { valid, reason } = binary.ask({ files: new Map([["compose.yaml", text]]) });
    const [found] = parseCompose("file:///compose.yaml", text)
      .documents.flatMap(({ root }) => (root === undefined ? [] : schemaProblems(root)))
      .filter(({ code }) => code !== "old-boolean");
    const isWrong = valid ? found !== undefined : found === undefined && bySchema.test(reason);
    if (!isWrong) continue;
    failed++;
    console.log(
      `${path.join(".")}: ${JSON.stringify(value)}\n  Compose: ${reason || "fine"}\n  Drydock: ${found?.message ?? "fine"}`,
    );
  }
  binary.keep();
  return { passed: questions.length - failed, failed };
});

function placesOf(shape: Shape, path: readonly Step[]): Step[][] {
  const children: [Step, Shape][] = [...shape.fields].map(([name, field]) => [name, field.shape]);
  // Files that are included would have to be there.
  if (path.length === 0)
    children.splice(
      children.findIndex(([name]) => name === "include"),
      1,
    );
  if (shape.names)
    children.push([path.at(-1) === "depends_on" ? "other" : path[0] === "services" ? "one" : "name", shape.names.shape]);
  if (shape.items) children.push([0, shape.items]);
  return children.flatMap(([name, inner]) => [[...path, name], ...placesOf(inner, [...path, name])]);
}

/** A file with two services and one value. */
function fileWith(path: readonly Step[], value: unknown): unknown {
  const file = { services: { one: { image: "x" }, other: { image: "y" } } };
  let at = file as unknown as Record<Step, unknown>;
  for (const [index, step] of path.entries()) {
    if (index === path.length - 1) at[step] = value;
    else {
      if (typeof at[step] !== "object" || at[step] === null) at[step] = typeof path[index + 1] === "number" ? [] : {};
      at = at[step] as Record<Step, unknown>;
    }
  }
  return file;
}

/** Runs in the network of the engine: reads URLs, a line each, and answers with a line of JSON each. */
import { createInterface } from "node:readline";

for await (const url of createInterface({ input: process.stdin })) {
  fetch(url, { redirect: "manual", signal: AbortSignal.timeout(3000) })
    .then(async (response) => ({ url, status: response.status, body: (await response.text()).slice(0, 2000) }))
    .catch((error) => ({ url, error: String(error.cause ?? error) }))
    .then((answer) => process.stdout.write(`${JSON.stringify(answer)}\n`));
}

/** Health checks out of what an image has: which program asks, and how the question is written. */
import type { StageFacts } from "../project/stage-facts.js";

type Tools = Pick<StageFacts, "hasTool" | "image" | "imageReference">;

/** The words of a command that fails unless an URL answers with success; undefined where no program for it is known to be there. */
export function httpProbe(url: string, tools: Tools): readonly string[] | undefined {
  const { hasTool, image } = tools;
  const python = pythonOf(tools);
  const fetch = `fetch('${url}').then(r=>process.exit(r.ok?0:1),()=>process.exit(1))`;
  const probes: readonly (readonly [program: string, ...words: string[]] | undefined)[] = [
    python === undefined ? undefined : [python, "-c", `import urllib.request; urllib.request.urlopen('${url}', timeout=3)`],
    ["node", "-e", nodeScript(url, fetch, tools)],
    ["bun", "-e", fetch],
    ["wget", "-q", "-O", "/dev/null", url],
    ["curl", "-fsS", "-o", "/dev/null", url],
    ["ruby", "-rnet/http", "-e", `exit Net::HTTP.get_response(URI('${url}')).is_a?(Net::HTTPSuccess)`],
    ["php", "-r", `exit(@file_get_contents('${url}') === false ? 1 : 0);`],
  ];
  const known = probes.filter((it) => it !== undefined).filter(([program]) => hasTool(program) === true);
  // The language of the image before what happens to be there; `python3` comes with many an image that is not for Python.
  const own = known.find(([program]) => /^(?:python|node|bun)$/.test(program) && image?.hasTool(program) === true);
  return own ?? known.find(([program]) => program === "wget" || program === "curl") ?? known[0];
}

/** The name of Python 3; a package `python` may still be Python 2. */
function pythonOf({ hasTool, image, imageReference }: Tools): string | undefined {
  if (image?.hasTool("python") === true) return /^2(?:\D|$)/.test(imageReference?.tag?.text ?? "") ? undefined : "python";
  return hasTool("python3") === true ? "python3" : undefined;
}

/** `fetch` came with Node 18. */
function nodeScript(url: string, fetch: string, { imageReference }: Tools): string {
  const major = Number(/^\d+/.exec(imageReference?.tag?.text ?? "")?.[0] ?? 18);
  if (major >= 18 || imageReference?.name !== "node") return fetch;
  const library = url.startsWith("https") ? "https" : "http";
  return `require('${library}').get('${url}',r=>process.exit(r.statusCode<400?0:1)).on('error',()=>process.exit(1))`;
}

/** The words of a command that fails unless a TCP port takes a connection. */
export function tcpProbe(host: string, port: string, tools: Tools): readonly string[] | undefined {
  const { hasTool } = tools;
  const python = pythonOf(tools);
  if (python) return [python, "-c", `import socket; socket.create_connection(('${host}', ${port}), timeout=3)`];
  if (hasTool("node") === true) {
    return [
      "node",
      "-e",
      `require('net').connect(${port},'${host}').on('connect',()=>process.exit(0)).on('error',()=>process.exit(1))`,
    ];
  }
  if (hasTool("nc") === true) return ["nc", "-z", host, port];
  if (hasTool("bash") === true) return ["bash", "-c", `: < /dev/tcp/${host}/${port}`];
  return undefined;
}

/** The words as a shell reads them; variables stay variables. */
export function shellText(words: readonly string[]): string {
  return words.map((word) => (/^[\w@%+=:,./$-]+$/.test(word) ? word : `"${word.replace(/["\\`]/g, "\\$&")}"`)).join(" ");
}

/** The words as the elements of a JSON array, without its brackets. */
export function jsonElements(words: readonly string[]): string {
  return words.map((word) => JSON.stringify(word)).join(", ");
}

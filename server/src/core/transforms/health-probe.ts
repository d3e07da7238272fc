/** Health checks out of what an image has: which program asks, and how the question is written. */
import type { StageFacts } from "../project/stage-facts.js";

type Tools = Pick<StageFacts, "hasTool" | "imageReference">;

/** The words of a command that fails unless an URL answers with success; undefined where no program for it is known to be there. */
export function httpProbe(url: string, { hasTool, imageReference }: Tools): readonly string[] | undefined {
  for (const python of ["python", "python3"]) {
    if (hasTool(python) === true) return [python, "-c", `import urllib.request; urllib.request.urlopen('${url}', timeout=3)`];
  }
  if (hasTool("node") === true) return ["node", "-e", nodeScript(url, imageReference)];
  if (hasTool("bun") === true) return ["bun", "-e", `fetch('${url}').then(r=>process.exit(r.ok?0:1),()=>process.exit(1))`];
  if (hasTool("wget") === true) return ["wget", "-q", "-O", "/dev/null", url];
  if (hasTool("curl") === true) return ["curl", "-fsS", "-o", "/dev/null", url];
  if (hasTool("ruby") === true) return ["ruby", "-rnet/http", "-e", `exit Net::HTTP.get_response(URI('${url}')).is_a?(Net::HTTPSuccess)`];
  if (hasTool("php") === true) return ["php", "-r", `exit(@file_get_contents('${url}') === false ? 1 : 0);`];
  return undefined;
}

/** `fetch` came with Node 18. */
function nodeScript(url: string, reference: Tools["imageReference"]): string {
  const major = Number(/^\d+/.exec(reference?.tag?.text ?? "")?.[0] ?? 18);
  if (major >= 18) return `fetch('${url}').then(r=>process.exit(r.ok?0:1),()=>process.exit(1))`;
  const library = url.startsWith("https") ? "https" : "http";
  return `require('${library}').get('${url}',r=>process.exit(r.statusCode<400?0:1)).on('error',()=>process.exit(1))`;
}

/** The words of a command that fails unless a TCP port takes a connection. */
export function tcpProbe(host: string, port: string, { hasTool }: Tools): readonly string[] | undefined {
  for (const python of ["python", "python3"]) {
    if (hasTool(python) === true) return [python, "-c", `import socket; socket.create_connection(('${host}', ${port}), timeout=3)`];
  }
  if (hasTool("node") === true) {
    return ["node", "-e", `require('net').connect(${port},'${host}').on('connect',()=>process.exit(0)).on('error',()=>process.exit(1))`];
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

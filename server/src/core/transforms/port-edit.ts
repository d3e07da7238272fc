/** Ports of Compose: bind one to the host itself, or take it out. */
import type { ComposeFile, Port, Service } from "../syntax/compose/model.js";
import { insertAt, type TextEdit } from "../text/edits.js";
import { insertEntry, removeEntry, removeItem, replaceScalar, replaceValue } from "./yaml-edit.js";

/** @returns undefined where the text is shared by an anchor, or its layout hides the parts */
export function bindToLoopback(file: ComposeFile, port: Port): TextEdit[] | undefined {
  const { hostIp, node, published, target } = port;
  if (hostIp) {
    const isIpv6 = hostIp.text.includes(":");
    if (port.form === "short" && isIpv6 && file.text[hostIp.span.start - 1] !== "[") return undefined;
    return replaceValue(file, hostIp, isIpv6 ? "::1" : "127.0.0.1");
  }
  if (node.kind === "map") {
    if (port.mode?.text === "ingress") return undefined;
    return insertEntry(file, node, "host_ip: 127.0.0.1", node.get("published") ? { after: "published" } : { after: "target" });
  }
  if (node.kind !== "scalar" || !target) return undefined;
  const text = published ? `127.0.0.1:${node.text}` : `127.0.0.1::${node.text}`;
  const edits = replaceScalar(file, node, text);
  if (!edits) return undefined;
  // The smallest edit where the text stands there as it is.
  const isVerbatim = file.text.slice(port.span.start, port.span.end) === node.text;
  const keepsQuotes = edits.length === 1 && edits[0]!.newText === text;
  return isVerbatim && keepsQuotes ? [insertAt(port.span.start, text.slice(0, -node.text.length))] : edits;
}

/** Takes a port out; the whole key with the last one. */
export function removePort(file: ComposeFile, service: Service, port: Port): TextEdit[] | undefined {
  const entry = service.get("ports");
  if (!entry || entry.merged || entry.alias || entry.value.kind !== "seq") return undefined;
  const list = entry.value;
  if (list.items.length === 1) return removeEntry(file, service.node, entry);
  const item = list.items.find(({ value }) => value === port.node);
  return item && removeItem(file, list, item);
}

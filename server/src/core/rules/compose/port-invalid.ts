import { defineRule, type Finding, type Fix } from "../../linter/rule.js";
import { firstTime } from "../../syntax/compose/lookup.js";
import type { ComposeFile, Port, TextValue } from "../../syntax/compose/model.js";
import { textAt } from "../../syntax/compose/values.js";
import { hasVariables } from "../../syntax/interpolation.js";
import { isIpAddress } from "../../syntax/ip-address.js";
import { firstLine } from "../../syntax/yaml/errors.js";
import { didYouMean } from "../../text/did-you-mean.js";
import { yaml } from "../../text/tags.js";
import { fixOf, repairs } from "../../transforms/repairs.js";
import { replaceScalar, replaceValue } from "../../transforms/yaml-edit.js";

export default defineRule({
  name: "port-invalid",
  language: "compose",
  category: "correctness",
  severity: "error",
  profiles: ["recommended"],
  summary: "A port is written in a way that Compose or the engine does not take.",
  why: [
    "Compose refuses the project: the short form is `[[ip:]host:]container[/protocol]`, with ports from 1 to 65535 or ranges of equal width.",
    "An address is an IP address, one of IPv6 in brackets; `localhost` is none.",
  ],
  references: ["https://docs.docker.com/reference/compose-file/services/#ports"],
  covers: ["invalid-port-spec", "invalid-host-ip"],
  fix: "unsafe",

  *check(file) {
    const first = firstTime();
    // Anything but a list is for the schema to report.
    const lists = file.services.filter((service) => service.get("ports")?.value.kind === "seq");
    for (const port of lists.flatMap(({ ports }) => ports)) {
      const fault = port.form === "short" ? shortFault(file, port) : longFault(file, port);
      if (fault && first(port)) yield fault;
    }
  },

  examples: [
    {
      bad: yaml`
        services:
          web:
            image: nginx:1.29
            ports:
              - "80:80/tpc"
                       ^^^ 'tpc' is no protocol, so Compose refuses the port; did you mean 'tcp'?
              - "localhost:81:81" # only here
                 ^^^^^^^^^ 'localhost' is no IP address, so Compose refuses the port; use 127.0.0.1.
              - ::1:82:82
                ^^^ An IPv6 address needs brackets, or Compose refuses the port: [::1].
              - "127.0.0.1:83"
                 ^^^^^^^^^ '127.0.0.1' stands in the place of a port: write 127.0.0.1:83:83, or 127.0.0.1::83 for a random one.
              - target: 84
                host_ip: localhost
                         ^^^^^^^^^ 'localhost' is no IP address, so Compose refuses the port; use 127.0.0.1.
      `,
      good: yaml`
        services:
          web:
            image: nginx:1.29
            ports:
              - "80:80/tcp"
              - "127.0.0.1:81:81" # only here
              - "[::1]:82:82"
              - "127.0.0.1:83:83"
              - target: 84
                host_ip: 127.0.0.1
      `,
    },
    {
      bad: yaml`
        services:
          web:
            image: nginx:1.29
            ports:
              - "70000:80"
                 ^^^^^ '70000' is no port: it takes a number up to 65535, or a range that goes up.
              - "8000-8002:80-81"
                 ^^^^^^^^^^^^^^^ The two ranges are not equally wide, so Compose refuses the port.
              - "80:http"
                    ^^^^ 'http' is no port: it takes a number up to 65535, or a range that goes up.
              - "80:"
                 ^^^ The port of the container is missing behind the colon.
              - published: 80
                ^^^^^^^^^^^^^ This port has no 'target', the port of the container.
              - target: 85
                published: "x"
                            ^ 'x' is no port: it takes a number up to 65535, or a range that goes up.
      `,
    },
    {
      title: "blanks",
      bad: yaml`
        services:
          web:
            image: nginx:1.29
            ports: ["80 : 80"]
                     ^^^^^^^ There is a blank in the port, so Compose refuses it.
      `,
      good: yaml`
        services:
          web:
            image: nginx:1.29
            ports: ["80:80"]
      `,
    },
    {
      good: yaml`
        services:
          web:
            image: nginx:1.29
            ports:
              - 80
              - "8000-8010:80"
              - "8000-8001:80-81/UDP"
              - "[::1]:6001:6001"
              - "127.0.0.1::90"
              - "\${PORT}:80"
              - "\${PORT:-80}"
              - target: 80
                published: "8080-8090"
                protocol: tcp
                host_ip: 127.0.0.1
      `,
    },
  ],
});

const protocols = ["tcp", "udp", "sctp"];

function shortFault(file: ComposeFile, port: Port): Finding | undefined {
  const { raw, span, node, hostIp, published, target, protocol, publishedRange, targetRange } = port;
  if (node.kind !== "scalar" || hasVariables(raw)) return undefined;
  if (!target || target.text === "") {
    const place = span.end > span.start && raw !== "" ? span : node.span;
    return {
      span: place,
      message: raw.endsWith(":")
        ? "The port of the container is missing behind the colon."
        : "This port is empty, so Compose refuses it.",
      noFix: unknownPort,
    };
  }
  if (/\s/.test(raw)) {
    return {
      span,
      message: "There is a blank in the port, so Compose refuses it.",
      ...repairs([fixOf("Remove the blanks", "unsafe", replaceScalar(file, node, raw.replace(/\s+/g, "")))]),
    };
  }
  if (protocol && protocol.text !== "" && !protocols.includes(protocol.text.toLowerCase())) return protocolFault(file, protocol);
  if (hostIp) {
    const fault = addressFault(file, hostIp, raw.startsWith("["));
    if (fault) return fault;
  } else if (published && isIpAddress(published.text)) {
    const better = `${published.text}:${target.text}`;
    return {
      span: published.span,
      message: `'${published.text}' stands in the place of a port: write ${better}:${target.text}, or ${published.text}::${target.text} for a random one.`,
      ...repairs([
        fixOf(`Publish it as ${better}`, "unsafe", replaceValue(file, published, better)),
        fixOf("Publish it on a random port", "unsafe", replaceValue(file, published, `${published.text}:`)),
      ]),
    };
  }
  if (published && !publishedRange) return portFault(published);
  if (!targetRange || targetRange.first === 0) return portFault(target);
  const width = targetRange.last - targetRange.first;
  if (publishedRange && width > 0 && publishedRange.last - publishedRange.first !== width) {
    return { span, message: "The two ranges are not equally wide, so Compose refuses the port.", noFix: unknownPort };
  }
  return undefined;
}

const unknownPort = "Which port is meant cannot be told from the text.";

function longFault(file: ComposeFile, { node, target, published, publishedRange, protocol }: Port): Finding | undefined {
  if (node.kind !== "map") return undefined;
  const address = textAt(node, "host_ip");
  if (!target && !node.get("target")) {
    return {
      span: firstLine(file.text, node.span),
      message: "This port has no 'target', the port of the container.",
      noFix: unknownPort,
    };
  }
  if (address && !hasVariables(address.text)) {
    const fault = addressFault(file, address, true);
    if (fault) return fault;
  }
  if (published && !publishedRange && !hasVariables(published.text)) return portFault(published);
  const isWrong = protocol && !hasVariables(protocol.text) && !protocols.includes(protocol.text.toLowerCase());
  return isWrong ? protocolFault(file, protocol) : undefined;
}

function addressFault(file: ComposeFile, address: TextValue, mayBeIpv6: boolean): Finding | undefined {
  const { text, span, node } = address;
  if (!isIpAddress(text)) {
    const better = /^localhost$/i.test(text) ? "127.0.0.1" : undefined;
    return {
      span: text === "" ? node.span : span,
      message: `'${text}' is no IP address, so Compose refuses the port${better ? `; use ${better}` : ""}.`,
      ...repairs(
        [better ? fixOf(`Use ${better}`, "unsafe", replaceValue(file, address, better)) : undefined],
        "Which address is meant cannot be told from the text.",
      ),
    };
  }
  if (mayBeIpv6 || !text.includes(":")) return undefined;
  return {
    span,
    message: `An IPv6 address needs brackets, or Compose refuses the port: [${text}].`,
    ...repairs([fixOf(`Use [${text}]`, "unsafe", replaceValue(file, address, `[${text}]`))]),
  };
}

function protocolFault(file: ComposeFile, protocol: TextValue): Finding {
  const { text, span, node } = protocol;
  const near = didYouMean(text.toLowerCase(), protocols);
  const fix: Fix | undefined = near ? fixOf(`Use ${near}`, "unsafe", replaceValue(file, protocol, near)) : undefined;
  return {
    span: text === "" ? node.span : span,
    message: `'${text}' is no protocol, so Compose refuses the port; ${near ? `did you mean '${near}'?` : "it is tcp, udp or sctp."}`,
    ...repairs([fix], "A port has tcp, udp or sctp; http and https are tcp."),
  };
}

function portFault({ text, span, node }: TextValue): Finding {
  return {
    span: text === "" ? node.span : span,
    message: `'${text}' is no port: it takes a number up to 65535, or a range that goes up.`,
    noFix: unknownPort,
  };
}

import { packageInstall, packageName, programsOfPackage } from "../../knowledge/packages.js";
import { defineRule, type Finding, type Fix, type Related } from "../../linter/rule.js";
import { finalStages } from "../../project/final-stages.js";
import type { StageFacts } from "../../project/stage-facts.js";
import type { Dockerfile, HealthcheckInstruction } from "../../syntax/dockerfile/model.js";
import { commandLines } from "../../syntax/shell/query.js";
import { insertAt, replace } from "../../text/edits.js";
import { dockerfile } from "../../text/tags.js";
import { jsonElements } from "../../transforms/health-probe.js";
import { atFullPath, isExit, probeFor, rewritten } from "../../transforms/healthcheck-rewrite.js";

export default defineRule({
  name: "healthcheck-tool-missing",
  language: "dockerfile",
  category: "reliability",
  severity: "warning",
  profiles: ["recommended"],
  summary: "The health check calls a program that the image does not have.",
  why: [
    "A health check runs inside the container, so its program must be in the final image: `curl` is in few slim or Alpine images, and one installed in a build stage stays there.",
    "Such a check fails each time: the container is *unhealthy* for good, and whatever waits for it never starts.",
    "The fix asks the same URL with what the image has: Python, Node.js or BusyBox `wget`.",
    "Images and packages that Drydock does not know are not judged.",
  ],
  references: ["https://docs.docker.com/reference/dockerfile/#healthcheck"],
  fix: "unsafe",

  *check(file, { project }) {
    const seen = new Set<HealthcheckInstruction>();
    for (const { stage, development } of finalStages(file, project)) {
      const facts = project.factsOf(stage, file);
      const { healthcheck } = facts.state;
      if (!healthcheck?.command || seen.has(healthcheck)) continue;
      seen.add(healthcheck);
      const finding = findMissing(healthcheck, facts, file);
      if (finding) yield development ? { ...finding, severity: "info" } : finding;
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM python:3.13-slim
        HEALTHCHECK --interval=30s CMD curl -f http://localhost:8000/health || exit 1
                                       ^^^^ 'curl' is not in 'python:3.13-slim', so this health check always fails. Ask with 'python' instead.
      `,
      good: dockerfile`
        FROM python:3.13-slim
        HEALTHCHECK --interval=30s CMD python -c "import urllib.request; urllib.request.urlopen('http://localhost:8000/health', timeout=3)" || exit 1
      `,
    },
    {
      title: "the exec form stays one",
      bad: dockerfile`
        FROM node:22-slim
        HEALTHCHECK CMD ["curl", "--fail", "--silent", \
                         ^^^^^^ 'curl' is not in 'node:22-slim', so this health check always fails. Ask with 'node' instead.
                         "http://127.0.0.1:3000/"]
      `,
      good: dockerfile`
        FROM node:22-slim
        HEALTHCHECK CMD ["node", "-e", "fetch('http://127.0.0.1:3000/').then(r=>process.exit(r.ok?0:1),()=>process.exit(1))"]
      `,
    },
    {
      title: "a program of the build stage is not in the final one",
      bad: dockerfile`
        FROM alpine:3.22 AS build
        RUN apk add --no-cache curl
        FROM alpine:3.22
        HEALTHCHECK CMD curl -sf "http://localhost:$PORT/" >/dev/null
                        ^^^^ 'curl' is not in 'alpine:3.22', so this health check always fails. Ask with 'wget' instead.
      `,
      good: dockerfile`
        FROM alpine:3.22 AS build
        RUN apk add --no-cache curl
        FROM alpine:3.22
        HEALTHCHECK CMD wget -q -O /dev/null http://localhost:$PORT/ >/dev/null
      `,
    },
    {
      title: "nothing in the image can ask, so the program joins the packages",
      bad: dockerfile`
        FROM debian:13-slim
        RUN apt-get update && apt-get install -y ca-certificates && rm -rf /var/lib/apt/lists/*
        HEALTHCHECK CMD curl -f http://localhost/ || exit 1
                        ^^^^ 'curl' is not in 'debian:13-slim', so this health check always fails. Install it, or ask with another program.
      `,
      good: dockerfile`
        FROM debian:13-slim
        RUN apt-get update && apt-get install -y ca-certificates curl && rm -rf /var/lib/apt/lists/*
        HEALTHCHECK CMD curl -f http://localhost/ || exit 1
      `,
    },
    {
      title: "no shell, no shell form",
      bad: dockerfile`
        FROM gcr.io/distroless/nodejs22-debian12
        HEALTHCHECK CMD wget -qO- http://localhost:3000/healthz || exit 1
                        ^^^^ 'gcr.io/distroless/nodejs22-debian12' has no shell, so this health check always fails. Ask with 'node' in a JSON array.
      `,
      good: dockerfile`
        FROM gcr.io/distroless/nodejs22-debian12
        HEALTHCHECK CMD ["/nodejs/bin/node", "-e", "fetch('http://localhost:3000/healthz').then(r=>process.exit(r.ok?0:1),()=>process.exit(1))"]
      `,
    },
    {
      title: "a question that cannot be put in other words",
      bad: dockerfile`
        FROM python:3.13-slim
        HEALTHCHECK CMD pgrep -f worker
                        ^^^^^ 'pgrep' is not in 'python:3.13-slim', so this health check always fails. Install it, or ask with another program.
      `,
    },
    {
      title: "installed, part of the image, unknown image, alternatives",
      good: dockerfile`
        FROM python:3.13-slim AS a
        RUN apt-get update && apt-get install -y curl
        FROM a
        HEALTHCHECK CMD curl -f http://localhost/
        FROM registry.example.com/app:1
        HEALTHCHECK CMD curl -f http://localhost/
        FROM alpine:3.22
        HEALTHCHECK CMD wget -qO- http://localhost/ || curl -f http://localhost/
      `,
    },
  ],
});

function findMissing(healthcheck: HealthcheckInstruction, facts: StageFacts, file: Dockerfile): Finding | undefined {
  const form = healthcheck.command!;
  const lines = commandLines(form);
  const first = lines[0];
  if (!first) return undefined;
  const name = facts.imageReference?.text ?? facts.image?.name ?? "the image";
  if (form.kind === "shell" && facts.image?.shell === "none" && facts.hasTool("sh") === false) {
    const words = lines.slice(1).every(isExit) ? probeFor(first, facts) : undefined;
    const start = `'${name}' has no shell, so this health check always fails.`;
    return words
      ? {
          span: first.programSpan,
          message: `${start} Ask with '${words[0]}' in a JSON array.`,
          fixes: [
            {
              title: `Ask with ${words[0]}`,
              applicability: "unsafe",
              edits: [replace(form.span, `[${jsonElements(atFullPath(words, facts))}]`)],
            },
          ],
        }
      : {
          span: first.programSpan,
          message: `${start} Use the JSON array form with a program of the image.`,
          noFix: "No program is known to be in this image that could ask.",
        };
  }
  // Of `wget … || curl …` one is enough.
  if (lines.filter((line) => !isExit(line)).some(({ shell }, i) => i > 0 && shell?.joined === "||")) return undefined;
  const missing = lines.find(
    (line) => line.program !== undefined && !line.shell?.within.length && facts.hasTool(line.program) === false,
  );
  if (!missing) return undefined;
  const { program, programSpan } = missing;
  const words = missing.shell?.pipe === "none" || !missing.shell ? probeFor(missing, facts) : undefined;
  const fixes: Fix[] = [];
  if (words)
    fixes.push({ title: `Ask with ${words[0]}`, applicability: "unsafe", edits: [rewritten(missing, words, form.kind)] });
  const install = installFix(program!, facts);
  if (install) fixes.push(install);
  return {
    span: programSpan,
    message: `'${program}' is not in '${name}', so this health check always fails. ${words ? `Ask with '${words[0]}' instead.` : "Install it, or ask with another program."}`,
    related: installedElsewhere(program!, facts, file),
    ...(fixes.length > 0 ? { fixes } : { noFix: "No program is known to be in this image that could ask the same." }),
  };
}

/** The package joins those that the stage installs already. */
function installFix(program: string, { stage }: StageFacts): Fix | undefined {
  if (program !== "curl" && program !== "wget") return undefined;
  for (const instruction of [...stage.instructions].reverse()) {
    if (instruction.keyword !== "RUN") continue;
    for (const line of commandLines(instruction.command)) {
      const last = packageInstall(line)?.packages.at(-1);
      if (last)
        return {
          title: `Install ${program} in the final stage`,
          applicability: "unsafe",
          edits: [insertAt(last.span.end, ` ${program}`)],
        };
    }
  }
  return undefined;
}

function installedElsewhere(program: string, { chain }: StageFacts, file: Dockerfile): Related[] {
  for (const stage of file.stages) {
    if (chain.includes(stage)) continue;
    for (const instruction of stage.instructions) {
      if (instruction.keyword !== "RUN") continue;
      for (const line of commandLines(instruction.command)) {
        const word = packageInstall(line)?.packages.find((it) => programsOfPackage(packageName(it)).includes(program));
        if (word) return [{ uri: file.uri, span: word.span, message: `'${program}' is installed in this stage only.` }];
      }
    }
  }
  return [];
}

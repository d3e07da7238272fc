import { defineRule } from "../../linter/rule.js";
import { finalStages } from "../../project/final-stages.js";
import { httpPort } from "../../project/listening-port.js";
import { startup } from "../../project/startup.js";
import { dockerfile } from "../../text/tags.js";
import { insertBefore, keywordLike } from "../../transforms/dockerfile-edit.js";

export default defineRule({
  name: "expose-missing",
  language: "dockerfile",
  category: "maintainability",
  severity: "hint",
  profiles: ["all"],
  summary: "The program listens on a port that no EXPOSE names.",
  why: [
    "EXPOSE opens nothing; it tells people and tools (`docker run -P`, proxies such as Traefik, Compose viewers) where the program listens.",
    "Only programs whose port the command shows are reported.",
  ],
  references: ["https://docs.docker.com/reference/dockerfile/#expose"],
  aliases: ["dockerfile_lint:required EXPOSE"],
  covers: ["expose-missing"],
  fix: "unsafe",
  crossFile: true,

  *check(file, { project }) {
    const seen = new Set<number>();
    for (const { stage, builds, development } of finalStages(file, project)) {
      const facts = project.factsOf(stage, file);
      const command = facts.state.cmd ?? facts.state.entrypoint;
      if (development || !command || !stage.instructions.includes(command) || seen.has(command.span.start)) continue;
      if (
        facts.image?.ports.length !== 0 ||
        facts.chain.some((it) => it.instructions.some(({ keyword }) => keyword === "EXPOSE"))
      )
        continue;
      const port = httpPort(facts, startup(facts, file, builds), file);
      if (port === undefined) continue;
      seen.add(command.span.start);
      const first =
        stage.instructions.find(({ keyword }) => /^(?:STOPSIGNAL|HEALTHCHECK|ENTRYPOINT|CMD)$/.test(keyword)) ?? command;
      yield {
        span: command.keywordSpan,
        message: `The program listens on port ${port}, which no EXPOSE names. Add EXPOSE ${port} for those who run the image.`,
        fixes: [
          {
            title: `Add EXPOSE ${port}`,
            applicability: "unsafe",
            edits: [insertBefore(file, first, [`${keywordLike(file, "EXPOSE")} ${port}`])],
          },
        ],
      };
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM python:3.13-slim
        COPY . /app
        # start
        CMD ["uvicorn", "app:app", "--host", "0.0.0.0", "--port", "8080"]
        ^^^ The program listens on port 8080, which no EXPOSE names. Add EXPOSE 8080 for those who run the image.
      `,
      good: dockerfile`
        FROM python:3.13-slim
        COPY . /app
        EXPOSE 8080
        # start
        CMD ["uvicorn", "app:app", "--host", "0.0.0.0", "--port", "8080"]
      `,
    },
    {
      title: "named, by the image itself, or no server",
      good: dockerfile`
        FROM nginx:1.31 AS a
        CMD ["nginx", "-g", "daemon off;"]
        FROM python:3.13-slim AS b
        EXPOSE 8000
        CMD ["gunicorn", "app:app"]
        FROM python:3.13-slim
        CMD ["python", "work.py"]
      `,
    },
  ],
});

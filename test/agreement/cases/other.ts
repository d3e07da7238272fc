/** Ports, health checks, commands, triggers and comments. */
import { text } from "../../../server/src/core/text/tags.js";
import type { CodeCases } from "./case.js";

export const otherCases: readonly CodeCases[] = [
  {
    code: "DL1001",
    config: "override:\n  info: [DL1001]\n",
    files: [
      text`
        »# hadolint ignore=DL3006
        FROM debian
        RUN true
      `,
      text`
        FROM debian:13-slim
          »# hadolint ignore=DL3003,SC2086 # it has to be
        RUN cd /tmp && echo $x
      `.replace("  »", "»"),
      text`
        # hadolint global ignore=DL3003
        FROM debian:13-slim
        # hadolint shell=powershell
        RUN cd /tmp
      `,
      text`
        FROM debian:13-slim
        # hadolint ignore=crazy,DL3003
        RUN cd /tmp
        # hadolint is a linter
      `,
    ],
  },
  {
    code: "DL3011",
    files: [
      text`
        FROM debian:13-slim
        »EXPOSE 80000
      `,
      text`
        FROM debian:13-slim
        EXPOSE 80 443
        »EXPOSE 8080/tcp \
          65536/udp
      `,
      text`
        FROM debian:13-slim
        »EXPOSE 40000-80000/tcp
      `,
      text`
        FROM debian:13-slim
        EXPOSE 65535 60000-65535/udp
      `,
      text`
        FROM debian:13-slim
        ARG PORT=80000
        EXPOSE \${PORT} 5000-\${PORT}
      `,
    ],
  },
  {
    code: "DL3012",
    files: [
      text`
        FROM nginx:1.29
        ±HEALTHCHECK CMD ["curl", "-f", "http://localhost/"]
        ≠HEALTHCHECK CMD ["curl", "-f", "http://localhost/health"]
      `,
      text`
        FROM nginx:1.29
        ±HEALTHCHECK CMD ["a"]
        EXPOSE 80
        »HEALTHCHECK --interval=5s \
          CMD ["b"]
        ≠HEALTHCHECK CMD ["c"]
      `,
      text`
        FROM nginx:1.29
        HEALTHCHECK CMD ["curl", "-f", "http://localhost/"]
      `,
      text`
        FROM nginx:1.29 AS a
        HEALTHCHECK CMD ["a"]
        FROM a
        HEALTHCHECK CMD ["b"]
      `,
    ],
  },
  {
    code: "DL3043",
    files: [
      text`
        FROM debian:13-slim
        »ONBUILD ONBUILD RUN make
      `,
      text`
        FROM debian:13-slim
        RUN true
        »ONBUILD FROM debian:12-slim
        »onbuild maintainer someone@example.com
      `,
      text`
        FROM debian:13-slim
        ONBUILD RUN make
        ONBUILD COPY . /app
      `,
      text`
        FROM debian:13-slim
        ONBUILD USER 1000
        RUN echo ONBUILD FROM
        LABEL x="ONBUILD MAINTAINER"
      `,
    ],
  },
  {
    code: "DL3057",
    config: "override:\n  info: [DL3057]\n",
    files: [
      text`
        »FROM nginx:1.29
        COPY site /usr/share/nginx/html
      `,
      text`
        # a server
        »FROM python:3.13-slim
        EXPOSE 8000
        CMD ["python", "-m", "http.server", "8000"]
      `,
      text`
        FROM nginx:1.29
        HEALTHCHECK CMD ["curl", "-f", "http://localhost/"]
      `,
      text`
        FROM nginx:1.29 AS base
        HEALTHCHECK NONE
        FROM base
        COPY site /usr/share/nginx/html
      `,
      text`
        ≠FROM debian:13-slim
        CMD ["/usr/bin/convert", "/in", "/out"]
      `,
    ],
  },
  {
    code: "DL4004",
    files: [
      text`
        FROM debian:13-slim
        ±ENTRYPOINT ["/a"]
        ≠ENTRYPOINT ["/b"]
      `,
      text`
        FROM debian:13-slim
        ±ENTRYPOINT ["/a"]
        »ENTRYPOINT ["/b", \
          "-x"]
        CMD ["x"]
        ≠ENTRYPOINT ["/c"]
      `,
      text`
        FROM debian:13-slim
        ENTRYPOINT ["/a"]
        CMD ["b"]
      `,
      text`
        FROM debian:13-slim AS a
        ENTRYPOINT ["/a"]
        FROM a
        ENTRYPOINT ["/b"]
      `,
    ],
  },
];

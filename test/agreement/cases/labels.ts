/** Labels that `.hadolint.yaml` asks for. */
import { text } from "../../../server/src/core/text/tags.js";
import type { CodeCases } from "./case.js";

/** Two values that do not fit the type, two that do, and what is not judged. */
function typed(code: string, type: string, wrong: readonly [string, string], right: readonly [string, string]): CodeCases {
  return {
    code,
    config: `label-schema:\n  about: ${type}\n`,
    files: [
      `FROM debian:13-slim\n»LABEL about="${wrong[0]}"\n`,
      `FROM debian:13-slim\n»LABEL other=x \\\n  about="${wrong[1]}"\nRUN true\n`,
      `FROM debian:13-slim\nLABEL about="${right[0]}"\n`,
      `FROM debian:13-slim\nLABEL other="${wrong[0]}" about="${right[1]}"\n`,
      text`
        FROM debian:13-slim
        ENV about=unknown
        RUN echo about
      `,
    ],
  };
}

export const labelCases: readonly CodeCases[] = [
  {
    code: "DL3049",
    config: "label-schema:\n  maintainer: text\n  version: semver\n",
    files: [
      text`
        »FROM debian:13-slim
        RUN true
      `,
      text`
        # the version is not enough
        »FROM debian:13-slim
        LABEL version="1.0.0"
        ENV maintainer=me
      `,
      text`
        FROM debian:13-slim
        LABEL maintainer="Someone" version="1.0.0"
      `,
      text`
        FROM debian:13-slim
        LABEL version="1.0.0"
        RUN true
        LABEL other=x \
          maintainer="Someone"
      `,
    ],
  },
  {
    code: "DL3050",
    config: "label-schema:\n  maintainer: text\nstrict-labels: true\n",
    files: [
      text`
        FROM debian:13-slim
        »LABEL maintainer="Someone" other="x"
      `,
      text`
        FROM debian:13-slim
        LABEL maintainer="Someone"
        »LABEL com.example.team="y"
      `,
      text`
        FROM debian:13-slim
        LABEL maintainer="Someone"
      `,
      text`
        FROM debian:13-slim
        LABEL "maintainer"="Someone"
        ENV other=x
      `,
    ],
  },
  {
    code: "DL3050",
    config: "label-schema:\n  maintainer: text\n",
    files: [
      text`
        FROM debian:13-slim
        LABEL maintainer="Someone" other="x"
      `,
    ],
  },
  {
    code: "DL3051",
    config: "label-schema:\n  about: text\n  page: url\n",
    files: [
      text`
        FROM debian:13-slim
        LABEL page="https://example.com/"
        »LABEL about=""
      `,
      text`
        FROM debian:13-slim
        »LABEL about="x" \
          page=""
      `,
      text`
        FROM debian:13-slim
        LABEL about="x" page="https://example.com/"
      `,
      text`
        FROM debian:13-slim
        LABEL about="x" page="https://example.com/" other=""
      `,
    ],
  },
  typed("DL3052", "url", ["not a page", "example.com/x"], ["http://example.com", "https://example.com/a?b=c"]),
  typed("DL3053", "rfc3339", ["yesterday", "2026-01-31"], ["2026-01-31T12:00:00Z", "2026-01-31T12:00:00.123+01:00"]),
  typed("DL3054", "spdx", ["not-spdx", "Apache 2.0"], ["MIT", "Apache-2.0 OR GPL-3.0-only"]),
  typed("DL3055", "hash", ["not-a-hash", "48b8cf"], ["48b8cf7", "48b8cf7e4d5f4a3bd9b0d1ab3cbd2c5e0f1a2b3c"]),
  typed("DL3056", "semver", ["one", "1.2"], ["1.0.0", "2.0.0-rc.1"]),
  typed("DL3058", "email", ["not-an-address", "someone@"], ["someone@example.com", "first.last@mail.example.org"]),
];

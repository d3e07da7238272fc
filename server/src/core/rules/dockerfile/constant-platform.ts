import { defineRule, type Finding } from "../../linter/rule.js";

import type { Dockerfile, Flag } from "../../syntax/dockerfile/model.js";
import { dockerfile } from "../../text/tags.js";
import { removeFlag } from "../../transforms/dockerfile-edit.js";

const both = [
  "hadolint:DL3029",
  "buildkit:FromPlatformFlagConstDisallowed",
  "kics:Using Platform Flag with FROM Command",
  "semgrep:avoid-platform-with-from",
  "tally:buildkit/FromPlatformFlagConstDisallowed",
];
const wide = both.filter((it) => !it.includes("FromPlatformFlag"));

export default defineRule({
  name: "constant-platform",
  language: "dockerfile",
  category: "reproducibility",
  severity: "info",
  profiles: ["recommended", "hadolint"],
  severities: { hadolint: "warning" },
  summary: "FROM is tied to one platform.",
  why: [
    "With `--platform=linux/amd64` in the file everyone gets that image, also on ARM, where it runs slowly under emulation; the image cannot be built for other platforms.",
    "The platform belongs to the build: `docker build --platform`, or `platform:` in Compose.",
    "A stage that is for one platform says so in its name: one with `amd64` in it is not reported.",
  ],
  references: ["https://docs.docker.com/reference/build-checks/from-platform-flag-const-disallowed/"],
  aliases: both,
  covers: ["from-platform-constant"],
  fix: "unsafe",

  *check(file) {
    const { stages } = file;
    for (const { from, name } of stages) {
      const { platform } = from;
      if (!platform?.value || platform.value.includes("$")) {
        // That tool knows no variables but those of the builder.
        if (platform?.value && !/BUILDPLATFORM|TARGETPLATFORM/.test(platform.value))
          yield { ...finding(file, platform), aliases: wide, profiles: ["hadolint"] };
        continue;
      }
      const [os = "", architecture = ""] = partsOf(platform.value);
      const stageName = name?.text.toLowerCase() ?? "";
      const isNamed = (os !== "" && stageName.includes(os)) || (architecture !== "" && stageName.includes(architecture));
      yield isNamed ? { ...finding(file, platform), aliases: wide, profiles: ["hadolint"] } : finding(file, platform);
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM --platform=linux/amd64 node:22 AS build
             ^^^^^^^^^^^^^^^^^^^^^^ FROM is tied to 'linux/amd64', on every machine; leave the platform to the build.
        FROM build
      `,
      good: dockerfile`
        FROM node:22 AS build
        FROM build
      `,
    },
    {
      good: dockerfile`
        FROM --platform=$BUILDPLATFORM golang:1.25 AS build
        FROM node:22
      `,
    },
  ],
});

function finding(file: Dockerfile, platform: Flag): Finding {
  return {
    span: platform.span,
    message: `FROM is tied to '${platform.value}', on every machine; leave the platform to the build.`,
    fixes: [
      {
        title: `Remove --platform=${platform.value}`,
        applicability: "unsafe",
        edits: [removeFlag(file, platform)],
      },
    ],
  };
}

const architectures: Readonly<Record<string, string>> = {
  x86_64: "amd64",
  "x86-64": "amd64",
  aarch64: "arm64",
  i386: "386",
  armhf: "arm",
  armel: "arm",
};

/** Operating system and architecture; a lone word is one of them. */
function partsOf(platform: string): string[] {
  const [first = "", second] = platform.toLowerCase().split("/");
  const system = /^(linux|windows|darwin|freebsd|wasi)/.exec(first)?.[1];
  if (second === undefined && !system) return ["linux", architectures[first] ?? first];
  return [system ?? first, second === undefined ? "" : (architectures[second] ?? second)];
}

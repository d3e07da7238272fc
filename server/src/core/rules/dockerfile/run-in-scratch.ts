import { defineRule } from "../../linter/rule.js";
import { dockerfile } from "../../text/tags.js";
import { isDockerFrontend } from "../../transforms/run-edit.js";

export default defineRule({
  name: "run-in-scratch",
  language: "dockerfile",
  category: "correctness",
  severity: "error",
  profiles: ["recommended"],
  summary: "RUN stands in an empty image.",
  why: ["`scratch` holds no shell and no program: before COPY or ADD has put something there, every RUN fails."],
  references: ["https://docs.docker.com/build/building/base-images/#create-a-minimal-base-image-using-scratch"],
  aliases: ["tally:tally/shell-run-in-scratch"],
  covers: ["run-in-scratch"],
  noFix: "Do it in a stage on another image and copy the result.",

  *check(file) {
    const syntax = file.directives.find(({ name }) => name === "syntax");
    if (syntax && !isDockerFrontend(syntax.value)) return;
    const empty = new Set<unknown>();
    for (const stage of file.stages) {
      if (stage.image?.text !== "scratch" && !(stage.base && empty.has(stage.base))) continue;
      if (stage.base?.instructions.some(({ keyword }) => keyword === "ONBUILD")) continue;
      const first = stage.instructions.find(({ keyword }) => /^(COPY|ADD|RUN|UNKNOWN)$/.test(keyword));
      if (!first) empty.add(stage);
      if (first?.keyword !== "RUN" || first.flags.some(({ name }) => name === "mount")) continue;
      yield {
        span: first.keywordSpan,
        message: "This image is empty ('FROM scratch'), so there is no program RUN could start; do it in an earlier stage.",
      };
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM scratch AS empty
        ENV A=1
        FROM empty
        RUN mkdir /data
        ^^^ This image is empty ('FROM scratch'), so there is no program RUN could start; do it in an earlier stage.
        COPY app /app
      `,
    },
    {
      good: dockerfile`
        FROM scratch
        ADD rootfs.tar /
        RUN mkdir /data
        FROM scratch
        RUN --mount=from=busybox,target=/ ["/bin/true"]
      `,
    },
  ],
});

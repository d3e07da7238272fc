import { packageInstall, packageName } from "../../knowledge/packages.js";
import { defineRule, type Finding } from "../../linter/rule.js";
import { finalStages } from "../../project/final-stages.js";
import type { Dockerfile, Stage } from "../../syntax/dockerfile/model.js";
import { commandLines } from "../../syntax/shell/query.js";
import { replace } from "../../text/edits.js";
import { dockerfile } from "../../text/tags.js";
import { removeCommand } from "../../transforms/remove-command.js";
import { removePair } from "../../transforms/remove-pair.js";
import { firstLine, runsOf } from "../../transforms/run-edit.js";

export default defineRule({
  name: "gpu-in-build",
  language: "dockerfile",
  category: "correctness",
  severity: "info",
  profiles: ["recommended"],
  summary: "A CUDA image asks for a GPU while it is built, chooses one for everyone, or carries the compiler along.",
  why: [
    "A build has no GPU: `nvidia-smi` fails there, or tells nothing about the machine that will run the image.",
    "Which GPUs a container gets is chosen when it starts (`--gpus`), and the driver's runtime belongs on the host.",
    "A `-devel` image of CUDA holds the compiler and static libraries, several gigabytes that a running program does not need.",
  ],
  references: [
    "https://docs.nvidia.com/datacenter/cloud-native/container-toolkit/latest/docker-specialized.html",
    "https://hub.docker.com/r/nvidia/cuda",
  ],
  aliases: [
    "tally:tally/gpu/no-buildtime-gpu-queries",
    "tally:tally/gpu/no-container-runtime-in-image",
    "tally:tally/gpu/no-hardcoded-visible-devices",
    "tally:tally/gpu/prefer-runtime-final-stage",
  ],
  covers: ["gpu-specific"],
  fix: "unsafe",
  crossFile: true,

  *check(file, { project }) {
    for (const place of runsOf(file)) {
      const { run } = place;
      if (run.isTrigger) continue;
      for (const line of commandLines(run.command)) {
        if (line.program === "nvidia-smi") {
          const edit = removeCommand(file, place, line);
          yield {
            span: firstLine(file.text, line.programSpan),
            message: "'nvidia-smi' finds no GPU while the image is built. Run it when the container starts.",
            aliases: ["tally:tally/gpu/no-buildtime-gpu-queries"],
            ...(edit
              ? { fixes: [{ title: "Remove nvidia-smi", applicability: "unsafe" as const, edits: [edit] }] }
              : { noFix: "Its result is used by the rest of the step." }),
          };
        }
        for (const word of packageInstall(line)?.packages ?? []) {
          if (
            !/^(?:nvidia-container-toolkit|nvidia-docker2|nvidia-container-runtime|libnvidia-container1)$/.test(packageName(word))
          )
            continue;
          yield {
            span: word.span,
            message: `'${word.value}' belongs on the machine that runs containers, not into an image. Leave it out.`,
            aliases: ["tally:tally/gpu/no-container-runtime-in-image"],
            noFix: "What else the step installs for it has to go too.",
          };
        }
      }
    }
    for (const { stage, development } of finalStages(file, project)) {
      yield* inVariables(file, stage);
      if (!development) yield* develImage(stage);
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM nvidia/cuda:12.6.3-cudnn-devel-ubuntu24.04
                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ '12.6.3-cudnn-devel-ubuntu24.04' brings the CUDA compiler, gigabytes that a running program does not need. Use '12.6.3-cudnn-runtime-ubuntu24.04'.
        ENV LANG=C.UTF-8 NVIDIA_VISIBLE_DEVICES=0
                         ^^^^^^^^^^^^^^^^^^^^^^^^ 'NVIDIA_VISIBLE_DEVICES=0' chooses a GPU for every machine that runs the image. Leave that to --gpus when it starts.
        RUN nvidia-smi && pip install torch
            ^^^^^^^^^^ 'nvidia-smi' finds no GPU while the image is built. Run it when the container starts.
        CMD ["python3", "serve.py"]
      `,
      good: dockerfile`
        FROM nvidia/cuda:12.6.3-cudnn-runtime-ubuntu24.04
        ENV LANG=C.UTF-8
        RUN pip install torch
        CMD ["python3", "serve.py"]
      `,
    },
    {
      title: "the runtime of the host",
      bad: dockerfile`
        FROM debian:13-slim
        RUN apt-get update && apt-get install -y nvidia-container-toolkit
                                                 ^^^^^^^^^^^^^^^^^^^^^^^^ 'nvidia-container-toolkit' belongs on the machine that runs containers, not into an image. Leave it out.
      `,
    },
    {
      title: "build stages, images that compile, all GPUs",
      good: dockerfile`
        FROM nvidia/cuda:12.6.3-devel-ubuntu24.04 AS build
        RUN nvcc -o /app app.cu
        FROM nvidia/cuda:12.6.3-runtime-ubuntu24.04
        ENV NVIDIA_VISIBLE_DEVICES=all
        COPY --from=build /app /app
      `,
    },
  ],
});

function* inVariables(file: Dockerfile, stage: Stage): Generator<Finding> {
  for (const instruction of stage.instructions) {
    if (instruction.keyword !== "ENV") continue;
    for (const pair of instruction.pairs) {
      const value = pair.value?.text.replace(/["']/g, "") ?? "";
      if (!/^(?:NVIDIA_VISIBLE_DEVICES|CUDA_VISIBLE_DEVICES)$/.test(pair.name.text) || !/^\d+(?:,\d+)*$|^GPU-/.test(value))
        continue;
      const edit = removePair(file, instruction, pair);
      yield {
        span: firstLine(file.text, pair.span),
        message: `'${pair.name.text}=${value}' chooses a GPU for every machine that runs the image. Leave that to --gpus when it starts.`,
        aliases: ["tally:tally/gpu/no-hardcoded-visible-devices"],
        ...(edit
          ? { fixes: [{ title: `Remove ${pair.name.text}`, applicability: "unsafe", edits: [edit] }] }
          : { noFix: "A comment stands between it and its neighbour." }),
      };
    }
  }
}

/** The last image is the one with the compiler, and nothing in it compiles. */
function* develImage(stage: Stage): Generator<Finding> {
  const { image } = stage.from;
  const tag = image.tag?.text;
  if (image.name !== "nvidia/cuda" || !image.tagKnown || !tag || !/-devel(?=-|$)/.test(tag) || image.digest) return;
  const compiles = stage.instructions.some(
    ({ keyword, argumentsText }) =>
      keyword === "RUN" &&
      /\b(?:nvcc|cmake|make|gcc|g\+\+|ninja|cargo|build|setup\.py|git\+|flash[-_]attn|apex|xformers|deepspeed|-e \.|requirements)\b|\.sh\b|\$/.test(
        argumentsText,
      ),
  );
  if (compiles || !stage.instructions.some(({ keyword }) => keyword === "CMD" || keyword === "ENTRYPOINT")) return;
  const better = tag.replace(/-devel(?=-|$)/, "-runtime");
  yield {
    span: image.tag!.span,
    message: `'${tag}' brings the CUDA compiler, gigabytes that a running program does not need. Use '${better}'.`,
    aliases: ["tally:tally/gpu/prefer-runtime-final-stage"],
    fixes: [{ title: `Use nvidia/cuda:${better}`, applicability: "unsafe", edits: [replace(image.tag!.span, better)] }],
  };
}

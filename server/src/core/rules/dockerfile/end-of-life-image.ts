import { endedLine, endOfLifeDate } from "../../knowledge/end-of-life.js";
import { defineRule, type Finding } from "../../linter/rule.js";
import { isDevelopment } from "../../project/final-stages.js";
import type { Project } from "../../project/project.js";
import { isRootName } from "../../project/stage-facts.js";
import type { Dockerfile, Stage } from "../../syntax/dockerfile/model.js";
import { dockerfile, type SourceText } from "../../text/tags.js";
import { type BaseImage, pulledBases, tagEdit } from "../../transforms/pin-tag.js";

export default defineRule({
  name: "end-of-life-image",
  language: "dockerfile",
  category: "security",
  severity: "warning",
  profiles: ["recommended"],
  summary: "The base image is of a release line that is no longer supported.",
  why: [
    "Such a line gets no security fixes any more, and often its package servers are gone, so that the build stops one day.",
    `What ended by ${endOfLifeDate} is known, for Debian the end of long term support; a line that ended later is not reported until the facts are read again.`,
    "The fixes name the nearest line with a year to go and the newest; read what changes between the two. Databases have no fix: their data has to be moved first.",
  ],
  references: ["https://endoflife.date", "https://wiki.debian.org/LTS"],
  aliases: ["tally:tally/ruby/eol-ruby-version"],
  fix: "unsafe",
  crossFile: true,

  *check(file, { project }) {
    for (const base of pulledBases(file, project)) {
      const { stage, reference, byDefault } = base;
      const name = reference.name?.replace(/^(?:public\.ecr\.aws\/docker|mirror\.gcr\.io)\/library\//, "");
      const ended = name !== undefined && reference.tag ? endedLine(name, reference.tag.text) : undefined;
      if (!ended) continue;
      const written = stage.from.image;
      yield {
        span: byDefault ? written.span : (written.tag?.span ?? written.span),
        message: `${byDefault ? `By default this is '${reference.text}': ` : ""}${ended.name} gets no security fixes since ${ended.date}. Move to a supported release${ended.better[0] ? `, such as ${ended.better[0]}` : ""}.`,
        ...(byDefault || isDevelopment(file.uri, stage) ? { severity: "info" as const } : {}),
        aliases: name === "ruby" ? ["tally:tally/ruby/eol-ruby-version"] : [],
        ...fixesOf(base, ended.better, file, project),
      } satisfies Finding;
    }
  },

  examples: [
    {
      bad: current(dockerfile`
        FROM python:3.11-slim-buster AS build
                    ^^^^^^^^^^^^^^^^ Debian 10 (buster) gets no security fixes since 2024-06-30. Move to a supported release, such as NEXT_PYTHON.
        FROM debian:stretch-20200101
                    ^^^^^^^^^^^^^^^^ Debian 9 (stretch) gets no security fixes since 2022-06-30. Move to a supported release, such as NEXT_DEBIAN.
      `),
      good: current(dockerfile`
        FROM python:NEXT_PYTHON AS build
        FROM debian:NEXT_DEBIAN
      `),
    },
    {
      title: "the default of a variable",
      bad: current(dockerfile`
        ARG NODE=16
        FROM --platform=$BUILDPLATFORM node:\${NODE}
                                       ^^^^^^^^^^^^ By default this is 'node:16': node 16 gets no security fixes since 2023-09-11. Move to a supported release, such as NEXT_NODE.
      `),
      good: current(dockerfile`
        ARG NODE=NEXT_NODE
        FROM --platform=$BUILDPLATFORM node:\${NODE}
      `),
    },
    {
      title: "no other line of the same image, the data of a database, a digest",
      bad: current(dockerfile`
        FROM centos:7
                    ^ centos 7 gets no security fixes since 2024-06-30. Move to a supported release.
        FROM postgres:9.6
                      ^^^ postgres 9.6 gets no security fixes since 2021-11-11. Move to a supported release, such as NEXT_POSTGRES.
        FROM alpine:3.12@sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d
                    ^^^^ alpine 3.12 gets no security fixes since 2022-05-01. Move to a supported release, such as NEXT_ALPINE.
      `),
    },
    {
      title: "a user of its own, which older releases did not have",
      bad: current(dockerfile`
        FROM haproxy:1.7-alpine
                     ^^^^^^^^^^ haproxy 1.7 gets no security fixes since 2021-10-01. Move to a supported release, such as NEXT_HAPROXY.
        RUN apk add --no-cache bash
        FROM haproxy:1.7-alpine
                     ^^^^^^^^^^ haproxy 1.7 gets no security fixes since 2021-10-01. Move to a supported release, such as NEXT_HAPROXY.
        USER root
        RUN apk add --no-cache bash
      `),
      good: current(dockerfile`
        FROM haproxy:1.7-alpine
        RUN apk add --no-cache bash
        FROM haproxy:NEXT_HAPROXY
        USER root
        RUN apk add --no-cache bash
      `),
    },
    {
      title: "supported, newer than the facts, moving, other images",
      good: current(dockerfile`
        FROM debian:13-slim AS a
        FROM node:99 AS b
        FROM python:3 AS c
        FROM registry.example.com/node:16 AS d
        FROM a
      `),
    },
  ],
});

function fixesOf(
  base: BaseImage,
  better: readonly string[],
  file: Dockerfile,
  project: Project,
): Pick<Finding, "fixes" | "noFix"> {
  const { stage, reference } = base;
  if (reference.digest)
    return { noFix: "It is pinned by digest: the digest of the other release has to come from the registry." };
  if (better.length === 0) return { noFix: "No later release of this image and variant is known." };
  const facts = project.imageFacts(reference);
  if ((facts?.dataDirectories.length ?? 0) > 0) return { noFix: "Its data has to be brought to the new release first." };
  // Images that run as a user of their own now were root's once.
  if (facts?.user !== undefined && !isRootName(facts.user.split(":")[0]!) && stepsOfImageUser(stage))
    return { noFix: `Newer releases run as '${facts.user}', and its steps may need root: set USER for them first.` };
  const edit = tagEdit(stage, file);
  if (!edit) return { noFix: "A variable holds the tag, and it is used elsewhere too or has no plain default." };
  return {
    fixes: better.map((tag) => ({ title: `Use ${reference.name}:${tag}`, applicability: "unsafe", edits: [edit(tag)] })),
  };
}

/** True where a step is run by whoever the image says. */
function stepsOfImageUser({ instructions }: Stage): boolean {
  return instructions.find(({ keyword }) => keyword === "RUN" || keyword === "USER")?.keyword === "RUN";
}

/** The examples show what the facts say now. */
function current(text: SourceText): SourceText {
  const next = (image: string, tag: string): string => endedLine(image, tag)?.better[0] ?? "?";
  return text
    .replaceAll("NEXT_PYTHON", next("python", "3.11-slim-buster"))
    .replaceAll("NEXT_DEBIAN", next("debian", "stretch-20200101"))
    .replaceAll("NEXT_HAPROXY", next("haproxy", "1.7-alpine"))
    .replaceAll("NEXT_NODE", next("node", "16"))
    .replaceAll("NEXT_POSTGRES", next("postgres", "9.6"))
    .replaceAll("NEXT_ALPINE", next("alpine", "3.12")) as SourceText;
}

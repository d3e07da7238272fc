import { meantTag } from "../../knowledge/misspelt-tags.js";
import { defineRule } from "../../linter/rule.js";
import { dockerfile } from "../../text/tags.js";
import { pulledBases, tagEdit } from "../../transforms/pin-tag.js";

export default defineRule({
  name: "misspelt-tag",
  language: "dockerfile",
  category: "correctness",
  severity: "warning",
  profiles: ["recommended"],
  summary: "The tag of an official image is misspelt.",
  why: [
    "The build stops with `not found`.",
    "Only a word that is one letter away from one that the image's tags have, or parts in the wrong order, is reported: a tag that is merely unknown may be newer than Drydock's facts.",
  ],
  references: ["https://github.com/docker-library/official-images"],
  fix: "unsafe",
  crossFile: true,

  *check(file, { project }) {
    for (const { stage, reference, byDefault } of pulledBases(file, project)) {
      const { name, tag, digest } = reference;
      if (name === undefined || !tag || digest) continue;
      const meant = meantTag(name.replace(/^(?:public\.ecr\.aws\/docker|mirror\.gcr\.io)\/library\//, ""), tag.text);
      if (!meant) continue;
      const edit = tagEdit(stage, file);
      yield {
        span: byDefault ? stage.from.image.span : (stage.from.image.tag?.span ?? stage.from.image.span),
        message: `'${name}' has no tag '${tag.text}'. Did you mean '${meant}'?`,
        ...(edit
          ? { fixes: [{ title: `Use ${name}:${meant}`, applicability: "unsafe" as const, edits: [edit(meant)] }] }
          : { noFix: "A variable holds the tag, and it is used elsewhere too or has no plain default." }),
      };
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM node:22-apline AS build
                  ^^^^^^^^^ 'node' has no tag '22-apline'. Did you mean '22-alpine'?
        FROM python:3.12-slm
                    ^^^^^^^^ 'python' has no tag '3.12-slm'. Did you mean '3.12-slim'?
        FROM debian:trixi-slim
                    ^^^^^^^^^^ 'debian' has no tag 'trixi-slim'. Did you mean 'trixie-slim'?
        FROM python:slim-3.12
                    ^^^^^^^^^ 'python' has no tag 'slim-3.12'. Did you mean '3.12-slim'?
      `,
      good: dockerfile`
        FROM node:22-alpine AS build
        FROM python:3.12-slim
        FROM debian:trixie-slim
        FROM python:3.12-slim
      `,
    },
    {
      title: "older and newer tags, other images",
      good: dockerfile`
        FROM node:14-stretch-slim AS a
        FROM python:9.9-slim-zebra AS b
        FROM example/node:22-apline AS c
        FROM ubuntu:impish AS d
        FROM php:7.4-fpm-alpine3.13
      `,
    },
  ],
});

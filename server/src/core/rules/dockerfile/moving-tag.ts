import { officialTagsDate, precise } from "../../knowledge/tags.js";
import { defineRule, type Finding, type Fix } from "../../linter/rule.js";
import { dockerfile, type SourceText } from "../../text/tags.js";
import { hasNoReleaseTags, pulledBases, tagEdit } from "../../transforms/pin-tag.js";

export default defineRule({
  name: "moving-tag",
  language: "dockerfile",
  category: "reproducibility",
  severity: "hint",
  profiles: ["all"],
  summary: "The tag of the base image names a release line, not one image.",
  why: [
    "`python:3.13-slim` is another image after each patch of Python and each release of Debian, so a build next month may differ.",
    "It also brings security fixes unasked: pin it where a tool such as Renovate renews the pin, else leave it.",
    "The exact tag is the one that named the same image when Drydock's facts were read; a digest, which alone never moves, needs the registry.",
  ],
  references: ["https://docs.docker.com/build/building/best-practices/#pin-base-image-versions"],
  aliases: ["sonar:S7023", "semgrep:dockerfile-source-not-pinned"],
  covers: ["base-image-no-digest"],
  fix: "unsafe",
  crossFile: true,

  *check(file, { project }) {
    for (const { stage, reference, byDefault } of pulledBases(file, project)) {
      const { name, tag, digest } = reference;
      if (name === undefined || digest || !tag || /^latest(?:$|-)/.test(tag.text) || hasNoReleaseTags(name)) continue;
      const exact = precise(name.replace(/^(?:public\.ecr\.aws\/docker|mirror\.gcr\.io)\/library\//, ""), tag.text);
      const moves =
        exact === undefined
          ? /^(?:v?\d+|stable|edge|main|master|nightly|dev|lts|current|mainline)$/.test(tag.text)
          : exact !== tag.text;
      if (!moves) continue;
      const edit = exact === undefined ? undefined : tagEdit(stage, file);
      const fixes: Fix[] = edit ? [{ title: `Use ${name}:${exact!}`, applicability: "unsafe", edits: [edit(exact!)] }] : [];
      yield {
        span: byDefault ? stage.from.image.span : (stage.from.image.tag?.span ?? stage.from.image.span),
        message:
          exact === undefined
            ? `'${tag.text}' names another image after each release of '${name}'. Pin it by an exact tag or a digest.`
            : `'${tag.text}' moves on: on ${officialTagsDate} it was '${exact}'. Pin that, or a digest.`,
        ...(fixes.length > 0
          ? { fixes }
          : { noFix: "Drydock does not know the tags of this image; a digest has to come from the registry." }),
      } satisfies Finding;
    }
  },

  examples: [
    {
      bad: current(dockerfile`
        FROM python:3.13-slim
                    ^^^^^^^^^ '3.13-slim' moves on: on DATE it was 'EXACT'. Pin that, or a digest.
        FROM ghcr.io/acme/base:stable
                               ^^^^^^ 'stable' names another image after each release of 'ghcr.io/acme/base'. Pin it by an exact tag or a digest.
      `),
      good: current(dockerfile`
        FROM python:EXACT
        FROM ghcr.io/acme/base:stable
      `),
    },
    {
      title: "exact tags, digests, tags that are not known, stages",
      good: current(dockerfile`
        FROM python:EXACT AS a
        FROM python:3.13-slim@sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d AS b
        FROM ghcr.io/acme/base:2026.11.1 AS c
        FROM a
      `),
    },
  ],
});

function current(text: SourceText): SourceText {
  return text
    .replaceAll("EXACT", precise("python", "3.13-slim") ?? "3.13-slim")
    .replaceAll("DATE", officialTagsDate) as SourceText;
}

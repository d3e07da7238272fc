/** The profile `hadolint` on codes that real files seldom show, and the list of differences against the page that explains them. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createConfiguration, profileConfiguration } from "../../server/src/core/linter/configuration.js";
import { parseHadolintConfig } from "../../server/src/core/linter/hadolint-config.js";
import { rules } from "../../server/src/core/rules/index.js";
import { buildkitDifferences } from "../agreement/buildkit-differences.js";
import { type CodeCases, readMarks } from "../agreement/cases/case.js";
import { labelCases } from "../agreement/cases/labels.js";
import { otherCases } from "../agreement/cases/other.js";
import { packageCases } from "../agreement/cases/packages.js";
import { stageCases } from "../agreement/cases/stages.js";
import { type Judged, judgeText, lineOf, type Place, placeOf } from "../agreement/corpus.js";
import { type Difference, differences } from "../agreement/differences.js";
import { hadolintCodes } from "../agreement/hadolint.js";

const cases: readonly CodeCases[] = [...stageCases, ...packageCases, ...labelCases, ...otherCases];

/** Of hadolint 2.15.1, those with no finding in 1,530 real files. */
const seldom = [
  ...["DL1001", "DL3011", "DL3012", "DL3022", "DL3023", "DL3024", "DL3026", "DL3029", "DL3030", "DL3034", "DL3035", "DL3036"],
  ...["DL3038", "DL3043", "DL3049", "DL3050", "DL3051", "DL3052", "DL3053", "DL3054", "DL3055", "DL3056", "DL3057", "DL3058"],
  ...["DL3063", "DL3065", "DL4004"],
];

async function judged(text: string, config?: string): Promise<Judged> {
  const configuration = createConfiguration({
    commandLine: { profile: "hadolint" },
    ...(config === undefined ? {} : { hadolint: parseHadolintConfig("test:///corpus/.hadolint.yaml", config) }),
  });
  return (await judgeText(text, rules, configuration)) ?? assert.fail("it cannot be read");
}

/** The lines, 1-based, of the instructions on which a code is reported. */
function linesWith(result: Judged, code: string): number[] {
  const found = result.diagnostics
    .filter(({ suppressed, aliases }) => !suppressed && hadolintCodes(aliases).includes(code))
    .map(({ span }) => lineOf(result, placeOf(result.file, span.start), span.start));
  return [...new Set(found)].sort((a, b) => a - b);
}

function isDeliberate(list: readonly Difference[], side: Difference["side"], code: string, place: Place): boolean {
  return list.some((it) => it.side === side && it.codes.includes(code) && it.applies(place));
}

describe("hadolint's codes", () => {
  for (const { code, config, files } of cases) {
    files.forEach((marked, i) => {
      it(`${code}, case ${i + 1}${config === undefined ? "" : " with a configuration"}`, async () => {
        const { text, both, onlyTheirs, onlyOurs } = readMarks(marked);
        const result = await judged(text, config);
        assert.deepEqual(
          linesWith(result, code),
          [...both, ...onlyOurs].sort((a, b) => a - b),
          text,
        );
        for (const [side, lines] of [
          ["missed", onlyTheirs],
          ["extra", onlyOurs],
        ] as const) {
          for (const line of lines) {
            const place = placeOf(result.file, result.index.starts[line - 1]!);
            assert.ok(isDeliberate(differences, side, code, place), `no difference explains line ${line}:\n${text}`);
          }
        }
      });
    });
  }

  it("have at least four cases each: two that must be found, two that must not or one that holds both", () => {
    for (const code of seldom) {
      const files = cases.filter((it) => it.code === code).flatMap((it) => it.files);
      const found = files.filter((it) => /^[»≠±]/m.test(it)).length;
      assert.ok(files.length >= 4 && found >= 2 && files.length - found >= 1, `${code}: ${found} of ${files.length}`);
    }
  });
});

describe("docs/differences.md", () => {
  const page = readFileSync("docs/differences.md", "utf8").replaceAll("\r\n", "\n");
  const [hadolintPart = "", buildkitPart = ""] = page.split(/^## /m).slice(1);

  /** The text of each `###` section by its title. */
  function sectionsOf(part: string): ReadonlyMap<string, string> {
    return new Map(
      part
        .split(/^### /m)
        .slice(1)
        .map((it) => [it.slice(0, it.indexOf("\n")), it]),
    );
  }

  for (const [tool, part, list] of [
    ["hadolint", hadolintPart, differences],
    ["BuildKit", buildkitPart, buildkitDifferences],
  ] as const) {
    const sections = sectionsOf(part);
    it(`explains the differences with ${tool} that are counted apart, and no others`, () => {
      assert.ok(part.startsWith(tool), part.slice(0, 40));
      assert.deepEqual([...sections.keys()].sort(), [...new Set(list.map(({ title }) => title))].sort());
    });

    for (const [title, section] of sections) {
      it(`shows ${title}`, async () => {
        const shown = list.filter((it) => it.title === title);
        const dockerfiles = [...section.matchAll(/^```dockerfile\n([\s\S]*?)^```/gm)].map(([, text]) => text!);
        assert.ok(dockerfiles.length > 0, "there is no Dockerfile");
        const results = await Promise.all(dockerfiles.map((text) => judgedFor(tool, text)));
        for (const { codes, side, applies } of shown) {
          const where = results.flatMap((result) =>
            placesOf(result)
              .filter(({ place }) => applies(place))
              .map(({ place, offset }) => ({ result, line: lineOf(result, place, offset) })),
          );
          assert.ok(where.length > 0, `no instruction of it is an example of ${codes.join(", ")}`);
          const reported = where.filter(({ result, line }) => codes.some((code) => codesAt(tool, result, line).includes(code)));
          // Of several commands one tool marks the first and the other the last.
          const both = shown.some((it) => it.side !== side);
          if (side === "extra") assert.ok(reported.length > 0, `Drydock does not report ${codes.join(", ")}`);
          else assert.ok(both ? reported.length < where.length : reported.length === 0, `Drydock reports ${codes.join(", ")}`);
        }
      });
    }
  }

  async function judgedFor(tool: string, text: string): Promise<Judged> {
    // With the codes that are off until a configuration names them.
    if (tool === "hadolint") return judged(text, "override:\n  info: [DL1001, DL3057]\n");
    return (await judgeText(text, rules, profileConfiguration("all"))) ?? assert.fail("it cannot be read");
  }

  /** All instructions, and what is reported between them. */
  function placesOf({ file, diagnostics }: Judged): readonly { place: Place; offset: number }[] {
    return [...file.instructions, ...diagnostics].map(({ span: { start } }) => ({ place: placeOf(file, start), offset: start }));
  }

  function codesAt(tool: string, result: Judged, line: number): readonly string[] {
    return result.diagnostics
      .filter(({ span }) => lineOf(result, placeOf(result.file, span.start), span.start) === line)
      .flatMap(({ aliases }) =>
        tool === "hadolint" ? hadolintCodes(aliases) : aliases.map((it) => it.replace(/^buildkit:/, "")),
      );
  }
});

/** Licence expressions: what they may be, and what was meant. */
import assert from "node:assert/strict";
import { isSpdxExpression, meantSpdxId } from "../../server/src/core/knowledge/spdx.js";

describe("SPDX", () => {
  for (const text of [
    "MIT",
    "mit",
    "Apache-2.0 OR (GPL-2.0-only WITH Classpath-exception-2.0)",
    "(MIT)",
    "GPL-2.0+",
    "LicenseRef-own AND ISC",
  ])
    it(`reads ${text}`, () => assert.equal(isSpdxExpression(text), true));

  for (const text of [
    "",
    "MIT ISC",
    "MIT OR",
    "OR MIT",
    "(MIT",
    "MIT)",
    "Apache 2.0",
    "not-a-licence",
    "MIT, ISC",
    "()",
    "MIT WITH",
  ])
    it(`refuses '${text}'`, () => assert.equal(isSpdxExpression(text), false));

  it("knows what was meant, and where that is not clear", () => {
    const meant = ["Apache 2.0", "The MIT License", "apache license, version 2.0", "BSD", "GPL", "proprietary"].map(meantSpdxId);
    assert.deepEqual(meant, ["Apache-2.0", "MIT", "Apache-2.0", undefined, undefined, undefined]);
  });
});

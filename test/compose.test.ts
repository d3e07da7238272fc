/** The hand-written projects: the merged model is what Docker Compose made of them when that was recorded. No binary is needed. */
import assert from "node:assert/strict";
import { merge } from "./compose/drydock.js";
import { differences, normalized } from "./compose/json.js";
import { readProjects } from "./compose/projects.js";

describe("merged Compose projects", () => {
  const projects = readProjects();
  it("are many", () => assert.ok(projects.length >= 40));
  for (const given of projects) {
    it(given.name, () => {
      assert.ok(given.expected !== undefined, "not recorded: `npm run test:compose -- projects --record`");
      const { project, json } = merge(given);
      assert.deepEqual(differences(given.expected, normalized(json)), []);
      assert.deepEqual(project.problems, []);
    });
  }
});

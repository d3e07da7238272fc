/** What the benchmark against other linters measures: the core as it is bundled, not as a test runner compiles it. */
export { profileConfiguration } from "../../server/src/core/linter/configuration.js";
export { lint } from "../../server/src/core/linter/lint.js";
export { decodeFile, MemoryFileSystem } from "../../server/src/core/project/file-system.js";
export { FileStore } from "../../server/src/core/project/snapshot.js";
export { rules } from "../../server/src/core/rules/index.js";

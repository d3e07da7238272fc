/** Every rule, by language, in alphabetical order. Written by `npm run new-rule` (scripts/rules-index.mts) from the folders. */
import type { Language, Rule } from "../linter/rule.js";
import composeComposeLatestTag from "./compose/compose-latest-tag.js";
import composeComposeSyntaxError from "./compose/compose-syntax-error.js";
import composeComposeUntaggedImage from "./compose/compose-untagged-image.js";
import composeDependsOnNotHealthy from "./compose/depends-on-not-healthy.js";
import composeHealthcheckMissing from "./compose/healthcheck-missing.js";
import composePortAllInterfaces from "./compose/port-all-interfaces.js";
import composePublishedAdminPort from "./compose/published-admin-port.js";
import composePublishedDatastore from "./compose/published-datastore.js";
import composeVersionObsolete from "./compose/version-obsolete.js";
import dockerfileAddInsteadOfCopy from "./dockerfile/add-instead-of-copy.js";
import dockerfileAptLists from "./dockerfile/apt-lists.js";
import dockerfileAptRecommends from "./dockerfile/apt-recommends.js";
import dockerfileCdInRun from "./dockerfile/cd-in-run.js";
import dockerfileHealthcheckToolMissing from "./dockerfile/healthcheck-tool-missing.js";
import dockerfileLatestTag from "./dockerfile/latest-tag.js";
import dockerfileMaintainerDeprecated from "./dockerfile/maintainer-deprecated.js";
import dockerfileMultipleCmd from "./dockerfile/multiple-cmd.js";
import dockerfileMultipleEntrypoint from "./dockerfile/multiple-entrypoint.js";
import dockerfilePipCache from "./dockerfile/pip-cache.js";
import dockerfileRelativeWorkdir from "./dockerfile/relative-workdir.js";
import dockerfileRootUser from "./dockerfile/root-user.js";
import dockerfileShellFormCommand from "./dockerfile/shell-form-command.js";
import dockerfileSyntaxError from "./dockerfile/syntax-error.js";
import dockerfileUnknownInstruction from "./dockerfile/unknown-instruction.js";
import dockerfileUntaggedImage from "./dockerfile/untagged-image.js";

// biome-ignore format: one line per language
export const rulesByLanguage: { readonly [L in Language]: readonly Rule<L>[] } = {
  dockerfile: [dockerfileAddInsteadOfCopy, dockerfileAptLists, dockerfileAptRecommends, dockerfileCdInRun, dockerfileHealthcheckToolMissing, dockerfileLatestTag, dockerfileMaintainerDeprecated, dockerfileMultipleCmd, dockerfileMultipleEntrypoint, dockerfilePipCache, dockerfileRelativeWorkdir, dockerfileRootUser, dockerfileShellFormCommand, dockerfileSyntaxError, dockerfileUnknownInstruction, dockerfileUntaggedImage],
  compose: [composeComposeLatestTag, composeComposeSyntaxError, composeComposeUntaggedImage, composeDependsOnNotHealthy, composeHealthcheckMissing, composePortAllInterfaces, composePublishedAdminPort, composePublishedDatastore, composeVersionObsolete],
};

export const rules: readonly Rule[] = [...rulesByLanguage.dockerfile, ...rulesByLanguage.compose];

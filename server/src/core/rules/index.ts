/** Every rule, by language, in alphabetical order. Written by `npm run new-rule` (scripts/rules-index.mts) from the folders. */
import type { Language, Rule } from "../linter/rule.js";
import composeCeleryBeatSchedule from "./compose/celery-beat-schedule.js";
import composeComposeLatestTag from "./compose/compose-latest-tag.js";
import composeComposeSyntaxError from "./compose/compose-syntax-error.js";
import composeComposeUntaggedImage from "./compose/compose-untagged-image.js";
import composeDependsOnNotHealthy from "./compose/depends-on-not-healthy.js";
import composeDockerSocketMount from "./compose/docker-socket-mount.js";
import composeHealthcheckMissing from "./compose/healthcheck-missing.js";
import composeLiteralCredential from "./compose/literal-credential.js";
import composePortAllInterfaces from "./compose/port-all-interfaces.js";
import composePrivilegedContainer from "./compose/privileged-container.js";
import composePublishedAdminPort from "./compose/published-admin-port.js";
import composePublishedDatastore from "./compose/published-datastore.js";
import composeRestartMissing from "./compose/restart-missing.js";
import composeVersionObsolete from "./compose/version-obsolete.js";
import dockerfileAddInsteadOfCopy from "./dockerfile/add-instead-of-copy.js";
import dockerfileAptLists from "./dockerfile/apt-lists.js";
import dockerfileAptRecommends from "./dockerfile/apt-recommends.js";
import dockerfileCdInRun from "./dockerfile/cd-in-run.js";
import dockerfileCeleryBeatCommand from "./dockerfile/celery-beat-command.js";
import dockerfileClearTextDownload from "./dockerfile/clear-text-download.js";
import dockerfileDockerSocketVolume from "./dockerfile/docker-socket-volume.js";
import dockerfileDownloadToShell from "./dockerfile/download-to-shell.js";
import dockerfileHealthcheckToolMissing from "./dockerfile/healthcheck-tool-missing.js";
import dockerfileLatestTag from "./dockerfile/latest-tag.js";
import dockerfileMaintainerDeprecated from "./dockerfile/maintainer-deprecated.js";
import dockerfileMissingDockerignore from "./dockerfile/missing-dockerignore.js";
import dockerfileMissingHealthcheck from "./dockerfile/missing-healthcheck.js";
import dockerfileMultipleCmd from "./dockerfile/multiple-cmd.js";
import dockerfileMultipleEntrypoint from "./dockerfile/multiple-entrypoint.js";
import dockerfilePipCache from "./dockerfile/pip-cache.js";
import dockerfilePythonPathMissing from "./dockerfile/python-path-missing.js";
import dockerfileRedirectDowngrade from "./dockerfile/redirect-downgrade.js";
import dockerfileRelativeWorkdir from "./dockerfile/relative-workdir.js";
import dockerfileRootUser from "./dockerfile/root-user.js";
import dockerfileRunSandboxOff from "./dockerfile/run-sandbox-off.js";
import dockerfileSecretInEnv from "./dockerfile/secret-in-env.js";
import dockerfileSecretMountReadable from "./dockerfile/secret-mount-readable.js";
import dockerfileShellFormCommand from "./dockerfile/shell-form-command.js";
import dockerfileSignatureCheckOff from "./dockerfile/signature-check-off.js";
import dockerfileSyntaxError from "./dockerfile/syntax-error.js";
import dockerfileTlsVerificationOff from "./dockerfile/tls-verification-off.js";
import dockerfileUnknownInstruction from "./dockerfile/unknown-instruction.js";
import dockerfileUntaggedImage from "./dockerfile/untagged-image.js";
import dockerfileWeakChecksum from "./dockerfile/weak-checksum.js";
import dockerfileWeakTls from "./dockerfile/weak-tls.js";
import dockerfileWorldWritable from "./dockerfile/world-writable.js";

// biome-ignore format: one line per language
export const rulesByLanguage: { readonly [L in Language]: readonly Rule<L>[] } = {
  dockerfile: [dockerfileAddInsteadOfCopy, dockerfileAptLists, dockerfileAptRecommends, dockerfileCdInRun, dockerfileCeleryBeatCommand, dockerfileClearTextDownload, dockerfileDockerSocketVolume, dockerfileDownloadToShell, dockerfileHealthcheckToolMissing, dockerfileLatestTag, dockerfileMaintainerDeprecated, dockerfileMissingDockerignore, dockerfileMissingHealthcheck, dockerfileMultipleCmd, dockerfileMultipleEntrypoint, dockerfilePipCache, dockerfilePythonPathMissing, dockerfileRedirectDowngrade, dockerfileRelativeWorkdir, dockerfileRootUser, dockerfileRunSandboxOff, dockerfileSecretInEnv, dockerfileSecretMountReadable, dockerfileShellFormCommand, dockerfileSignatureCheckOff, dockerfileSyntaxError, dockerfileTlsVerificationOff, dockerfileUnknownInstruction, dockerfileUntaggedImage, dockerfileWeakChecksum, dockerfileWeakTls, dockerfileWorldWritable],
  compose: [composeCeleryBeatSchedule, composeComposeLatestTag, composeComposeSyntaxError, composeComposeUntaggedImage, composeDependsOnNotHealthy, composeDockerSocketMount, composeHealthcheckMissing, composeLiteralCredential, composePortAllInterfaces, composePrivilegedContainer, composePublishedAdminPort, composePublishedDatastore, composeRestartMissing, composeVersionObsolete],
};

export const rules: readonly Rule[] = [...rulesByLanguage.dockerfile, ...rulesByLanguage.compose];

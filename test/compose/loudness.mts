/**
 * How loud `recommended` is on real Compose files: at most two warnings or errors a service as the median, and each of the rules that speak most
 * has its reason here. DRYDOCK_CORPUS names the folder with the files; each is judged as if it stood alone.
 */
import { profileConfiguration } from "../../server/src/core/linter/configuration.js";
import { type LintResult, lint } from "../../server/src/core/linter/lint.js";
import { MemoryFileSystem } from "../../server/src/core/project/file-system.js";
import { FileStore } from "../../server/src/core/project/snapshot.js";
import { rules } from "../../server/src/core/rules/index.js";
import { root, uriOf } from "../fixes/judge.js";
import { corpusSubjects, type Subject } from "../fixes/subjects.js";

const loudest = 20;
const medianPerService = 2;

/** Why the rules that speak most may do so. */
const reasons: Readonly<Record<string, string>> = {
  "version-obsolete": "Compose itself warns of the key at every start; one information a file, with a safe fix.",
  "compose-latest-tag":
    "Half of the files leave to chance what they run: information, and a warning only for datastores, whose data does not go back a version.",
  "compose-untagged-image": "The same as `latest`, and as easily mended.",
  "depends-on-not-healthy":
    "The race at the start that costs teams days; only where the dependency is a datastore or has a health check to wait for.",
  "literal-credential": "A password in the file is one in the repository; defaults and files for development are only noted.",
  "healthcheck-missing": "Only for images whose probe is known, as information, with the probe as fix.",
  "restart-missing": "A server that stays down after a reboot: information, and not for jobs, tools and files for development.",
  "bind-source-missing": "These files stand alone here, so what they mount is really missing; in a project it is there.",
  "referenced-file-missing": "As above: the files of configs are not in the corpus.",
  "dockerfile-missing": "As above: the folders they build are not in the corpus.",
  "anonymous-data-volume":
    "A database whose data is gone from sight after `docker compose down`; many of these files are throw-away laboratories.",
  "config-mount-writable": "Information with a fix of three characters; only for files a program reads at its start.",
  "published-datastore": "A database open to every network the host is in.",
  "published-admin-port": "Whoever reaches the page administers what is behind it.",
  "docker-socket-mount": "Root on the host; information for tools that are made to talk to the engine.",
  "service-without-image": "Fragments of larger projects, which Compose refuses as they stand here.",
  "env-quotes-in-list": "The quotes become part of the value, which nobody means.",
  "service-runs-as-root": "`user: root` written down, as information where the image has no user to go back to.",
  "reset-without-base": "Override files without their base, which is not in the corpus.",
  "dangerous-capability": "Capabilities that are root on the host in all but name.",
  "unused-resource": "A volume or network that nothing uses any more, as information.",
  "confinement-disabled": "seccomp or AppArmor switched off.",
};

const corpus = process.env["DRYDOCK_CORPUS"];
const subjects = corpus ? corpusSubjects(corpus, "compose") : [];
if (subjects.length === 0) {
  console.log("loudness: left out, DRYDOCK_CORPUS names no folder of Compose files");
  console.log("0 passed, 0 failed");
} else {
  const counts = new Map<string, { warnings: number; all: number; files: number }>();
  const perService: number[] = [];
  for (const subject of subjects) {
    const { file, diagnostics } = await judged(subject);
    const services = file?.language === "compose" ? file.services.length : 0;
    const shown = diagnostics.filter(({ suppressed }) => !suppressed);
    const isLoud = ({ severity }: { severity: string }) => severity === "error" || severity === "warning";
    if (services > 0) perService.push(shown.filter(isLoud).length / services);
    for (const name of new Set(shown.map(({ rule }) => rule.name))) {
      const own = shown.filter(({ rule }) => rule.name === name);
      const before = counts.get(name) ?? { warnings: 0, all: 0, files: 0 };
      counts.set(name, {
        warnings: before.warnings + own.filter(isLoud).length,
        all: before.all + own.length,
        files: before.files + 1,
      });
    }
  }
  perService.sort((a, b) => a - b);
  const median = perService[perService.length >> 1] ?? 0;
  const mean = perService.reduce((sum, it) => sum + it, 0) / Math.max(1, perService.length);
  const ranked = [...counts].sort(([, a], [, b]) => b.all - a.all);
  const top = ranked.slice(0, loudest);
  console.log(
    `${subjects.length} Compose files; warnings and errors per service: median ${median.toFixed(2)}, mean ${mean.toFixed(2)}`,
  );
  for (const [name, { all, warnings, files }] of top)
    console.log(
      `${String(all).padStart(5)} in ${String(files).padStart(4)} files, ${String(warnings).padStart(4)} loud  ${name}: ${reasons[name] ?? "NO REASON"}`,
    );
  const missing = top.filter(([name]) => reasons[name] === undefined).map(([name]) => `no reason for ${name}`);
  const silent = Object.keys(reasons)
    .filter((name) => !counts.has(name))
    .map((name) => `${name} says nothing any more`);
  const failures = [...missing, ...silent, ...(median > medianPerService ? [`the median is above ${medianPerService}`] : [])];
  for (const failure of failures) console.log(failure);
  const checks = Object.keys(reasons).length + missing.length + 1;
  console.log(`${checks - failures.length} passed, ${failures.length} failed`);
  process.exitCode = failures.length === 0 ? 0 : 1;
}

function judged({ linted, files }: Subject): Promise<LintResult> {
  const texts = new Map([...files].map(([path, { text }]) => [uriOf(path), text]));
  const store = new FileStore(new MemoryFileSystem(texts), [root]);
  return lint({ uri: uriOf(linted), language: "compose", rules, configuration: profileConfiguration("recommended"), store });
}

/** Holds Drydock's facts about images against what the Dockerfiles of official images say. */
import { type ImageFacts, imageFacts } from "../../server/src/core/knowledge/images.js";
import { hasOwnHealthcheck } from "../../server/src/core/knowledge/own-healthchecks.js";
import { imageWorkdir } from "../../server/src/core/knowledge/workdirs.js";

/** The columns of the table, by name. */
type Row = Readonly<Record<string, string>>;

const families: Readonly<Record<string, string>> = {
  alpine: "alpine",
  debian: "debian",
  ubuntu: "debian",
  "buildpack-deps": "debian",
  "redhat/ubi10-minimal": "rhel",
  oraclelinux: "rhel",
};

/**
 * What contradicts; empty where nothing does. What only one side says is no contradiction.
 * @param table tab-separated, with a header: image, tag, from, user, workdir, expose, volume, healthcheck, creates user, *_FILE variables
 */
export function contradictions(table: string): readonly string[] {
  const [header = "", ...lines] = table.trimEnd().split(/\r?\n/);
  const names = header.split("\t");
  return lines.flatMap((line) => {
    const fields = line.split("\t");
    const row: Row = Object.fromEntries(names.map((name, i) => [name, (fields[i] ?? "").trim()]));
    const where = `${row["image"]}:${row["tag"]}`;
    const facts = imageFacts({ name: row["image"]!, tag: row["tag"]! });
    return facts ? faultsOf(row, facts).map((it) => `${where}: ${it}`) : [`${where}: nothing is known of it`];
  });
}

function faultsOf(row: Row, facts: ImageFacts): readonly string[] {
  const faults: string[] = [];
  const words = (name: string): readonly string[] => (row[name] ?? "").split(/\s+/).filter((it) => it !== "");
  const compare = (
    what: string,
    ours: readonly string[],
    theirs: readonly string[],
    fits = (a: string, b: string) => a === b,
  ) => {
    if (theirs.length === 0 || theirs.some((it) => it.includes("$"))) return;
    for (const it of ours) if (!theirs.some((other) => fits(it, other))) faults.push(`${what} ${it}, not ${theirs.join(" ")}`);
  };
  const known = (value: string | undefined): readonly string[] => (value === undefined ? [] : [value]);
  compare("ports", facts.ports.map(String), words("expose"));
  compare("data directories", facts.dataDirectories, words("volume"), (ours, volume) => `${ours}/`.startsWith(`${volume}/`));
  compare("user", known(facts.user), [row["user"] || "root"]);
  compare("family", known(facts.family), known(families[row["from"]!.split(":")[0]!]));
  compare("working directory", known(imageWorkdir(facts)), words("workdir"));
  // The entrypoint of mariadb reads each name with both prefixes.
  compare(
    "*_FILE variables",
    facts.fileVariables,
    words("*_FILE variables"),
    (ours, theirs) => ours === theirs || (row["image"] === "mariadb" && ours === theirs.replace(/^MYSQL_/, "MARIADB_")),
  );
  const created = /(?:user(?:add)?|adduser)\b.*?(?:--uid[ =]|-u )(\d+).*?\b([a-z]+)(?=$| RUN| ENV)/.exec(
    row["creates user"] ?? "",
  );
  const same = facts.users.find(({ name }) => name === created?.[2]);
  if (same?.uid !== undefined && String(same.uid) !== created?.[1]) faults.push(`uid ${same.uid}, not ${created?.[1]}`);
  if (row["healthcheck"] === "" && hasOwnHealthcheck(facts.name)) faults.push("a HEALTHCHECK, which it has not");
  return faults;
}

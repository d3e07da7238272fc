/** The layers that images lie on, with the programs they bring. */
import type { DataSource } from "../data-source.js";
import type { BaseRecord } from "../image-record.js";

const buildTools = "gcc g++ make";

/** Package lists; of cloud-images the base of Ubuntu, of the catalogue ubi9, ubi9-minimal and ubi9-micro. */
export const source: DataSource = {
  from: [
    "https://github.com/debuerreotype/docker-debian-artifacts",
    "https://github.com/docker-library/buildpack-deps",
    "https://github.com/docker-library/busybox",
    "https://git.launchpad.net/cloud-images",
    "https://github.com/GoogleContainerTools/distroless",
    "https://catalog.redhat.com",
  ],
  date: "2026-11",
};

// `nc`, `ps` and `pgrep` are no part of the minimal Debian set; those of Ubuntu changed between releases, so nothing is said of them.
const debian = "sh bash cat grep sed awk perl find xargs head timeout id tar gzip useradd groupadd su "
  + "!curl !wget !python3 !python !pip !node !npm !nc !pgrep !pkill !ps !git !unzip !sudo !gcc !g++ !make !ping !ssh !jq !xz";
const busyboxApplets = "sh cat grep sed awk find xargs head timeout id tar gzip wget nc pgrep pkill ps ping unzip nslookup vi adduser addgroup su";
const rhel = "sh bash cat grep sed head timeout id curl !wget !nc !node !npm !git !gcc !g++ !make !sudo !jq";

export const bases = {
  "debian": { family: "debian", shell: "bash", tools: debian },
  // What `-slim` leaves out of Debian is documentation only.
  "ubuntu": { family: "debian", shell: "bash", tools: `${debian} ?ps ?pgrep ?pkill` },
  "buildpack-curl": { family: "debian", shell: "bash", tools: `${debian} curl wget gpg ?python3 ?perl` },
  // The scm layer brings mercurial, thus python3, and procps.
  "buildpack-scm": { family: "debian", shell: "bash", tools: `${debian} curl wget gpg git hg svn ssh ps pgrep pkill python3 ?perl` },
  "buildpack": { family: "debian", shell: "bash", tools: `${debian} curl wget gpg git hg svn ssh ps pgrep pkill python3 unzip xz file patch ${buildTools}` },
  "alpine": { family: "alpine", shell: "sh", tools: `${busyboxApplets} !bash !curl !python3 !python !pip !node !npm !git !perl !sudo !gcc !g++ !make !ssh !jq !useradd !groupadd` },
  "busybox": { family: "busybox", shell: "sh", tools: `${busyboxApplets} !bash !curl !python3 !python !pip !node !npm !git !perl !sudo !gcc !make !jq !useradd !groupadd` },
  "ubi": { family: "rhel", shell: "bash", tools: `${rhel} find xargs tar gzip useradd groupadd awk python3` },
  "ubi-minimal": { family: "rhel", shell: "bash", tools: `${rhel} !python !python3` },
  "ubi-micro": { family: "rhel", shell: "bash", tools: "sh bash cat head !curl !wget !nc !node !python !python3 !git !ps !pgrep !useradd !groupadd" },
  "rhel": { family: "rhel", shell: "bash", tools: `${rhel} find xargs useradd groupadd awk` },
  "amazonlinux": { family: "rhel", shell: "bash", tools: "sh bash cat grep sed awk curl !wget !nc !node !npm !git !gcc !make !sudo" },
  "oracle-slim": { family: "rhel", shell: "bash", tools: "sh bash cat grep sed curl !wget !nc !node !python3 !git !gcc !make !sudo" },
  "suse": { family: "suse", shell: "bash", tools: "sh bash cat grep sed !node !git !gcc !make !python" },
  "arch": { family: "arch", shell: "bash", tools: "sh bash cat grep sed awk find xargs curl tar gzip useradd groupadd !wget !node !git !gcc !make" },
  "distroless": { family: "distroless", shell: "none", tools: "", closed: true },
  "distroless-debug": { family: "distroless", shell: "sh", tools: `${busyboxApplets} !bash !curl`, closed: true },
  "scratch": { family: "scratch", shell: "none", tools: "", closed: true },
  // A `-dev` image of Chainguard: Wolfi, with apk and busybox, so what is said of Alpine's package manager and users holds.
  "wolfi": { family: "alpine", shell: "sh", tools: "sh cat grep sed !curl" },
  "servercore": { family: "windows", shell: "powershell", tools: "powershell cmd curl !sh !bash !wget !nc !pgrep !ps" },
  // curl.exe and tar.exe are part of Nano Server since 1809; PowerShell is not.
  "nanoserver": { family: "windows", shell: "cmd", tools: "cmd curl !powershell !sh !bash !wget !nc !pgrep !ps" },
  "unknown": { tools: "" },
} as const satisfies Readonly<Record<string, BaseRecord>>;

export type BaseName = keyof typeof bases;

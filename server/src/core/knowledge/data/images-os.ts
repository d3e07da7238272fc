/** Images of operating systems, and those that hold none. */
import type { DataSource } from "../data-source.js";
import type { ImageRecord } from "../image-record.js";
import type { BaseName } from "./bases.js";

/** And the repositories that the first one names. */
export const source: DataSource = {
  from: [
    "https://github.com/docker-library/official-images",
    "https://github.com/debuerreotype/docker-debian-artifacts",
  ],
  date: "2026-11",
};

export const osImages: readonly ImageRecord<BaseName>[] = [
  { names: ["scratch"], kind: "os", base: "scratch", user: "root", capabilities: "", longRunning: false },
  { names: ["debian", "bitnami/minideb"], kind: "os", base: "debian", user: "root", longRunning: false },
  // Since 23.04 the image has a user `ubuntu` with uid 1000 (https://bugs.launchpad.net/bugs/2005129).
  { names: ["ubuntu"], kind: "os", base: "ubuntu", user: "root", users: "ubuntu:1000", longRunning: false,
    variants: [{ tag: /^(?:1\d\.|20\.|22\.|trusty|xenial|bionic|focal|jammy)/, users: "" }] },
  { names: ["alpine"], kind: "os", base: "alpine", user: "root", longRunning: false },
  { names: ["busybox"], kind: "os", base: "busybox", user: "root", longRunning: false },
  { names: ["buildpack-deps"], kind: "os", base: "buildpack", user: "root", longRunning: false,
    variants: [{ tag: /(?:^|-)curl$/, base: "buildpack-curl" }, { tag: /(?:^|-)scm$/, base: "buildpack-scm" }] },
  { names: ["amazonlinux", "public.ecr.aws/amazonlinux/amazonlinux"], kind: "os", base: "amazonlinux", user: "root", longRunning: false },
  { names: ["public.ecr.aws/amazonlinux/amazonlinux-minimal"], kind: "os", base: "unknown", user: "root", longRunning: false },
  { names: ["almalinux", "rockylinux", "rockylinux/rockylinux", "fedora", "registry.fedoraproject.org/fedora", "quay.io/fedora/fedora", "centos", "quay.io/centos/centos", "oraclelinux"],
    kind: "os", base: "rhel", user: "root", longRunning: false, variants: [{ tag: /minimal|slim|micro/, base: "unknown" }] },
  ...["8", "9", "10"].map((release): ImageRecord<BaseName> => ({
    names: ["registry.access.redhat.com/", "registry.redhat.io/", "redhat/"].flatMap((host) =>
      host === "redhat/" ? [`${host}ubi${release}`] : [`${host}ubi${release}/ubi`, `${host}ubi${release}`]),
    kind: "os", base: "ubi", user: "root", longRunning: false, ...(release === "8" ? { tools: "?python3" } : {}) })),
  { names: ["8", "9", "10"].flatMap((release) => [`registry.access.redhat.com/ubi${release}/ubi-minimal`, `registry.redhat.io/ubi${release}/ubi-minimal`,
      `registry.access.redhat.com/ubi${release}-minimal`, `redhat/ubi${release}-minimal`]),
    kind: "os", base: "ubi-minimal", user: "root", longRunning: false },
  { names: ["8", "9", "10"].flatMap((release) => [`registry.access.redhat.com/ubi${release}/ubi-micro`, `registry.redhat.io/ubi${release}/ubi-micro`,
      `registry.access.redhat.com/ubi${release}-micro`, `redhat/ubi${release}-micro`]),
    kind: "os", base: "ubi-micro", user: "root", longRunning: false },
  { names: ["opensuse/leap", "opensuse/tumbleweed", "registry.opensuse.org/opensuse/leap", "registry.opensuse.org/opensuse/tumbleweed", "registry.suse.com/bci/bci-base"],
    kind: "os", base: "suse", user: "root", longRunning: false },
  { names: ["archlinux", "archlinux/archlinux"], kind: "os", base: "arch", user: "root", longRunning: false,
    variants: [{ tag: /devel/, tools: "?git gcc make" }] },
  { names: ["photon", "clearlinux", "mageia", "alt"], kind: "os", base: "unknown", user: "root", longRunning: false },
  // https://github.com/GoogleContainerTools/distroless: nonroot is uid 65532; `debug` adds a busybox shell.
  { names: ["gcr.io/distroless/static*", "gcr.io/distroless/base*", "gcr.io/distroless/cc*"],
    kind: "os", base: "distroless", user: "root", users: "nonroot:65532", capabilities: "", longRunning: false,
    variants: [{ tag: /nonroot/, user: "nonroot" }, { tag: /debug/, base: "distroless-debug" }] },
  { names: ["gcr.io/distroless/nodejs*"], kind: "runtime", base: "distroless", tools: "node", user: "root", users: "nonroot:65532", capabilities: "",
    variants: [{ tag: /nonroot/, user: "nonroot" }, { tag: /debug/, base: "distroless-debug" }] },
  { names: ["gcr.io/distroless/python3*"], kind: "runtime", base: "distroless", tools: "python3 python", user: "root", users: "nonroot:65532", capabilities: "",
    variants: [{ tag: /nonroot/, user: "nonroot" }, { tag: /debug/, base: "distroless-debug" }] },
  { names: ["gcr.io/distroless/java*"], kind: "runtime", base: "distroless", tools: "java", user: "root", users: "nonroot:65532", capabilities: "",
    variants: [{ tag: /nonroot/, user: "nonroot" }, { tag: /debug/, base: "distroless-debug" }] },
  // https://edu.chainguard.dev/chainguard/chainguard-images: nonroot 65532; only `-dev` variants have a shell.
  { names: ["cgr.dev/chainguard/static", "cgr.dev/chainguard/glibc-dynamic", "chainguard/static"],
    kind: "os", base: "distroless", user: "nonroot", users: "nonroot:65532", capabilities: "", longRunning: false },
  { names: ["cgr.dev/chainguard/wolfi-base", "chainguard/wolfi-base"], kind: "os", base: "wolfi", user: "root", users: "nonroot:65532", longRunning: false },
  ...["node", "python", "go", "jre", "jdk", "ruby", "php", "rust"].map((language): ImageRecord<BaseName> => ({
    names: [`cgr.dev/chainguard/${language}`, `chainguard/${language}`], kind: "runtime", base: "unknown", users: "nonroot:65532", capabilities: "",
    tools: ({ node: "node", python: "python python3", go: "go", jre: "java", jdk: "java javac", ruby: "ruby", php: "php", rust: "cargo rustc" })[language] ?? "" })),
  // https://mcr.microsoft.com/catalog
  { names: ["mcr.microsoft.com/windows/servercore", "mcr.microsoft.com/windows", "mcr.microsoft.com/windows/server"], kind: "os", base: "servercore", longRunning: false },
  { names: ["mcr.microsoft.com/windows/nanoserver"], kind: "os", base: "nanoserver", longRunning: false },
  { names: ["phusion/baseimage"], kind: "os", base: "ubuntu", user: "root", tools: "?curl ?wget ?git ?python3 ?nc" , longRunning: true },
  { names: ["nvidia/cuda"], kind: "os", base: "ubuntu", user: "root", tools: "?curl ?wget ?git ?python3 ?gcc ?g++ ?make ?xz", longRunning: false,
    variants: [{ tag: /ubi|rockylinux|centos/, base: "rhel", tools: "?wget ?git ?gcc ?g++ ?make" }] },
];

/** Packages that are needed to build and not to run, and which run-time package takes the place of a `-dev` one. */

/** Of all distributions. */
const tools: ReadonlySet<string> = new Set(
  (
    "build-essential build-base alpine-sdk gcc g++ gcc-c++ c++ cpp clang llvm lld make gmake cmake ninja-build ninja meson autoconf automake libtool " +
    "m4 bison flex pkg-config pkgconf pkgconfig patch dpkg-dev debhelper devscripts binutils gdb nasm yasm swig rustc cargo rust golang golang-go go " +
    "openjdk-17-jdk openjdk-21-jdk default-jdk default-jdk-headless maven gradle git git-core mercurial subversion gfortran libc-dev libc6-dev musl-dev " +
    "glibc-devel linux-headers linux-libc-dev kernel-headers python3-dev python-dev python3-devel python-devel node-gyp cython3"
  ).split(" "),
);

/** Programs for people: nothing that starts in a container needs them. */
const editors: ReadonlySet<string> = new Set("vim vim-tiny vim-nox nano emacs emacs-nox less htop tmux screen man-db".split(" "));

/** A compiler, a build tool, headers: by its name without version. */
export function isBuildPackage(name: string): boolean {
  return tools.has(name) || isDevelopmentPackage(name) || /^(?:gcc|g\+\+|clang|llvm)-\d+$/.test(name);
}

/** `libpq-dev`, `openssl-devel`; not `udev`. */
export function isDevelopmentPackage(name: string): boolean {
  return /-(?:dev|devel|headers)$/.test(name) && name !== "";
}

export function isEditor(name: string): boolean {
  return editors.has(name);
}

export type DebianSuite = "bullseye" | "bookworm" | "trixie";

/** One name for all releases, or one for each. Old names of libraries that went through the 64-bit time transition are provided by the new ones. */
type Runtime = string | Readonly<Partial<Record<DebianSuite, string>>>;

// packages.debian.org, read 2026-11. The empty text: the base image has it already.
const debian: Readonly<Record<string, Runtime>> = {
  "libpq-dev": "libpq5",
  "postgresql-server-dev-all": "libpq5",
  "default-libmysqlclient-dev": "libmariadb3",
  "libmariadb-dev": "libmariadb3",
  "libmariadb-dev-compat": "libmariadb3",
  "libssl-dev": { bullseye: "libssl1.1", bookworm: "libssl3", trixie: "libssl3" },
  "libffi-dev": { bullseye: "libffi7", bookworm: "libffi8", trixie: "libffi8" },
  "zlib1g-dev": "",
  "libbz2-dev": "",
  "liblzma-dev": "",
  "uuid-dev": "",
  "libc6-dev": "",
  "linux-libc-dev": "",
  "libexpat1-dev": "libexpat1",
  "libreadline-dev": "libreadline8",
  "libncurses-dev": "libncursesw6",
  "libncurses5-dev": "libncursesw6",
  "libsqlite3-dev": "libsqlite3-0",
  "libjpeg-dev": "libjpeg62-turbo",
  "libjpeg62-turbo-dev": "libjpeg62-turbo",
  "libpng-dev": "libpng16-16",
  "libtiff-dev": { bullseye: "libtiff5", bookworm: "libtiff6", trixie: "libtiff6" },
  "libtiff5-dev": { bullseye: "libtiff5", bookworm: "libtiff6", trixie: "libtiff6" },
  "libfreetype6-dev": "libfreetype6",
  "libfreetype-dev": "libfreetype6",
  "liblcms2-dev": "liblcms2-2",
  "libopenjp2-7-dev": "libopenjp2-7",
  "libxml2-dev": "libxml2",
  "libxslt1-dev": "libxslt1.1",
  "libxslt-dev": "libxslt1.1",
  "libcurl4-openssl-dev": "libcurl4",
  "libcurl4-gnutls-dev": "libcurl3-gnutls",
  "libsasl2-dev": "libsasl2-2",
  "libldap2-dev": { bullseye: "libldap-2.4-2", bookworm: "libldap-2.5-0", trixie: "libldap2" },
  "libldap-dev": { bullseye: "libldap-2.4-2", bookworm: "libldap-2.5-0", trixie: "libldap2" },
  "libkrb5-dev": "libgssapi-krb5-2",
  "libcairo2-dev": "libcairo2",
  "libmagic-dev": "libmagic1",
  "libsndfile1-dev": "libsndfile1",
  "libgeos-dev": "libgeos-c1v5",
  "libev-dev": "libev4",
  "libyaml-dev": "libyaml-0-2",
  "libzmq3-dev": "libzmq5",
  "libsodium-dev": "libsodium23",
  "libgmp-dev": "libgmp10",
  "libgmp3-dev": "libgmp10",
  "libsnappy-dev": "libsnappy1v5",
  "librdkafka-dev": "librdkafka1",
  "unixodbc-dev": "unixodbc",
  "libopenblas-dev": "libopenblas0",
  "liblapack-dev": "liblapack3",
  "libmemcached-dev": "libmemcached11",
  "portaudio19-dev": "libportaudio2",
  "libxmlsec1-dev": "libxmlsec1-openssl",
  "libusb-1.0-0-dev": "libusb-1.0-0",
  "libglib2.0-dev": "libglib2.0-0",
  gfortran: "libgfortran5",
};

// pkgs.alpinelinux.org, read 2026-11.
const alpine: Readonly<Record<string, string>> = {
  "postgresql-dev": "libpq",
  "libpq-dev": "libpq",
  "mariadb-dev": "mariadb-connector-c",
  "mariadb-connector-c-dev": "mariadb-connector-c",
  "mysql-dev": "mariadb-connector-c",
  "openssl-dev": "",
  "libressl-dev": "",
  "zlib-dev": "",
  "musl-dev": "",
  "libc-dev": "",
  "libffi-dev": "libffi",
  "jpeg-dev": "libjpeg-turbo",
  "libjpeg-turbo-dev": "libjpeg-turbo",
  "libpng-dev": "libpng",
  "tiff-dev": "tiff",
  "libwebp-dev": "libwebp",
  "freetype-dev": "freetype",
  "lcms2-dev": "lcms2",
  "openjpeg-dev": "openjpeg",
  "libxml2-dev": "libxml2",
  "libxslt-dev": "libxslt",
  "curl-dev": "libcurl",
  "openldap-dev": "libldap",
  "cyrus-sasl-dev": "libsasl",
  "krb5-dev": "krb5-libs",
  "cairo-dev": "cairo",
  "pango-dev": "pango",
  "pixman-dev": "pixman",
  "giflib-dev": "giflib",
  "librsvg-dev": "librsvg",
  "vips-dev": "vips",
  "geos-dev": "geos",
  "gdal-dev": "gdal",
  "proj-dev": "proj",
  "libev-dev": "libev",
  "yaml-dev": "yaml",
  "zeromq-dev": "libzmq",
  "libsodium-dev": "libsodium",
  "gmp-dev": "gmp",
  "unixodbc-dev": "unixodbc",
  "librdkafka-dev": "librdkafka",
  "snappy-dev": "snappy",
  "openblas-dev": "openblas",
  "sqlite-dev": "sqlite-libs",
  "readline-dev": "readline",
  "ncurses-dev": "ncurses-libs",
  "bzip2-dev": "libbz2",
  "xz-dev": "xz-libs",
  "libmemcached-dev": "libmemcached-libs",
  "xmlsec-dev": "xmlsec",
  "util-linux-dev": "libuuid",
  "linux-headers": "",
  // What a C++ compiler links to is not in the base image.
  "g++": "libstdc++",
  "build-base": "libstdc++",
  "alpine-sdk": "libstdc++",
  gfortran: "libgfortran",
};

/**
 * What has to be there at run time for a package that was there at build time.
 * @param suite the Debian release, as far as it is known
 * @returns undefined where nobody can tell
 */
export function runtimePackages(
  name: string,
  family: "debian" | "alpine",
  suite: DebianSuite | undefined,
): readonly string[] | undefined {
  if (/^python3?-dev$|^linux-headers(?:-|$)/.test(name)) return [];
  const table: Readonly<Record<string, Runtime>> = family === "debian" ? debian : alpine;
  if (!Object.hasOwn(table, name)) return isDevelopmentPackage(name) ? undefined : [];
  const found = table[name]!;
  const runtime = typeof found === "string" ? found : suite && found[suite];
  return runtime === undefined ? undefined : runtime === "" ? [] : [runtime];
}

/**
 * Debian packages that Python distributions look for at run time and that the full `python` image has, the slim one not.
 * Wheels that bring their libraries along are not in the list.
 */
export const pythonRuntimePackages: Readonly<Record<string, readonly string[]>> = {
  psycopg2: ["libpq5"],
  psycopg2cffi: ["libpq5"],
  mysqlclient: ["libmariadb3"],
  "python-magic": ["libmagic1"],
  gitpython: ["git"],
  cairosvg: ["libcairo2"],
  cairocffi: ["libcairo2"],
  weasyprint: ["libpango-1.0-0", "libpangoft2-1.0-0"],
  "opencv-python": ["libglib2.0-0"],
  "opencv-contrib-python": ["libglib2.0-0"],
  wand: ["imagemagick"],
};

/** Python distributions that call a compiler while the program runs. */
export const compilesAtRunTime: ReadonlySet<string> = new Set(
  "theano pytensor pymc pymc3 cmdstanpy pystan brian2 triton pythran weave".split(" "),
);

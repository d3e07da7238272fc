/** Which environment variables common base images set. */
import type { ImageReference } from "../syntax/image-reference.js";

const java =
  "JAVA_HOME JAVA_VERSION JAVA_DEBIAN_VERSION JAVA_ALPINE_VERSION JAVA_URL_VERSION CA_CERTIFICATES_JAVA_VERSION LANG LANGUAGE LC_ALL";
const maven = "MAVEN_HOME MAVEN_CONFIG MAVEN_VERSION USER_HOME_DIR";
const php =
  "PHPIZE_DEPS PHP_INI_DIR APACHE_CONFDIR APACHE_ENVVARS PHP_CFLAGS PHP_CPPFLAGS PHP_LDFLAGS GPG_KEYS PHP_VERSION PHP_URL PHP_ASC_URL PHP_SHA256 PHP_MD5 PHP_EXTRA_CONFIGURE_ARGS PHP_EXTRA_BUILD_DEPS";
const ruby =
  "LANG RUBY_MAJOR RUBY_VERSION RUBY_DOWNLOAD_SHA256 RUBY_DOWNLOAD_URL RUBYGEMS_VERSION BUNDLER_VERSION GEM_HOME BUNDLE_PATH BUNDLE_BIN BUNDLE_SILENCE_ROOT_WARNING BUNDLE_APP_CONFIG";
const python =
  "PYTHON_VERSION GPG_KEY LANG PYTHON_SHA256 PYTHON_PIP_VERSION PYTHON_SETUPTOOLS_VERSION PYTHON_WHEEL_VERSION PYTHON_GET_PIP_URL PYTHON_GET_PIP_SHA256 PYTHONIOENCODING PYTHON_RELEASE";

/**
 * By familiar name, all versions together: a name too many costs a finding, one too few would make a wrong one. Without PATH, which the
 * builder always sets. From the images' Dockerfiles (https://github.com/docker-library/official-images), written down 2026-11.
 */
const variables: Readonly<Record<string, string>> = {
  scratch: "",
  alpine: "",
  debian: "",
  ubuntu: "",
  busybox: "",
  "buildpack-deps": "",
  centos: "container",
  rockylinux: "",
  almalinux: "",
  oraclelinux: "",
  amazonlinux: "",
  archlinux: "LANG",
  fedora: "DISTTAG FGC FBR container",
  golang:
    "GOLANG_VERSION GOTOOLCHAIN GOPATH GOROOT GOLANG_SRC_URL GOLANG_SRC_SHA256 GOLANG_DOWNLOAD_URL GOLANG_DOWNLOAD_SHA256 GOLANG_DOWNLOAD_SHA1",
  node: "NODE_VERSION YARN_VERSION NPM_CONFIG_LOGLEVEL",
  python,
  ruby,
  php,
  rust: "RUSTUP_HOME CARGO_HOME RUST_VERSION",
  perl: "PERL_VERSION PERL_CPANM_VERSION",
  openjdk: java,
  "eclipse-temurin": java,
  amazoncorretto: java,
  maven: `${java} ${maven}`,
  gradle: `${java} GRADLE_HOME GRADLE_VERSION GRADLE_USER_HOME GRADLE_DOWNLOAD_SHA256`,
  nginx: "NGINX_VERSION NJS_VERSION NJS_RELEASE PKG_RELEASE DYNPKG_RELEASE ACME_VERSION NGINX_GPGKEY",
  httpd:
    "HTTPD_PREFIX HTTPD_VERSION HTTPD_SHA256 HTTPD_SHA1 HTTPD_PATCHES HTTPD_BZ2_URL HTTPD_ASC_URL APACHE_DIST_URLS NGHTTP2_VERSION OPENSSL_VERSION",
};

/** The names of the variables an image sets; undefined for an image nobody wrote down here. */
export function imageVariables({ name, tag }: ImageReference): ReadonlySet<string> | undefined {
  // The triggers of these images set variables of their own.
  if (name === undefined || tag?.text.includes("onbuild")) return undefined;
  const text = Object.hasOwn(variables, name) ? variables[name] : undefined;
  return text === undefined ? undefined : new Set(text.split(" "));
}

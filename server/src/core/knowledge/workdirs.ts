/** The working directory that images bring along. Sources: the Dockerfiles of the official images (2026-08). */
import type { ImageFacts } from "./images.js";

const directories: Readonly<Record<string, string>> = {
  golang: "/go",
  php: "/var/www/html",
  wordpress: "/var/www/html",
  drupal: "/opt/drupal",
  nextcloud: "/var/www/html",
  httpd: "/usr/local/apache2",
  tomcat: "/usr/local/tomcat",
  redis: "/data",
  memcached: "/",
  nginx: "/",
  postgres: "/",
  node: "/",
  python: "/",
  pypy: "/",
  ruby: "/",
  rust: "/",
  perl: "/usr/src/app",
  openjdk: "/",
  "eclipse-temurin": "/",
  amazoncorretto: "/",
  "oven/bun": "/home/bun/app",
  composer: "/app",
  gradle: "/home/gradle",
  caddy: "/srv",
};

/** Undefined where it is not known. Images of distributions start in `/`. */
export function imageWorkdir(facts: ImageFacts | undefined): string | undefined {
  if (facts === undefined) return undefined;
  if (Object.hasOwn(directories, facts.name)) return directories[facts.name];
  return facts.kind === "os" ? "/" : undefined;
}

/** Web servers and proxies. */
import type { DataSource } from "../data-source.js";
import type { ImageRecord, Probe } from "../image-record.js";
import type { BaseName } from "./bases.js";

const wget = (url: string, comment: string): Probe => ({ test: ["wget", "-q", "--spider", url], comment });
const curl = (url: string, comment: string): Probe => ({ test: ["curl", "-fsS", "-o", "/dev/null", url], comment });
const front = "Asks for the front page; change the path when it redirects elsewhere or needs a login.";
const nginxTools = "nginx curl envsubst";

/** The full variants of nginx install curl; alpine-slim does not. */
export const source: DataSource = {
  from: [
    "https://github.com/nginx/docker-nginx",
    "https://github.com/nginx/docker-nginx-unprivileged",
    "https://github.com/docker-library/httpd",
    "https://github.com/caddyserver/caddy-docker",
    "https://github.com/traefik/traefik-library-image",
    "https://github.com/docker-library/haproxy",
    "https://github.com/envoyproxy/envoy",
  ],
  date: "2026-11",
};

export const webImages: readonly ImageRecord<BaseName>[] = [
  { names: ["nginx"], kind: "web", base: "debian", user: "root", dropsTo: "nginx", users: "nginx:101", tools: nginxTools, ports: [80], longRunning: true,
    capabilities: "CHOWN NET_BIND_SERVICE SETGID SETUID", readOnlyTmpfs: ["/var/cache/nginx", "/run"], healthcheck: curl("http://127.0.0.1/", front),
    variants: [{ tag: /alpine/, base: "alpine", healthcheck: wget("http://127.0.0.1/", front) }, { tag: /alpine-slim|alpine.*-slim/, tools: "!curl !envsubst" }] },
  // Its temporary files go to /tmp; the configuration in conf.d belongs to its user.
  { names: ["nginxinc/nginx-unprivileged", "quay.io/nginx/nginx-unprivileged", "ghcr.io/nginx/nginx-unprivileged", "ghcr.io/nginxinc/nginx-unprivileged", "public.ecr.aws/nginx/nginx-unprivileged"],
    kind: "web", base: "debian", user: "nginx", users: "nginx:101", tools: nginxTools, ports: [8080], longRunning: true, capabilities: "", readOnlyTmpfs: ["/tmp"],
    writable: ["/var/cache/nginx", "/etc/nginx"], healthcheck: curl("http://127.0.0.1:8080/", front),
    variants: [{ tag: /alpine/, base: "alpine", healthcheck: wget("http://127.0.0.1:8080/", front) }, { tag: /alpine-slim|alpine.*-slim/, tools: "!curl !envsubst" }] },
  { names: ["openresty/openresty"], kind: "web", base: "unknown", user: "root", tools: "openresty nginx", ports: [80], longRunning: true, variants: [{ tag: /alpine/, base: "alpine" }] },
  { names: ["httpd"], kind: "web", base: "debian", user: "root", dropsTo: "www-data", users: "www-data:33", tools: "httpd apachectl ?perl", ports: [80], longRunning: true,
    readOnlyTmpfs: ["/usr/local/apache2/logs"],
    healthcheck: { test: ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/80"], comment: "Opens the port by bash itself: the image has neither curl nor wget." },
    variants: [{ tag: /alpine/, base: "alpine", users: "www-data:82", healthcheck: wget("http://127.0.0.1/", front) }] },
  { names: ["caddy"], kind: "web", base: "alpine", user: "root", tools: "caddy", ports: [80, 443, 2019], longRunning: true, dataDirectories: ["/data", "/config"],
    capabilities: "NET_BIND_SERVICE", readOnlyTmpfs: [], healthcheck: wget("http://127.0.0.1:2019/config/", "Asks the admin API, which a Caddyfile may switch off (`admin off`)."),
    variants: [{ tag: /windowsservercore/, base: "servercore", healthcheck: null }, { tag: /nanoserver/, base: "nanoserver", healthcheck: null }, { tag: /builder/, longRunning: false, healthcheck: null, tools: "xcaddy go ?git" }] },
  { names: ["traefik"], kind: "proxy", base: "alpine", user: "root", tools: "traefik", ports: [80], longRunning: true, capabilities: "NET_BIND_SERVICE", readOnlyTmpfs: [],
    healthcheck: { test: ["traefik", "healthcheck", "--ping"], comment: "Traefik's own probe; the server needs `--ping` (or `ping: {}`) too." },
    variants: [{ tag: /windowsservercore/, base: "servercore" }, { tag: /nanoserver/, base: "nanoserver" }] },
  { names: ["haproxy"], kind: "proxy", base: "debian", user: "haproxy", users: "haproxy:99", tools: "haproxy", longRunning: true, capabilities: "", readOnlyTmpfs: [],
    writable: ["/var/lib/haproxy"], variants: [{ tag: /alpine/, base: "alpine" }] },
  { names: ["envoyproxy/envoy"], kind: "proxy", base: "ubuntu", user: "root", dropsTo: "envoy", users: "envoy:101", tools: "envoy ?curl ?wget", ports: [10000], longRunning: true,
    variants: [{ tag: /distroless/, base: "distroless", user: "nonroot" }] },
  { names: ["varnish"], kind: "proxy", base: "debian", user: "varnish", users: "varnish", tools: "varnishd varnishadm varnishstat ?curl ?git", ports: [80], longRunning: true, variants: [{ tag: /alpine/, base: "alpine" }] },
  { names: ["kong", "kong/kong-gateway"], kind: "proxy", base: "unknown", user: "kong", users: "kong:1000", tools: "kong", ports: [8000, 8443, 8001, 8444], longRunning: true,
    healthcheck: { test: ["kong", "health"], comment: "Kong's own probe of its processes." } },
  { names: ["jc21/nginx-proxy-manager"], kind: "proxy", base: "debian", user: "root", tools: "node curl bash ?python3 ?python ?pip ?npm ?git ?jq ?unzip ?xz", ports: [80, 81, 443], longRunning: true, dataDirectories: ["/data", "/etc/letsencrypt"],
    healthcheck: { test: ["/usr/bin/check-health"], comment: "The script that the image brings for it." } },
  { names: ["nginxproxy/nginx-proxy", "jwilder/nginx-proxy"], kind: "proxy", base: "debian", user: "root", tools: "nginx curl bash ?openssl ?wget", ports: [80], longRunning: true, variants: [{ tag: /alpine/, base: "alpine", tools: "bash ?curl" }] },
  { names: ["nginxproxy/acme-companion"], kind: "proxy", base: "alpine", user: "root", tools: "bash curl ?jq ?openssl", dataDirectories: ["/etc/acme.sh"], longRunning: true },
  { names: ["cloudflare/cloudflared"], kind: "proxy", base: "distroless", user: "nonroot", users: "nonroot:65532", tools: "cloudflared", longRunning: true, capabilities: "" },
  { names: ["tecnativa/docker-socket-proxy"], kind: "proxy", base: "alpine", user: "root", tools: "haproxy", ports: [2375], longRunning: true },
  { names: ["tomcat"], kind: "web", base: "ubuntu", user: "root", tools: "java catalina.sh curl ?wget", ports: [8080], longRunning: true, capabilities: "",
    writable: ["/usr/local/tomcat"], variants: [{ tag: /corretto/, base: "unknown" }] },
  { names: ["jetty"], kind: "web", base: "unknown", user: "jetty", users: "jetty:999", tools: "java", ports: [8080], longRunning: true, writable: ["/var/lib/jetty"], variants: [{ tag: /alpine/, base: "alpine", users: "jetty:1000" }] },
  { names: ["tomee", "open-liberty", "websphere-liberty", "quay.io/wildfly/wildfly"], kind: "web", base: "unknown", tools: "java", longRunning: true },
  { names: ["dunglas/frankenphp"], kind: "web", base: "debian", user: "root", users: "www-data:33", tools: "php frankenphp curl ?wget ?git ?gcc ?g++ ?make ?xz ?unzip", ports: [80, 443, 2019], longRunning: true,
    dataDirectories: ["/data", "/config"], healthcheck: { test: ["curl", "-f", "http://localhost:2019/metrics"], comment: "Asks Caddy's metrics, as the image's own health check does." },
    variants: [{ tag: /alpine/, base: "alpine", users: "www-data:82" }] },
];

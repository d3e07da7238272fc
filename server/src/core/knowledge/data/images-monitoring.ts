/** Metrics, logs, traces and what shows them. */
import type { DataSource } from "../data-source.js";
import type { ImageRecord, Probe } from "../image-record.js";
import type { BaseName } from "./bases.js";

const wget = (url: string, comment: string): Probe => ({ test: ["wget", "-q", "--spider", url], comment });
const ready = "Answers when it is ready for traffic.";

/** prom/busybox: user nobody, the wget of BusyBox. */
export const source: DataSource = {
  from: [
    "https://github.com/prometheus/busybox",
    "https://github.com/prometheus/prometheus",
    "https://github.com/grafana/grafana",
    "https://github.com/open-telemetry/opentelemetry-collector-releases",
    "https://github.com/jaegertracing/jaeger",
    "https://github.com/google/cadvisor",
  ],
  date: "2026-11",
};

/** The exporters and servers of Prometheus share one base. */
const prometheus = (names: readonly string[], port: number, path: string, comment: string, more: Partial<ImageRecord<BaseName>> = {}): ImageRecord<BaseName> => ({
  names: names.flatMap((name) => [`prom/${name}`, `quay.io/prometheus/${name}`]), kind: "monitoring", base: "busybox", user: "nobody", users: "nobody:65534", ports: [port], longRunning: true, capabilities: "",
  healthcheck: wget(`http://127.0.0.1:${port}${path}`, comment), readOnlyTmpfs: [], variants: [{ tag: /distroless/, base: "distroless", healthcheck: null }], ...more });

export const monitoringImages: readonly ImageRecord<BaseName>[] = [
  prometheus(["prometheus"], 9090, "/-/ready", ready, { dataDirectories: ["/prometheus"], writable: ["/prometheus"], tools: "prometheus promtool" }),
  prometheus(["alertmanager"], 9093, "/-/ready", ready, { dataDirectories: ["/alertmanager"], writable: ["/alertmanager"], tools: "alertmanager amtool" }),
  prometheus(["pushgateway"], 9091, "/-/ready", ready),
  prometheus(["node-exporter"], 9100, "/", "The front page."),
  prometheus(["blackbox-exporter"], 9115, "/-/healthy", "The exporter itself."),
  prometheus(["mysqld-exporter"], 9104, "/", "The front page."),
  prometheus(["statsd-exporter"], 9102, "/", "The front page."),
  prometheus(["snmp-exporter"], 9116, "/", "The front page."),
  { names: ["prometheuscommunity/postgres-exporter", "quay.io/prometheuscommunity/postgres-exporter"], kind: "monitoring", base: "busybox", user: "nobody", users: "nobody:65534", ports: [9187], longRunning: true, capabilities: "",
    healthcheck: wget("http://127.0.0.1:9187/", "The front page.") },
  { names: ["oliver006/redis_exporter"], kind: "monitoring", base: "scratch", user: "59000", ports: [9121], longRunning: true, capabilities: "", variants: [{ tag: /alpine/, base: "alpine" }] },
  { names: ["nginx/nginx-prometheus-exporter"], kind: "monitoring", base: "unknown", ports: [9113], longRunning: true, capabilities: "" },
  { names: ["percona/mongodb_exporter", "danielqsj/kafka-exporter"], kind: "monitoring", base: "unknown", longRunning: true },
  { names: ["gcr.io/cadvisor/cadvisor", "ghcr.io/google/cadvisor", "google/cadvisor"], kind: "monitoring", base: "alpine", user: "root", ports: [8080], longRunning: true,
    healthcheck: wget("http://127.0.0.1:8080/healthz", "The same as the health check that the image brings.") },
  { names: ["grafana/grafana", "grafana/grafana-oss", "grafana/grafana-enterprise"], kind: "monitoring", base: "alpine", user: "472", users: "grafana:472", tools: "grafana bash curl", ports: [3000], dataDirectories: ["/var/lib/grafana"],
    writable: ["/var/lib/grafana", "/var/log/grafana"], longRunning: true, capabilities: "", fileVariables: "", healthcheck: wget("http://127.0.0.1:3000/api/health", "Answers 200 when the database is reachable."),
    variants: [{ tag: /ubuntu/, base: "ubuntu", healthcheck: { test: ["curl", "-fsS", "-o", "/dev/null", "http://127.0.0.1:3000/api/health"], comment: "Answers 200 when the database is reachable." } }] },
  // From 3.x on the base of Loki and from 2.x on that of Tempo changed between releases (Alpine, distroless debug, distroless): nothing is said of programs.
  { names: ["grafana/loki"], kind: "monitoring", base: "unknown", user: "10001", users: "loki:10001", tools: "loki", ports: [3100], dataDirectories: ["/loki"], writable: ["/loki"], longRunning: true, capabilities: "",
    variants: [{ tag: /^(?:2\.|v2)/, base: "alpine", healthcheck: wget("http://127.0.0.1:3100/ready", `${ready} It takes some 15 seconds after the start.`) }] },
  { names: ["grafana/tempo"], kind: "monitoring", base: "unknown", ports: [3200, 4317, 4318], dataDirectories: ["/var/tempo"], longRunning: true },
  { names: ["grafana/mimir"], kind: "monitoring", base: "unknown", ports: [8080], longRunning: true },
  { names: ["grafana/promtail"], kind: "monitoring", base: "unknown", ports: [9080], longRunning: true },
  { names: ["grafana/alloy"], kind: "monitoring", base: "ubuntu", tools: "alloy ?curl ?wget", ports: [12345], dataDirectories: ["/var/lib/alloy/data"], longRunning: true },
  { names: ["grafana/agent", "grafana/pyroscope"], kind: "monitoring", base: "unknown", longRunning: true },
  { names: ["grafana/k6"], kind: "tool", base: "alpine", user: "12345", users: "k6:12345", tools: "k6", longRunning: false, capabilities: "" },
  // https://github.com/open-telemetry/opentelemetry-collector-releases: FROM scratch, user 10001, no shell; its health_check extension listens on 13133.
  { names: ["otel/opentelemetry-collector", "otel/opentelemetry-collector-contrib", "otel/opentelemetry-collector-k8s", "ghcr.io/open-telemetry/opentelemetry-collector-releases/opentelemetry-collector",
      "ghcr.io/open-telemetry/opentelemetry-collector-releases/opentelemetry-collector-contrib"],
    kind: "monitoring", base: "scratch", user: "10001", ports: [4317, 4318], longRunning: true, capabilities: "", readOnlyTmpfs: [] },
  { names: ["jaegertracing/all-in-one"], kind: "monitoring", base: "unknown", ports: [16686, 4317, 4318, 14268], longRunning: true },
  { names: ["jaegertracing/jaeger"], kind: "monitoring", base: "unknown", ports: [16686, 4317, 4318], longRunning: true },
  { names: ["openzipkin/zipkin"], kind: "monitoring", base: "unknown", tools: "java", ports: [9411], longRunning: true },
  { names: ["victoriametrics/victoria-metrics"], kind: "monitoring", base: "unknown", user: "root", ports: [8428], dataDirectories: ["/victoria-metrics-data"], longRunning: true },
  { names: ["telegraf"], kind: "monitoring", base: "debian", user: "root", dropsTo: "telegraf", users: "telegraf:999", tools: "telegraf ?curl ?wget ?git ?ping ?gpg", ports: [8092, 8094, 8125], longRunning: true, variants: [{ tag: /alpine/, base: "alpine", users: "telegraf" }] },
  { names: ["chronograf", "kapacitor"], kind: "monitoring", base: "unknown", longRunning: true },
  { names: ["fluent/fluent-bit", "cr.fluentbit.io/fluent/fluent-bit"], kind: "monitoring", base: "distroless", user: "root", tools: "fluent-bit", ports: [2020], longRunning: true, variants: [{ tag: /debug/, base: "debian", tools: "?curl ?wget ?ps" }] },
  { names: ["fluentd", "fluent/fluentd"], kind: "monitoring", base: "unknown", user: "fluent", tools: "fluentd ruby", ports: [24224, 5140], longRunning: true },
  { names: ["timberio/vector"], kind: "monitoring", base: "unknown", tools: "vector", ports: [8686], dataDirectories: ["/var/lib/vector"], longRunning: true,
    variants: [{ tag: /alpine/, base: "alpine" }, { tag: /distroless/, base: "distroless" }, { tag: /debian/, base: "debian" }] },
  { names: ["netdata/netdata"], kind: "monitoring", base: "unknown", ports: [19999], dataDirectories: ["/etc/netdata", "/var/lib/netdata", "/var/cache/netdata"], longRunning: true },
  { names: ["louislam/uptime-kuma"], kind: "monitoring", base: "unknown", tools: "node", ports: [3001], dataDirectories: ["/app/data"], longRunning: true, healthcheck: { test: ["extra/healthcheck"], comment: "The program that the image brings for it." } },
  { names: ["zabbix/zabbix-server-pgsql", "zabbix/zabbix-server-mysql"], kind: "monitoring", base: "unknown", ports: [10051], longRunning: true },
  { names: ["amir20/dozzle"], kind: "monitoring", base: "scratch", tools: "dozzle", ports: [8080], longRunning: true, healthcheck: { test: ["/dozzle", "healthcheck"], comment: "The binary's own probe: the image has no shell." } },
  { names: ["getsentry/sentry", "ghcr.io/getsentry/sentry"], kind: "monitoring", base: "unknown", ports: [9000], longRunning: true },
];

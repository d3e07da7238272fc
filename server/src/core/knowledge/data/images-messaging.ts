/** Message brokers, coordination, search engines and secrets stores. */
import type { DataSource } from "../data-source.js";
import type { ImageRecord, Probe } from "../image-record.js";
import type { BaseName } from "./bases.js";

const wget = (url: string, comment: string): Probe => ({ test: ["wget", "-q", "--spider", url], comment });
const curl = (url: string, comment: string): Probe => ({ test: ["curl", "-fsS", "-o", "/dev/null", url], comment });
const elastic: Probe = {
  test: "curl -s -o /dev/null http://127.0.0.1:9200 || curl -sk -o /dev/null https://127.0.0.1:9200",
  comment: "The server answers, with or without TLS; without login it cannot tell the state of the cluster.",
};
const kafka = (command: string): Probe => ({ test: [command, "--bootstrap-server", "localhost:9092"], comment: "The broker answers on its own listener; change the port when the listeners differ." });

export const source: DataSource = {
  from: [
    "https://github.com/docker-library/rabbitmq",
    "https://github.com/nats-io/nats-docker",
    "https://github.com/apache/kafka",
    "https://github.com/confluentinc/kafka-images",
    "https://github.com/31z4/zookeeper-docker",
    "https://github.com/emqx/emqx",
    "https://github.com/eclipse-mosquitto/mosquitto",
    "https://github.com/elastic/dockerfiles",
    "https://github.com/opensearch-project/docker-images",
    "https://github.com/hashicorp/vault",
    "https://github.com/hashicorp/consul",
  ],
  date: "2026-11",
};

export const messagingImages: readonly ImageRecord<BaseName>[] = [
  { names: ["rabbitmq"], kind: "broker", base: "ubuntu", user: "root", dropsTo: "rabbitmq", users: "rabbitmq:999", tools: "rabbitmq-diagnostics rabbitmqctl rabbitmq-server gosu", ports: [4369, 5671, 5672, 15691, 15692, 25672],
    dataDirectories: ["/var/lib/rabbitmq"], writable: ["/var/lib/rabbitmq"], longRunning: true, capabilities: "CHOWN DAC_OVERRIDE SETGID SETUID",
    healthcheck: { test: ["rabbitmq-diagnostics", "-q", "check_running"], comment: "The node runs and its applications have started; give it a long timeout, it starts an Erlang VM." },
    variants: [{ tag: /alpine/, base: "alpine", users: "rabbitmq:100", tools: "?gosu bash" },
      { tag: /management/, ports: [4369, 5671, 5672, 15671, 15672, 15691, 15692, 25672], tools: "rabbitmqadmin ?python3 ?curl" }] },
  { names: ["nats"], kind: "broker", base: "scratch", user: "root", tools: "nats-server", ports: [4222, 6222, 8222], longRunning: true, capabilities: "", readOnlyTmpfs: [],
    variants: [{ tag: /alpine/, base: "alpine", healthcheck: wget("http://127.0.0.1:8222/healthz", "Needs the monitoring port, which the image's own configuration opens.") },
      { tag: /windowsservercore/, base: "servercore" }, { tag: /nanoserver/, base: "nanoserver" }] },
  { names: ["apache/kafka"], kind: "broker", base: "alpine", user: "appuser", users: "appuser:1000", tools: "java bash", ports: [9092], dataDirectories: ["/var/lib/kafka/data"], longRunning: true, capabilities: "",
    healthcheck: kafka("/opt/kafka/bin/kafka-broker-api-versions.sh") },
  { names: ["apache/kafka-native"], kind: "broker", base: "alpine", user: "appuser", users: "appuser:1000", tools: "bash", ports: [9092], longRunning: true, capabilities: "" },
  { names: ["confluentinc/cp-kafka", "confluentinc/cp-server"], kind: "broker", base: "unknown", user: "appuser", users: "appuser:1000", tools: "bash java curl kafka-topics kafka-broker-api-versions", ports: [9092], dataDirectories: ["/var/lib/kafka/data"],
    longRunning: true, capabilities: "", healthcheck: kafka("kafka-broker-api-versions") },
  { names: ["bitnami/kafka", "bitnamilegacy/kafka"], kind: "broker", base: "unknown", user: "1001", tools: "bash java kafka-topics.sh kafka-broker-api-versions.sh", ports: [9092], dataDirectories: ["/bitnami/kafka"], longRunning: true, capabilities: "",
    healthcheck: kafka("kafka-broker-api-versions.sh") },
  { names: ["confluentinc/cp-zookeeper"], kind: "broker", base: "unknown", user: "appuser", users: "appuser:1000", tools: "bash java curl", ports: [2181, 2888, 3888], dataDirectories: ["/var/lib/zookeeper/data", "/var/lib/zookeeper/log"], longRunning: true, capabilities: "" },
  { names: ["confluentinc/cp-schema-registry"], kind: "broker", base: "unknown", user: "appuser", users: "appuser:1000", tools: "bash java curl", ports: [8081], longRunning: true, capabilities: "", healthcheck: curl("http://127.0.0.1:8081/subjects", "Lists the subjects.") },
  { names: ["confluentinc/cp-kafka-connect"], kind: "broker", base: "unknown", user: "appuser", users: "appuser:1000", tools: "bash java curl", ports: [8083], longRunning: true, capabilities: "", healthcheck: curl("http://127.0.0.1:8083/connectors", "Lists the connectors.") },
  { names: ["provectuslabs/kafka-ui", "ghcr.io/kafbat/kafka-ui"], kind: "tool", base: "unknown", ports: [8080], tools: "java", longRunning: true },
  { names: ["obsidiandynamics/kafdrop"], kind: "tool", base: "unknown", ports: [9000], tools: "java", longRunning: true },
  { names: ["zookeeper"], kind: "broker", base: "ubuntu", user: "root", dropsTo: "zookeeper", users: "zookeeper:1000", tools: "java zkServer.sh zkCli.sh ?nc ?curl ?wget", ports: [2181, 2888, 3888, 8080], dataDirectories: ["/data", "/datalog", "/logs"],
    healthcheck: { test: ["zkServer.sh", "status"], comment: "Asks the server for its role (`srvr`, allowed by default)." }, longRunning: true },
  { names: ["redpandadata/redpanda", "docker.redpanda.com/redpandadata/redpanda"], kind: "broker", base: "unknown", user: "redpanda", users: "redpanda:101", tools: "rpk bash", ports: [9092, 9644, 8081, 8082], dataDirectories: ["/var/lib/redpanda/data"], longRunning: true,
    healthcheck: { test: ["rpk", "cluster", "health", "--exit-when-healthy"], comment: "Ends when the cluster is healthy; give it a timeout." } },
  { names: ["eclipse-mosquitto"], kind: "broker", base: "alpine", user: "root", dropsTo: "mosquitto", users: "mosquitto:1883", tools: "mosquitto mosquitto_sub mosquitto_pub", ports: [1883], dataDirectories: ["/mosquitto/data", "/mosquitto/log"], longRunning: true,
    healthcheck: { test: ["mosquitto_sub", "-t", "$SYS/broker/uptime", "-C", "1", "-W", "3"], comment: "Reads one system message; with logins it needs `-u` and `-P`." } },
  { names: ["emqx", "emqx/emqx"], kind: "broker", base: "debian", user: "emqx", users: "emqx:1000", tools: "emqx emqx_ctl ?curl ?wget", ports: [1883, 8083, 8084, 8883, 18083], dataDirectories: ["/opt/emqx/data", "/opt/emqx/log"], longRunning: true, capabilities: "",
    healthcheck: { test: ["/opt/emqx/bin/emqx", "ctl", "status"], comment: "The broker's own probe." } },
  { names: ["apache/activemq-classic", "apache/activemq-artemis", "apachepulsar/pulsar", "nsqio/nsq"], kind: "broker", base: "unknown", longRunning: true },

  { names: ["elasticsearch", "docker.elastic.co/elasticsearch/elasticsearch"], kind: "search", base: "unknown", user: "1000", users: "elasticsearch:1000", tools: "bash curl", ports: [9200, 9300], dataDirectories: ["/usr/share/elasticsearch/data"],
    healthcheck: elastic, longRunning: true, capabilities: "", fileVariables: "ELASTIC_PASSWORD",
    variants: [{ tag: /^[5-7]\./, user: "root", dropsTo: "elasticsearch", capabilities: "SETGID SETUID" }] },
  { names: ["docker.elastic.co/elasticsearch/elasticsearch-wolfi"], kind: "search", base: "unknown", users: "elasticsearch:1000", tools: "bash", ports: [9200, 9300], dataDirectories: ["/usr/share/elasticsearch/data"], longRunning: true },
  { names: ["kibana", "docker.elastic.co/kibana/kibana"], kind: "monitoring", base: "unknown", user: "kibana", users: "kibana:1000", tools: "bash curl", ports: [5601], longRunning: true, capabilities: "",
    healthcheck: curl("http://127.0.0.1:5601/api/status", "503 until Kibana is available.") , variants: [{ tag: /^[5-7]\./, user: "kibana" }, { tag: /^[89]|latest/, user: "1000" }] },
  { names: ["logstash", "docker.elastic.co/logstash/logstash"], kind: "monitoring", base: "unknown", user: "1000", users: "logstash:1000", tools: "bash curl", ports: [5044, 9600], longRunning: true, capabilities: "", healthcheck: curl("http://127.0.0.1:9600/", "The monitoring API.") },
  { names: ["docker.elastic.co/beats/filebeat", "docker.elastic.co/beats/metricbeat", "elastic/filebeat"], kind: "monitoring", base: "unknown", tools: "bash curl", longRunning: true },
  { names: ["opensearchproject/opensearch"], kind: "search", base: "amazonlinux", user: "1000", users: "opensearch:1000", ports: [9200, 9300, 9600], dataDirectories: ["/usr/share/opensearch/data"], healthcheck: elastic, longRunning: true, capabilities: "" },
  { names: ["opensearchproject/opensearch-dashboards"], kind: "monitoring", base: "amazonlinux", user: "1000", ports: [5601], longRunning: true, capabilities: "" },
  { names: ["solr"], kind: "search", base: "ubuntu", user: "8983", users: "solr:8983", tools: "java solr wget jq ?curl ?nc", ports: [8983], dataDirectories: ["/var/solr"], longRunning: true, capabilities: "",
    healthcheck: wget("http://127.0.0.1:8983/solr/", "The front page; with logins it needs a user.") },
  { names: ["manticoresearch/manticore"], kind: "search", base: "unknown", ports: [9306, 9308, 9312], dataDirectories: ["/var/lib/manticore"], longRunning: true },

  { names: ["hashicorp/vault", "vault"], kind: "tool", base: "alpine", user: "root", dropsTo: "vault", users: "vault:100", tools: "vault", ports: [8200], dataDirectories: ["/vault/file", "/vault/logs"], longRunning: true,
    healthcheck: { test: "VAULT_ADDR=http://127.0.0.1:8200 vault status", comment: "Unhealthy while sealed; change the address when TLS is on." } },
  { names: ["hashicorp/consul", "consul"], kind: "tool", base: "alpine", user: "root", dropsTo: "consul", users: "consul:100", tools: "consul curl jq", ports: [8300, 8301, 8302, 8500, 8600], dataDirectories: ["/consul/data"], longRunning: true,
    healthcheck: { test: ["consul", "info"], comment: "The agent answers; with ACLs it needs a token." } },
  { names: ["openbao/openbao", "quay.io/openbao/openbao"], kind: "tool", base: "alpine", user: "root", dropsTo: "openbao", users: "openbao:100", tools: "bao", ports: [8200], dataDirectories: ["/openbao/file", "/openbao/logs"], longRunning: true },
];

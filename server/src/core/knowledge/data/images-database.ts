/** Databases and caches. */
import type { DataSource } from "../data-source.js";
import type { ImageRecord, Probe } from "../image-record.js";
import type { BaseName } from "./bases.js";

const wget = (url: string, comment: string): Probe => ({ test: ["wget", "-q", "--spider", url], comment });
const curl = (url: string, comment: string): Probe => ({ test: ["curl", "-fsS", "-o", "/dev/null", url], comment });

// During its first start the server of an image with initialisation scripts listens on its socket only; asking over TCP waits for the real one.
const postgresProbe: Probe = {
  test: 'pg_isready -h 127.0.0.1 -U "${POSTGRES_USER:-postgres}" -d "${POSTGRES_DB:-${POSTGRES_USER:-postgres}}"',
  comment: "Ready when the server accepts connections over TCP, thus after the initialisation scripts.",
};
const redisProbe = (client: string): Probe => ({
  test: `${client} ping | grep -q PONG`,
  comment: "An error still exits with 0, so the answer is compared. With a password, set `REDISCLI_AUTH` in the environment.",
});
const mysqlProbe: Probe = {
  test: ["mysqladmin", "ping", "-h", "127.0.0.1", "--silent"],
  comment: "Needs no password: a refused login is an answer too. TCP waits for the end of the initialisation.",
};
const mariadbProbe: Probe = {
  test: ["healthcheck.sh", "--connect", "--innodb_initialized"],
  comment: "The image's own script; it logs in as a user made at initialisation (a data directory from before 2023 may lack it).",
};
const mongoProbe: Probe = {
  test: ["mongosh", "--quiet", "--eval", "quit(db.adminCommand({ ping: 1 }).ok ? 0 : 1)"],
  comment: "`ping` needs no login.",
};

const postgresFiles = "POSTGRES_PASSWORD POSTGRES_USER POSTGRES_DB POSTGRES_INITDB_ARGS";
const mysqlFiles = "MYSQL_ROOT_PASSWORD MYSQL_ROOT_HOST MYSQL_DATABASE MYSQL_USER MYSQL_PASSWORD";
const mariadbFiles = "MARIADB_ROOT_PASSWORD MARIADB_ROOT_PASSWORD_HASH MARIADB_ROOT_HOST MARIADB_DATABASE MARIADB_USER MARIADB_PASSWORD MARIADB_PASSWORD_HASH "
  + `MARIADB_REPLICATION_USER MARIADB_REPLICATION_PASSWORD MARIADB_REPLICATION_PASSWORD_HASH MARIADB_MASTER_HOST MARIADB_MASTER_PORT ${mysqlFiles}`;
const dropping = "CHOWN DAC_OVERRIDE FOWNER SETGID SETUID";

/** postgres and the images built on it. */
const postgres = {
  kind: "database", base: "debian", user: "root", dropsTo: "postgres", users: "postgres:999", tools: "postgres psql pg_isready pg_dump pg_restore createdb gosu xz ?curl ?wget ?python3",
  ports: [5432], dataDirectories: ["/var/lib/postgresql"], writable: ["/var/lib/postgresql", "/run/postgresql"], healthcheck: postgresProbe, longRunning: true,
  fileVariables: postgresFiles, capabilities: dropping, readOnlyTmpfs: ["/run/postgresql", "/tmp"],
} as const;
/** Since 18 the volume is the parent directory (https://github.com/docker-library/postgres/pull/1259). */
const oldPostgres = { dataDirectories: ["/var/lib/postgresql/data"], writable: ["/var/lib/postgresql/data", "/run/postgresql"] } as const;
const alpinePostgres = { base: "alpine", users: "postgres:70", tools: "?gosu bash ?python3 ?perl" } as const;

/** And the vendors' image pages. */
export const source: DataSource = {
  from: [
    "https://github.com/docker-library/postgres",
    "https://github.com/docker-library/mysql",
    "https://github.com/docker-library/redis",
    "https://github.com/docker-library/mongo",
    "https://github.com/docker-library/memcached",
    "https://github.com/MariaDB/mariadb-docker",
    "https://github.com/valkey-io/valkey-container",
    "https://github.com/ClickHouse/docker-library",
    "https://github.com/neo4j/docker-neo4j",
    "https://github.com/apache/couchdb-docker",
    "https://github.com/influxdata/influxdata-docker",
  ],
  date: "2026-11",
};

export const databaseImages: readonly ImageRecord<BaseName>[] = [
  { names: ["postgres"], ...postgres, tools: `${postgres.tools} !curl !wget`,
    variants: [{ tag: /^(?:9|1[0-7])(?!\d)/, ...oldPostgres }, { tag: /alpine/, ...alpinePostgres, tools: `${alpinePostgres.tools} wget` }] },
  { names: ["postgis/postgis", "imresamu/postgis"], ...postgres, variants: [{ tag: /^(?:9|1[0-7])(?!\d)/, ...oldPostgres }, { tag: /alpine/, ...alpinePostgres }] },
  { names: ["pgvector/pgvector"], ...postgres, variants: [{ tag: /pg(?:9|1[0-7])(?!\d)/, ...oldPostgres }] },
  { names: ["timescale/timescaledb"], ...postgres, ...alpinePostgres, tools: `${postgres.tools} ${alpinePostgres.tools}`, variants: [{ tag: /pg1[0-7]/, ...oldPostgres }] },
  { names: ["timescale/timescaledb-ha"], kind: "database", base: "ubuntu", user: "postgres", users: "postgres:1000", tools: "psql pg_isready ?curl ?wget ?python3 ?git", ports: [5432], dataDirectories: ["/home/postgres/pgdata"],
    healthcheck: postgresProbe, longRunning: true, capabilities: "" },
  { names: ["supabase/postgres", "bitnami/postgresql", "bitnamilegacy/postgresql"], kind: "database", base: "unknown", tools: "psql pg_isready", ports: [5432], longRunning: true,
    healthcheck: null },
  { names: ["citusdata/citus", "paradedb/paradedb", "ghcr.io/immich-app/postgres", "tensorchord/pgvecto-rs", "apache/age"], ...postgres, dataDirectories: [], writable: [], users: "postgres", tools: "psql pg_isready ?curl ?wget ?python3 ?git ?perl", base: "unknown" },
  { names: ["mysql", "container-registry.oracle.com/mysql/community-server"], kind: "database", base: "oracle-slim", user: "root", dropsTo: "mysql", users: "mysql:999", tools: "mysql mysqladmin mysqldump mysqld gosu ?python3", ports: [3306, 33060],
    dataDirectories: ["/var/lib/mysql"], writable: ["/var/lib/mysql", "/var/run/mysqld"], healthcheck: mysqlProbe, longRunning: true, fileVariables: mysqlFiles, capabilities: dropping,
    readOnlyTmpfs: ["/var/run/mysqld", "/tmp"], variants: [{ tag: /debian|buster|bullseye/, base: "debian", tools: "?perl ?xz" }, { tag: /^5\.6/, base: "debian", tools: "?xz" }] },
  { names: ["mysql/mysql-server"], kind: "database", base: "oracle-slim", user: "root", tools: "mysql mysqladmin ?python3", ports: [3306, 33060], dataDirectories: ["/var/lib/mysql"], longRunning: true, fileVariables: "MYSQL_ROOT_PASSWORD MYSQL_PASSWORD" },
  { names: ["mariadb"], kind: "database", base: "ubuntu", user: "root", dropsTo: "mysql", users: "mysql:999", tools: "mariadb mariadb-admin mariadb-dump mariadbd healthcheck.sh gosu !mysqladmin !mysql", ports: [3306],
    dataDirectories: ["/var/lib/mysql"], writable: ["/var/lib/mysql", "/run/mysqld"], healthcheck: mariadbProbe, longRunning: true, fileVariables: mariadbFiles, capabilities: dropping,
    readOnlyTmpfs: ["/run/mysqld", "/tmp"],
    variants: [{ tag: /^(?:5|10)(?!\d)/, tools: "mysql mysqladmin" }, { tag: /^(?:5|10\.[0-3](?!\d))/, tools: "!healthcheck.sh !mariadb !mariadb-admin", healthcheck: mysqlProbe },
      { tag: /ubi/, base: "ubi-minimal", user: "mysql", tools: "?curl ?gosu", capabilities: "" }] },
  { names: ["lscr.io/linuxserver/mariadb", "linuxserver/mariadb"], kind: "database", base: "alpine", user: "root", dropsTo: "abc", users: "abc", tools: "mariadb mariadb-admin bash curl ?jq", ports: [3306], dataDirectories: ["/config"], longRunning: true },
  { names: ["percona", "percona/percona-server"], kind: "database", base: "unknown", user: "mysql", users: "mysql:1001", tools: "mysql mysqladmin bash", ports: [3306, 33060], dataDirectories: ["/var/lib/mysql"], healthcheck: mysqlProbe, longRunning: true,
    fileVariables: mysqlFiles, capabilities: "" },
  { names: ["mongo"], kind: "database", base: "ubuntu", user: "root", dropsTo: "mongodb", users: "mongodb:999", tools: "mongosh mongod mongodump jq gosu ps pgrep", ports: [27017], dataDirectories: ["/data/db", "/data/configdb"], writable: ["/data/db", "/data/configdb"],
    healthcheck: mongoProbe, longRunning: true, fileVariables: "MONGO_INITDB_ROOT_USERNAME MONGO_INITDB_ROOT_PASSWORD", capabilities: dropping, readOnlyTmpfs: ["/tmp"],
    variants: [{ tag: /^[34](?!\d)/, tools: "mongo !mongosh ?ps ?pgrep", healthcheck: { ...mongoProbe, test: ["mongo", "--quiet", "--eval", "quit(db.adminCommand({ ping: 1 }).ok ? 0 : 1)"] } },
      { tag: /windowsservercore/, base: "servercore", dropsTo: "", users: "", healthcheck: null }, { tag: /nanoserver/, base: "nanoserver", dropsTo: "", users: "", healthcheck: null }] },
  { names: ["mongodb/mongodb-community-server"], kind: "database", base: "unknown", user: "mongodb", tools: "mongosh mongod bash", ports: [27017], dataDirectories: ["/data/db"], healthcheck: mongoProbe, longRunning: true, capabilities: "" },
  { names: ["mongo-express"], kind: "tool", base: "alpine", tools: "node bash", ports: [8081], longRunning: true },
  // The entrypoint steps down by setpriv and empties the bounding set, which takes SETPCAP.
  { names: ["redis"], kind: "cache", base: "debian", user: "root", dropsTo: "redis", users: "redis:999", tools: "redis-cli redis-server", ports: [6379], dataDirectories: ["/data"], writable: ["/data"],
    healthcheck: redisProbe("redis-cli"), longRunning: true, capabilities: "CHOWN SETGID SETPCAP SETUID", readOnlyTmpfs: [],
    variants: [{ tag: /alpine/, base: "alpine", users: "redis:999" }, { tag: /windowsservercore|nanoserver/, base: "unknown", healthcheck: null }] },
  { names: ["redis/redis-stack-server", "redis/redis-stack"], kind: "cache", base: "unknown", tools: "redis-cli bash", ports: [6379], dataDirectories: ["/data"], healthcheck: redisProbe("redis-cli"), longRunning: true },
  { names: ["redislabs/rejson", "redislabs/redismod"], kind: "cache", base: "unknown", tools: "redis-cli", ports: [6379], dataDirectories: ["/data"], longRunning: true },
  { names: ["bitnami/redis", "bitnamilegacy/redis"], kind: "cache", base: "unknown", tools: "redis-cli bash", user: "1001", ports: [6379], dataDirectories: ["/bitnami/redis/data"], healthcheck: redisProbe("redis-cli"), longRunning: true, fileVariables: "REDIS_PASSWORD", capabilities: "" },
  { names: ["valkey/valkey", "ghcr.io/valkey-io/valkey", "public.ecr.aws/valkey/valkey"], kind: "cache", base: "debian", user: "root", dropsTo: "valkey", users: "valkey:999", tools: "valkey-cli valkey-server redis-cli redis-server", ports: [6379],
    dataDirectories: ["/data"], writable: ["/data"], healthcheck: redisProbe("valkey-cli"), longRunning: true, capabilities: "CHOWN SETGID SETPCAP SETUID", readOnlyTmpfs: [], variants: [{ tag: /alpine/, base: "alpine", users: "valkey:999" }] },
  { names: ["eqalpha/keydb"], kind: "cache", base: "unknown", tools: "keydb-cli keydb-server bash", ports: [6379], dataDirectories: ["/data"], healthcheck: redisProbe("keydb-cli"), longRunning: true },
  { names: ["docker.dragonflydb.io/dragonflydb/dragonfly", "ghcr.io/dragonflydb/dragonfly"], kind: "cache", base: "ubuntu", user: "root", dropsTo: "dfly", users: "dfly:999", tools: "redis-cli dragonfly ?curl ?wget ?nc", ports: [6379], dataDirectories: ["/data"],
    healthcheck: redisProbe("redis-cli"), longRunning: true },
  { names: ["memcached"], kind: "cache", base: "debian", user: "memcache", users: "memcache:11211", tools: "memcached", ports: [11211], longRunning: true, capabilities: "", readOnlyTmpfs: [],
    healthcheck: { test: ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/11211 && printf 'version\\r\\n' >&3 && read -r -t 2 answer <&3 && [[ $answer == VERSION* ]]"], comment: "Speaks the protocol by bash itself: the image has no client." },
    variants: [{ tag: /alpine/, base: "alpine", healthcheck: { test: "printf 'version\\r\\nquit\\r\\n' | nc 127.0.0.1 11211 | grep -q VERSION", comment: "Speaks the protocol by busybox nc." } }] },
  { names: ["clickhouse/clickhouse-server", "clickhouse"], kind: "database", base: "ubuntu", user: "root", dropsTo: "clickhouse", users: "clickhouse:101", tools: "clickhouse clickhouse-client wget ?curl", ports: [8123, 9000, 9009], dataDirectories: ["/var/lib/clickhouse"],
    writable: ["/var/lib/clickhouse", "/var/log/clickhouse-server"], healthcheck: wget("http://127.0.0.1:8123/ping", "`/ping` needs no login."), longRunning: true,
    variants: [{ tag: /alpine/, base: "alpine", tools: "bash" }, { tag: /distroless/, base: "distroless", tools: "?wget", healthcheck: null }] },
  { names: ["cassandra"], kind: "database", base: "ubuntu", user: "root", dropsTo: "cassandra", users: "cassandra:999", tools: "cqlsh nodetool cassandra java ?python3 ?curl ?wget ?jq", ports: [7000, 7001, 7199, 9042], dataDirectories: ["/var/lib/cassandra"],
    healthcheck: { test: "nodetool status | grep -q '^UN'", comment: "At least one node is up and normal." }, longRunning: true },
  { names: ["scylladb/scylla"], kind: "database", base: "unknown", tools: "nodetool cqlsh", ports: [9042, 10000], dataDirectories: ["/var/lib/scylla"], longRunning: true },
  { names: ["neo4j"], kind: "database", base: "debian", user: "root", dropsTo: "neo4j", users: "neo4j:7474", tools: "neo4j cypher-shell java jq wget ps pgrep ?gcc", ports: [7473, 7474, 7687], dataDirectories: ["/data", "/logs"], longRunning: true,
    healthcheck: wget("http://127.0.0.1:7474", "The discovery page needs no login."), variants: [{ tag: /ubi/, base: "unknown", tools: "?wget", healthcheck: null }] },
  { names: ["couchdb"], kind: "database", base: "debian", user: "root", dropsTo: "couchdb", users: "couchdb:5984", tools: "?curl ?python3", ports: [4369, 5984, 9100], dataDirectories: ["/opt/couchdb/data"], longRunning: true,
    healthcheck: { test: ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/5984 && printf 'GET /_up HTTP/1.0\\r\\n\\r\\n' >&3 && read -r answer <&3 && [[ $answer == *' 200 '* ]]"], comment: "Asks `/_up`, which needs no login, by bash itself: the image's build removes curl." } },
  { names: ["couchbase"], kind: "database", base: "ubuntu", tools: "?curl ?wget ?python3", ports: [8091, 11210], dataDirectories: ["/opt/couchbase/var"], longRunning: true },
  { names: ["influxdb"], kind: "database", base: "debian", user: "root", tools: "influx ?curl ?gpg", ports: [8086], longRunning: true,
    variants: [{ tag: /alpine/, base: "alpine" },
      { tag: /^1/, dataDirectories: ["/var/lib/influxdb"], healthcheck: { test: ["influx", "-execute", "SHOW DATABASES"], comment: "Opens a connection; a refused login is an answer too." } },
      { tag: /^2|^latest$|^alpine$/, dataDirectories: ["/var/lib/influxdb2", "/etc/influxdb2"], dropsTo: "influxdb", users: "influxdb:1000", healthcheck: { test: ["influx", "ping"], comment: "The client's own probe; it needs no login." },
        fileVariables: "DOCKER_INFLUXDB_INIT_USERNAME DOCKER_INFLUXDB_INIT_PASSWORD DOCKER_INFLUXDB_INIT_ADMIN_TOKEN" },
      { tag: /^3|core|enterprise/, base: "unknown", ports: [8181], tools: "?influx influxdb3", user: "influxdb3" }] },
  { names: ["mcr.microsoft.com/mssql/server"], kind: "database", base: "ubuntu", user: "mssql", users: "mssql:10001", tools: "?curl ?wget ?python3", ports: [1433], dataDirectories: ["/var/opt/mssql"], longRunning: true, capabilities: "" },
  { names: ["cockroachdb/cockroach"], kind: "database", base: "ubi-minimal", user: "root", tools: "cockroach curl", ports: [26257, 8080], dataDirectories: ["/cockroach/cockroach-data"], longRunning: true, capabilities: "",
    healthcheck: curl("http://127.0.0.1:8080/health?ready=1", "Ready for connections; with TLS the address is https.") },
  { names: ["arangodb", "rethinkdb", "crate", "orientdb", "aerospike"], kind: "database", base: "unknown", longRunning: true },
  { names: ["surrealdb/surrealdb"], kind: "database", base: "unknown", tools: "?surreal", ports: [8000], longRunning: true },
  { names: ["quay.io/coreos/etcd", "gcr.io/etcd-development/etcd"], kind: "database", base: "unknown", tools: "etcd etcdctl", ports: [2379, 2380], longRunning: true,
    healthcheck: { test: ["etcdctl", "endpoint", "health"], comment: "The client's own probe, in exec form: newer images have no shell." } },
  { names: ["bitnami/etcd"], kind: "database", base: "unknown", user: "1001", tools: "etcd etcdctl bash", ports: [2379, 2380], dataDirectories: ["/bitnami/etcd"], longRunning: true },
  { names: ["minio/minio", "quay.io/minio/minio"], kind: "database", base: "ubi-micro", user: "root", tools: "minio ?curl", ports: [9000], dataDirectories: ["/data"], longRunning: true, capabilities: "",
    healthcheck: { test: ["mc", "ready", "local"], comment: "The client is part of the image (2023-11 and later)." }, fileVariables: "MINIO_ROOT_USER MINIO_ROOT_PASSWORD" },
  { names: ["minio/mc", "quay.io/minio/mc"], kind: "tool", base: "ubi-micro", user: "root", tools: "mc ?curl", longRunning: false },
  { names: ["chrislusf/seaweedfs"], kind: "database", base: "alpine", tools: "weed ?curl", longRunning: true },
  { names: ["qdrant/qdrant"], kind: "search", base: "debian", user: "root", tools: "?gcc", ports: [6333, 6334], dataDirectories: ["/qdrant/storage"], longRunning: true, capabilities: "", variants: [{ tag: /unprivileged/, user: "1000" }],
    healthcheck: { test: ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/6333 && printf 'GET /readyz HTTP/1.0\\r\\n\\r\\n' >&3 && read -r answer <&3 && [[ $answer == *' 200 '* ]]"], comment: "Asks `/readyz` by bash itself: the image has neither curl nor wget." } },
  { names: ["chromadb/chroma", "milvusdb/milvus", "semitechnologies/weaviate", "cr.weaviate.io/semitechnologies/weaviate"], kind: "search", base: "unknown", longRunning: true },
  { names: ["getmeili/meilisearch"], kind: "search", base: "alpine", user: "root", tools: "meilisearch curl", ports: [7700], dataDirectories: ["/meili_data"], longRunning: true, capabilities: "", healthcheck: wget("http://127.0.0.1:7700/health", "Needs no key.") },
  { names: ["typesense/typesense"], kind: "search", base: "unknown", ports: [8108], dataDirectories: ["/data"], longRunning: true },
];

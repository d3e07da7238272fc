/** Finished applications, and tools that run beside them. */
import type { DataSource } from "../data-source.js";
import type { ImageRecord, Probe } from "../image-record.js";
import type { BaseName } from "./bases.js";

const wget = (url: string, comment: string): Probe => ({ test: ["wget", "-q", "--spider", url], comment });
const curl = (url: string, comment: string): Probe => ({ test: ["curl", "-fsS", "-o", "/dev/null", url], comment });
const http = (port: number, path: string): string =>
  `exec 3<>/dev/tcp/127.0.0.1/${port} && printf 'GET ${path} HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' >&3 && read -r answer <&3 && [[ $answer == *' 200 '* ]]`;
/** What stands on php:apache, php:fpm and php:fpm-alpine. */
const phpTools = "php curl ?gcc ?g++ ?make ?xz ?perl ?unzip ?ps ?pgrep ?pkill ?git ?jq ?bash";
const fpmAlpine = [{ tag: /fpm/, ports: [9000], healthcheck: null }, { tag: /alpine/, base: "alpine", users: "www-data:82" }] as const;

/** And the repositories of the other images. */
export const source: DataSource = {
  from: [
    "https://github.com/docker-library/official-images",
    "https://github.com/docker-library/wordpress",
    "https://github.com/nextcloud/docker",
    "https://github.com/go-gitea/gitea",
    "https://github.com/keycloak/keycloak",
    "https://github.com/jenkinsci/docker",
    "https://github.com/distribution/distribution",
    "https://github.com/SeleniumHQ/docker-selenium",
  ],
  date: "2026-11",
};

export const appImages: readonly ImageRecord<BaseName>[] = [
  { names: ["wordpress"], kind: "app", base: "debian", user: "root", dropsTo: "www-data", users: "www-data:33", tools: phpTools, ports: [80], dataDirectories: ["/var/www/html"], longRunning: true,
    fileVariables: "WORDPRESS_DB_HOST WORDPRESS_DB_USER WORDPRESS_DB_PASSWORD WORDPRESS_DB_NAME WORDPRESS_TABLE_PREFIX WORDPRESS_AUTH_KEY WORDPRESS_SECURE_AUTH_KEY WORDPRESS_LOGGED_IN_KEY WORDPRESS_NONCE_KEY WORDPRESS_AUTH_SALT WORDPRESS_SECURE_AUTH_SALT WORDPRESS_LOGGED_IN_SALT WORDPRESS_NONCE_SALT",
    healthcheck: curl("http://127.0.0.1/wp-login.php", "The login page, which also needs the database."),
    variants: [...fpmAlpine, { tag: /^cli/, base: "alpine", user: "33", dropsTo: "", ports: [], longRunning: false, healthcheck: null }] },
  { names: ["nextcloud"], kind: "app", base: "debian", user: "root", dropsTo: "www-data", users: "www-data:33", tools: phpTools, ports: [80], dataDirectories: ["/var/www/html"], longRunning: true,
    fileVariables: "MYSQL_DATABASE MYSQL_USER MYSQL_PASSWORD POSTGRES_DB POSTGRES_USER POSTGRES_PASSWORD NEXTCLOUD_ADMIN_USER NEXTCLOUD_ADMIN_PASSWORD REDIS_HOST_PASSWORD",
    healthcheck: curl("http://127.0.0.1/status.php", "Answers before the installation too."), variants: [...fpmAlpine] },
  { names: ["drupal", "joomla", "mediawiki", "matomo", "yourls", "backdrop", "friendica", "monica", "espocrm", "postfixadmin"], kind: "app", base: "debian", user: "root", users: "www-data:33", tools: phpTools, ports: [80], longRunning: true, variants: [...fpmAlpine] },
  { names: ["phpmyadmin", "phpmyadmin/phpmyadmin"], kind: "tool", base: "debian", user: "root", dropsTo: "www-data", users: "www-data:33", tools: phpTools, ports: [80], longRunning: true, fileVariables: "PMA_HOST PMA_PASSWORD MYSQL_ROOT_PASSWORD MYSQL_PASSWORD",
    healthcheck: curl("http://127.0.0.1/", "The login page."), variants: [...fpmAlpine] },
  { names: ["adminer"], kind: "tool", base: "alpine", user: "adminer", users: "adminer", tools: "php ?curl ?bash", ports: [8080], longRunning: true, capabilities: "", healthcheck: wget("http://127.0.0.1:8080/", "The login page."), variants: [{ tag: /fastcgi/, ports: [9000], healthcheck: null }] },
  { names: ["dpage/pgadmin4"], kind: "tool", base: "alpine", user: "5050", users: "pgadmin:5050", tools: "?python3 ?python ?bash", ports: [80, 443], dataDirectories: ["/var/lib/pgadmin"], writable: ["/var/lib/pgadmin"], longRunning: true, fileVariables: "PGADMIN_DEFAULT_PASSWORD",
    healthcheck: wget("http://127.0.0.1:80/misc/ping", "Needs no login.") },
  { names: ["rediscommander/redis-commander", "ghcr.io/joeferner/redis-commander"], kind: "tool", base: "alpine", tools: "node", ports: [8081], longRunning: true },
  { names: ["redis/redisinsight"], kind: "tool", base: "unknown", tools: "node", ports: [5540], dataDirectories: ["/data"], longRunning: true },
  { names: ["ghost"], kind: "app", base: "debian", user: "root", dropsTo: "node", users: "node:1000", tools: "node npm ?curl ?wget ?xz", ports: [2368], dataDirectories: ["/var/lib/ghost/content"], longRunning: true, variants: [{ tag: /alpine/, base: "alpine", tools: "bash" }] },
  { names: ["gitea/gitea", "docker.gitea.com/gitea"], kind: "app", base: "alpine", user: "root", dropsTo: "git", users: "git:1000", tools: "gitea git bash curl ssh", ports: [22, 3000], dataDirectories: ["/data"], longRunning: true,
    healthcheck: curl("http://127.0.0.1:3000/api/healthz", "Checks the database and the cache too."), variants: [{ tag: /rootless/, user: "1000", dropsTo: "", ports: [2222, 3000], dataDirectories: ["/var/lib/gitea", "/etc/gitea"] }] },
  { names: ["codeberg.org/forgejo/forgejo"], kind: "app", base: "alpine", user: "root", dropsTo: "git", users: "git:1000", tools: "git bash curl", ports: [22, 3000], dataDirectories: ["/data"], longRunning: true, healthcheck: curl("http://127.0.0.1:3000/api/healthz", "Checks the database and the cache too."),
    variants: [{ tag: /rootless/, user: "1000", dropsTo: "", ports: [2222, 3000], dataDirectories: ["/var/lib/gitea"] }] },
  { names: ["gitlab/gitlab-ce", "gitlab/gitlab-ee"], kind: "app", base: "ubuntu", user: "root", tools: "git curl ?wget ?python3 ?ssh ?xz", ports: [22, 80, 443], dataDirectories: ["/etc/gitlab", "/var/log/gitlab", "/var/opt/gitlab"], longRunning: true,
    healthcheck: { test: ["/opt/gitlab/bin/gitlab-healthcheck", "--fail", "--max-time", "10"], comment: "The script that the image brings for it." } },
  { names: ["gitlab/gitlab-runner"], kind: "tool", base: "ubuntu", user: "root", users: "gitlab-runner:999", tools: "gitlab-runner git curl ?wget ?python3 ?ssh", dataDirectories: ["/etc/gitlab-runner"], longRunning: true, variants: [{ tag: /alpine/, base: "alpine", users: "gitlab-runner", tools: "bash" }] },
  { names: ["jenkins/jenkins"], kind: "app", base: "debian", user: "jenkins", users: "jenkins:1000", tools: "java curl git unzip ?gpg ?ssh", ports: [8080, 50000], dataDirectories: ["/var/jenkins_home"], writable: ["/var/jenkins_home"], longRunning: true, capabilities: "",
    healthcheck: curl("http://127.0.0.1:8080/login", "The login page."), variants: [{ tag: /alpine/, base: "alpine", tools: "bash" }, { tag: /rhel|ubi/, base: "unknown" }, { tag: /windowsservercore/, base: "servercore", user: "jenkins", healthcheck: null }] },
  { names: ["jenkins/inbound-agent", "jenkins/agent", "jenkins/ssh-agent"], kind: "tool", base: "unknown", users: "jenkins:1000", tools: "java git", longRunning: true },
  { names: ["sonarqube"], kind: "app", base: "ubuntu", user: "sonarqube", users: "sonarqube:1000", tools: "java ?curl ?wget", ports: [9000], dataDirectories: ["/opt/sonarqube/data", "/opt/sonarqube/extensions", "/opt/sonarqube/logs"], longRunning: true, capabilities: "" },
  { names: ["sonatype/nexus3"], kind: "app", base: "unknown", user: "nexus", users: "nexus:200", tools: "java", ports: [8081], dataDirectories: ["/nexus-data"], longRunning: true, capabilities: "" },
  { names: ["registry"], kind: "app", base: "alpine", user: "root", tools: "registry", ports: [5000], dataDirectories: ["/var/lib/registry"], longRunning: true, capabilities: "", healthcheck: wget("http://127.0.0.1:5000/", "The root answers without login.") },
  { names: ["docker"], kind: "tool", base: "alpine", user: "root", tools: "docker git ?ssh", longRunning: false,
    variants: [{ tag: /dind/, ports: [2375, 2376], dataDirectories: ["/var/lib/docker"], longRunning: true, healthcheck: { test: ["docker", "info"], comment: "The daemon answers." } }, { tag: /rootless/, user: "rootless", users: "rootless:1000" },
      { tag: /windowsservercore/, base: "servercore", healthcheck: null }] },
  // https://github.com/keycloak/keycloak/tree/main/quarkus/container: ubi-micro, no curl.
  { names: ["quay.io/keycloak/keycloak", "keycloak/keycloak"], kind: "app", base: "ubi-micro", user: "1000", users: "keycloak:1000", tools: "java kc.sh", ports: [8080, 8443, 9000], dataDirectories: [], longRunning: true, capabilities: "",
    healthcheck: { test: ["bash", "-c", http(9000, "/health/ready")], comment: "Asks the management port by bash itself, as the image has no curl; needs `KC_HEALTH_ENABLED=true`." },
    variants: [{ tag: /^(?:1\d|2[0-4])(?!\d)/, ports: [8080, 8443], tools: "?curl", healthcheck: { test: ["bash", "-c", http(8080, "/health/ready")], comment: "Asks by bash itself, as the image has no curl; needs `KC_HEALTH_ENABLED=true`." } }] },
  { names: ["jboss/keycloak"], kind: "app", base: "unknown", user: "1000", users: "jboss:1000", tools: "bash java curl", ports: [8080, 8443], longRunning: true },
  { names: ["portainer/portainer-ce", "portainer/portainer-ee", "portainer/portainer"], kind: "app", base: "scratch", user: "root", ports: [8000, 9000, 9443], dataDirectories: ["/data"], longRunning: true,
    variants: [{ tag: /alpine/, base: "alpine", healthcheck: wget("http://127.0.0.1:9000/api/system/status", "Needs no login.") }] },
  { names: ["containrrr/watchtower", "nickfedor/watchtower"], kind: "tool", base: "scratch", tools: "watchtower", user: "root", longRunning: true, healthcheck: { test: ["/watchtower", "--health-check"], comment: "The binary's own probe: the image has no shell." } },
  { names: ["mailhog/mailhog"], kind: "tool", base: "alpine", user: "mailhog", users: "mailhog:1000", ports: [1025, 8025], longRunning: true, capabilities: "", healthcheck: wget("http://127.0.0.1:8025/", "The web page.") },
  { names: ["axllent/mailpit", "ghcr.io/axllent/mailpit"], kind: "tool", base: "alpine", user: "root", ports: [1025, 1110, 8025], longRunning: true, capabilities: "", healthcheck: { test: ["/mailpit", "readyz"], comment: "The binary's own probe, as in the health check that the image brings." } },
  { names: ["maildev/maildev", "djfarrelly/maildev"], kind: "tool", base: "alpine", user: "node", tools: "node", ports: [1025, 1080], longRunning: true, capabilities: "" },
  { names: ["mher/flower"], kind: "monitoring", base: "alpine", user: "flower", users: "flower:1000", tools: "python python3 celery", ports: [5555], dataDirectories: ["/data"], longRunning: true, capabilities: "", healthcheck: wget("http://127.0.0.1:5555/healthcheck", "Flower's own health page.") },
  ...["chrome", "firefox", "edge", "chromium", "all-browsers"].map((browser): ImageRecord<BaseName> => ({
    names: [`selenium/standalone-${browser}`], kind: "tool", base: "ubuntu", user: "1200", users: "seluser:1200", tools: "java ?curl ?wget ?python3 ?unzip ?jq ?sudo ?python ?pip ?xz", ports: [4444, 5900, 7900], longRunning: true, capabilities: "",
    healthcheck: { test: ["/opt/bin/check-grid.sh", "--host", "0.0.0.0", "--port", "4444"], comment: "The script that the image brings for it." } })),
  { names: ["selenium/hub"], kind: "tool", base: "ubuntu", user: "1200", users: "seluser:1200", tools: "java ?curl ?wget ?python3 ?unzip ?jq ?sudo ?python ?pip ?xz", ports: [4442, 4443, 4444], longRunning: true, capabilities: "",
    healthcheck: { test: ["/opt/bin/check-grid.sh", "--host", "0.0.0.0", "--port", "4444"], comment: "The script that the image brings for it." } },
  { names: ["n8nio/n8n", "docker.n8n.io/n8nio/n8n"], kind: "app", base: "alpine", user: "node", users: "node:1000", tools: "node n8n ?git ?curl ?bash", ports: [5678], dataDirectories: ["/home/node/.n8n"], writable: ["/home/node"], longRunning: true, capabilities: "",
    healthcheck: wget("http://127.0.0.1:5678/healthz", "Needs no login.") },
  { names: ["ollama/ollama"], kind: "app", base: "ubuntu", user: "root", tools: "ollama ?curl", ports: [11434], dataDirectories: ["/root/.ollama"], longRunning: true, capabilities: "", healthcheck: { test: ["ollama", "list"], comment: "Lists the models; the image has no curl." } },
  { names: ["ghcr.io/open-webui/open-webui"], kind: "app", base: "debian", user: "root", tools: "python python3 curl git jq ?gcc ?nc ?pip ?node ?npm ?make ?g++ ?xz", ports: [8080], dataDirectories: ["/app/backend/data"], longRunning: true, healthcheck: curl("http://127.0.0.1:8080/health", "Needs no login.") },
  { names: ["vaultwarden/server"], kind: "app", base: "debian", user: "root", tools: "curl", ports: [80], dataDirectories: ["/data"], longRunning: true, fileVariables: "ADMIN_TOKEN DATABASE_URL SMTP_PASSWORD",
    healthcheck: { test: ["/healthcheck.sh"], comment: "The script that the image brings for it." }, variants: [{ tag: /alpine/, base: "alpine" }] },
  { names: ["odoo"], kind: "app", base: "ubuntu", user: "odoo", users: "odoo", tools: "python3 odoo curl ?wget ?node ?npm ?xz ?git ?pip", ports: [8069, 8071, 8072], dataDirectories: ["/var/lib/odoo"], longRunning: true, capabilities: "", healthcheck: curl("http://127.0.0.1:8069/web/health", "Needs no login.") },
  { names: ["redmine"], kind: "app", base: "debian", user: "root", dropsTo: "redmine", users: "redmine:999", tools: "ruby bundle git ?gpg ?wget ?curl ?ssh", ports: [3000], dataDirectories: ["/usr/src/redmine/files"], longRunning: true, variants: [{ tag: /alpine/, base: "alpine", tools: "bash" }],
    fileVariables: "REDMINE_DB_MYSQL REDMINE_DB_POSTGRES REDMINE_DB_PORT REDMINE_DB_USERNAME REDMINE_DB_PASSWORD REDMINE_DB_DATABASE REDMINE_DB_ENCODING REDMINE_SECRET_KEY_BASE" },
  { names: ["apache/airflow"], kind: "app", base: "debian", user: "airflow", users: "airflow:50000", tools: "python python3 pip airflow curl ?wget ?git ?nc ?ssh ?sudo ?gcc ?g++ ?make ?unzip ?ps ?pgrep ?pkill ?xz", ports: [8080], dataDirectories: ["/opt/airflow/logs"], writable: ["/opt/airflow"], capabilities: "" },
  { names: ["apache/superset"], kind: "app", base: "debian", user: "superset", users: "superset:1000", tools: "python python3 ?pip ?curl ?git ?gcc ?make ?g++ ?wget ?ps ?pgrep ?pkill ?node ?npm ?xz ?unzip", ports: [8088], longRunning: true, capabilities: "" },
  { names: ["metabase/metabase"], kind: "app", base: "alpine", user: "root", tools: "java bash curl", ports: [3000], longRunning: true, healthcheck: curl("http://127.0.0.1:3000/api/health", "Needs no login."), fileVariables: "MB_DB_USER MB_DB_PASS MB_DB_CONNECTION_URI" },
  { names: ["directus/directus"], kind: "app", base: "alpine", user: "node", users: "node:1000", tools: "node", ports: [8055], dataDirectories: ["/directus/uploads"], longRunning: true, capabilities: "", healthcheck: wget("http://127.0.0.1:8055/server/ping", "Needs no login.") },
  { names: ["hasura/graphql-engine"], kind: "app", base: "unknown", ports: [8080], longRunning: true },
  { names: ["postgrest/postgrest"], kind: "app", base: "scratch", user: "1000", ports: [3000], longRunning: true, capabilities: "" },
  { names: ["temporalio/auto-setup", "temporalio/server"], kind: "app", base: "alpine", user: "temporal", tools: "?bash ?curl", ports: [7233], longRunning: true },
  { names: ["localstack/localstack"], kind: "tool", base: "debian", user: "root", tools: "python python3 curl bash ?git ?node ?npm ?unzip ?make ?gcc ?g++ ?pip ?xz", ports: [4566], dataDirectories: ["/var/lib/localstack"], longRunning: true, healthcheck: curl("http://127.0.0.1:4566/_localstack/health", "Needs no login.") },
  { names: ["wiremock/wiremock"], kind: "tool", base: "unknown", tools: "java", ports: [8080], longRunning: true },
  { names: ["mockserver/mockserver"], kind: "tool", base: "distroless", tools: "java", ports: [1080], longRunning: true },
  { names: ["flyway/flyway", "liquibase/liquibase", "liquibase"], kind: "tool", base: "unknown", tools: "java", longRunning: false },
  { names: ["curlimages/curl"], kind: "tool", base: "alpine", user: "curl_user", users: "curl_user:100", tools: "curl", longRunning: false, capabilities: "" },
  { names: ["certbot/certbot"], kind: "tool", base: "alpine", user: "root", tools: "python python3 certbot ?pip ?git", dataDirectories: ["/etc/letsencrypt"], longRunning: false },
  { names: ["alpine/git"], kind: "tool", base: "alpine", user: "root", tools: "git ssh", longRunning: false },
  { names: ["hashicorp/terraform"], kind: "tool", base: "alpine", user: "root", tools: "terraform git ssh", longRunning: false },
  { names: ["hashicorp/packer"], kind: "tool", base: "alpine", user: "root", tools: "packer git ?bash", longRunning: false },
  { names: ["hadolint/hadolint"], kind: "tool", base: "scratch", tools: "hadolint", longRunning: false, variants: [{ tag: /alpine/, base: "alpine" }, { tag: /debian/, base: "debian" }] },
  { names: ["koalaman/shellcheck"], kind: "tool", base: "scratch", tools: "shellcheck", longRunning: false },
  { names: ["aquasec/trivy", "ghcr.io/aquasecurity/trivy"], kind: "tool", base: "alpine", user: "root", tools: "trivy ?git", longRunning: false },
  { names: ["amazon/aws-cli", "public.ecr.aws/aws-cli/aws-cli"], kind: "tool", base: "amazonlinux", user: "root", tools: "aws ?python3 ?curl", longRunning: false },
  { names: ["google/cloud-sdk", "gcr.io/google.com/cloudsdktool/google-cloud-cli", "gcr.io/google.com/cloudsdktool/cloud-sdk"], kind: "tool", base: "debian", user: "root", tools: "gcloud gsutil python3 curl git ?gcc ?make ?ssh ?jq ?nc ?xz ?unzip ?ps ?g++", longRunning: false, variants: [{ tag: /alpine/, base: "alpine", tools: "bash" }] },
];

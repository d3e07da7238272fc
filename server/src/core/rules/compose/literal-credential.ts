import { defineRule } from "../../linter/rule.js";
import { type Credential, literalCredentials, variableNames } from "../../project/literal-credentials.js";
import { envFileUri, isDevelopmentFile } from "../../project/service-facts.js";
import { yaml } from "../../text/tags.js";
import { literalEnvValues } from "../../transforms/env-file-edit.js";
import { moveToEnvFile, moveToSecret } from "../../transforms/move-credential.js";

export default defineRule({
  name: "literal-credential",
  language: "compose",
  category: "security",
  severity: "warning",
  profiles: ["recommended"],
  summary: "A password, token or key is written into the file.",
  why: [
    "The file goes into version control and to everyone who may read it, and the credential with it.",
    "`.env` beside the file (kept out of git) holds it for one machine; a Compose secret also keeps it out of the container's environment.",
    "Names and values are both judged: `…_FILE`, switches, paths, gaps to be filled in and `${VARIABLES}` are fine; a default is worth a note.",
    "Whoever has seen the file knows the credential: change it after moving it.",
  ],
  references: [
    "https://docs.docker.com/compose/how-tos/use-secrets/",
    "https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/",
  ],
  aliases: ["compose-lint:CL-0020", "compose-lint:CL-0021", "docksec:compose-plaintext-secret-env", "kics:Passwords And Secrets"],
  covers: [
    "credential-shaped-env-literal",
    "credential-in-connection-string",
    "secret-in-build-args",
    "secret-in-command-or-healthcheck",
    "weak-secret-default",
  ],
  crossFile: true,
  fix: "unsafe",

  *check(file, { project }) {
    const credentials = literalCredentials(file);
    if (credentials.length === 0) return;
    const env = project.read(envFileUri(file));
    const names = variableNames(file, credentials, literalEnvValues(env.kind === "file" ? env.text : ""));
    for (const credential of credentials) {
      const name = names.get(credential);
      const fixes = [name && moveToEnvFile(file, credential, name, project), moveToSecret(file, credential, project)].filter(
        (it) => it !== undefined && it !== "",
      );
      const isMinor = credential.inDefault || isDevelopmentFile(file);
      yield {
        span: credential.place.span,
        message: messageFor(credential),
        ...(isMinor ? { severity: "info" as const } : {}),
        ...(fixes.length > 0 ? { fixes } : { noFix: "The value runs over several lines, or its place cannot be told exactly." }),
      };
    }
  },

  examples: [
    {
      title: "a new .env",
      bad: yaml`
        services:
          db:
            image: postgres:17
            environment:
              POSTGRES_USER: shop
              POSTGRES_PASSWORD: toor # change me
                                 ^^^^ The value of 'POSTGRES_PASSWORD' is written into the file and goes where it goes; take it from .env or a secret.
      `,
      good: {
        "compose.yaml": yaml`
          services:
            db:
              image: postgres:17
              environment:
                POSTGRES_USER: shop
                POSTGRES_PASSWORD: \${POSTGRES_PASSWORD:?set POSTGRES_PASSWORD in .env} # change me
        `,
        ".env": yaml`
          POSTGRES_PASSWORD=toor
        `,
      },
    },
    {
      title: "the same secret in several places is one variable",
      bad: {
        "compose.yaml": yaml`
          services:
            api:
              image: acme/api:1.2
              environment:
                - DATABASE_URL=postgres://shop:s3cr3t!@db/shop
                                               ^^^^^^^ A password in 'DATABASE_URL' is written into the file and goes where it goes; take it from .env.
                - "API_KEY=a'b$$c"
                           ^^^^^^ The value of 'API_KEY' is written into the file and goes where it goes; take it from .env or a secret.
            db:
              image: postgres:17
              environment:
                - POSTGRES_PASSWORD=s3cr3t!
                                    ^^^^^^^ The value of 'POSTGRES_PASSWORD' is written into the file and goes where it goes; take it from .env or a secret.
        `,
        ".env": yaml`
          TAG=1
        `,
      },
      good: {
        "compose.yaml": yaml`
          services:
            api:
              image: acme/api:1.2
              environment:
                - DATABASE_URL=postgres://shop:\${POSTGRES_PASSWORD:?set POSTGRES_PASSWORD in .env}@db/shop
                - "API_KEY=\${API_KEY:?set API_KEY in .env}"
            db:
              image: postgres:17
              environment:
                - POSTGRES_PASSWORD=\${POSTGRES_PASSWORD:?set POSTGRES_PASSWORD in .env}
        `,
        ".env": yaml`
          TAG=1
          POSTGRES_PASSWORD=s3cr3t!
          API_KEY="a'b\$c"
        `,
      },
    },
    {
      title: "one name with two values",
      bad: yaml`
        services:
          one:
            image: acme/one:1
            environment: { DB_PASSWORD: first }
                                        ^^^^^ The value of 'DB_PASSWORD' is written into the file and goes where it goes; take it from .env or a secret.
          two:
            image: acme/two:1
            environment: { DB_PASSWORD: second }
                                        ^^^^^^ The value of 'DB_PASSWORD' is written into the file and goes where it goes; take it from .env or a secret.
      `,
      good: {
        "compose.yaml": yaml`
          services:
            one:
              image: acme/one:1
              environment: { DB_PASSWORD: "\${DB_PASSWORD:?set DB_PASSWORD in .env}" }
            two:
              image: acme/two:1
              environment: { DB_PASSWORD: "\${TWO_DB_PASSWORD:?set TWO_DB_PASSWORD in .env}" }
        `,
        ".env": yaml`
          DB_PASSWORD=first
          TWO_DB_PASSWORD=second
        `,
      },
    },
    {
      title: "commands, build arguments and defaults",
      bad: {
        "compose.yaml": yaml`
          services:
            cache:
              image: redis:8
              command: redis-server --requirepass hunter2
                                                  ^^^^^^^ A password is written into the command, which everyone on the host can list; take it from .env.
            api:
              build:
                context: .
                args:
                  NPM_TOKEN: npm_8fQ2
                             ^^^^^^^^ The build argument 'NPM_TOKEN' is written into the file and stays in the image's history; take it from .env, or better from a build secret.
              environment:
                JWT_SECRET: \${JWT_SECRET:-changeme}
                                          ^^^^^^^^ Without 'JWT_SECRET' set, the service starts with the value that stands here; ask for it instead.
                DATABASE_URL: \${DATABASE_URL:-postgres://shop:s3cr3t@db/shop}
                                                              ^^^^^^ A password in 'DATABASE_URL' is written into the file and goes where it goes; take it from .env.
        `,
      },
      good: {
        "compose.yaml": yaml`
          services:
            cache:
              image: redis:8
              command: redis-server --requirepass \${CACHE_PASSWORD:?set CACHE_PASSWORD in .env}
            api:
              build:
                context: .
                args:
                  NPM_TOKEN: \${NPM_TOKEN:?set NPM_TOKEN in .env}
              environment:
                JWT_SECRET: \${JWT_SECRET:?set JWT_SECRET in .env}
                DATABASE_URL: \${DATABASE_URL:-postgres://shop:\${DATABASE_PASSWORD}@db/shop}
        `,
      },
    },
    {
      title: "an address of an anchor, seen by two services",
      bad: yaml`
        x-env: &env
          DB_URL: db+postgresql://shop:s3cr3t@db/shop
                                       ^^^^^^ A password in 'DB_URL' is written into the file and goes where it goes; take it from .env.
        services:
          api:
            image: acme/api:1.2
            environment: *env
          worker:
            image: acme/api:1.2
            environment:
              <<: *env
      `,
      good: yaml`
        x-env: &env
          DB_URL: db+postgresql://shop:\${DB_PASSWORD:?set DB_PASSWORD in .env}@db/shop
        services:
          api:
            image: acme/api:1.2
            environment: *env
          worker:
            image: acme/api:1.2
            environment:
              <<: *env
      `,
    },
    {
      title: "what is no credential, or not written here",
      good: yaml`
        services:
          db:
            image: postgres:17
            environment:
              POSTGRES_PASSWORD_FILE: /run/secrets/db
              POSTGRES_HOST_AUTH_METHOD: trust
              MYSQL_ALLOW_EMPTY_PASSWORD: "yes"
              MYSQL_RANDOM_ROOT_PASSWORD: 1
              DB_PASSWORD: \${DB_PASSWORD}
              OTHER_PASSWORD: ""
              TOKEN_TTL: 3600
              MAX_TOKENS: 4096
              AWS_ACCESS_KEY_ID: AKIA
              SECRET_PATH: /etc/secret
              JWT_SECRET: /run/secrets/jwt
              KMS_KEY_ALIAS: alias/main
              AUTH_MODE: none
              PUBLIC_KEY: abc
              SMTP_PASSWORD: <your password>
              BROKER: amqp://guest:guest@queue
              API_URL: https://api.example.com
              DB_URL: postgres://shop:\${DB_PASSWORD}@db/shop
              SSH_PASS:
      `,
    },
  ],
});

function messageFor({ kind, name }: Credential): string {
  const goes = "is written into the file and goes where it goes";
  switch (kind) {
    case "value":
      return `The value of '${name}' ${goes}; take it from .env or a secret.`;
    case "url":
      return name === "command"
        ? `A password in the command ${goes}; take it from .env.`
        : `A password in '${name}' ${goes}; take it from .env.`;
    case "option":
      return "A password is written into the command, which everyone on the host can list; take it from .env.";
    case "argument":
      return `The build argument '${name}' is written into the file and stays in the image's history; take it from .env, or better from a build secret.`;
    case "default":
      return `Without '${name}' set, the service starts with the value that stands here; ask for it instead.`;
  }
}

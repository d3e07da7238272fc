import { defineRule } from "../../linter/rule.js";
import { isDevelopment } from "../../project/final-stages.js";
import { shippedStages } from "../../project/shipped-stages.js";
import { dockerfile } from "../../text/tags.js";

export default defineRule({
  name: "secret-file-copied",
  language: "dockerfile",
  category: "security",
  severity: "warning",
  profiles: ["recommended"],
  summary: "A file that holds credentials is copied into the image.",
  why: [
    "Everyone who has the image can read the file, also after a later `RUN rm`: it stays in its layer.",
    "For the build use `RUN --mount=type=secret` (or `type=ssh`); for the program mount the file when the container starts.",
    "In a stage whose files do not reach the image it stays in the build cache, which is a hint.",
  ],
  references: ["https://docs.docker.com/build/building/secrets/", "https://docs.docker.com/compose/how-tos/use-secrets/"],
  aliases: ["trivy:DS-0031"],
  covers: ["secret-file-copied"],
  noFix: "Which step needs the file, and how it gets it instead, is up to you.",
  crossFile: true,

  *check(file, { project }) {
    for (const stage of file.stages) {
      for (const instruction of stage.instructions) {
        if ((instruction.keyword !== "COPY" && instruction.keyword !== "ADD") || instruction.from) continue;
        for (const source of instruction.sources) {
          const kind = kindOf(source.text);
          if (!kind) continue;
          const soft = isDevelopment(file.uri, stage) || !shippedStages(file, project).has(stage);
          yield {
            span: source.span,
            message: `'${source.text}' (${kind}) stays readable in the image, also when a later step removes it. Mount it as a secret instead.`,
            ...(soft ? { severity: "hint" as const } : {}),
          };
        }
      }
    }
  },

  examples: [
    {
      bad: dockerfile`
        FROM node:22
        COPY .npmrc package.json ./
             ^^^^^^ '.npmrc' (settings of npm, often with a token) stays readable in the image, also when a later step removes it. Mount it as a secret instead.
        COPY keys/id_rsa /root/.ssh/id_rsa
             ^^^^^^^^^^^ 'keys/id_rsa' (a private key) stays readable in the image, also when a later step removes it. Mount it as a secret instead.
        ADD [".env", "/app/"]
             ^^^^^^ '.env' (settings with passwords) stays readable in the image, also when a later step removes it. Mount it as a secret instead.
      `,
    },
    {
      title: "public keys, examples, certificates, files of another stage",
      good: dockerfile`
        FROM node:22
        COPY id_rsa.pub .env.example ca.pem server.crt trusted.gpg.key ./
        COPY --from=build /app/.env /app/
      `,
    },
  ],
});

const kinds: readonly (readonly [pattern: RegExp, kind: string])[] = [
  [/^id_(?:rsa|dsa|ecdsa|ed25519)(?:_\w+)?$/, "a private key"],
  [/^(?:.*[-_.])?priv(?:ate)?(?:[-_.]?key)?\.(?:pem|key)$/i, "a private key"],
  [/^(?:server|client|tls|ssl|private|privkey|host|domain|localhost|nginx)(?:[-_.]key)?\.key$/i, "a private key"],
  [/\.(?:p12|pfx)$/i, "a certificate with its private key"],
  [/^\.env(?:\.(?:prod|production|local|staging|secret|secrets))?$/, "settings with passwords"],
  [/^\.npmrc$/, "settings of npm, often with a token"],
  [/^\.yarnrc\.yml$/, ""],
  [/^\.(?:netrc|git-credentials|pgpass|pypirc|my\.cnf|s3cfg|boto|htpasswd)$/, "credentials"],
  [/^(?:kubeconfig|.*\.kubeconfig)$/, "access to a cluster"],
  [/^(?:service[-_]account(?:[-_]key)?|gcp[-_]key|.*[-_]credentials|credentials)\.json$/i, "credentials"],
  [/^(?:secret|secrets)\.(?:ya?ml|json|env|txt|properties)$/i, "credentials"],
  [/^(?:master|production)\.key$/, "the key to a file with credentials"],
];

function kindOf(path: string): string | undefined {
  const text = path.replace(/\/+$/, "");
  if (/(?:^|\/)\.(?:aws|ssh|kube|gnupg|docker)\/(?:credentials|config|config\.json|id_\w+)$/.test(text)) return "credentials";
  if (/(?:^|\/)\.(?:aws|ssh|kube|gnupg)$/.test(text)) return "a folder with credentials";
  const name = text.slice(text.lastIndexOf("/") + 1);
  if (/dummy|example|sample|test|fake|mock|template/i.test(name)) return undefined;
  return kinds.find(([pattern]) => pattern.test(name))?.[1] || undefined;
}

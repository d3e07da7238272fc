import { defineRule } from "../../linter/rule.js";
import { isAbsent, localUri, similarPath } from "../../project/compose/local-files.js";
import { basename } from "../../project/uri.js";
import { yaml } from "../../text/tags.js";
import { replaceValue } from "../../transforms/yaml-edit.js";

export default defineRule({
  name: "bind-source-missing",
  language: "compose",
  category: "correctness",
  severity: "warning",
  profiles: ["recommended"],
  summary: "A file that is mounted from the host is not there.",
  why: [
    "The engine then makes an empty directory of that name, owned by root, and mounts it: the program finds a directory where it wants a file, or the container does not start.",
    "Only paths that end like a file are judged; a missing directory is often one that is to be made.",
    "Files that a script generates first can be silenced here.",
  ],
  references: ["https://docs.docker.com/engine/storage/bind-mounts/#syntax"],
  covers: ["bind-source-missing"],
  crossFile: true,
  fix: "unsafe",

  *check(file, { project }) {
    const seen = new Set<number>();
    for (const { volumes } of file.services) {
      for (const { type, source, node } of volumes) {
        if (type !== "bind" || !source || seen.has(source.span.start) || !looksLikeFile(source.text)) continue;
        const uri = localUri(source, project);
        if (uri === undefined || !isAbsent(uri, project) || isGenerated(uri)) continue;
        seen.add(source.span.start);
        const meant = similarPath(source, uri, project);
        const edits = meant === undefined || node.uri !== file.uri ? undefined : replaceValue(file, source, meant);
        yield {
          span: source.span,
          message: `There is no file '${source.text}', so an empty directory of that name is mounted; ${meant ? `did you mean '${meant}'?` : "create the file, or take the mount out."}`,
          ...(edits
            ? { fixes: [{ title: `Use ${meant}`, applicability: "unsafe", edits }] }
            : { noFix: "What the file is to hold is not in the project." }),
        };
      }
    }
  },

  examples: [
    {
      title: "misspelt, in short and long form",
      bad: {
        "compose.yaml": yaml`
          services:
            web:
              image: nginx:1.29
              volumes:
                - ./ngnix.conf:/etc/nginx/nginx.conf:ro # the site
                  ^^^^^^^^^^^^ There is no file './ngnix.conf', so an empty directory of that name is mounted; did you mean './nginx.conf'?
                - type: bind
                  source: ./htpasswd.txt
                          ^^^^^^^^^^^^^^ There is no file './htpasswd.txt', so an empty directory of that name is mounted; create the file, or take the mount out.
                  target: /etc/nginx/htpasswd
        `,
        "nginx.conf": yaml`
          user nginx;
        `,
      },
      good: {
        "compose.yaml": yaml`
          services:
            web:
              image: nginx:1.29
              volumes:
                - ./nginx.conf:/etc/nginx/nginx.conf:ro # the site
                - type: bind
                  source: ./htpasswd.txt
                  target: /etc/nginx/htpasswd
        `,
      },
    },
    {
      title: "a file that is there, directories, absolute paths, variables, sockets and files made at run time",
      good: {
        "compose.yaml": yaml`
          services:
            web:
              image: nginx:1.29
              volumes:
                - ./nginx.conf:/etc/nginx/nginx.conf:ro
                - ./data:/data
                - ./conf.d:/etc/nginx/conf.d
                - /etc/localtime.conf:/etc/localtime:ro
                - ./$NAME.conf:/x.conf
                - ./app.sock:/run/app.sock
                - ./acme.json:/acme.json
                - ./log/app.log:/app.log
                - files.conf:/named-volume
        `,
        "nginx.conf": yaml`
          user nginx;
        `,
      },
    },
  ],
});

/** A name with an extension that files of configuration and code have. */
function looksLikeFile(path: string): boolean {
  return /[^/]\.(?:conf|cnf|cfg|ini|ya?ml|toml|json|xml|sql|sh|py|js|ts|rb|php|lua|properties|txt|html?|template|tmpl|tpl|crt|pem|key|vcl|hcl|htpasswd|env)$/i.test(
    path,
  );
}

/** What programs make by themselves, such as the certificates of a proxy. */
function isGenerated(uri: string): boolean {
  return /^(?:acme|dump|db|data|state)\.\w+$|\.(?:crt|pem|key)$/i.test(basename(uri));
}

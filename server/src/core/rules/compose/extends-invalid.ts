import { defineRule } from "../../linter/rule.js";
import type { ComposeProblem } from "../../project/compose/model.js";
import type { Project } from "../../project/project.js";
import { dirname, join } from "../../project/uri.js";
import { firstTime, serviceNamed } from "../../syntax/compose/lookup.js";
import type { ComposeFile, Extends } from "../../syntax/compose/model.js";
import { parseCompose } from "../../syntax/compose/parse.js";
import { didYouMean } from "../../text/did-you-mean.js";
import { yaml } from "../../text/tags.js";
import { fixOf, repairs } from "../../transforms/repairs.js";
import { replaceValue } from "../../transforms/yaml-edit.js";

export default defineRule({
  name: "extends-invalid",
  language: "compose",
  category: "correctness",
  severity: "error",
  profiles: ["recommended"],
  summary: "A service extends one that does not exist, or itself by a detour.",
  why: ["Compose refuses the project: “service not found”, “Circular reference”, “extends.service is required”."],
  references: ["https://docs.docker.com/reference/compose-file/services/#extends"],
  covers: ["extends-missing-or-circular"],
  crossFile: true,
  fix: "unsafe",

  *check(file, { project }) {
    const first = firstTime();
    for (const problem of project.compose.problems) {
      if (problem.uri !== file.uri || !problem.code.startsWith("extends-") || !first(problem)) continue;
      const base = extendsAt(file, problem);
      if (problem.code === "extends-cycle" || !base?.service) {
        yield {
          span: problem.span,
          message: problem.message.replaceAll("`", "'"),
          noFix: "Which service should be the base is for the author to say.",
        };
        continue;
      }
      const names = servicesOf(file, base, project);
      // A file that is not there is reported by the rule about missing files.
      if (!names) continue;
      const { text } = base.service;
      const near = didYouMean(text, names);
      const where = base.file ? `'${base.file.text}'` : "this file";
      yield {
        span: base.service.span,
        message: `There is no service '${text}' in ${where} to extend; ${near ? `did you mean '${near}'?` : `it has ${names.slice(0, 5).join(", ") || "none"}.`}`,
        ...repairs(
          [near ? fixOf(`Extend ${near}`, "unsafe", replaceValue(file, base.service, near)) : undefined],
          "No service there has a name like this one.",
        ),
      };
    }
  },

  examples: [
    {
      bad: {
        "compose.yaml": yaml`
          services:
            web:
              extends:
                file: common.yaml
                service: bas
                         ^^^ There is no service 'bas' in 'common.yaml' to extend; did you mean 'base'?
            api:
              extends: wbe
                       ^^^ There is no service 'wbe' in this file to extend; did you mean 'web'?
        `,
        "common.yaml": yaml`
          services:
            base:
              image: acme/base:1
        `,
      },
      good: {
        "compose.yaml": yaml`
          services:
            web:
              extends:
                file: common.yaml
                service: base
            api:
              extends: web
        `,
      },
    },
    {
      bad: yaml`
        services:
          web:
            image: acme/web:1
            extends: api
                     ^^^ The service 'web' extends itself by way of 'api'.
          api:
            image: acme/api:1
            extends:
              service: web
                       ^^^ The service 'api' extends itself by way of 'web'.
          worker:
            image: acme/worker:1
            extends:
            ^^^^^^^ 'extends' does not say which service: write 'service: <name>'.
              file: other.yaml
      `,
    },
    {
      title: "nothing like it",
      bad: yaml`
        services:
          web:
            image: acme/web:1
            extends: something
                     ^^^^^^^^^ There is no service 'something' in this file to extend; it has web.
      `,
    },
    {
      title: "found, out of reach, or a file that is missing, which another rule says",
      good: {
        "compose.yaml": yaml`
          services:
            a:
              extends: {file: common.yaml, service: base}
            b:
              image: acme/b:1
              extends: {file: none.yaml, service: base}
            c:
              extends: {file: "\${FILE}", service: base}
        `,
        "common.yaml": yaml`
          services:
            base:
              image: acme/base:1
        `,
      },
    },
  ],
});

function extendsAt(file: ComposeFile, { path }: ComposeProblem): Extends | undefined {
  const name = path.replace(/^services\./, "").replace(/\.extends$/, "");
  return serviceNamed(file, name)?.extends;
}

/** The services that can be extended; undefined where the file is not there. */
function servicesOf(file: ComposeFile, base: Extends, project: Project): readonly string[] | undefined {
  const other = base.file ? project.parse(join(dirname(file.uri), base.file.text), parseCompose) : file;
  return other?.services.map(({ name }) => name);
}

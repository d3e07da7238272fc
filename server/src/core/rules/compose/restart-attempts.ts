import { defineRule } from "../../linter/rule.js";
import { yaml } from "../../text/tags.js";
import { replaceValue } from "../../transforms/yaml-edit.js";

export default defineRule({
  name: "restart-attempts",
  language: "compose",
  category: "reliability",
  severity: "hint",
  profiles: ["all"],
  summary: "A service is restarted after a failure without end, or more often than five times.",
  why: [
    "A container that fails at once again and again fills logs and takes time from others; the CIS benchmark asks for five attempts at most.",
    "Where a service has to come back whatever happens, `unless-stopped` says so.",
  ],
  references: ["https://docs.docker.com/reference/compose-file/services/#restart"],
  aliases: ["kics:Restart Policy On Failure Not Set To 5", "cis:5.15"],
  covers: ["restart-on-failure-limit"],
  fix: "unsafe",

  *check(file) {
    const seen = new Set<number>();
    for (const { restart, name } of file.services) {
      const [, count] = /^on-failure(?::(\d+))?$/.exec(restart?.text ?? "") ?? [undefined, "5"];
      if (!restart || seen.has(restart.span.start) || (count !== undefined && Number(count) <= 5 && Number(count) > 0)) continue;
      seen.add(restart.span.start);
      const edits = replaceValue(file, restart, "on-failure:5");
      yield {
        span: restart.span,
        message: `'${name}' is restarted ${count === undefined || Number(count) === 0 ? "without end" : `${count} times`} when it fails; five attempts tell enough.`,
        ...(edits
          ? { fixes: [{ title: "Use on-failure:5", applicability: "unsafe", edits }] }
          : { noFix: "The text is shared by an anchor." }),
      };
    }
  },

  examples: [
    {
      bad: yaml`
        services:
          api:
            image: acme/api:1
            restart: on-failure
                     ^^^^^^^^^^ 'api' is restarted without end when it fails; five attempts tell enough.
          job:
            image: acme/job:1
            restart: "on-failure:10"
                      ^^^^^^^^^^^^^ 'job' is restarted 10 times when it fails; five attempts tell enough.
      `,
      good: yaml`
        services:
          api:
            image: acme/api:1
            restart: on-failure:5
          job:
            image: acme/job:1
            restart: "on-failure:5"
      `,
    },
    {
      title: "few attempts, other policies",
      good: yaml`
        services:
          api: {image: "acme/api:1", restart: "on-failure:3"}
          web: {image: "acme/web:1", restart: unless-stopped}
      `,
    },
  ],
});

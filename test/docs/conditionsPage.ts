import type { LookedName } from "../../lib/core/looked.ts";
import { examples } from "../rules/examples.ts";

// The part of `docs/rules.md` that tells every condition with its examples. The examples are run by `test/rules`, so what the
// page shows is what the language does.

const begin = "<!-- every condition, written by `npm run docs` -->";
const end = "<!-- until here -->";

const looks: Readonly<Record<LookedName | "log" | "group", string>> = {
  environment: "the job's environment",
  when: "how the job is started",
  pipeline: "the pipeline",
  isProtected: "the ref",
  by: "the person",
  group: "the person's groups",
  deployment: "the deployment",
  isNewest: "the ref's pipelines",
  isLatest: "the ref's newest success",
  isSuperseded: "the ref's newest success",
  attempt: "the runs in the pipeline",
  siblings: "the jobs of the pipeline",
  rank: "earlier successful runs",
  exitCode: "the end of the log",
  log: "the end of the log",
};

function rows(): string {
  const list = examples.map(({ condition, title, when, ask }, at) => {
    const isFirst = examples[at - 1]?.condition !== condition;
    const asked = ask === undefined ? "" : looks[ask];
    return `| ${isFirst ? `\`${condition}\`` : ""} | \`when: ${when.replaceAll("|", "\\|")}\` | ${title} | ${asked} |`;
  });
  return ["| condition | example | says yes when | a look asks for |", "|---|---|---|---|", ...list].join("\n");
}

/** The page with its table as it must be. @throws Error where the page has no place for it */
export function withConditions(page: string): string {
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error("docs/rules.md has no place for the conditions");
  return `${page.slice(0, from + begin.length)}\n${rows()}\n${page.slice(to)}`;
}

import { type Ask, askKey, type LookedName } from "../../core/looked.ts";
import type { Clause } from "../../core/verdict.ts";
import type { Lack, View } from "./explanation.ts";

const asked: Readonly<Record<LookedName, string>> = {
  environment: "GitLab where the job deploys to",
  when: "the job's status how it is started",
  pipeline: "GitLab what its pipeline was made for",
  isProtected: "GitLab whether its branch or tag is protected",
  by: "GitLab who caused it and what their role is now",
  deployment: "the job's deployment",
  isNewest: "GitLab for the newer pipelines of its ref",
  isLatest: "GitLab for the newest successful pipeline of its ref",
  isSuperseded: "GitLab for the newest successful pipeline of its ref",
  attempt: "GitLab for the earlier runs of its name in its pipeline",
  siblings: "GitLab for the jobs of its pipeline",
  rank: "GitLab for the newer successful jobs of its name and ref",
  exitCode: "the end of its log for the exit code",
};

/** What a look would ask, e.g. `asks GitLab for the newer pipelines of its ref`. */
function askText(ask: Ask): string {
  if ("fact" in ask) return `asks ${asked[ask.fact]}`;
  if ("group" in ask) return `asks GitLab for the members of ${ask.group}`;
  const { sections, tailBytes } = ask.log;
  const part = sections ? `, its section ${sections.join(" or ")}` : ", what the runner itself wrote";
  return `asks for the last ${Math.ceil(tailBytes / 1000)} kB of its log${part}`;
}

/** What could not be known in a rule's conditions; of what a known part decides already nothing is told. */
export function lacksOf(clauses: readonly Clause[], view: View): readonly Lack[] {
  const found: Lack[] = [];
  const told = new Set<string>();
  const walk = ({ answer, path, ask, parts = [] }: Clause): void => {
    if (answer !== "unknown") return;
    if (ask || parts.length === 0) {
      const key = `${path} ${ask ? askKey(ask) : ""}`;
      if (!told.has(key)) found.push({ path, text: lackText(ask, view) });
      told.add(key);
    }
    parts.forEach(walk);
  };
  clauses.forEach(walk);
  return found;
}

function lackText(ask: Ask | undefined, view: View): string {
  if (view === "live") return ask ? `the look that ${askText(ask)} did not tell` : "GitLab does not tell it";
  if (ask) return `a look ${askText(ask)}`;
  return view === "door" ? "the event does not tell it; a look at the job itself may" : "that look did not tell it";
}

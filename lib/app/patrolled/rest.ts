import type { Project } from "../../core/event.ts";
import type { Conditions } from "../../rules/conditions.ts";
import { isAboutJobs } from "../lists.ts";
import type { ActiveRules } from "../rules.ts";

/** Conditions that say the same of a job as long as GitLab shows the same job, and that no other job and no time decides. */
const steady: ReadonlySet<string> = new Set<keyof Conditions>([
  "status",
  "name",
  "group",
  "stage",
  "ref",
  "tag",
  "failureReason",
  "failureClass",
  "exitCode",
  "log",
  "runner",
  "runnerTags",
  "allowFailure",
  "bridge",
  "fork",
  "pipelineSource",
  "mergeRequest",
]);

/**
 * Whether what the rules say to a project's jobs rests on those jobs alone: then a job that did not change need not be asked
 * about again. What forbids may rest on anything.
 */
export function restsOnJobsAlone({ rules, invariants }: ActiveRules, project: Project): boolean {
  if (invariants.length > 0) return false;
  const theirs = rules.filter((rule) => isAboutJobs(rule) && rule.concernsProject(project) !== "no");
  return theirs.every(({ rule }) => !rule.when || isSteady(rule.when));
}

function isSteady({ all = [], any = [], not, ...others }: Conditions): boolean {
  return Object.keys(others).every((key) => steady.has(key)) && [...all, ...any, ...(not ? [not] : [])].every(isSteady);
}

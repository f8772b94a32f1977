import type { Action } from "../actions/action.ts";
import type { Project } from "../core/event.ts";
import { type JobStatus, jobStatuses } from "../core/job.ts";
import { type Answer, allOf, anyOf, notOf } from "../core/verdict.ts";
import type { CompiledRule } from "../rules/compile.ts";

/** What is found of a job may be what the hook of its pipeline, or of its deployment, would have told. */
export const foundKinds = ["job", "pipeline", "deployment"] as const;

type When = NonNullable<CompiledRule["rule"]["when"]>;
type Status = (typeof jobStatuses)[number];

/** One list of a project's jobs that some rule may want something of. */
export interface JobList {
  readonly statuses: readonly JobStatus[];
  /** Only jobs that were created lately; else all of them. */
  readonly isRecent: boolean;
}

/** Of the jobs whose state lasts, those that were created longer ago are left alone: nobody waits for them any more. */
export const recentMillis = 24 * 3_600_000;

/** States that a job stays in for ever. Whoever applies a rule does not mean last year's failures and gates. */
const lasting: ReadonlySet<JobStatus> = new Set(["success", "failed", "canceled", "skipped", "manual"]);

/**
 * What to list of a project so that no job is missed which a rule about jobs or pipelines may want: those that get on, all
 * of them, and those whose state lasts, the recent ones.
 */
export function listsOf(
  project: Project,
  { rules, actions }: { rules: readonly CompiledRule[]; actions: readonly Action[] },
): JobList[] {
  const theirs = rules.filter((rule) => isAboutJobs(rule) && rule.concernsProject(project) !== "no");
  const wanted = jobStatuses.filter((status) => theirs.some((rule) => mayWant(rule, status, actions)));
  const [recent, whole] = [wanted.filter((status) => lasting.has(status)), wanted.filter((one) => !lasting.has(one))];
  return [
    ...(whole.length > 0 ? [{ statuses: whole, isRecent: false }] : []),
    ...(recent.length > 0 ? [{ statuses: recent, isRecent: true }] : []),
  ];
}

/** The same lists, but that the one of jobs that get on holds all of these, so that it shows whether anything goes on. */
export function withOpen(lists: readonly JobList[]): JobList[] {
  const open = jobStatuses.filter((status) => !lasting.has(status));
  return lists.map((list) => (list.isRecent ? list : { ...list, statuses: open }));
}

/** Whether the patrol has anything to find for a rule. */
export function isAboutJobs(rule: CompiledRule): boolean {
  return rule.rule.mode !== "off" && foundKinds.some((kind) => rule.concerns(kind));
}

function mayWant({ rule }: CompiledRule, status: Status, actions: readonly Action[]): boolean {
  const action = actions.find(({ name }) => name === rule.do.action);
  return action?.startsFrom.includes(status) === true && (!rule.when || answerTo(rule.when, status) !== "no");
}

/** What conditions say to a job of which nothing but its status is known. */
function answerTo({ status: wanted, all = [], any, not, ...others }: When, status: Status): Answer {
  return allOf([
    wanted === undefined || wanted.includes(status) ? "yes" : "no",
    ...all.map((one) => answerTo(one, status)),
    any ? anyOf(any.map((one) => answerTo(one, status))) : "yes",
    not ? notOf(answerTo(not, status)) : "yes",
    Object.keys(others).length > 0 ? "unknown" : "yes",
  ]);
}

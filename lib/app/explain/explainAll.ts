import { explainJob } from "./explain.ts";
import type { Explanation, JobExplained, Would } from "./explanation.ts";
import type { Question, Site } from "./site.ts";
import type { Subject } from "./subject.ts";

/** A pipeline may have thousands of jobs; those that some rule wants something of come first. */
const mostJobs = 50;
/** A function's answer may have 6 MB. Source: docs.aws.amazon.com/lambda, "Lambda quotas" (read 2026-11). */
const mostBytes = 4 * 1024 * 1024;
const ranks: Readonly<Record<Would, number>> = { act: 0, plan: 1, wait: 2, report: 3, unknown: 4, no: 5 };

/**
 * Every job of a subject, explained; what one answer cannot hold is left out and counted, what acts comes first.
 *
 * @param rule only this one; `hasTime`: whether another job may be begun, default: always
 * @throws StoreError when the tables cannot be read
 */
export async function explainAll(
  { about, view, kinds, at, jobs, happened }: Subject,
  site: Site,
  { rule, hasTime = () => true }: Pick<Question, "rule"> & { readonly hasTime?: () => boolean } = {},
): Promise<Explanation> {
  const notes = new Set<string>();
  if (happened !== undefined) notes.add(`what happened then: ${happened}`);
  if (view !== "live" && site.store) notes.add("tasks, limits, holds and the switch are as they stand now");
  const found: JobExplained[] = [];
  for (const { facts, sight } of pick(jobs, site, { kinds, at, hasTime })) {
    if (found.length > 0 && !hasTime()) break;
    const question: Question = { facts, view, kinds, at, ...(rule !== undefined && { rule }), ...(sight && { sight }) };
    found.push(await explainJob(question, site, notes));
  }
  const kept = fitting(found.toSorted((one, other) => ranks[one.would] - ranks[other.would]));
  const left = jobs.length - kept.length;
  return { view, about, at, version: site.active.version, jobs: kept, ...(left > 0 && { left }), notes: [...notes] };
}

/** Of many jobs those that a rule may say anything but no to, as far as there is time to look for them. */
function pick(
  jobs: Subject["jobs"],
  { active }: Site,
  { kinds, at, hasTime }: Pick<Subject, "kinds" | "at"> & { readonly hasTime: () => boolean },
): Subject["jobs"] {
  if (jobs.length <= mostJobs) return jobs;
  const isWanted = ({ facts }: Subject["jobs"][number]) =>
    active.candidates(facts, kinds).some((rule) => rule.decide(facts, at).answer !== "no");
  const wanted = new Set<Subject["jobs"][number]>();
  for (const job of jobs) {
    if (wanted.size === mostJobs || !hasTime()) break;
    if (isWanted(job)) wanted.add(job);
  }
  return [...wanted, ...jobs.filter((job) => !wanted.has(job))].slice(0, mostJobs);
}

/** As much as one answer holds: of each job the first rules, and of all the first jobs. */
function fitting(jobs: readonly JobExplained[]): JobExplained[] {
  const share = mostBytes / Math.max(1, jobs.length);
  return jobs.map((job) => {
    let bytes = 0;
    const rules = job.rules.filter((rule) => {
      bytes += Buffer.byteLength(JSON.stringify(rule));
      return bytes <= share;
    });
    const left = (job.left ?? 0) + job.rules.length - rules.length;
    return { ...job, rules, ...(left > 0 && { left }) };
  });
}

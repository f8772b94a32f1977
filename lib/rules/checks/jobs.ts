import type { Facts } from "../../core/event.ts";
import type { Job } from "../../core/job.ts";
import type { LookedName } from "../../core/looked.ts";
import { type Answer, allOf, anyOf, asksOf, type Clause, notOf } from "../../core/verdict.ts";
import type { Check } from "../check.ts";
import { deciding } from "./group.ts";

/** What `jobs` asks of the jobs of a pipeline. */
export interface JobsQuestion {
  readonly quantifier: "all" | "any" | "none";
  /** Of each job that `where` selects; of every job where it is missing. */
  readonly holds: Check;
  readonly where?: Check;
  /** `where` leaves trigger jobs out, which hooks do not tell of. */
  readonly leavesBridgesOut: boolean;
}

/**
 * Asks about the jobs of the pipeline, the job itself among them. Where no job is selected, `all` does not hold. Of what a
 * hook lists without its trigger jobs, only that counts which one job decides.
 */
export function jobsCheck(path: string, question: JobsQuestion): Check {
  const wanted = `${question.quantifier} of the jobs${question.where ? " selected" : ""}`;
  let last: { readonly facts: Facts; readonly now: number; readonly clause: Clause } | undefined;
  return (facts, now) => {
    // A hook of 2,000 jobs asks this of each, and the answer is the same.
    if (last && last.now === now && haveSameJobs(last.facts, facts)) return last.clause;
    const clause = { path, wanted, ...asked(question, facts, now) };
    last = { facts, now, clause };
    return clause;
  };
}

function haveSameJobs(one: Facts, other: Facts): boolean {
  return one.pipeline === other.pipeline && one.project === other.project && one.looked === other.looked;
}

type Told = Pick<Clause, "answer" | "seen" | "ask">;

/** One job of the pipeline: what `where` and the condition itself say to it. */
interface Sibling {
  readonly job?: Job;
  readonly where?: Clause;
  readonly held: Clause;
}

/** The trigger jobs that a hook does not tell of. */
const unseen: Sibling = { where: { path: "", answer: "unknown" }, held: { path: "", answer: "unknown" } };

function asked(question: JobsQuestion, facts: Facts, now: number): Told {
  const { pipeline, looked } = facts;
  const jobs = looked?.siblings ?? pipeline?.jobs;
  if (!jobs) return { answer: "unknown", seen: "unknown", ask: { fact: "siblings" } };
  const isWhole = looked?.siblings !== undefined || question.leavesBridgesOut;
  const siblings: Sibling[] = jobs.map((job) => {
    const theirs = siblingFacts(job, facts);
    return { job, ...(question.where && { where: question.where(theirs, now) }), held: question.holds(theirs, now) };
  });
  const { quantifier } = question;
  const answer = quantified(quantifier, isWhole ? siblings : [...siblings, unseen]);
  if (answer !== "unknown") return { answer, seen: seenOf(quantifier, siblings) };
  const ask = askOf(siblings, looked?.siblings !== undefined);
  return { answer, seen: "unknown", ...(ask && { ask: { fact: ask } }) };
}

/** What is told of a pipeline holds for each of its jobs; what a look found out about one job does not. */
function siblingFacts(job: Job, { project, pipeline, looked }: Facts): Facts {
  return {
    project,
    job,
    ...(pipeline && { pipeline }),
    ...(looked?.pipeline !== undefined && { looked: { pipeline: looked.pipeline } }),
  };
}

function isSelected({ where }: Sibling): Answer {
  return where?.answer ?? "yes";
}

function meets(sibling: Sibling): Answer {
  return allOf([isSelected(sibling), sibling.held.answer]);
}

function fails(sibling: Sibling): Answer {
  return allOf([isSelected(sibling), notOf(sibling.held.answer)]);
}

function quantified(quantifier: JobsQuestion["quantifier"], siblings: readonly Sibling[]): Answer {
  const some = anyOf(siblings.map(meets));
  if (quantifier === "any") return some;
  return quantifier === "none" ? notOf(some) : allOf([some, notOf(anyOf(siblings.map(fails)))]);
}

/** Which job decided, with what of it; else how many there were. */
function seenOf(quantifier: JobsQuestion["quantifier"], siblings: readonly Sibling[]): string {
  const decides = quantifier === "all" ? fails : meets;
  const { job, held } = siblings.find((one) => decides(one) === "yes") ?? {};
  const because = held && deciding([held], held.answer);
  if (job && because)
    return `${job.name}: ${because.path.slice(because.path.lastIndexOf(".") + 1)} ${because.seen ?? ""}`;
  const count = siblings.filter((one) => isSelected(one) === "yes").length;
  if (count === 0) return "no such job";
  return `${quantifier === "all" ? "all" : "none"} of ${count}`;
}

/** Of what a sibling lacks, a look at this job can only tell what is true of their pipeline. */
function askOf(siblings: readonly Sibling[], isLooked: boolean): LookedName | undefined {
  if (!isLooked) return "siblings";
  const lacksPipeline = siblings.some(({ where, held }) =>
    asksOf(where ? [where, held] : [held]).some((ask) => "fact" in ask && ask.fact === "pipeline"),
  );
  return lacksPipeline ? "pipeline" : undefined;
}

import type { NewJob } from "../state/jobParts.ts";

/** @throws Error when a job needs one that is not there, that comes later, or that needs it in turn */
export function checkNeeds(jobs: readonly NewJob[], stages: readonly string[]): void {
  for (const job of jobs)
    for (const { name, isOptional } of needsOf(job)) {
      const needed = jobs.find((one) => one.name === name);
      if (!needed && !isOptional) throw new Error(`job ${job.name} needs ${name}, which the pipeline does not have`);
      if (needed && stageIndex(needed, stages) > stageIndex(job, stages))
        throw new Error(`job ${job.name} needs ${name}, which is in a later stage`);
      if (needed && leadsTo(jobs, needed, job.name)) throw new Error(`job ${job.name} needs itself, by way of ${name}`);
    }
}

function needsOf({ needs = [] }: NewJob): { name: string; isOptional: boolean }[] {
  return needs.map((need) =>
    typeof need === "string"
      ? { name: need, isOptional: false }
      : { name: need.job, isOptional: need.optional ?? false },
  );
}

function stageIndex({ stage = "test" }: NewJob, stages: readonly string[]): number {
  return stages.indexOf(stage);
}

function leadsTo(jobs: readonly NewJob[], from: NewJob, name: string): boolean {
  const reached = new Set([from.name]);
  for (const one of reached) {
    const job = jobs.find((known) => known.name === one);
    for (const need of job ? needsOf(job) : []) reached.add(need.name);
  }
  return reached.has(name);
}

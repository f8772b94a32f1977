import type { Limit } from "../../core/limit.ts";
import { dayMillis } from "./books.ts";
import { jobKey, type Wanted, type WantedJob } from "./wanted.ts";

/** What one limit would have done to what a rule would have done, counted for that rule alone. */
export interface HeldBack {
  readonly limit: keyof Limit;
  readonly most: number;
  /** How many it would have held; `null`: that cannot be told from the journal. */
  readonly held: number | null;
  /** They would have been refused, or done later. */
  readonly how: "refused" | "later";
}

const hourMillis = 3_600_000;

type Jobs = ReadonlyMap<string, WantedJob>;

/** Of each thing that a limit counts: under what name; `undefined` where that is not known. */
const countedAs: { readonly [Name in keyof Limit]?: (wanted: Wanted, jobs: Jobs) => string | undefined } = {
  perJob: (wanted, jobs) => {
    const { job } = factsOfWanted(wanted, jobs) ?? {};
    return job?.pipelineId === undefined ? undefined : JSON.stringify([wanted.project, job.pipelineId, job.name]);
  },
  perPipeline: (wanted, jobs) => {
    const { job } = factsOfWanted(wanted, jobs) ?? {};
    return job?.pipelineId === undefined ? undefined : JSON.stringify([wanted.project, job.pipelineId]);
  },
  perSha: (wanted, jobs) => {
    const { job } = factsOfWanted(wanted, jobs) ?? {};
    return job?.sha === undefined ? undefined : JSON.stringify([wanted.project, job.sha]);
  },
  perProjectPerHour: ({ project, first }) => `${project}/${Math.floor(first / hourMillis)}`,
  perRulePerDay: ({ first }) => String(Math.floor(first / dayMillis)),
};

function factsOfWanted({ project, job }: Wanted, jobs: Jobs) {
  return jobs.get(jobKey({ projectId: project, job }))?.facts;
}

/** What the limits of a rule would have held back. */
export function heldBy(limit: Limit, wanted: readonly Wanted[], jobs: Jobs): HeldBack[] {
  return (Object.keys(limit) as (keyof Limit)[]).map((name) => {
    const most = limit[name] ?? 0;
    const how = name === "perJob" || name === "perPipeline" || name === "perSha" ? "refused" : "later";
    const nameOf = countedAs[name];
    const names = wanted.map((one) => nameOf?.(one, jobs));
    const groups = Map.groupBy(names, (one) => one);
    const held = groups.has(undefined) ? null : over(groups.values(), most);
    return { limit: name, most, held, how };
  });
}

function over(groups: Iterable<readonly unknown[]>, most: number): number {
  let held = 0;
  for (const group of groups) held += Math.max(0, group.length - most);
  return held;
}

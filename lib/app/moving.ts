import type { Facts } from "../core/event.ts";
import type { Job } from "../core/job.ts";
import { type Looked, mostRank } from "../core/looked.ts";
import type { Instant } from "../core/time.ts";
import { ruleId } from "../core/transitions.ts";
import { recentMillis } from "./lists.ts";
import type { Live } from "./live.ts";

/**
 * Whether a no may become a yes while the job itself stays as it is, because it rests on what other jobs and pipelines do, or
 * on the time: then the patrol's next rounds must have it looked at again. Bound, for what others do: jobs that were created
 * in the last 24 hours, once a round. Of the time the patrol knows itself when it has come. Rights, protection and what a
 * pipeline was made for count as steady.
 */
export function restsOnMoving({ held, active, facts }: Live, now: Instant): boolean {
  const steady = steadyFacts(facts, now);
  return held.wants
    .flatMap((want) => active.rule(ruleId(want)) ?? [])
    .some((rule) => rule.decide(facts, now).answer === "no" && rule.decide(steady, now).answer !== "no");
}

/** The same of what an invariant forbids. */
export function isForbiddenByMoving({ held, active, facts }: Live, now: Instant): boolean {
  const steady = steadyFacts(facts, now);
  return active.invariants.some(
    ({ forbids, ask }) =>
      held.wants.some(({ action }) => forbids(action, [])) &&
      ask(facts, now).answer === "yes" &&
      ask(steady, now).answer !== "yes",
  );
}

function steadyFacts(facts: Facts, now: Instant): Facts {
  const { looked, job } = facts;
  const isRecent = now - (job.createdAt ?? 0) <= recentMillis;
  return {
    ...facts,
    job: timeless(job),
    ...(looked && { looked: isRecent ? steadyPart(looked) : looked }),
  };
}

/** Without what is compared with the present moment. */
function timeless(job: Job): Job {
  const { createdAt: _c, startedAt: _s, finishedAt: _f, queuedSeconds: _q, artifacts: _a, ...steady } = job;
  return steady;
}

/** What a look found out, without what may change yet; what is newer stays newer. */
export function steadyPart({
  siblings: _,
  pipeline,
  isNewest,
  isLatest,
  isSuperseded,
  rank,
  ...steady
}: Looked): Looked {
  const { status: _status, ...made } = pipeline ?? {};
  return {
    ...steady,
    ...(pipeline !== undefined && { pipeline: pipeline && made }),
    ...(isNewest === false && { isNewest }),
    ...(isLatest === false && { isLatest }),
    ...(isSuperseded === true && { isSuperseded }),
    ...((rank === null || (rank !== undefined && rank > mostRank)) && { rank }),
  };
}

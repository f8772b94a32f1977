import { type Amount, nothing, sum, sumOf } from "./amount.ts";
import type { LeakedJob, Leaks } from "./leaks.ts";
import { causeIn, olderCause } from "./refState.ts";

export const leakCauses = ["newest", "tag", "lag", "unknown"] as const;
/**
 * Why artifacts that expired are likely there. `newest`: they are of the newest successful pipeline of their ref, or of a
 * later one: GitLab keeps those on purpose, unless the project says that it shall not. `tag`: they are a tag's, which is a ref
 * of its own. `lag`: nothing that a list tells keeps them; GitLab's clean-up is late, or passes over them (gitlab issue 579693).
 * Source: docs.gitlab.com/ci/jobs/job_artifacts, "Keep artifacts from most recent successful jobs" (read 2026-11).
 */
export type LeakCause = (typeof leakCauses)[number];

export type LeaksByCause = Readonly<Record<LeakCause, Amount>>;

/** All that leaked, by its likely cause; together they are all that leaked. */
export function causesOf({ tags, nowhere, refs, beyond }: Leaks): LeaksByCause {
  const by = { newest: nothing, tag: tags, lag: nothing, unknown: sum(nowhere, beyond?.amount ?? nothing) };
  for (const told of refs.values()) {
    for (const [pipeline, amount] of told.leaks) {
      const cause = causeIn(told, pipeline);
      by[cause] = sum(by[cause], amount);
    }
    if (told.older) by[olderCause(told)] = sum(by[olderCause(told)], told.older.amount);
  }
  return by;
}

export function allLeaked(causes: LeaksByCause): Amount {
  return sumOf(Object.values(causes));
}

/** Why one of the largest leaked. */
export function causeOf({ ref, pipelineId, isTag }: LeakedJob, { refs }: Leaks): LeakCause {
  if (isTag) return "tag";
  const told = ref === undefined ? undefined : refs.get(ref);
  if (!told || pipelineId === undefined) return "unknown";
  return causeIn(told, pipelineId);
}

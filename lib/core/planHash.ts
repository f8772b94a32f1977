import { createHash } from "node:crypto";
import type { PlanPart, SweepPlan } from "./sweepPlan.ts";

/** SHA-256, hex. */
export function textHash(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** What a project's part means, whatever became of it since: which jobs, in which order, with which sizes. */
export function partHash({ project, path, totals, chunks }: PlanPart): string {
  return textHash(JSON.stringify([project, path ?? null, totals.jobs, totals.bytes, chunks]));
}

/**
 * A plan's hash: of what its head means and of each part, by project. A part holds the hash of each of its chunks, so
 * whoever compares those with the chunks' texts has compared every item.
 */
export function planHash(plan: SweepPlan, parts: readonly PlanPart[]): string {
  const { id, source, projects, rules, madeAt, by, reason, expiresAt, totals } = plan;
  const listed = parts.toSorted((one, other) => one.project - other.project).map(partHash);
  const sums = [totals.jobs, totals.bytes];
  return textHash(
    JSON.stringify([
      id,
      source,
      projects,
      rules,
      madeAt,
      by,
      reason,
      expiresAt,
      sums,
      listed,
      ...(plan.wholeProject ? ["all"] : []),
    ]),
  );
}

import { erasableFiles, type Job } from "../../core/job.ts";
import type { Store } from "../../core/ports.ts";
import { type PlanState, planHeadKey } from "../../core/sweepPlan.ts";
import { readHead } from "../../core/sweepPlanText.ts";
import type { Task, Want } from "../../core/task.ts";
import { instantText } from "../../core/time.ts";
import type { CompiledRule } from "../../rules/compile.ts";
import type { Live } from "../live.ts";

/** How the plans stand that a task's wants name, read consistently; one that is not there, or cannot be read, is missing. */
export async function plansBehind(
  { source, wants }: Pick<Task, "source" | "wants">,
  store: Pick<Store, "note">,
): Promise<ReadonlyMap<string, PlanState>> {
  const ids = [...new Set(wants.flatMap(({ plan }) => plan ?? []))];
  const found = await Promise.all(
    ids.map(async (id) => [id, stateOf(await store.note(planHeadKey(source, id)))] as const),
  );
  return new Map(found.flatMap(([id, state]) => (state ? [[id, state] as const] : [])));
}

function stateOf(text: string | undefined): PlanState | undefined {
  try {
    return text === undefined ? undefined : readHead(text).state;
  } catch {
    return undefined;
  }
}

/**
 * Why a rule must not act on a want, by the plan that it names or lacks: a rule may demand one, a plan counts only once a
 * person approved it, and it speaks of the files that it lists and of no others.
 */
export function whyUnlisted(
  { rule }: Pick<CompiledRule, "rule">,
  { plan, listed }: Want,
  { plans, facts: { job } }: Pick<Live, "plans" | "facts">,
): string | undefined {
  if (plan === undefined) return rule.require?.plan ? "deletes only what an approved plan lists" : undefined;
  const state = plans?.get(plan);
  if (state !== "approved" && state !== "done")
    return `wants it by plan ${plan}, which is ${state === undefined ? "not there" : `${state}, not approved`}`;
  return listed && whyChanged(job, { plan, listed, action: rule.do.action });
}

function whyChanged(
  job: Job,
  { plan, listed, action }: { plan: string; listed: NonNullable<Want["listed"]>; action: string },
): string | undefined {
  const bytes = listedBytes(job, action);
  // What is gone is told by the look itself.
  if (bytes !== undefined && bytes !== 0 && bytes !== listed.sizeBytes)
    return `wants it by plan ${plan}, which lists ${listed.sizeBytes} bytes, and there are ${bytes} now`;
  const expireAt = job.artifacts?.expireAt;
  if (typeof expireAt === "number" && expireAt !== listed.expireAt)
    return `wants it by plan ${plan}, where it expires at ${instantText(listed.expireAt)}; now that is ${instantText(expireAt)}`;
  return undefined;
}

/** What a delete takes; an erase takes the log as well. `undefined`: nobody told. */
function listedBytes(job: Job, action: string): number | undefined {
  const files = action === "erase" ? job.artifacts?.files : erasableFiles(job);
  return files?.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}

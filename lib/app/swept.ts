import type { LedgerKey } from "../core/key.ts";
import { sweptKey } from "../core/limit.ts";
import type { Store } from "../core/ports.ts";
import type { Task } from "../core/task.ts";
import { ruleId } from "../core/transitions.ts";
import type { ActiveRules } from "./rules.ts";

/** How many jobs with artifacts the last complete sweep of each rule with a share counted in the task's project. */
export async function sweptJobs(
  { source, project, wants }: Task,
  active: Pick<ActiveRules, "rule">,
  store: Pick<Store, "note">,
): Promise<ReadonlyMap<string, number>> {
  const ids = [...new Set(wants.map(ruleId))];
  // Asked for by name: to read all of a large rulebook takes a while, and most tasks have no share.
  const shares = ids
    .flatMap((id) => active.rule(id) ?? [])
    .filter(({ rule }) => rule.limit.percentPerDay !== undefined);
  const found = await Promise.all(
    shares.map(
      async ({ rule: { id } }) => [id, readCount(await store.note(sweptKey(source, project.id, id)))] as const,
    ),
  );
  return new Map(found.flatMap(([id, jobs]) => (jobs === undefined ? [] : [[id, jobs] as const])));
}

/** Notes what a sweep counted that came to its end; a sweep that another one has overtaken changes nothing. */
export async function noteSwept(key: LedgerKey, jobs: number, store: Store): Promise<void> {
  const before = await store.note(key);
  if (readCount(before) !== jobs) await store.putNote(key, String(jobs), before);
}

function readCount(note: string | undefined): number | undefined {
  return note !== undefined && /^\d{1,15}$/.test(note) ? Number(note) : undefined;
}

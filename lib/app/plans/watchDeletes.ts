import {
  type PlanItem,
  type PlanPart,
  type PlanResult,
  planFatesKey,
  planPartKey,
  type SweepPlan,
} from "../../core/sweepPlan.ts";
import { readFates } from "../../core/sweepPlanText.ts";
import { isOpen, type Task } from "../../core/task.ts";
import type { End } from "../look.ts";
import { someAtOnce } from "../someAtOnce.ts";
import type { Worker } from "../worker.ts";
import { itemsOf, type Stored } from "./read.ts";
import { addResults, addSums, noResult } from "./totals.ts";

const mostAtOnce = 16;
/** Between two looks at deletes that are due: they may wait for a limit. */
const leastWaitMillis = 600_000;
const known = { settled: true, giveBack: false };

/**
 * Waits until each delete of a chunk has ended, and counts what was deleted; after the last chunk the part is done. What
 * became of each item is read from its task.
 */
export async function watchDeletes(
  { plan, part, chunk }: { readonly plan: SweepPlan; readonly part: Stored<PlanPart>; readonly chunk: number },
  worker: Worker,
): Promise<End> {
  const { project, chunks, result = noResult } = part.value;
  const items = await itemsOf(worker.store, plan, { part: part.value, chunk });
  const fates = readFates((await worker.store.note(planFatesKey(plan, project, chunk))) ?? "[]");
  const tasks = await someAtOnce(fates, mostAtOnce, async (fate) =>
    "task" in fate ? await worker.store.task(fate.task) : undefined,
  );
  const open = tasks.filter((task) => task !== undefined).filter(isOpen);
  if (open.length > 0) {
    const soonest = Math.min(...open.map(({ due }) => due ?? 0));
    const at = Math.max(worker.clock() + leastWaitMillis, soonest + 60_000);
    const reason = `${open.length} deletes of chunk ${chunk} of plan ${plan.id} have not ended`;
    return { ...known, outcome: { kind: "again", at, why: "wait", reason } };
  }
  const ended =
    items === "tampered" ? noResult : items.map((item, at) => resultOf(item, tasks[at])).reduce(addResults, noResult);
  const isLast = chunk >= chunks.length;
  const after: PlanPart = {
    ...part.value,
    ...(isLast && { state: "done" as const }),
    result: addResults(result, ended),
  };
  const also = [{ note: planPartKey(plan, project), value: JSON.stringify(after), seen: part.text }];
  const { deleted, kept } = after.result ?? noResult;
  const reason = `plan ${plan.id}: ${deleted.jobs} deleted (${deleted.bytes} bytes), ${kept.jobs} kept`;
  if (isLast) return { ...known, also, outcome: { kind: "done", reason } };
  return { ...known, also, outcome: { kind: "next", cursor: `watch:${chunk + 1}`, reason } };
}

/** One item in one of the two sums: deleted only where its task says so. */
function resultOf({ sizeBytes: bytes }: PlanItem, task: Task | undefined): PlanResult {
  const sum = addSums(noResult.kept, { jobs: 1, bytes });
  return task?.state === "done" ? { ...noResult, deleted: sum } : { ...noResult, kept: sum };
}

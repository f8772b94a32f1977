import type { GitLab } from "../../core/gitlab.ts";
import { partHash } from "../../core/planHash.ts";
import { sweepAim } from "../../core/sweep.ts";
import { type PlanPart, planFatesKey, planPartKey, type SweepPlan } from "../../core/sweepPlan.ts";
import type { Task } from "../../core/task.ts";
import { stoppedBy, untilOpen } from "../brake.ts";
import type { End } from "../look.ts";
import { planDelete } from "../plans/planDelete.ts";
import { itemsOf, partOf, planOf, type Stored } from "../plans/read.ts";
import { watchDeletes } from "../plans/watchDeletes.ts";
import { someAtOnce } from "../someAtOnce.ts";
import type { Worker } from "../worker.ts";

const mostAtOnce = 8;
const busyMillis = 30_000;
const known = { settled: true, giveBack: false };

/** A step of an approved plan's way through one project's items: which way, and the chunk that comes next. */
interface Place {
  readonly plan: SweepPlan;
  readonly part: Stored<PlanPart>;
  readonly chunk: number;
}

/**
 * Has done what an approved plan lists of a project, chunk by chunk and nothing else: first each delete is planned, then
 * they are watched until each has ended. What is stored must still be what was approved.
 */
export async function approved(held: Task, _gitlab: GitLab, worker: Worker): Promise<End> {
  const stop = await stoppedBy(worker.store, held, worker.clock);
  if (stop) return { ...known, outcome: untilOpen(stop, worker) };
  const aim = sweepAim(held);
  const id = aim && "plan" in aim ? aim.plan : "";
  const name = { source: held.source, id };
  const [plan, part] = await Promise.all([planOf(worker.store, name), partOf(worker.store, name, held.project.id)]);
  if (!plan || !part) return skipped(`plan ${id} is gone`);
  const { state } = plan.value;
  if (state !== "approved") return skipped(`plan ${id} is ${state}`);
  if (held.wants.some(({ params }) => params.part !== partHash(part.value))) return changed(id);
  const [, way = "plan", chunk = "1"] = /^(plan|watch):(\d+)$/.exec(held.cursor ?? "") ?? [];
  const place = { plan: plan.value, part, chunk: Number(chunk) };
  return way === "watch" ? await watchDeletes(place, worker) : await planChunk(place, held, worker);
}

function skipped(reason: string): End {
  return { ...known, outcome: { kind: "skipped", reason } };
}

function changed(id: string): End {
  const reason = `what is stored of plan ${id} is not what was approved: nothing more of it is planned`;
  const remedy = "Find out who changed the ledger, make a new plan, and dismiss the task.";
  return { ...known, outcome: { kind: "attention", reason, remedy } };
}

async function planChunk({ plan, part, chunk }: Place, held: Task, worker: Worker): Promise<End> {
  const { project } = held;
  const items = await itemsOf(worker.store, plan, { part: part.value, chunk });
  if (items === "tampered") return changed(plan.id);
  const active = await worker.rules.live(held.source);
  const around = { plan, project, active, worker };
  const planned = await someAtOnce(items, mostAtOnce, (item) => planDelete(item, around));
  const sure = planned.filter((one) => one !== "busy");
  const tasks = sure.flatMap(({ step }) => step ?? []);
  if (sure.length < planned.length) {
    const reason = "others mark the same jobs at this moment";
    return { ...known, tasks, outcome: { kind: "again", at: worker.clock() + busyMillis, why: "wait", reason } };
  }
  const key = planFatesKey(plan, project.id, chunk);
  const fates = { note: key, value: JSON.stringify(sure.map(({ fate }) => fate)), seen: await worker.store.note(key) };
  const count = part.value.chunks.length;
  const isLast = chunk >= count;
  const begun = {
    note: planPartKey(plan, project.id),
    value: JSON.stringify({ ...part.value, state: "begun" }),
    seen: part.text,
  };
  const cursor = isLast ? "watch:1" : `plan:${chunk + 1}`;
  const reason = `chunk ${chunk} of ${count} of plan ${plan.id}: ${sure.filter(({ fate }) => "task" in fate).length} deletes planned`;
  return { ...known, tasks, also: isLast ? [fates, begun] : [fates], outcome: { kind: "next", cursor, reason } };
}

import type { Store } from "../../core/ports.ts";
import { type PlanFate, type PlanItem, type PlanPart, planFatesKey } from "../../core/sweepPlan.ts";
import { readFates } from "../../core/sweepPlanText.ts";
import type { Task, TaskState } from "../../core/task.ts";
import type { Instant } from "../../core/time.ts";
import { someAtOnce } from "../someAtOnce.ts";
import { itemsOf, type PlanName } from "./read.ts";

/** What has become of an item: how its delete stands, and why; `planned`: it is about to be. */
interface ShownFate {
  readonly state: TaskState | "planned";
  readonly task?: string;
  readonly reason?: string;
  /** When somebody looks at it next. */
  readonly due?: Instant;
}

export interface ShownItem extends PlanItem {
  readonly project: number;
  readonly path?: string;
  readonly fate?: ShownFate;
}

const mostAtOnce = 16;

/**
 * One chunk of a plan's items, in the order that its hash is of.
 *
 * @param page `first`, or `next` of the page before
 * @throws StoreError when the tables cannot be read
 */
export async function pageOf(
  plan: PlanName & { readonly state: string },
  { parts, page }: { readonly parts: readonly PlanPart[]; readonly page: string },
  store: Store,
): Promise<{ readonly items: readonly ShownItem[]; readonly next?: string } | "tampered"> {
  const order = parts
    .filter(({ chunks }) => chunks.length > 0)
    .toSorted((one, other) => one.project - other.project)
    .flatMap((part) => part.chunks.map((_, at) => ({ part, chunk: at + 1 })));
  const at = page === "first" ? 0 : order.findIndex(({ part, chunk }) => `${part.project}.${chunk}` === page);
  const place = order[at];
  if (!place) return { items: [] };
  const items = await itemsOf(store, plan, place);
  if (items === "tampered") return items;
  const hasFates = plan.state === "approved" || plan.state === "done";
  const fates = hasFates ? await fatesOf(plan, place, store) : undefined;
  const { project, path } = place.part;
  const more = order[at + 1];
  return {
    items: items.map((item, index) => ({
      ...{ project, ...(path !== undefined && { path }) },
      ...item,
      ...(fates && { fate: fates[index] ?? { state: "planned" as const } }),
    })),
    ...(more && { next: `${more.part.project}.${more.chunk}` }),
  };
}

async function fatesOf(
  plan: PlanName,
  { part, chunk }: { readonly part: PlanPart; readonly chunk: number },
  store: Store,
): Promise<readonly ShownFate[]> {
  const text = await store.note(planFatesKey(plan, part.project, chunk));
  return await someAtOnce(readFates(text ?? "[]"), mostAtOnce, (fate) => shownFate(fate, store));
}

async function shownFate(fate: PlanFate, store: Pick<Store, "task">): Promise<ShownFate> {
  if ("skipped" in fate) return { state: "skipped", reason: fate.skipped };
  const task = await store.task(fate.task);
  // Ended tasks are forgotten after 90 days.
  return task ? fateOf(task) : { state: "planned", task: fate.task, reason: "its task is forgotten" };
}

function fateOf({ id, state, reason, due }: Task): ShownFate {
  return { state, task: id, ...(reason !== undefined && { reason }), ...(due !== undefined && { due }) };
}

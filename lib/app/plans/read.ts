import { StoreError } from "../../core/errors.ts";
import { textHash } from "../../core/planHash.ts";
import type { Store } from "../../core/ports.ts";
import {
  type PlanItem,
  type PlanPart,
  planHeadKey,
  planItemsKey,
  planPartKey,
  planPartsScope,
  plansScope,
  type SweepPlan,
} from "../../core/sweepPlan.ts";
import { readHead, readItems, readPart } from "../../core/sweepPlanText.ts";

/** What was read, and the text that it stood in: whoever writes it again names that. */
export interface Stored<T> {
  readonly value: T;
  readonly text: string;
}

/** Which plan. */
export type PlanName = Pick<SweepPlan, "source" | "id">;

/** A plan's head, read consistently. @throws StoreError */
export async function planOf(
  store: Pick<Store, "note">,
  { source, id }: PlanName,
): Promise<Stored<SweepPlan> | undefined> {
  const text = await store.note(planHeadKey(source, id));
  return text === undefined ? undefined : { value: readHead(text), text };
}

/** One project's part of a plan. @throws StoreError */
export async function partOf(
  store: Pick<Store, "note">,
  plan: PlanName,
  project: number,
): Promise<Stored<PlanPart> | undefined> {
  const text = await store.note(planPartKey(plan, project));
  return text === undefined ? undefined : { value: readPart(text), text };
}

/** A plan's parts, by project. @throws StoreError */
export async function partsOf(store: Pick<Store, "notes">, { source, id }: PlanName): Promise<Stored<PlanPart>[]> {
  const notes = await store.notes(planPartsScope(source, id));
  return notes.map(({ value: text }) => ({ value: readPart(text), text }));
}

/**
 * A source's plans, newest first: all, or those that something may still become of. One that cannot be read keeps nobody
 * from the others.
 *
 * @throws StoreError
 */
export async function plansOf(
  store: Pick<Store, "note" | "notes">,
  source: string,
  only?: "open",
): Promise<Stored<SweepPlan>[]> {
  const listed = await store.notes(plansScope(source));
  const ids = listed.filter(({ value }) => only === undefined || value === only).map(({ key }) => key);
  const found = await Promise.all(ids.map((id) => readable(store, { source, id })));
  return found.filter((one) => one !== undefined).toReversed();
}

async function readable(store: Pick<Store, "note">, name: PlanName) {
  try {
    return await planOf(store, name);
  } catch (error) {
    if (error instanceof StoreError && error.code === "corrupt") return undefined;
    throw error;
  }
}

/** A chunk's items, or that it is not what was listed. @throws StoreError */
export async function itemsOf(
  store: Pick<Store, "note">,
  plan: PlanName,
  { part, chunk }: { readonly part: PlanPart; readonly chunk: number },
): Promise<PlanItem[] | "tampered"> {
  const text = await store.note(planItemsKey(plan, part.project, chunk));
  return text !== undefined && textHash(text) === part.chunks[chunk - 1] ? readItems(text) : "tampered";
}

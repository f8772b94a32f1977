import { StoreError } from "../../core/errors.ts";
import { planHash } from "../../core/planHash.ts";
import { isOver, type PlanPart, type PlanState, type SweepPlan, stateAt } from "../../core/sweepPlan.ts";
import { instantText } from "../../core/time.ts";
import type { DeedDesk } from "../byHand.ts";
import { mayBeSame } from "../person.ts";
import { someAtOnce } from "../someAtOnce.ts";
import { planEntry } from "./make.ts";
import { itemsOf, type PlanName, partsOf, planOf, type Stored } from "./read.ts";
import { headWrites } from "./seal.ts";

/** A person's word on a plan. */
export interface PlanWord extends PlanName {
  readonly who: string;
  readonly reason: string;
}

/** Why nothing came of it, in a word for programs and in a sentence. */
interface PlanRefused {
  readonly refused: "noPlan" | "planNotReady" | "planOver" | "otherPlan" | "planTampered" | "ownPlan";
  readonly why: string;
}

export type PlanDecided = { readonly plan: SweepPlan; readonly parts: readonly PlanPart[] } | PlanRefused;

const mostTries = 6;
const mostAtOnce = 8;

/**
 * Approves a plan, if it waits for that, has not expired, is the one that the person saw, item by item, and, where rules
 * that delete need a second person, was made by somebody else. What is deleted then is exactly what it lists.
 *
 * @throws StoreError when the tables cannot be read or written; asking again is safe
 */
export async function approvePlan(
  word: PlanWord & { readonly hash: string; readonly secondPerson: "required" | "off" },
  desk: DeedDesk,
): Promise<PlanDecided> {
  const found = await planOf(desk.store, word);
  if (!found) return noPlan(word);
  const { value: plan } = found;
  const state = stateAt(plan, desk.clock());
  if (state === "approved" && plan.hash === word.hash && plan.decided?.by === word.who)
    return { plan, parts: (await partsOf(desk.store, plan)).map(({ value }) => value) };
  if (state !== "ready") return notReady(plan, state);
  if (word.secondPerson === "required" && mayBeSame(plan.by, word.who))
    return { refused: "ownPlan", why: `${word.who} may be who made plan ${plan.id} (${plan.by})` };
  if (plan.hash !== word.hash)
    return { refused: "otherPlan", why: `the hash of plan ${plan.id} is ${plan.hash}, not ${word.hash}` };
  const parts = (await partsOf(desk.store, plan)).map(({ value }) => value);
  const tampered = await whyTampered(plan, parts, desk);
  if (tampered !== undefined) return { refused: "planTampered", why: tampered };
  const after = await decided(found, "approved", word, desk);
  return "refused" in after ? after : { plan: after, parts };
}

/** Rejects a plan that nobody has approved; whoever made it may do so too. @throws StoreError as `approvePlan` */
export async function rejectPlan(word: PlanWord, desk: DeedDesk): Promise<PlanDecided> {
  const found = await planOf(desk.store, word);
  if (!found) return noPlan(word);
  const state = stateAt(found.value, desk.clock());
  if (state !== "ready" && state !== "collecting") return notReady(found.value, state);
  const after = await decided(found, "rejected", word, desk);
  return "refused" in after ? after : { plan: after, parts: [] };
}

function noPlan({ id }: PlanName): PlanRefused {
  return { refused: "noPlan", why: `there is no plan ${id}` };
}

function notReady({ id, decided, expiresAt }: SweepPlan, state: PlanState): PlanRefused {
  if (state === "collecting") return { refused: "planNotReady", why: `plan ${id} is still being collected` };
  if (state === "expired") return { refused: "planOver", why: `plan ${id} has expired at ${instantText(expiresAt)}` };
  const by = decided ? ` by ${decided.by} at ${instantText(decided.at)}` : "";
  const what = state === "done" && !decided ? "lists nothing" : `is ${state} already${by}`;
  return { refused: "planOver", why: `plan ${id} ${what}` };
}

/** Why what is stored is not what was sealed: every item is read again. */
async function whyTampered(
  plan: SweepPlan,
  parts: readonly PlanPart[],
  { store }: Pick<DeedDesk, "store">,
): Promise<string | undefined> {
  if (planHash(plan, parts) !== plan.hash) return `what is stored of plan ${plan.id} is not what was hashed`;
  const chunks = parts.flatMap((part) => part.chunks.map((_, at) => ({ part, chunk: at + 1 })));
  const read = await someAtOnce(chunks, mostAtOnce, async (place) =>
    (await itemsOf(store, plan, place)) === "tampered" ? place : undefined,
  );
  const bad = read.find((place) => place !== undefined);
  return (
    bad && `chunk ${bad.chunk} of the items of project ${bad.part.project} in plan ${plan.id} is not what was hashed`
  );
}

/** The word and the journal's entry, both or neither. */
async function decided(
  found: Stored<SweepPlan>,
  state: "approved" | "rejected",
  { who, reason }: PlanWord,
  desk: DeedDesk,
): Promise<SweepPlan | PlanRefused> {
  const plan = { ...found.value, state, decided: { by: who, at: desk.clock(), reason } };
  const step = state === "approved" ? "approve" : "reject";
  for (let tries = 0; tries < mostTries; tries++) {
    try {
      const writes = [...headWrites(plan, found.text), { journal: planEntry(step, plan, { who, reason, desk }) }];
      if ((await desk.store.commit(writes)) === "written") return plan;
      const now = await planOf(desk.store, plan);
      const why = `plan ${plan.id} changed at the same moment: it is ${now?.value.state ?? "gone"} now`;
      return { refused: now && isOver(now.value.state) ? "planOver" : "planNotReady", why };
    } catch (error) {
      if (!(error instanceof StoreError) || error.code !== "conflict") throw error;
      await desk.giveWay(tries);
    }
  }
  throw new StoreError("conflict", `plan ${plan.id} changed ${mostTries} times meanwhile`);
}

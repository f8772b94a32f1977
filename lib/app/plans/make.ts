import { createHash } from "node:crypto";
import { StoreError } from "../../core/errors.ts";
import { type ByHandEntry, entryId } from "../../core/journal.ts";
import type { LedgerKey } from "../../core/key.ts";
import type { Write } from "../../core/ports.ts";
import {
  noTotals,
  planHeadKey,
  planListKey,
  planPartKey,
  type SweepPlan,
  usualPlanSeconds,
} from "../../core/sweepPlan.ts";
import { type Instant, instantText } from "../../core/time.ts";
import type { DeedDesk } from "../byHand.ts";
import { spread } from "./spread.ts";
import { newPart } from "./totals.ts";

/** What somebody wants listed. */
export interface PlanWish {
  readonly source: string;
  readonly projects: number | "all";
  /** `rule@version`, at least one. */
  readonly rules: readonly string[];
  readonly by: string;
  readonly reason: string;
  /** Default: 14 days. */
  readonly expiresSeconds?: number;
  /** What the plan is of, where two who make it at once must make the same; missing: something that nobody else has. */
  readonly cause?: string;
  /** Default: now. */
  readonly at?: Instant;
}

const mostTries = 6;

/**
 * Begins a plan, and writes down who wanted it and why, both or neither. Its items are collected from then on: those of one
 * project at once, those of all as soon as tick has asked GitLab which there are.
 *
 * @returns the plan; one that somebody else began for the same cause
 * @throws StoreError when the tables cannot be read or written
 */
export async function makePlan(wish: PlanWish, desk: DeedDesk): Promise<SweepPlan> {
  const { store, random, giveWay } = desk;
  for (let tries = 0; tries < mostTries; tries++) {
    const plan = newPlan(wish, { cause: wish.cause ?? random(), now: desk.clock() });
    if (await isWritten(plan, desk, tries)) return await begun(plan, desk);
    if (wish.cause !== undefined && (await store.note(planHeadKey(plan.source, plan.id))) !== undefined) return plan;
    await giveWay(tries);
  }
  throw new StoreError("conflict", `no plan could be begun: ${mostTries} names in a row were taken`);
}

async function begun(plan: SweepPlan, desk: DeedDesk): Promise<SweepPlan> {
  const { projects } = plan;
  if (projects !== "all") await spread(plan, { project: { id: projects }, kind: "plan" }, { desk, now: desk.clock() });
  return plan;
}

function newPlan(wish: PlanWish, { cause, now }: { cause: string; now: Instant }): SweepPlan {
  const { source, projects, rules, by, reason, expiresSeconds = usualPlanSeconds, at = now } = wish;
  return {
    id: planId(at, cause),
    ...{ source, projects, rules, madeAt: now, by, reason },
    state: "collecting",
    expiresAt: now + expiresSeconds * 1000,
    ...(projects === "all" && { listing: {} }),
    totals: noTotals,
  };
}

/** No vowels: no word comes of it, nor the name of a month. */
const letters = "bcdfghjkmnpqrstvwxz";
const digits = "23456789";

/** A plan's name: the minute that it is of, and three signs that tell it from others of that minute. */
function planId(at: Instant, cause: string): string {
  const [one = 0, two = 0, three = 0] = createHash("sha256").update(cause).digest();
  const sign = (signs: string, byte: number) => signs.charAt(byte % signs.length);
  const [, date = "", hour = "", minute = ""] = /^(.{10})T(..):(..)/.exec(instantText(at)) ?? [];
  const day = date.replaceAll("-", "").slice(2);
  return `p${day}-${hour}${minute}-${sign(letters, one)}${sign(digits, two)}${sign(letters, three)}`;
}

async function isWritten(plan: SweepPlan, desk: DeedDesk, tries: number): Promise<boolean> {
  const { source, id, projects } = plan;
  const fresh = (note: LedgerKey, value: string): Write => ({ note, value, seen: undefined });
  const writes: Write[] = [
    fresh(planHeadKey(source, id), JSON.stringify(plan)),
    fresh(planListKey(source, id), "open"),
    ...(projects === "all" ? [] : [fresh(planPartKey(plan, projects), JSON.stringify(newPart({ id: projects })))]),
    { journal: planEntry("sweep", plan, { who: plan.by, reason: plan.reason, desk }) },
  ];
  try {
    return (await desk.store.commit(writes)) === "written";
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== "conflict") throw error;
    await desk.giveWay(tries);
    return false;
  }
}

/** What a person, or a rule's schedule, did with a plan. */
export function planEntry(
  step: "sweep" | "approve" | "reject",
  { source, id, projects }: Pick<SweepPlan, "source" | "id" | "projects">,
  {
    who,
    reason,
    desk,
  }: { readonly who: string; readonly reason: string; readonly desk: Pick<DeedDesk, "clock" | "random"> },
): ByHandEntry {
  const at = desk.clock();
  return {
    kind: "byHand",
    id: entryId(at, desk.random()),
    at,
    source,
    ...(projects !== "all" && { projectId: projects }),
    ...{ step, what: `plan:${id}`, who, reason },
  };
}

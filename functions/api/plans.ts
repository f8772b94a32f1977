import * as z from "zod";
import { beginDeletes } from "../../lib/app/plans/begin.ts";
import { approvePlan, type PlanDecided, rejectPlan } from "../../lib/app/plans/decide.ts";
import { makePlan } from "../../lib/app/plans/make.ts";
import { pageOf } from "../../lib/app/plans/page.ts";
import { partsOf, planOf, plansOf } from "../../lib/app/plans/read.ts";
import { planRules } from "../../lib/app/plans/rules.ts";
import { largestOf } from "../../lib/app/plans/totals.ts";
import { spanSeconds } from "../../lib/core/span.ts";
import { canBePlan, type PlanPart, type SweepPlan, stateAt } from "../../lib/core/sweepPlan.ts";
import type { ApiWorld } from "../world/api.ts";
import { Reason, readBody, readQuery } from "./read.ts";
import { answer, refuse } from "./refusal.ts";

interface Asked {
  readonly source: string;
  readonly who: string;
  readonly world: ApiWorld;
}

const mostSeconds = 90 * 86_400;
export const PlanWish = z.strictObject({
  rules: z.array(z.string().min(1).max(200)).min(1).max(100).exactOptional(),
  project: z.int().min(1).exactOptional(),
  reason: Reason,
  expires: z
    .string()
    .refine((text) => (spanSeconds(text) ?? Number.POSITIVE_INFINITY) <= mostSeconds, {
      error: "expected a span such as 3d, at most 90d",
    })
    .exactOptional(),
});

/**
 * `POST /api/{source}/plans` with `{ rules?: [id], project?, reason, expires? }` -> 202 `{ plan }`, whose items are being
 * collected: those of one project (by its number) at once, those of all once tick has looked up which there are. Without
 * `rules` it is of every rule that deletes on a schedule and acts.
 */
export async function postPlan(request: Request, { source, who, world }: Asked): Promise<Response> {
  const body = await readBody(request, PlanWish);
  if ("refused" in body) return body.refused;
  const { project, reason, expires } = body.data;
  const rules = await planRules({ source, ids: body.data.rules }, world);
  if ("why" in rules) return refuse("noPlanRule", { message: rules.why });
  const seconds = spanSeconds(expires ?? "");
  const wish = { source, projects: project ?? ("all" as const), rules: rules.names, by: who, reason };
  const plan = await makePlan({ ...wish, ...(seconds !== undefined && { expiresSeconds: seconds }) }, world);
  world.log.info("plan", { source, who, plan: plan.id });
  return answer({ plan }, { status: 202 });
}

/** `GET /api/{source}/plans` -> `{ plans }`: their heads, newest first. */
export async function listPlans(source: string, { store, clock }: ApiWorld): Promise<Response> {
  const plans = await plansOf(store, source);
  return answer({ plans: plans.map(({ value }) => shown(value, clock())) });
}

export const PlanQuery = z.strictObject({
  page: z
    .string()
    .regex(/^(first|\d{1,16}\.\d{1,6})$/, { error: "expected first, or the `next` of the page before" })
    .exactOptional(),
});

/**
 * `GET /api/{source}/plans/{id}` -> `{ plan, parts, largest, through }`: its head, how each project's part stands (the
 * largest 500 of them) and its largest items. With `page=first` -> `{ plan, items, next? }`: a page of its items in order,
 * each with its project and, once it is approved, its `fate`: the delete's state, what is said of it and when it is due.
 */
export async function showPlan(request: Request, id: string, { source, world }: Asked): Promise<Response> {
  const query = readQuery(request, PlanQuery);
  if ("refused" in query) return query.refused;
  const found = canBePlan(id) ? await planOf(world.store, { source, id }) : undefined;
  if (!found) return refuse("noPlan");
  const plan = shown(found.value, world.clock());
  const { page } = query.data;
  const parts = (await partsOf(world.store, plan)).map(({ value }) => value);
  if (page === undefined) return answer({ plan, ...summary(parts) });
  const read = await pageOf(plan, { parts, page }, world.store);
  if (read === "tampered") return refuse("planTampered");
  return answer({ plan, ...read });
}

function shown(plan: SweepPlan, now: number): SweepPlan {
  return { ...plan, state: stateAt(plan, now) };
}

const mostParts = 500;
const mostLargest = 10;

function summary(parts: readonly PlanPart[]) {
  const largest = parts.flatMap((part) =>
    part.largest.map((item) => ({
      ...item,
      project: part.project,
      ...(part.path !== undefined && { path: part.path }),
    })),
  );
  const order = parts.toSorted((one, other) => other.totals.bytes - one.totals.bytes || one.project - other.project);
  return {
    parts: order.slice(0, mostParts).map(({ chunks: _, largest: __, ...part }) => part),
    projects: parts.length,
    through: parts.filter(({ state }) => state !== "open").length,
    largest: largestOf(largest, mostLargest),
  };
}

export const PlanApproval = z.strictObject({
  hash: z.string().regex(/^[0-9a-f]{64}$/, { error: "expected the plan's whole hash" }),
  reason: Reason,
});

/**
 * `POST /api/{source}/plans/{id}/approve` with `{ hash, reason }` -> `{ plan }`. Refused unless it waits for it, has not
 * expired, and every item that is stored is one of those that the hash is of; where rules that delete need a second person,
 * also to whoever made it. Asking again is safe.
 */
export async function postApproval(request: Request, id: string, { source, who, world }: Asked): Promise<Response> {
  const body = await readBody(request, PlanApproval);
  if ("refused" in body) return body.refused;
  const secondPerson = world.secondPerson?.(source) ?? "required";
  const done = await approvePlan({ source, id, who, ...body.data, secondPerson }, world);
  if (!("refused" in done)) await beginDeletes(done.plan, done.parts, { desk: world, now: world.clock() });
  return decidedAnswer(done, "approved", { source, who, world });
}

export const PlanRejection = z.strictObject({ reason: Reason });

/** `POST /api/{source}/plans/{id}/reject` with `{ reason }` -> `{ plan }`: nothing of it is deleted. */
export async function postRejection(request: Request, id: string, { source, who, world }: Asked): Promise<Response> {
  const body = await readBody(request, PlanRejection);
  if ("refused" in body) return body.refused;
  const done = await rejectPlan({ source, id, who, reason: body.data.reason }, world);
  return decidedAnswer(done, "rejected", { source, who, world });
}

function decidedAnswer(done: PlanDecided, what: string, { source, who, world }: Asked): Response {
  if ("refused" in done) return refuse(done.refused, { message: done.why });
  world.log.info(`plan ${what}`, { source, who, plan: done.plan.id });
  return answer({ plan: done.plan });
}

import * as z from "zod";
import { closeOutage, outagesOf } from "../../lib/app/outage/outages.ts";
import { nearest } from "../../lib/core/nearest.ts";
import { instantText } from "../../lib/core/time.ts";
import type { ApiWorld } from "../world/api.ts";
import { Reason, readBody } from "./read.ts";
import { answer, refuse } from "./refusal.ts";

/** `GET /api/{source}/outages` -> `{ outages, now }`: those that are open first, then those that closed lately. */
export async function listOutages(source: string, { store, clock }: ApiWorld): Promise<Response> {
  return answer({ outages: await outagesOf(source, store), now: clock() });
}

export const CloseWhy = z.strictObject({ reason: Reason });

/** Which outage is closed, and by whom. */
interface Asked {
  readonly source: string;
  readonly id: string;
  readonly who: string;
  readonly world: ApiWorld;
}

/**
 * `POST /api/{source}/outages/{id}/close` with `{ reason }` -> `{ outage, now }`: what was parked comes due within minutes and is
 * looked at as ever. One that is closed already is refused (409), and one that is not there (404).
 */
export async function closeByHand(request: Request, { source, id, who, world }: Asked): Promise<Response> {
  const body = await readBody(request, CloseWhy);
  if ("refused" in body) return body.refused;
  const closed = await closeOutage({ source, id, who, reason: body.data.reason }, world);
  if (closed === "unknown") return await noOutage(id, source, world);
  if (closed === "closed") return await closedBefore(id, source, world);
  world.log.info("outage closed", { source, id, who });
  return answer({ outage: closed, now: world.clock() });
}

async function noOutage(id: string, source: string, { store }: ApiWorld): Promise<Response> {
  const known = (await outagesOf(source, store)).map((one) => one.id);
  const near = nearest(id, known);
  const message = `there is no outage ${JSON.stringify(id)}`;
  return refuse("noOutage", { message, ...(near !== undefined && { cure: `Did you mean ${near}?` }) });
}

async function closedBefore(id: string, source: string, { store }: ApiWorld): Promise<Response> {
  const found = (await outagesOf(source, store)).find((one) => one.id === id);
  if (found?.closedAt === undefined) return refuse("outageClosed");
  const by = found.closedBy === undefined ? "" : `: ${found.closedBy}`;
  return refuse("outageClosed", { message: `the outage ${id} is closed since ${instantText(found.closedAt)}${by}` });
}

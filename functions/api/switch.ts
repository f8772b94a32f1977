import * as z from "zod";
import { type Move, moveSwitch, stopsOf } from "../../lib/app/switch.ts";
import type { ApiWorld } from "../world/api.ts";
import { Reason, readBody } from "./read.ts";
import { answer, refuse } from "./refusal.ts";

/** `GET /api/{source}/switch` -> `{ stops }`. */
export async function showSwitch(source: string, { store }: ApiWorld): Promise<Response> {
  return answer({ stops: await stopsOf(store, source) });
}

export const StopWhy = z.strictObject({ reason: Reason });

/**
 * `PUT` (stop) or `DELETE` (resume) `/api/{source}/switch/stops/{what}` with `{ reason }`, where `what` is `everything`,
 * `project:ID`, `verb:NAME` or `rule:ID` -> `{ stops, effectiveAt }`. A stop is answered as soon as it is written, and
 * certain at `effectiveAt`, 5 s later: until then a call may start whose worker looked at the switch just before.
 */
export async function stopOrResume(
  request: Request,
  { world, ...move }: Omit<Move, "reason"> & { world: ApiWorld },
): Promise<Response> {
  const body = await readBody(request, StopWhy);
  if ("refused" in body) return body.refused;
  const { reason } = body.data;
  const { store, clock, random, log } = world;
  const verbs = [...new Set(world.actions.map(({ verb }) => verb))];
  const moved = await moveSwitch({ ...move, reason }, { store, clock, random, verbs });
  if ("unknown" in moved) return refuse("noStop", { message: moved.unknown, cure: moved.cure });
  log.info("switch", { source: move.source, who: move.who, step: move.step, stopped: move.what });
  return answer({ ...moved });
}

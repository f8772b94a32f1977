import * as z from "zod";
import {
  addHold,
  type HoldPlace,
  holdStanding,
  holdsOf,
  keepOn,
  removeHold,
  type Standing,
} from "../../lib/app/hold.ts";
import { canBeHeld } from "../../lib/core/hold.ts";
import type { ApiWorld } from "../world/api.ts";
import { Id, Reason, readBody, readQuery } from "./read.ts";
import { answer, refuse } from "./refusal.ts";

// A hold stands at `/api/{source}/holds/{project}/{on}`: `project` is GitLab's number, `on` is `job:ID`, `pipeline:ID` or
// `project`. Whether the job or the pipeline is one of that project is not asked: the API calls no GitLab.

/** Where a hold is asked for, as the path says it, and by whom. */
interface Asked {
  readonly source: string;
  readonly project: string;
  readonly on: string;
  readonly who: string;
  readonly world: ApiWorld;
}

export const HoldWhy = z.strictObject({ reason: Reason });
export const HoldQuery = z.strictObject({ project: Id.exactOptional() });

/**
 * `GET /api/{source}/holds?project=` -> `{ holds }`: all of them, or those of one project by its number. `by` says what each
 * stems from: `person`, or what is kept, `keep` or `release`.
 */
export async function listHolds(request: Request, source: string, { store }: ApiWorld): Promise<Response> {
  const query = readQuery(request, HoldQuery);
  if ("refused" in query) return query.refused;
  return answer({ holds: await holdsOf(store, source, query.data.project) });
}

/** `GET …/holds/{project}/{on}` -> as `PUT` answers, but nothing is changed. */
export async function showHold(asked: Asked): Promise<Response> {
  const place = placeOf(asked);
  if ("refused" in place) return place.refused;
  const standing = await holdStanding(place, asked.world.store);
  return standing ? standingAnswer(standing) : await noHold(place, asked);
}

/**
 * `PUT …/holds/{project}/{on}` with `{ reason }` -> `{ hold, accepted, inFlight, deletes, stoodAlready? }`. Once `accepted`, no delete can
 * touch any more what is held. Until then `inFlight` deletes that began earlier may still be carried out; `deletes` are
 * their tasks, as far as they are known, and a job's delete that was done already. Asking again is safe and tells how
 * they ended; a hold that stands already keeps who held it and why, and `stoodAlready` says that nothing was written.
 */
export async function putHold(request: Request, asked: Asked): Promise<Response> {
  const place = placeOf(asked);
  if ("refused" in place) return place.refused;
  const body = await readBody(request, HoldWhy);
  if ("refused" in body) return body.refused;
  const { who, world } = asked;
  const standing = await addHold({ ...place, who, reason: body.data.reason }, world);
  world.log.info("hold", { ...place, who, accepted: standing.isAccepted });
  return standingAnswer(standing);
}

/**
 * `DELETE …/holds/{project}/{on}` with `{ reason }` -> `{ hold }`: what was let go. What a keep or a release protects is let go
 * elsewhere: `409 kept` says where.
 */
export async function dropHold(request: Request, asked: Asked): Promise<Response> {
  const place = placeOf(asked);
  if ("refused" in place) return place.refused;
  const body = await readBody(request, HoldWhy);
  if ("refused" in body) return body.refused;
  const { who, world } = asked;
  const hold = await removeHold({ ...place, who, reason: body.data.reason }, world);
  if (!hold) return await noHold(place, asked);
  world.log.info("hold removed", { ...place, who });
  return answer({ hold });
}

const cure = "Give the number that GitLab shows beside the project's name.";

function placeOf({ source, project, on }: Asked) {
  const id = Id.safeParse(project);
  if (!id.success)
    return { refused: refuse("badHold", { message: `${JSON.stringify(project)} is no project's number`, cure }) };
  if (canBeHeld(on)) return { source, project: id.data, on };
  return { refused: refuse("badHold", { message: `nothing can be held that is called ${JSON.stringify(on)}` }) };
}

/** No person holds it; a keep may protect it all the same. */
async function noHold(place: HoldPlace, { world }: Asked): Promise<Response> {
  const keep = await keepOn(place, world.store);
  if (!keep) return refuse("noHold");
  const { project, on, by, who } = keep;
  return refuse("kept", {
    message: `${on} of project ${project} is kept by ${by === "release" ? `the release ${who}` : who}, and not held by a person`,
    cure: `Let it go with: penstock keeps let-go ${on} --project ${project} --reason "…"`,
  });
}

function standingAnswer({ hold, isAccepted, inFlight, deletes, stoodAlready }: Standing): Response {
  return answer({ hold, accepted: isAccepted, inFlight, deletes, ...(stoodAlready && { stoodAlready }) });
}

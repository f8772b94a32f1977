import { hookStandings } from "../../lib/app/hooked/standings.ts";
import { patrolStanding } from "../../lib/app/patrolled/standing.ts";
import { tokenStandings } from "../../lib/app/tokens/standings.ts";
import type { ApiWorld } from "../world/api.ts";
import { answer } from "./refusal.ts";

/** `GET /api/{source}/patrol` -> `{ patrol, now }`: how well it covers the watched projects, from what its runs noted. */
export async function showPatrol(source: string, { store, clock }: ApiWorld): Promise<Response> {
  const now = clock();
  return answer({ patrol: await patrolStanding(source, { store, now }), now });
}

/** `GET /api/{source}/tokens` -> `{ tokens, now }`: the access tokens as they were seen last, those that need somebody first. */
export async function listTokens(source: string, { store, clock }: ApiWorld): Promise<Response> {
  const now = clock();
  return answer({ tokens: await tokenStandings(source, { store, now }), now });
}

/** `GET /api/{source}/hooks` -> `{ hooks, now }`: the webhooks that lead here as the patrol saw them last, those that need somebody first. */
export async function listHooks(source: string, { store, clock }: ApiWorld): Promise<Response> {
  return answer({ hooks: await hookStandings(source, store), now: clock() });
}

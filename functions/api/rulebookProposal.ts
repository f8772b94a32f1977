import * as z from "zod";
import type { ApiWorld } from "../world/api.ts";
import { Reason, readBody, seenVersion } from "./read.ts";
import { answer, refuse } from "./refusal.ts";

/** `GET /api/{source}/rulebook/proposal` -> `{ proposal: { number, hash, after, by, at, needs, reason? }, rulebook }`. */
export async function showProposal(source: string, { store }: ApiWorld): Promise<Response> {
  const { waiting } = await import("../../lib/app/approve.ts");
  const { textRules } = await import("../../lib/app/standing.ts");
  const found = await waiting(store, source);
  if (!found) return refuse("noProposal");
  const { rules, ...proposal } = found;
  return answer({ proposal, rulebook: textRules(rules) ?? {} });
}

export const ProposalSaid = z.strictObject({
  hash: z.string().regex(/^[0-9a-f]{64}$/, { error: "expected the proposal's whole hash" }),
  reason: Reason.exactOptional(),
});

interface Asked {
  readonly source: string;
  readonly who: string;
  readonly world: ApiWorld;
}

/**
 * `POST /api/{source}/rulebook/approve` with `{ hash, reason? }` and `If-Match: "VERSION"`, the version that the proposal
 * follows and that is active -> `{ version, rules }`. Whoever proposed it cannot approve it. A try that is refused
 * changes nothing and stands in the journal.
 */
export async function approveRulebook(request: Request, { source, who, world }: Asked): Promise<Response> {
  const seen = seenVersion(request);
  if ("refused" in seen) return seen.refused;
  const body = await readBody(request, ProposalSaid);
  if ("refused" in body) return body.refused;
  const { approveRules } = await import("../../lib/app/approve.ts");
  const { hash, ...why } = body.data;
  const { clock, random, log } = world;
  const done = await approveRules({ source, hash, seen: seen.version }, { who, ...why, clock, random }, world);
  if ("refused" in done) return refuse(done.refused, { message: done.why });
  log.info("rules approved", { source, who, version: done.version, hash });
  return answer({ ...done }, { headers: { etag: `"${done.version}"` } });
}

/** `POST /api/{source}/rulebook/reject` with `{ hash, reason? }` -> `{ rejected: { number, hash } }`. */
export async function rejectRulebook(request: Request, { source, who, world }: Asked): Promise<Response> {
  const body = await readBody(request, ProposalSaid);
  if ("refused" in body) return body.refused;
  const { rejectRules } = await import("../../lib/app/approve.ts");
  const { hash, ...why } = body.data;
  const { clock, random, log } = world;
  const done = await rejectRules({ source, hash }, { who, ...why, clock, random }, world);
  if ("refused" in done) return refuse(done.refused, { message: done.why });
  log.info("rules rejected", { source, who, hash });
  return answer({ ...done });
}

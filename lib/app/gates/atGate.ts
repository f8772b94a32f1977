import type { Instant } from "../../core/time.ts";
import type { Judgement } from "../judge.ts";
import type { Live } from "../live.ts";
import { type StandDesk, standAtGate } from "./stand.ts";

/**
 * What the rules want done, once it has passed its gate: it waits there for the people and the calendars that they require.
 *
 * @throws GitLabError when GitLab cannot be asked; StoreError
 */
export async function atGate(
  judged: Extract<Judgement, { readonly content: unknown }>,
  { live, now }: { readonly live: Live; readonly now: Instant },
  desk: StandDesk,
): Promise<Judgement> {
  const { closedAt } = judged;
  if (judged.gate !== "asked" || !live.gate || !closedAt) return judged;
  const stand = await standAtGate({ live, stored: live.gate, wish: { ...judged, closedAt } }, desk, now);
  if ("passes" in stand) return { ...judged, closedAt: stand.closedAt, gate: stand.passes };
  return { ends: stand.ends, ...(stand.change && { gate: stand.change }) };
}

import { entryId, type RulesEntry } from "../core/journal.ts";
import type { Clock } from "../core/time.ts";

/** Who changes rules and why, as the journal shall tell it. */
export interface Applicant {
  readonly who: string;
  readonly reason?: string;
  readonly clock: Clock;
  readonly random: () => string;
}

/** An entry of the journal about rules. */
export function rulesEntry(
  told: Omit<RulesEntry, "kind" | "id" | "at" | "who" | "reason">,
  { who, reason, clock, random }: Applicant,
): RulesEntry {
  const at = clock();
  return { kind: "rules", id: entryId(at, random()), at, ...told, who, ...(reason !== undefined && { reason }) };
}

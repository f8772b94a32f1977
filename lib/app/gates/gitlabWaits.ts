import type { Facts } from "../../core/event.ts";
import type { Outcome } from "../../core/outcome.ts";
import type { Judgement } from "../judge.ts";
import type { Live } from "../live.ts";
import type { GateChange } from "./stand.ts";

/** A job that GitLab keeps shut until people have approved its deployment there, as it will be then. */
export function onceApproved(live: Live): Live {
  const { facts, told } = live;
  const approved = (one: Facts): Facts => ({ ...one, looked: { ...one.looked, deployment: "approved" } });
  return {
    ...live,
    facts: approved(facts),
    ...(told && { told: new Map([...told].map(([command, one]) => [command, approved(one)])) }),
  };
}

/**
 * How a run ends while GitLab waits for its own approvals: whatever else is there, nothing is played. Our gate is open
 * meanwhile, so that people may say yes at both; one that is shut ends the run.
 *
 * @param stop why GitLab keeps it shut
 * @param stood what would be done if it did not
 */
export function whileGitLabWaits(stop: Outcome, stood: Judgement): Extract<Judgement, { readonly ends: unknown }> {
  if (!("ends" in stood)) {
    const { gate } = stood;
    return { ends: stop, ...(typeof gate === "object" && { gate: waiting(gate, stop) }) };
  }
  const { ends, gate } = stood;
  if (ends.kind !== "again" || stop.kind !== "again") return stood;
  const both: Outcome = { ...stop, at: Math.min(stop.at, ends.at), reason: `${stop.reason}; ${ends.reason}` };
  return { ends: both, ...(gate && { gate: waiting(gate, both) }) };
}

/** The gate as it waits: it is not passed yet. */
function waiting({ gate, ...change }: GateChange, { reason }: { readonly reason: string }): GateChange {
  const { playedAt: _, ...shut } = gate;
  const before = change.stored.gate?.playedAt;
  return { ...change, gate: { ...shut, ...(before !== undefined && { playedAt: before }), waitsFor: reason } };
}

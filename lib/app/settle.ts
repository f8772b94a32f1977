import { jobText } from "../actions/action.ts";
import type { Outcome } from "../core/outcome.ts";
import type { Instant } from "../core/time.ts";
import { ruleId } from "../core/transitions.ts";
import type { CompiledRule } from "../rules/compile.ts";
import type { Live } from "./live.ts";

/** What became of an earlier call whose outcome is open. */
export interface Settled {
  /** How the run ends; missing: the rules may decide again. */
  readonly ends?: Outcome;
  /** The call certainly was not done: what it took is given back. */
  readonly notDone: boolean;
  /** Whether it is known what became of the call. */
  readonly isKnown: boolean;
}

/**
 * Settles what an earlier call did. While GitLab may still carry it out, only that it was done by us is believed: all else
 * can change yet.
 */
export function settle(live: Live, now: Instant): Settled {
  const { held, sight, facts } = live;
  if (!held.unsure) return { notDone: false, isKnown: true };
  const job = jobText(facts.job);
  if (sight.earlier === "ours")
    return {
      ends: { kind: "done", reason: `${job}: our earlier call was done after all` },
      notDone: false,
      isKnown: true,
    };
  if (held.settleAt !== undefined && now < held.settleAt) {
    const reason = `GitLab may still carry out our earlier call on ${job}`;
    return { ends: { kind: "again", at: held.settleAt, why: "wait", reason }, notDone: false, isKnown: false };
  }
  if (sight.earlier === "others") {
    const ends = sight.stop ?? ({ kind: "skipped", reason: `somebody else did it to ${job}` } as const);
    return { ends, notDone: false, isKnown: true };
  }
  const careful = whoIsCareful(live);
  return { ...(careful && { ends: careful }), notDone: true, isKnown: true };
}

/** Whether a person must look before the call is repeated: a rule asks for it, or a protected environment does where no rule says. */
function whoIsCareful({ held, sight, facts, active }: Live): Outcome | undefined {
  const rules = held.wants.flatMap((want) => active.rule(ruleId(want)) ?? []);
  const asks = rules.find(({ rule }) => rule.onUnknown === "attention");
  const why = asks ? `${asks.name} asks for a person then` : whyProtected(rules, sight.protection);
  if (!why) return undefined;
  const { job } = facts;
  return {
    kind: "attention",
    reason: `it could not be learnt whether our call reached ${jobText(job)}, which is ${job.status} still, and ${why}`,
    remedy: "Do it by hand and dismiss the task, or redrive it.",
  };
}

function whyProtected(rules: readonly CompiledRule[], protection: string | undefined): string | undefined {
  return rules.some(({ rule }) => rule.onUnknown === undefined) ? protection : undefined;
}

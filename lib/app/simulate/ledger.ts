import type { Action } from "../../actions/action.ts";
import type { Facts } from "../../core/event.ts";
import { type Limit, strictest, type Toll, tolls } from "../../core/limit.ts";
import type { Instant } from "../../core/time.ts";
import type { CompiledRule } from "../../rules/compile.ts";

/** What would be done, within whose limits. */
interface Wish {
  readonly source: string;
  readonly rules: readonly CompiledRule[];
  readonly action: Action;
  readonly facts: Facts;
  readonly isOurPipeline: boolean;
}

/** A limit that is used up: whose it is, and when it opens again; never, where that is missing. */
export interface Held {
  readonly kind: keyof Limit;
  readonly rules: readonly string[];
  readonly opensAt?: Instant;
}

/** Counts what a rulebook does, as the real one counts it when a task is marked. */
export interface Ledger {
  /** Takes a wish's limits, all or none. @returns the first that is used up */
  take(wish: Wish, now: Instant): Held | undefined;
}

export function createLedger(): Ledger {
  const counters = new Map<string, number>();
  const countOf = ({ counter }: Toll) => counters.get(counter.scope) ?? 0;
  return {
    take(wish, now) {
      const fees = feesOf(wish, now);
      const full = fees.find((toll) => countOf(toll) + toll.by > toll.most);
      if (full) return heldBy(full, wish.rules);
      for (const toll of fees) counters.set(toll.counter.scope, countOf(toll) + toll.by);
      return undefined;
    },
  };
}

function feesOf({ source, rules, action, facts, isOurPipeline }: Wish, now: Instant): Toll[] {
  const { verb, andThen } = action;
  const task = { source, verb, ...(andThen && { andThen }) };
  return strictest(rules.map(({ rule }) => tolls(rule.limit, { rule: rule.id, task, facts, isOurPipeline, now })));
}

function heldBy({ kind, most, opensAt }: Toll, rules: readonly CompiledRule[]): Held {
  const owners = rules.filter(({ rule }) => rule.limit[kind] === most).map(({ rule }) => rule.id);
  return { kind, rules: owners, ...(opensAt !== undefined && { opensAt }) };
}

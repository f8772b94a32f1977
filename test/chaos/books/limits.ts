import type { LedgerKey } from "../../../lib/core/key.ts";
import type { Evidence } from "../evidence.ts";
import type { Kept } from "./kept.ts";

/** Every limit stands at what tasks took of it, and nothing is in flight. */
export function limitsKept({ tasks, counters }: Evidence): Kept {
  const taken = new Map<string, number>();
  for (const key of tasks.flatMap(({ spent = [] }) => spent)) taken.set(nameOf(key), (taken.get(nameOf(key)) ?? 0) + 1);
  const limits = new Map(counters.filter(({ scope }) => scope.startsWith("limit#")).map((one) => [nameOf(one), one.n]));
  return {
    violations: [
      ...[...new Set([...taken.keys(), ...limits.keys()])]
        .filter((key) => (taken.get(key) ?? 0) !== (limits.get(key) ?? 0))
        .map((key) => `${key} stands at ${limits.get(key) ?? 0}, but tasks took ${taken.get(key) ?? 0}`),
      ...counters
        .filter(({ scope, n }) => scope.startsWith("inflight#") && n !== 0)
        .map((one) => `${nameOf(one)} stands at ${one.n}`),
    ],
    figures: { limits: limits.size },
  };
}

function nameOf({ scope, key }: LedgerKey): string {
  return `${scope} ${key}`;
}

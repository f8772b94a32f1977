import { calm } from "./calm.ts";
import type { Profile } from "./profile.ts";
import { randomOf, seedFrom } from "./random.ts";
import type { RuleKind } from "./rulebooks.ts";
import { runSchedule } from "./schedule.ts";

/** Rules whose limits count each job alone: with others the first comes first. */
const ruleSets: readonly [readonly RuleKind[], ...(readonly RuleKind[])[]] = [
  ["retry"],
  ["retryLater"],
  ["retryAny"],
  ["play", "retry"],
  ["playAgain", "retryCareful"],
  ["restart", "retry"],
  ["playLater", "restart"],
];

/**
 * P7: plays a seed without faults, and again with the same deliveries out of order, late and told twice, by two hooks.
 *
 * @returns what differs in the effects; empty where nothing does
 */
export async function orderMatters(seed: number): Promise<string[]> {
  const dice = randomOf(seedFrom(seed, "hooks"));
  const plain = plainOf(seed);
  const hooks = {
    lost: 0,
    duplicated: 0.5,
    twins: dice.chance(0.5),
    lateSeconds: dice.pick([5, 30, 90]),
    offSeconds: 0,
  };
  const [one, other] = await Promise.all([
    runSchedule(seed, { mode: "liveness", profile: plain }),
    runSchedule(seed, { mode: "liveness", profile: { ...plain, hooks } }),
  ]);
  return [
    ...one.effects.filter((effect) => !other.effects.includes(effect)).map((effect) => `only in order: ${effect}`),
    ...other.effects.filter((effect) => !one.effects.includes(effect)).map((effect) => `only out of order: ${effect}`),
    ...[...one.violations, ...other.violations].map(({ promise, what }) => `${promise}: ${what}`),
  ];
}

/** A world in which everything works. */
export function plainOf(seed: number): Profile {
  const dice = randomOf(seedFrom(seed, "order"));
  const rules = dice.pick(ruleSets);
  return {
    ...calm,
    pipelines: dice.whole(1, 2),
    jobs: dice.whole(1, 2),
    // What is stuck for an hour ends when the schedule has ended, unless a rule restarts it.
    stuck: rules.includes("restart") ? 0.3 : 0,
    slowCancel: dice.chance(0.3) ? 1 : 0,
    rules,
    recordsAll: false,
  };
}

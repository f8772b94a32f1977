import { calm } from "./calm.ts";
import { noCallFaults, type Profile } from "./profile.ts";
import { type Random, randomOf, seedFrom } from "./random.ts";
import { drawnKinds, type RuleKind } from "./rulebooks.ts";
import type { Mode } from "./stage.ts";

interface Drawn {
  readonly profile: Profile;
  readonly mode: Mode;
}

/** What a seed is about: each draws which faults there are at all, and how often each comes. Fields that are wanted stay. */
export function drawProfile(
  seed: number,
  { mode, profile }: { readonly mode?: Mode; readonly profile?: Partial<Profile> },
): Drawn {
  const dice = randomOf(seedFrom(seed, "profile"));
  const drawnMode: Mode = dice.chance(0.5) ? "liveness" : "safety";
  const drawn: Profile = { ...siteOf(dice), ...mishapsOf(dice) };
  const gated = profile?.rules === undefined ? gatesOf(seed) : {};
  return { mode: mode ?? drawnMode, profile: { ...drawn, ...gated, ...profile } };
}

const ruleSets: readonly [readonly RuleKind[], ...(readonly RuleKind[])[]] = [
  ["retry"],
  ["retry", "retryOnce", "retryPipeline"],
  ["retryLater"],
  ["retryHourly", "retry"],
  ["retryCareful", "restart"],
  ["retryAny"],
  ["retryAny", "restartRunning"],
  ["restart", "retry"],
  ["restartRunning", "retryPipeline"],
  ["play"],
  ["play", "playAgain", "retry"],
  ["play", "playOther"],
  ["playCareful"],
  ["playLater", "restart"],
  ["play", "retryAny"],
  ["keep", "retry"],
  ["sweep", "keep"],
  ["sweep", "retry", "play"],
];

function siteOf(
  dice: Random,
): Omit<Profile, "hooks" | "stream" | "tickOffSeconds" | "processes" | "tables" | "calls" | "looks"> {
  const rules = dice.chance(0.12) ? anyOf(randomOf(dice.whole(1, mostMixtures))) : dice.pick(ruleSets);
  const restarts = rules.some((rule) => rule.startsWith("restart"));
  return {
    projects: dice.chance(0.15) ? 2 : 1,
    pipelines: dice.chance(0.15) ? 2 : 1,
    jobs: dice.chance(0.25) ? 2 : 1,
    activeSeconds: rules.includes("sweep") ? 240 : dice.pick([20, 60, 60, 180]),
    failing: dice.pick([0.2, 0.6, 0.9]),
    stuck: restarts ? dice.pick([0.3, 0.8]) : dice.pick([0, 0, 0.3]),
    hanging: restarts ? dice.pick([0, 0.3]) : 0,
    selfTrigger: dice.chance(0.06),
    gitlabRetries: dice.chance(0.15) ? 1 : 0,
    slowCancel: dice.chance(0.3) ? 1 : 0,
    pipelineEnds: dice.chance(0.2) ? 1 : 0,
    rules,
    reportOnly: dice.chance(0.04),
    rulebookChanges: dice.chance(0.12) ? dice.whole(1, 2) : 0,
    realReader: dice.chance(0.01),
    requestsPerMinute: dice.chance(0.08) ? dice.pick([60, 600]) : 0,
    seals: dice.chance(0.05),
    recordsAll: dice.chance(0.3),
    deeds: dice.chance(0.5) ? dice.whole(1, 5) : 0,
    meddling: dice.chance(0.4) ? 0.5 : 0,
    stops: dice.chance(0.1) ? 1 : 0,
    holds: dice.chance(0.1) ? 2 : 0,
    redrives: dice.chance(0.1) ? 2 : 0,
    words: 0,
    losses: 0,
  };
}

const gatedSets: readonly [readonly RuleKind[], ...(readonly RuleKind[])[]] = [
  ["playApproved"],
  ["playTwo"],
  ["playTwo", "playApproved"],
  ["playWithin"],
  ["playOwn", "playWithin"],
  ["playBrief"],
  ["playWindow"],
  ["playWindow", "playTwo"],
  ["playBoth"],
  ["playBoth", "playApproved", "play"],
];

/** A share of the seeds is about gates. What is drawn for the others does not depend on it. */
function gatesOf(seed: number): Partial<Profile> {
  const dice = randomOf(seedFrom(seed, "gates"));
  if (!dice.chance(0.15)) return {};
  return {
    rules: dice.pick(gatedSets),
    activeSeconds: dice.pick([60, 120, 240]),
    pipelines: dice.pick([1, 1, 2, 3]),
    jobs: 1,
    rulebookChanges: dice.chance(0.3) ? dice.whole(1, 2) : 0,
    deeds: dice.chance(0.15) ? 1 : 0,
    redrives: dice.chance(0.4) ? 3 : 0,
    words: dice.whole(3, 9),
    losses: dice.chance(0.4) ? dice.whole(1, 2) : 0,
  };
}

/** Few enough that each is read and compiled once in a while. */
const mostMixtures = 60;

/** Any two to four rules, whether they go together or not. */
function anyOf(dice: Random): readonly RuleKind[] {
  const drawn = drawnKinds.map((name) => ({ name, place: dice.next() }));
  const shuffled = drawn.sort((one, other) => one.place - other.place).map(({ name }) => name);
  return shuffled.slice(0, dice.whole(2, 4));
}

/** A rate that most seeds do without. */
function rate(dice: Random, most: number): number {
  return dice.chance(0.45) ? most * dice.next() : 0;
}

function mishapsOf(
  dice: Random,
): Pick<Profile, "hooks" | "stream" | "tickOffSeconds" | "processes" | "tables" | "calls" | "looks"> {
  const hostile = dice.chance(0.9);
  if (!hostile) return calm;
  const calls = Object.fromEntries(Object.keys(noCallFaults).map((name) => [name, rate(dice, 0.3)]));
  return {
    hooks: {
      lost: dice.chance(0.1) ? 1 : rate(dice, 0.3),
      duplicated: rate(dice, 0.5),
      twins: dice.chance(0.15),
      lateSeconds: dice.pick([1, 10, 120]),
      offSeconds: dice.chance(0.004) ? 12 * 3600 : 0,
    },
    stream: {
      lost: rate(dice, 0.3),
      duplicated: rate(dice, 0.3),
      late: rate(dice, 0.2),
      lateSeconds: dice.pick([60, 600, 21_600]),
    },
    tickOffSeconds: dice.chance(0.02) ? dice.pick([600, 600, 600, 86_400]) : 0,
    processes: {
      crash: rate(dice, 0.03),
      freeze: rate(dice, 0.02),
      freezeSeconds: dice.pick([20, 60, 300]),
      lateKillMillis: 700,
      immortal: dice.chance(0.1),
      skewSeconds: dice.pick([0, 1, 2]),
      deploys: dice.chance(0.1) ? 1 : 0,
    },
    tables: {
      throttled: rate(dice, 0.05),
      conflict: rate(dice, 0.1),
      ambiguousApplied: rate(dice, 0.08),
      ambiguousLost: rate(dice, 0.08),
      unavailable: rate(dice, 0.03),
      stale: rate(dice, 0.5),
      slowMillis: dice.pick([10, 50, 3000]),
      transactionMillis: dice.pick([2, 20, 200]),
      downSeconds: dice.chance(0.02) ? dice.pick([600, 3600]) : 0,
    },
    calls: {
      ...noCallFaults,
      ...calls,
      lateSeconds: dice.pick([40, 150]),
      raceMillis: dice.pick([0, 300, 2000]),
    },
    looks: {
      failed: rate(dice, 0.1),
      throttled: rate(dice, 0.05),
      slow: rate(dice, 0.1),
      lagging: rate(dice, 0.1),
      lagSeconds: dice.pick([1, 5]),
      downSeconds: dice.chance(0.02) ? dice.pick([600, 3600]) : 0,
    },
  };
}

import type { Proof, Shown } from "../prove/proof.ts";
import { gatedProof } from "./gatedProof.ts";
import { orderMatters } from "./order.ts";
import type { RuleKind } from "./rulebooks.ts";
import { percentile, type Summary } from "./summary.ts";
import { runInThreads } from "./threads.ts";

const runs = new Map<string, Promise<Summary>>();

/** One run of schedules for all promises that it can show: whoever asks for the same one waits for it. */
function shared(cases: number, seed: number): Promise<Summary> {
  const key = `${cases} from ${seed}`;
  const run = runs.get(key) ?? runInThreads({ count: cases, seed });
  runs.set(key, run);
  return run;
}

const many = { onPush: 1_000, byProve: 200_000 };

function proof(promise: string, says: string, apart?: string): Proof {
  return {
    promises: [promise],
    says,
    cases: many,
    async run(cases, seed): Promise<Shown> {
      const summary = await shared(cases, seed);
      const broken = summary.violations.filter((one) => one.promise === promise);
      const counted = Object.entries(summary.apart).filter(([limit]) => limit.startsWith(`${promise}:`));
      return {
        cases,
        violations: broken.map((one) => `seed ${one.seed}: ${one.what}`),
        figures: {
          judged: summary.judged[promise] ?? 0,
          ...(apart !== undefined && { [apart]: counted.reduce((sum, [, times]) => sum + times, 0) }),
          ...(promise === "P14" && { "p99 s": Math.round(percentile(summary.settledAfter, 0.99) / 1000) }),
        },
      };
    },
  };
}

const orderless: Proof = {
  promises: ["P7"],
  says: "the same deliveries out of order, late and twice end in the same effects",
  cases: { onPush: 200, byProve: 10_000 },
  async run(cases, seed) {
    const violations: string[] = [];
    let next = seed;
    async function lane(): Promise<void> {
      while (next < seed + cases) {
        const mine = next++;
        violations.push(...(await orderMatters(mine)).map((line) => `seed ${mine}: ${line}`));
      }
    }
    await Promise.all(Array.from({ length: Math.min(64, cases) }, lane));
    return { cases, violations };
  },
};

/** The budgets hold and everything ends where what we run begins pipelines in our name, under rules that feed each other. */
const chains: Proof = {
  promises: ["P12"],
  says: "rules that feed themselves, and jobs that begin pipelines in our name, end within the budgets",
  cases: { onPush: 100, byProve: 5_000 },
  async run(cases, seed) {
    const wanted = { profile: { selfTrigger: true, failing: 0.9 } };
    const { violations, judged } = await runInThreads({ count: cases, seed, wanted });
    const broken = violations.filter(({ promise }) => promise === "P12" || promise === "P11");
    return {
      cases,
      violations: broken.map((one) => `seed ${one.seed}: ${one.promise}: ${one.what}`),
      figures: { judged: judged.P12 ?? 0 },
    };
  },
};

const mixtures: readonly (readonly RuleKind[])[] = [
  ["cancelRunning", "tell", "retryFirst"],
  ["cancelRunning", "restartToo", "playTested"],
  ["playTested", "retryFirst", "keep"],
  ["eraseOld", "sweep", "tell", "retry"],
];

/** Every promise, under rules that ask GitLab for more than the job, and with the verbs that seeds do not draw. */
const further: Proof = {
  promises: ["P9", "P13", "P14", "P20", "P33"],
  says: "so it is with rules that ask further, with cancel against restart, with erase, and what is told is told once",
  cases: { onPush: 400, byProve: 20_000 },
  async run(cases, seed) {
    const violations: string[] = [];
    let judged = 0;
    for (const rules of mixtures) {
      const count = Math.ceil(cases / mixtures.length);
      const summary = await runInThreads({ count, seed, wanted: { profile: { rules } } });
      violations.push(
        ...summary.violations.map((one) => `seed ${one.seed} with ${rules.join(", ")}: ${one.promise}: ${one.what}`),
      );
      judged += summary.judged.P9 ?? 0;
    }
    return { cases, violations, figures: { judged } };
  },
};

/** P5 at its hardest: no hook ever comes. */
const silent: Proof = {
  promises: ["P5"],
  says: "without a single hook, the patrol finds what the rules want within 12 minutes",
  cases: { onPush: 100, byProve: 5_000 },
  async run(cases, seed) {
    const hooks = { lost: 1, duplicated: 0, twins: false, lateSeconds: 1, offSeconds: 0 };
    const { violations, judged } = await runInThreads({
      count: cases,
      seed,
      wanted: { mode: "liveness", profile: { hooks } },
    });
    const broken = violations.filter(({ promise }) => promise === "P5");
    return {
      cases,
      violations: broken.map((one) => `seed ${one.seed}: ${one.what}`),
      figures: { judged: judged.P5 ?? 0 },
    };
  },
};

/** The tables are away for an hour. */
const outage: Proof = {
  promises: ["P36"],
  says: "with the tables away for an hour nothing happens twice, and afterwards everything ends",
  cases: { onPush: 50, byProve: 2_000 },
  async run(cases, seed) {
    const wanted = { mode: "liveness" as const, profile: { tables: hourAway } };
    const { violations, judged } = await runInThreads({ count: cases, seed, wanted });
    return {
      cases,
      violations: violations.map((one) => `seed ${one.seed}: ${one.promise}: ${one.what}`),
      figures: { judged: judged.P36 ?? 0 },
    };
  },
};

const hourAway = {
  ...{ throttled: 0.02, conflict: 0.02, ambiguousApplied: 0.02, ambiguousLost: 0.02, unavailable: 0, stale: 0.1 },
  ...{ slowMillis: 50, transactionMillis: 20, downSeconds: 3600 },
};

/** What the schedules show, promise by promise. */
export const simulationProofs: readonly Proof[] = [
  proof("P1", "what was answered as planned is there, whatever crashed"),
  proof("P9", "at most one effect per project, job and verb"),
  proof("P10", "several hooks and rules want one effect: one happens, every rule is credited"),
  proof("P11", "our runs of a job's name in a pipeline stay within the limit"),
  proof("P13", "a finished job is never played again", "the stated limit"),
  proof(
    "P14",
    "what became of a call is known, or a person is told, within 10 min after faults stop",
    "put off for long before",
  ),
  proof("P15", "after our cancel there is a newer run, or somebody is told"),
  proof("P18", "no call starts after a stop is certain"),
  proof("P19", "rules that only report change nothing"),
  proof("P20", "every call had its marked task, and the journal tells of every effect"),
  proof("P21", "nothing is deleted once a hold is accepted"),
  proof("P33", "every call was justified by the truth of its moment"),
  proof("P39", "everything told once more, hooks, records and tasks, has no second effect"),
  proof("P45", "the books balance"),
  orderless,
  chains,
  silent,
  further,
  gatedProof,
  outage,
];

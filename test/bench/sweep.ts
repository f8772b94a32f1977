import { parseArgs } from "node:util";
import { usualPerMinute } from "../../lib/core/throttleSizes.ts";
import { tell } from "./figure.ts";
import { goalsOf, type Told, together } from "./sweep/goals.ts";
import { scenarioLines } from "./sweep/print.ts";
import { compareRivals } from "./sweep/rivals/compare.ts";
import type { Walked } from "./sweep/rivals/walk.ts";
import { type Part, sweepRule, takeInventory, waitForDeletes } from "./sweep/run.ts";
import { openSweepStage, type StageOptions, type SweepStage } from "./sweep/stage.ts";

// `npm run bench -- sweep [--jobs N] [--only PART,…]`: G8. Penstock's real `work` and `tick` go through the twin's crowd in
// virtual time, with GitLab.com's limits and ours. Each part is told beside what its limits allow at the least; the
// formulas are in sweep/ideal.ts. The twin is a process of its own and the in-memory store a thread, so the heap is that of
// Penstock alone, with the HTTP client and this harness. `rivals` are other ways through the same limits. Played only where
// they are named: `killed` and `delete`, what crashes and a rule's own limits cost.

const text = { type: "string" } as const;
const { values } = parseArgs({
  options: {
    jobs: { ...text, default: "1000000" },
    only: { ...text, default: "many,one,together,rivals" },
    kills: { ...text, default: "50" },
    "per-minute": { ...text, default: String(usualPerMinute) },
    "latency-millis": { ...text, default: "50" },
    seed: { ...text, default: "9" },
    "delete-jobs": text,
  },
});
const jobs = Number(values.jobs);
const kills = Number(values.kills);
const common = {
  perMinute: Number(values["per-minute"]),
  latencyMillis: Number(values["latency-millis"]),
  seed: Number(values.seed),
  isApart: true,
};
const deleteJobs = Number(values["delete-jobs"] ?? jobs);
const unbound = { perProjectPerHour: 1_000, percentPerDay: 100 };
/** Three minutes of lists and one more. */
const rivalPages = 1_810;
const all: Told[] = [];
const walked: Walked[] = [];
const perProject = 1_000;
const manyOf = (count: number) => ({
  projects: Math.ceil(count / perProject),
  jobsPerProject: Math.min(count, perProject),
});

/** Ways through the crowd. A kill costs what a crash does: its tasks wait for the end of their lease, and for the next tick. */
const scenarios: Readonly<Record<string, () => Promise<boolean>>> = {
  many: () => scenario({ ...common, ...manyOf(jobs) }, async (stage, told) => told(await takeInventory(stage, 0))),
  killed: () =>
    scenario({ ...common, ...manyOf(jobs) }, async (stage, told) => told(await takeInventory(stage, kills))),
  one: () =>
    scenario({ ...common, projects: 1, jobsPerProject: jobs }, async (stage, told) =>
      told(await takeInventory(stage, 0)),
    ),
  delete: () => scenario({ ...common, ...manyOf(deleteJobs) }, deleteAll),
  together: () => scenario({ ...common, ...manyOf(deleteJobs), deletes: unbound }, deleteTogether),
  rivals: async () => {
    walked.push(...(await compareRivals(rivalPages, { withPeers: true })));
    return true;
  },
};

async function deleteAll(stage: SweepStage, told: (part: Part) => void): Promise<void> {
  told(await sweepRule(stage, "first cycle of a delete rule: reports"));
  await stage.pass(3_600_000);
  const expiredBy = stage.timeline.now() - 7 * 86_400_000;
  told(await sweepRule(stage, "second cycle: marks"));
  told(await waitForDeletes(stage, { expiredBy, kills }));
  // The ideal begins with a full budget.
  await stage.pass(60_000);
  told(await takeInventory(stage, 0));
}

/** The same where the rule's limits do not keep batches small. */
async function deleteTogether(stage: SweepStage, told: (part: Part) => void): Promise<void> {
  await sweepRule(stage, "first cycle of a delete rule: reports");
  await stage.pass(3_600_000);
  const expiredBy = stage.timeline.now() - 7 * 86_400_000;
  told(await sweepRule(stage, `second cycle: marks what goes ${together}`));
  const part = await waitForDeletes(stage, { expiredBy, kills: 0 });
  told({ ...part, title: `deletes ${together}` });
}

async function scenario(
  options: StageOptions,
  run: (stage: SweepStage, told: (part: Part) => void) => Promise<void>,
): Promise<boolean> {
  const stage = await openSweepStage(options);
  try {
    const parts: Part[] = [];
    await run(stage, (part) => {
      parts.push(part);
      all.push({ ...part, jobs: options.projects * options.jobsPerProject });
      for (const line of scenarioLines(options, [part]).slice(parts.length > 1 ? 1 : 0, -1)) console.log(line);
    });
    return parts.every(({ wrong }) => wrong.length === 0);
  } finally {
    await stage.close();
  }
}

for (const name of values.only.split(",")) {
  const run = scenarios[name];
  if (!run) throw new Error(`--only ${name}: there is ${Object.keys(scenarios).join(", ")}`);
  if (!(await run())) process.exitCode = 1;
}
tell(goalsOf(all, walked));

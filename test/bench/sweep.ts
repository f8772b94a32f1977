import { parseArgs } from "node:util";
import { usualPerMinute } from "../../lib/core/throttleSizes.ts";
import { goalLines, scenarioLines } from "./sweep/print.ts";
import { type Part, sweepRule, takeInventory, waitForDeletes } from "./sweep/run.ts";
import { openSweepStage, type StageOptions, type SweepStage } from "./sweep/stage.ts";

// `npm run bench -- sweep [--jobs N] [--only PART,…]`: Penstock's real `work` and `tick` go through the twin's crowd in
// virtual time, with GitLab.com's limits and ours. Each part is told beside what its limits allow at the least; the
// formulas are in sweep/ideal.ts. The twin is a process of its own and the in-memory store a thread, so the heap is that of
// Penstock alone, with the HTTP client and this harness.

const text = { type: "string" } as const;
const { values } = parseArgs({
  options: {
    jobs: { ...text, default: "1000000" },
    only: { ...text, default: "many,killed,one,delete" },
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
  delete: () => scenario({ ...common, ...manyOf(Number(values["delete-jobs"] ?? jobs)) }, deleteAll),
};

async function deleteAll(stage: SweepStage, told: (part: Part) => void): Promise<void> {
  told(await sweepRule(stage, "first cycle of a delete rule: reports"));
  await stage.pass(3_600_000);
  const expiredBy = stage.timeline.now() - 7 * 86_400_000;
  told(await sweepRule(stage, "second cycle: marks"));
  told(await waitForDeletes(stage, { expiredBy, kills }));
  told(await takeInventory(stage, 0));
}

const all: (Part & { readonly jobs: number })[] = [];

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
for (const line of goalLines(all)) console.log(line);

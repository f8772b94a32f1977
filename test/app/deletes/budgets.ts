import fc from "fast-check";
import { sweptKey } from "../../../lib/core/limit.ts";
import { taskId } from "../../../lib/core/task.ts";
import { planned } from "../../../lib/core/transitions.ts";
import { expired } from "../jobs.ts";
import { start } from "../site.ts";
import { activeOf, work, workerOf } from "./crew.ts";
import { gitlabOf, type Model } from "./model.ts";

const hour = 3_600_000;
const day = 24 * hour;

/** Rules that delete, with their limits or none, and a project with more or fewer jobs; how often it is performed a day. */
export const Budgets = fc.record({
  rules: fc.array(
    fc.record({
      verb: fc.constantFrom("deleteArtifacts", "erase"),
      quarantineDays: fc.integer({ min: 1, max: 2 }),
      perHour: fc.option(fc.integer({ min: 1, max: 50 }), { nil: undefined, freq: 1 }),
      percent: fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined, freq: 1 }),
      perDay: fc.option(fc.integer({ min: 1, max: 100 }), { nil: undefined, freq: 1 }),
      name: fc.constantFrom("**", "a*", "b*"),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  jobs: fc.oneof(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 255, max: 290 })),
  everyHours: fc.constantFrom(1, 3, 12),
  isTogether: fc.boolean(),
});
type Drawn = typeof Budgets extends fc.Arbitrary<infer T> ? T : never;

interface Spent {
  readonly breaches: readonly string[];
  readonly deletes: number;
  /** The most in one hour. */
  readonly mostAnHour: number;
}

/** Plays five days of sweeps and deletes. @returns what was deleted beyond 50 an hour, 20 percent a day, or in a first cycle */
export async function playBudgets(drawn: Drawn): Promise<Spent> {
  let now = start - (start % day);
  const model = modelOf(drawn.jobs);
  const { gitlab, deeds } = gitlabOf(model, { clock: () => now, isTogether: drawn.isTogether });
  const worker = workerOf(gitlab, await activeOf(rulesOf(drawn)), () => now);
  const counted: { readonly day: number; readonly jobs: number }[] = [];
  const firstCycleAt = new Map<string, number>();
  for (let hours = 0; hours < 120; hours += drawn.everyHours) {
    if (hours % 24 === 0)
      for (const at of drawn.rules.keys()) {
        const effect = { source: "gitlab", project: { id: 42 }, verb: "sweep" as const, mark: `r${at}@${iso(now)}` };
        const action = drawn.rules[at]?.verb ?? "";
        const want = { rule: `r${at}@1`, action, params: {}, event: "s" };
        if (await worker.store.task(taskId(effect))) continue;
        await worker.store.commit([{ put: planned({ effect, want, due: now }, now), seen: "absent" }]);
      }
    await work(worker);
    for (const at of drawn.rules.keys()) {
      const [jobs, since] = ((await worker.store.note(sweptKey("gitlab", 42, `r${at}`))) ?? "").split(" ").map(Number);
      if (jobs !== undefined && since !== undefined) {
        counted.push({ day: dayOf(now), jobs });
        firstCycleAt.set(`r${at}`, since);
      }
    }
    now += drawn.everyHours * hour;
  }
  return judged(
    deeds.map(({ at }) => at),
    counted,
    Math.min(...firstCycleAt.values()),
  );
}

function judged(deeds: readonly number[], counted: readonly { day: number; jobs: number }[], first: number): Spent {
  const breaches: string[] = [];
  const early = deeds.filter((at) => at < first + day);
  if (early.length > 0) breaches.push(`${early.length} within a day of the first cycle`);
  const hours = Map.groupBy(deeds, (at) => Math.floor(at / hour));
  for (const [at, { length }] of hours) if (length > 50) breaches.push(`${length} in the hour ${iso(at * hour)}`);
  for (const [at, { length }] of Map.groupBy(deeds, dayOf)) {
    // A day begins with what the sweep before it counted.
    const jobs = counted.filter((one) => one.day === at || one.day === at - 1).map((one) => one.jobs);
    const most = Math.max(1, Math.floor(Math.max(...jobs) * 0.2));
    if (length > most) breaches.push(`${length} of at most ${most} on ${iso(at * day)}`);
  }
  const mostAnHour = Math.max(0, ...[...hours.values()].map(({ length }) => length));
  return { breaches, deletes: deeds.length, mostAnHour };
}

function dayOf(at: number): number {
  return Math.floor(at / day);
}

function iso(at: number): string {
  return new Date(at).toISOString();
}

function rulesOf({ rules }: Drawn): string {
  const list = rules.map(({ verb, quarantineDays, perHour, percent, perDay, name }, at) => {
    const limits = { perProjectPerHour: perHour, percentPerDay: percent, perRulePerDay: perDay };
    const named = Object.entries(limits).filter(([, most]) => most !== undefined);
    const limit = named.length === 0 ? "" : `, limit: { ${named.map((one) => one.join(": ")).join(", ")} }`;
    const what = `do: { ${verb}: { quarantine: ${quarantineDays}d } }${limit}`;
    return `  - { id: r${at}, projects: ["**"], on: { schedule: { every: 1d } }, when: { name: "${name}" }, ${what} }`;
  });
  return ["version: 1", "defaults: { mode: enforce }", "rules:", ...list, ""].join("\n");
}

function modelOf(jobs: number): Model {
  const ids = Array.from({ length: jobs }, (_, at) => 1001 + at);
  const pipeline = { ref: "feature", isTag: false, status: "success" };
  return {
    id: 42,
    path: "shop/api",
    isArchived: false,
    branches: new Map([["feature", false]]),
    tags: new Map(),
    pipelines: new Map([501, 999].map((id) => [id, { id, ...pipeline }])),
    jobs: new Map(
      ids.map((id) => [id, { ...expired, id, name: `${id % 2 ? "a" : "b"}${id}`, pipelineStatus: "success" }]),
    ),
  };
}

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { emptyKey, isSettledEmpty, readRanges } from "../../../lib/core/emptyRange.ts";
import { GitLabError } from "../../../lib/core/errors.ts";
import type { Job } from "../../../lib/core/job.ts";
import { instantText } from "../../../lib/core/time.ts";
import { start } from "../site.ts";
import { bare, full, grounds, many, tidy } from "./grounds.ts";

const day = 86_400;
const seed = 20_261_122;

/** 200 jobs of which only every hundredth left something. */
const sparse = () => many(200, (id) => (id % 100 === 0 ? full(id) : bare(id)));

type Grounds = Awaited<ReturnType<typeof grounds>>;

/** A cycle of its own, to its end. @returns how many pages were asked for */
async function cycle(g: Grounds, name = "tidy"): Promise<number> {
  const before = g.asked.length;
  await g.sweep(1, instantText(g.now()), name);
  for (let rounds = 0; rounds < 40 && (await g.step()).length > 0; rounds++) g.pass(30);
  return g.asked.slice(before).filter((one) => one.startsWith("jobs")).length;
}

test("what holds nothing is read once, then jumped over, and the record says how many jobs were known", async () => {
  const g = await grounds({ projects: { "shop/api": sparse() } });
  assert.equal(await cycle(g), 20);
  g.pass(day);
  assert.equal(await cycle(g), 4);
  const { last } = await g.coverage(1);
  assert.deepEqual([(last?.jobs ?? 0) + (last?.known ?? 0), last?.known, last?.toId], [200, 160, 1]);
});

test("after thirty days what was known is read again", async () => {
  const g = await grounds({ projects: { "shop/api": sparse() } });
  await cycle(g);
  g.pass(29 * day);
  assert.equal(await cycle(g), 4);
  g.pass(2 * day);
  assert.equal(await cycle(g), 20);
  g.pass(day);
  assert.equal(await cycle(g), 4);
});

test("a rule that erases logs as well jumps over nothing", async () => {
  const rules = `${tidy}  - { id: logs, projects: ["**"], on: { schedule: { every: 1d } }, when: { tag: false }, do: erase }\n`;
  const g = await grounds({ projects: { "shop/api": sparse() }, rules });
  await cycle(g);
  g.pass(day);
  assert.equal(await cycle(g, "logs"), 20);
});

test("a cursor that GitLab takes no more costs the shortcut, and no job: the cycle is walked through anew", async () => {
  const g = await grounds({ projects: { "shop/api": sparse() } });
  await cycle(g);
  const [range] = readRanges(await g.store.note(emptyKey("gitlab", 1)));
  assert.ok(range?.next);
  g.pass(day);
  const lost = range.next;
  let refused = 0;
  g.hooks.onPage = (_, cursor) => {
    if (cursor !== lost || refused++ > 1) return undefined;
    throw new GitLabError("oddAnswer", "GET /jobs: 400", { advice: "begin anew" });
  };
  await cycle(g);
  const { last } = await g.coverage(1);
  assert.deepEqual([refused > 1, last?.jobs, last?.known, last?.pages], [true, 200, 0, 20]);
});

test("a job counts as empty for good only if nothing can come of it any more", () => {
  const now = start;
  const told = (changes: Partial<Job>) => isSettledEmpty({ ...bare(1), ...changes }, now);
  assert.equal(told({}), true);
  assert.equal(told({ status: "failed" }), true);
  // A retry lets those run that were skipped behind it, under the ids that they have.
  assert.equal(told({ status: "skipped" }), false);
  assert.equal(told({ status: "skipped", archived: true }), true);
  for (const status of ["manual", "created", "running", "canceling", "other"] as const)
    assert.equal(told({ status }), false, status);
  assert.equal(isSettledEmpty(full(1), now), false);
  const { artifacts: _, ...unknown } = bare(1);
  assert.equal(isSettledEmpty(unknown, now), false);
  assert.equal(told({ createdAt: now - 3_600_000 }), false);
});

/** What may happen to a job of a project between two sweeps, within what GitLab does. */
const life = fc.record({
  kind: fc.constantFrom(...Array.from({ length: 20 }, () => "bare" as const), "full", "skipped", "skipped", "running"),
  /** In which round a skipped one is run after all, a running one ends, or artifacts are deleted. */
  changes: fc.nat(3),
  leaves: fc.boolean(),
});

function jobAt(
  id: number,
  { kind, changes, leaves }: { kind: string; changes: number; leaves: boolean },
  round: number,
): Job {
  const ended = leaves ? full(id) : bare(id);
  if (kind === "full") return round >= changes && leaves ? bare(id) : full(id);
  if (kind === "skipped") return round >= changes ? ended : { ...bare(id), status: "skipped" };
  if (kind === "running") return round >= changes ? ended : { ...bare(id), status: "running", artifacts: null };
  return bare(id);
}

test("jumping never misses a job that a walk through all would have marked, whatever happens in between", async () => {
  const world = fc.record({
    lives: fc.array(life, { minLength: 20, maxLength: 120 }),
    rounds: fc.array(
      fc.record({ days: fc.integer({ min: 1, max: 20 }), more: fc.array(life, { maxLength: 15 }), gone: fc.nat(200) }),
      { minLength: 1, maxLength: 4 },
    ),
    pageSize: fc.integer({ min: 1, max: 7 }),
  });
  await fc.assert(
    fc.asyncProperty(world, async ({ lives, rounds, pageSize }) => {
      const g = await grounds({ projects: { "shop/api": [] }, pageSize });
      const list = lives.map((one, at) => ({ id: at + 1, one, since: 0 }));
      for (const [round, { days, more, gone }] of rounds.entries()) {
        for (const one of more) list.push({ id: (list.at(-1)?.id ?? 0) + 1, one, since: round });
        if (list.length > 1) list.splice(gone % list.length, 1);
        const jobs = list.map(({ id, one }) => jobAt(id, one, round));
        g.jobsOf(1).splice(0, Infinity, ...jobs);
        await cycle(g);
        const wanted = jobs
          .filter((job) => (job.artifacts?.files ?? []).some(({ type }) => type === "archive"))
          .map(({ id }) => id);
        const marked = new Set(await g.marked());
        assert.deepEqual(
          wanted.filter((id) => !marked.has(id)),
          [],
        );
        g.pass(days * day);
      }
    }),
    { seed, numRuns: 120 },
  );
});

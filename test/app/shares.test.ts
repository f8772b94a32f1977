import assert from "node:assert/strict";
import { test } from "node:test";
import { perform } from "../../lib/app/perform.ts";
import type { Job } from "../../lib/core/job.ts";
import { failed, retryRule } from "./jobs.ts";
import { oneRule, site, start } from "./site.ts";

const day = 86_400_000;
const job = (id: number, sizeBytes = 1000): Job => ({
  id,
  name: `package ${id}`,
  status: "success",
  ref: "feature",
  tag: false,
  pipelineId: 501,
  archived: false,
  since: start - 31 * day,
  artifacts: {
    files: [
      { type: "archive", sizeBytes },
      { type: "trace", sizeBytes: 10 },
    ],
    expireAt: start - 30 * day,
  },
});
const jobs = [1, 2, 3, 4, 5].map((id) => job(1000 + id));
const tidy = (limit: string) =>
  oneRule(`on: { schedule: { every: 1d } }, do: { deleteArtifacts: { quarantine: 1d } }, limit: { ${limit} }`);

type Site = Awaited<ReturnType<typeof site>>;

async function sweep(s: Site, cycle: number): Promise<void> {
  const effect = {
    source: "gitlab",
    project: { id: 42, path: "shop/api" },
    verb: "sweep" as const,
    mark: `r@${cycle}`,
  };
  await s.plan(0, "sweep", "r", "deleteArtifacts", { effect });
  await s.work();
}

async function deletes(s: Site): Promise<string[]> {
  const tasks = (await s.store.tasks(100)).filter(({ verb }) => verb === "deleteArtifacts");
  return tasks.map(({ state }) => state).toSorted();
}

test("a rule with a share deletes no more a day than that of what its last sweep counted", async () => {
  const s = await site({ jobs, rules: tidy("percentPerDay: 40"), isUnswept: true });
  await sweep(s, 1);
  s.pass(60);
  await sweep(s, 2);
  s.pass(86_400);
  await s.work();
  assert.equal(s.effects.length, 2);
  s.pass(86_400);
  await s.work();
  assert.equal(s.effects.length, 4);
});

test("a sweep counts over its pages, and a page that is read twice counts once", async () => {
  const s = await site({ jobs: [...jobs, { ...job(1009), artifacts: null }], rules: tidy("percentPerDay: 100") });
  const list = [...s.jobs.values()].toReversed();
  let crashed = false;
  s.gitlab.reads.jobsPage = async (_, cursor) => {
    const from = Number(cursor ?? 0);
    if (from === 2 && !crashed) {
      crashed = true;
      throw new Error("a fault");
    }
    return { items: list.slice(from, from + 2), ...(from + 2 < list.length && { next: String(from + 2) }) };
  };
  await sweep(s, 1);
  s.pass(60);
  await s.work();
  assert.match((await s.store.note({ scope: "swept#gitlab/42", key: "r" })) ?? "", /^5 /);
});

test("a share of few jobs is rounded down, but at least one a day", async () => {
  const s = await site({ jobs: jobs.slice(0, 3), rules: tidy("percentPerDay: 20") });
  await sweep(s, 1);
  const counts = [];
  for (let days = 0; days < 4; days++) {
    s.pass(86_400);
    await s.work();
    counts.push(s.effects.length);
  }
  assert.deepEqual(counts, [1, 2, 3, 3]);
});

test("bytes are counted at the mark, a day's worth at most", async () => {
  const s = await site({ jobs, rules: tidy("bytesPerDay: 2KB, percentPerDay: 100") });
  await sweep(s, 1);
  s.pass(86_400);
  await s.work();
  assert.deepEqual([s.effects.length, await s.counter("bytesPerDay")], [2, 2000]);
  s.pass(86_400);
  await s.work();
  assert.equal(s.effects.length, 4);
});

test("what was taken is given back, exactly, where nothing was deleted", async () => {
  const s = await site({ jobs: jobs.slice(0, 1), rules: tidy("bytesPerDay: 2KB, percentPerDay: 100") });
  await sweep(s, 1);
  const seen: number[] = [];
  s.hooks.beforeCall = async () => void seen.push(await s.counter("bytesPerDay"), await s.counter("percentPerDay"));
  s.hooks.mishaps.push({ kind: "notSent", message: "no connection" });
  s.pass(86_400);
  await s.work();
  seen.push(await s.counter("bytesPerDay"), await s.counter("percentPerDay"));
  assert.deepEqual(seen, [1000, 1, 0, 0]);
});

test("files that no day has room for are refused, and an erase counts the log too", async () => {
  const big = await site({ jobs: [job(1001, 5000)], rules: tidy("bytesPerDay: 2KB, percentPerDay: 100") });
  await sweep(big, 1);
  big.pass(86_400);
  await big.work();
  assert.deepEqual([big.effects, await deletes(big)], [[], ["refused"]]);
  const erase = await site({ jobs: [job(1001)], rules: tidy("bytesPerDay: 2KB").replace("deleteArtifacts", "erase") });
  await erase.plan(1001, "erase", "r", "erase");
  erase.pass(86_400);
  await erase.work();
  assert.equal(await erase.counter("bytesPerDay"), 1010);
});

test("a look reads no rule of a large rulebook but those that want its task", async () => {
  const s = await site({ jobs: [failed], rules: retryRule });
  const { rules } = s.worker;
  const live: typeof rules.live = async (source) => {
    const active = await rules.live(source);
    return {
      ...active,
      get rules(): never {
        throw new Error("all rules are read");
      },
    };
  };
  const { task } = await s.plan(1001, "retry", "r");
  const after = await perform(task, { ...s.worker, rules: { ...rules, live } });
  assert.deepEqual([after?.state, s.effects], ["done", ["retry 1001"]]);
});

for (const [limit, told] of [
  ["perJob: 1", /^r@1: the limit perJob: 1 is used up, job 1001 "build" has had 1 runs/],
  ["perPipeline: 1", /^r@1: the limit perPipeline: 1 is used up$/],
] as const)
  test(`a task that \`${limit}\` stops says whose limit it is`, async () => {
    const earlier = limit === "perJob: 1" ? [{ ...failed, id: 1000 }] : [];
    const rules = oneRule(`on: job, when: { status: failed }, do: retry, limit: { ${limit} }`);
    const other = { ...failed, id: 999, name: "lint" };
    const s = await site({ jobs: [...earlier, failed, other], rules });
    await s.plan(999, "retry", "r");
    await s.work();
    await s.plan(1001, "retry", "r");
    await s.work();
    assert.match((await s.task("gitlab/42/job:1001/retry")).reason ?? "", told);
  });

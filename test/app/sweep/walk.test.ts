import assert from "node:assert/strict";
import { test } from "node:test";
import { stopsText, switchKey } from "../../../lib/app/stops.ts";
import { GitLabError, StoreError } from "../../../lib/core/errors.ts";
import type { Store } from "../../../lib/core/ports.ts";
import { full, grounds, many } from "./grounds.ts";

const cycle = "2026-11-20T09:00:00Z";
const noGitLab = () => {
  throw new GitLabError("server", "GET /jobs: 500", { advice: "wait" });
};

test("a step reads a hundred pages, and a cycle the project once; each page of the project counts once, and so does each job", async () => {
  const g = await grounds({ projects: { "shop/api": many(245) }, pageSize: 1 });
  const { task } = await g.sweep(1, cycle);
  const steps: unknown[] = [];
  for (let runs = 0; (await g.task(task.id)).state !== "done"; runs++) {
    assert.ok(runs < 5);
    steps.push(...(await g.step()).map(({ state, cursor }) => [state, cursor]));
  }
  assert.deepEqual(steps, [
    ["waiting", "below:146"],
    ["waiting", "below:46"],
    ["done", "below:46"],
  ]);
  const { running, last } = await g.coverage(1);
  assert.equal(running, undefined);
  assert.deepEqual([last?.cycle, last?.pages, last?.jobs, last?.fromId, last?.toId], [cycle, 245, 245, 245, 1]);
  assert.deepEqual([last?.requests, g.asked.length], [246, 246]);
  assert.equal((await g.marked()).length, 245);
});

test("a sweep looks at its project again half an hour after it began there, and after a setback", async () => {
  const g = await grounds({ projects: { "shop/api": many(500) }, pageSize: 1 });
  await g.sweep(1, cycle);
  const looks = () => g.asked.filter((one) => one === "project 1").length;
  const found: number[] = [];
  for (const [seconds, hinder] of [[10], [300, noGitLab], [1], [1_500], [0]] as const) {
    delete g.hooks.onPage;
    if (hinder) g.hooks.onPage = hinder;
    await g.step();
    found.push(looks());
    g.pass(seconds);
  }
  assert.deepEqual(found, [1, 1, 2, 2, 3]);
});

test("a worker that dies at any write of a sweep loses at most its step, and no page counts twice", async () => {
  for (let deadAt = 1; deadAt <= 30; deadAt++) {
    const g = await grounds({ projects: { "shop/api": many(5) }, pageSize: 1 });
    const { task } = await g.sweep(1, cycle);
    let writes = 0;
    const dies =
      <A extends unknown[], R>(write: (...given: A) => Promise<R>) =>
      async (...given: A): Promise<R> => {
        if (++writes === deadAt) throw new StoreError("unavailable", "dead");
        return await write(...given);
      };
    const store: Store = { ...g.store, commit: dies(g.store.commit), putNote: dies(g.store.putNote) };
    for (let rounds = 0; rounds < 10; rounds++) {
      await g.step({ store }).catch(() => []);
      g.pass(700);
    }
    const { state } = await g.task(task.id);
    const { last } = await g.coverage(1);
    assert.deepEqual([deadAt, state, last?.pages, last?.jobs], [deadAt, "done", 5, 5]);
    assert.deepEqual(await g.marked(), [1, 2, 3, 4, 5]);
  }
});

test("a page that fails in the middle of a step keeps what was read before it, and the next step goes on from there", async () => {
  const g = await grounds({ projects: { "shop/api": many(60) } });
  const { task } = await g.sweep(1, cycle);
  g.hooks.onPage = (_, cursor) => (cursor === "below:31" ? noGitLab() : undefined);
  await g.step();
  const { cursor, state } = await g.task(task.id);
  assert.deepEqual([state, cursor, (await g.coverage(1)).running?.pages], ["waiting", "below:31", 3]);
  await g.step();
  assert.equal((await g.task(task.id)).setbacks, 1);
  g.hooks = Object.assign(g.hooks, { onPage: undefined });
  g.pass(10);
  await g.step();
  // One page after a setback; then as ever.
  assert.deepEqual([(await g.task(task.id)).cursor, (await g.task(task.id)).setbacks], ["below:21", undefined]);
  await g.step();
  assert.deepEqual([(await g.task(task.id)).state, (await g.coverage(1)).last?.pages], ["done", 6]);
});

for (const [what, page] of [
  ["the same page again", () => ({ items: many(40).slice(0, 10), next: "below:99" })],
  ["a page that reaches back", () => ({ items: [full(34), full(20)], next: "below:20" })],
  ["a page whose ids do not fall", () => ({ items: [full(12), full(15)], next: "below:15" })],
] as const)
  test(`${what} is refused: nothing of it is counted, and a person must look if it stays so`, async () => {
    const g = await grounds({ projects: { "shop/api": many(40) } });
    const { task } = await g.sweep(1, cycle);
    g.hooks.onPage = (_, cursor) => (cursor === "below:31" ? page() : undefined);
    for (let rounds = 0; rounds < 40; rounds++) {
      await g.step();
      g.pass(1000);
    }
    const { state, reason } = await g.task(task.id);
    assert.equal(state, "attention");
    assert.match(reason ?? "", /cannot be walked through/);
    const { running, last } = await g.coverage(1);
    assert.deepEqual([running?.pages, running?.jobs, last], [1, 10, undefined]);
  });

test("numbered pages that new jobs move on are read behind what was seen: no job counts twice", async () => {
  const g = await grounds({ projects: { "shop/api": [] } });
  await g.sweep(1, cycle);
  const jobs = many(30);
  const page = (number: number) => ({
    items: jobs.toSorted((one, other) => other.id - one.id).slice((number - 1) * 10, number * 10),
    ...(number * 10 < jobs.length && { next: `/projects/1/jobs?page=${number + 1}` }),
  });
  g.hooks.onPage = (_, cursor) => {
    const found = page(Number(/page=(\d+)/.exec(cursor)?.[1] ?? 1));
    if (cursor === "") jobs.push(...Array.from({ length: 12 }, (_new, at) => full(101 + at)));
    return found;
  };
  await g.step();
  const { last } = await g.coverage(1);
  assert.deepEqual([last?.jobs, last?.fromId, last?.toId, last?.numbered], [30, 30, 1, true]);
});

test("a list that ends above a job that is still there is not through", async () => {
  const g = await grounds({ projects: { "shop/api": many(30) } });
  await g.sweep(1, cycle);
  await g.step();
  const { task } = await g.sweep(1, "2026-11-21T09:00:00Z");
  g.hooks.onPage = (_, cursor) => (cursor === "below:21" ? { items: [] } : undefined);
  await g.step();
  assert.match(
    (await g.task(task.id)).reason ?? "",
    /ends at job 21, though job 1 below it|ends at job 21, though job 1 is still there/,
  );
  assert.equal((await g.coverage(1)).last?.cycle, cycle);
  // GitLab removes old pipelines: then that is the end.
  g.jobsOf(1).splice(20);
  g.hooks = Object.assign(g.hooks, { onPage: undefined });
  g.pass(60);
  await g.step();
  await g.step();
  assert.deepEqual([(await g.task(task.id)).state, (await g.coverage(1)).last?.jobs], ["done", 20]);
});

test("without room for a second page a step ends, and the sweep goes on from there", async () => {
  const g = await grounds({ projects: { "shop/api": many(40) } });
  const { task } = await g.sweep(1, cycle);
  let takes = 0;
  const throttle = {
    ...g.worker.throttle,
    take: async (...given: Parameters<typeof g.worker.throttle.take>) =>
      ++takes % 3 === 0 ? { closedUntil: g.now() + 1000, reason: "no room" } : await g.worker.throttle.take(...given),
  };
  for (let rounds = 0; rounds < 10; rounds++) {
    await g.step({ throttle });
    g.pass(60);
  }
  assert.equal((await g.task(task.id)).state, "done");
  const { last } = await g.coverage(1);
  assert.deepEqual([last?.pages, last?.jobs], [4, 40]);
});

test("a sweep that the switch stops waits and asks nothing; then it goes on from its place", async () => {
  const g = await grounds({ projects: { "shop/api": many(150) }, pageSize: 1 });
  const { task } = await g.sweep(1, cycle);
  await g.step();
  const key = switchKey("gitlab");
  await g.store.putNote(key, stopsText(["rule:tidy"]), undefined);
  const before = g.asked.length;
  for (let rounds = 0; rounds < 5; rounds++) {
    await g.step();
    g.pass(60);
  }
  const { state, cursor, reason } = await g.task(task.id);
  assert.deepEqual(
    [g.asked.length, state, cursor, reason],
    [before, "waiting", "below:51", "the switch stops rule:tidy"],
  );
  await g.store.putNote(key, stopsText([]), stopsText(["rule:tidy"]));
  await g.step();
  assert.deepEqual([(await g.task(task.id)).state, (await g.coverage(1)).last?.pages], ["done", 150]);
});

test("projects take turns, a step at a time: a large one keeps no small one waiting", async () => {
  const projects = { "shop/large": many(1000), "shop/middle": many(150), "shop/small": many(10) };
  const g = await grounds({ projects, pageSize: 1 });
  for (const id of [1, 2, 3]) await g.sweep(id, cycle);
  const ended: number[][] = [];
  for (let rounds = 0; rounds < 10; rounds++) {
    const after = await g.step();
    ended.push(after.filter(({ state }) => state === "done").map(({ project }) => project.id));
    g.pass(1);
  }
  assert.deepEqual(ended, [[3], [2], [], [], [], [], [], [], [], [1]]);
});

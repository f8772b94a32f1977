import assert from "node:assert/strict";
import { test } from "node:test";
import { newestTally } from "../../../lib/app/tally/counted.ts";
import { StoreError } from "../../../lib/core/errors.ts";
import type { Store } from "../../../lib/core/ports.ts";
import { doingKey } from "../../../lib/core/tally/doing.ts";
import { bare, full, grounds, many } from "../sweep/grounds.ts";

const cycle = "2026-11-20T09:00:00Z";
/** There is time for one page a step. */
const onePage = ({ now }: { readonly now: () => number }) => ({ leaseEnd: () => now() + 20_000 });
const nightly = "2026-11-21T09:00:00Z";
const jobs = many(25, (id) => (id % 3 === 0 ? bare(id) : full(id)));
const total = { jobs: 25, files: 25, bytes: 17 * 500 + 8 * 10 };

test("a worker that dies at any write of a count, and does the step again, neither loses nor doubles a job", async () => {
  let deaths = 0;
  for (let deadAt = 1; deadAt <= 25; deadAt++) {
    const g = await grounds({ projects: { "shop/api": jobs }, pageSize: 4 });
    const { task } = await g.sweep(1, cycle, ":inventory");
    let writes = 0;
    const dies =
      <A extends unknown[], R>(write: (...given: A) => Promise<R>) =>
      async (...given: A): Promise<R> => {
        if (++writes !== deadAt) return await write(...given);
        deaths++;
        throw new StoreError("unavailable", "dead");
      };
    const store: Store = { ...g.store, commit: dies(g.store.commit), putNote: dies(g.store.putNote) };
    for (let rounds = 0; rounds < 12; rounds++) {
      await g.step({ store, ...onePage(g) }).catch(() => []);
      g.pass(700);
    }
    assert.equal((await g.task(task.id)).state, "done");
    const tally = await newestTally("gitlab", 1, g.store);
    assert.deepEqual([tally?.jobs, tally?.withArtifacts, tally?.total], [25, 17, total]);
  }
  assert.ok(deaths > 5, `died ${deaths} times`);
});

test("a count sees jobs that left nothing but a log too, though other sweeps jump over them", async () => {
  const g = await grounds({ projects: { "shop/api": [full(100), ...many(60, bare)] } });
  for (const [name, when] of [
    ["tidy", cycle],
    ["tidy", nightly],
    [":inventory", nightly],
  ] as const) {
    await g.sweep(1, when, name);
    for (let rounds = 0; rounds < 4; rounds++) await g.step();
  }
  assert.ok(((await g.coverage(1)).last?.known ?? 0) > 0, "the rule's sweep jumped");
  const tally = await newestTally("gitlab", 1, g.store);
  assert.deepEqual(tally?.total, { jobs: 61, files: 61, bytes: 500 + 60 * 10 });
});

test("a count whose beginning is lost ends without a tally, and the next one counts anew", async () => {
  const g = await grounds({ projects: { "shop/api": jobs }, pageSize: 4 });
  const { task } = await g.sweep(1, cycle, ":inventory");
  await g.step(onePage(g));
  const seen = await g.store.note(doingKey("gitlab", 1));
  assert.ok(seen);
  await g.store.putNote(doingKey("gitlab", 1), "of another version", seen);
  await g.step();
  const { state, reason } = await g.task(task.id);
  assert.deepEqual([state, reason], ["skipped", "what was counted so far cannot be gone on with: begin a new count"]);
  assert.equal(await newestTally("gitlab", 1, g.store), undefined);
  await g.sweep(1, nightly, ":inventory");
  for (let rounds = 0; rounds < 4; rounds++) await g.step();
  assert.deepEqual((await newestTally("gitlab", 1, g.store))?.total, total);
});

test("each day's last count stands in the history, and those of 400 days ago are forgotten", async () => {
  const g = await grounds({ projects: { "shop/api": [full(1)] } });
  for (const days of [0, 0, 1, 300, 150]) {
    g.pass(days * 86_400 + 60);
    await g.sweep(1, new Date(g.now()).toISOString(), ":inventory");
    await g.step();
  }
  const { history = [] } = (await newestTally("gitlab", 1, g.store)) ?? {};
  const last = history.at(-1)?.[0] ?? 0;
  assert.deepEqual(
    history.map(([day, bytes]) => [last - day, bytes]),
    [
      [150, 500],
      [0, 500],
    ],
  );
});

import assert from "node:assert/strict";
import { test } from "node:test";
import type { TokenName } from "../../lib/app/throttle.ts";
import { sizesOf } from "../../lib/core/throttleSizes.ts";
import { readThrottle, throttleKey } from "../../lib/core/throttleState.ts";
import type { Operation } from "../../lib/store/memoryFaults.ts";
import { countedSite, oneProcess } from "./throttleProcess.ts";

type Site = Awaited<ReturnType<typeof countedSite>>;
type Process = ReturnType<typeof oneProcess>;

async function noted({ store, now }: Site) {
  return readThrottle(await store.note(throttleKey("gitlab", "act")), now(), 600);
}

/** How many times there is room yet. */
async function drain(process: Process, requests: { readonly [Name in TokenName]?: number } = { act: 1 }) {
  for (let count = 0; ; count++) if ("closedUntil" in (await process.take(requests))) return count;
}

/** A run that looks so often, and is over then. */
async function run(s: Site, room: Awaited<ReturnType<Process["room"]>>, looks: number): Promise<void> {
  const { reads } = room.meter(s.gitlab);
  for (let look = 0; look < looks; look++) await reads.job(42, 1001);
  await room.end();
}

test("where there is little, what a run did not use is another process's at once, up to half of what it took", async () => {
  const s = await countedSite();
  const [one, other] = [oneProcess(s), oneProcess(s)];
  const rooms = [await one.room(), await one.room()];
  await drain(one);
  await run(s, rooms[0] ?? (await one.room()), 5);
  assert.deepEqual([await drain(other), await drain(one)], [2, 0]);
  await run(s, rooms[1] ?? (await one.room()), 0);
  assert.equal(await drain(oneProcess(s)), 3);
});

test("what a run did not use within 3 s is nobody's: the others have had new room meanwhile", async () => {
  const s = await countedSite();
  const one = oneProcess(s);
  const [soon, late] = [await one.room(), await one.room()];
  await drain(one);
  s.pass(2.9);
  // It looks once, while that needs no table.
  await late.meter(s.gitlab).reads.job(42, 1001);
  const before = await noted(s);
  await run(s, soon, 0);
  assert.equal((await noted(s)).left.retry, before.left.retry + 3);
  s.pass(0.1);
  const { table } = s;
  const operations = { ...table };
  await late.end();
  assert.deepEqual(table, operations);
  assert.equal((await noted(s)).left.retry, before.left.retry + 3);
});

for (const isTold of [true, false])
  test(`what could not be given back in time is not given back later, ${isTold ? "alone" : "with more"}`, async () => {
    const trouble = { isOver: true };
    const s = await countedSite(({ kind }) => (kind === "putNote" && !trouble.isOver ? "throttled" : undefined));
    const one = oneProcess(s);
    const early = await one.room();
    s.pass(2);
    const late = await one.room();
    await drain(one);
    trouble.isOver = false;
    await run(s, early, 0);
    s.pass(1);
    trouble.isOver = true;
    const before = await noted(s);
    if (isTold) await one.fails(1);
    assert.deepEqual((await noted(s)).left, before.left);
    await run(s, late, 0);
    assert.equal((await noted(s)).left.retry, before.left.retry + 3);
  });

test("a write whose outcome is open gives nothing back twice", async () => {
  const faults: ("ambiguousApplied" | undefined)[] = [];
  const s = await countedSite(({ kind }: Operation) => (kind === "putNote" ? faults.pop() : undefined));
  const one = oneProcess(s);
  const room = await one.room();
  await drain(one);
  const before = await noted(s);
  faults.push("ambiguousApplied");
  await run(s, room, 0);
  await one.fails(1);
  assert.equal((await noted(s)).left.retry, before.left.retry + 3);
});

test("a lane gets no more back than it holds", async () => {
  const s = await countedSite();
  const one = oneProcess(s, { requestsPerMinute: 2_000 });
  const rooms = await Promise.all(Array.from({ length: 6 }, () => one.room()));
  await drain(one);
  for (const room of rooms) await run(s, room, 0);
  const { caps } = sizesOf(2_000);
  const found = await drain(oneProcess(s, { requestsPerMinute: 2_000 }));
  assert.ok(found >= Math.floor(caps.retry) && found <= caps.retry + 1, `${found} found`);
});

test("of what GitLab says is left as much comes back, and never more than it says", async () => {
  const s = await countedSite();
  const [one, other] = [oneProcess(s), oneProcess(s)];
  const resetAt = s.now() + 60_000;
  one.throttle.heard("gitlab", "act", { status: 200, window: { remaining: 100, resetAt } });
  const rooms = [await one.room(), await one.room()] as const;
  await drain(one);
  const { window } = await noted(s);
  await run(s, rooms[0], 5);
  assert.equal((await noted(s)).window?.remaining, (window?.remaining ?? 0) + 2);
  other.throttle.heard("gitlab", "act", { status: 200, window: { remaining: 8, resetAt } });
  await other.fails(1);
  await run(s, rooms[1], 0);
  assert.equal((await noted(s)).window?.remaining, 8);
});

test("a probe's room is not given back: nobody else may ask then", async () => {
  const trouble = { isOver: true };
  const s = await countedSite(({ kind }) => (kind === "note" && !trouble.isOver ? "throttled" : undefined));
  const [one, other] = [oneProcess(s), oneProcess(s)];
  await one.fails(5);
  s.pass(30);
  trouble.isOver = false;
  // Where the table was busy just now there may be little.
  assert.ok("closedUntil" in (await other.take()));
  trouble.isOver = true;
  s.pass(5);
  const probe = await other.room();
  const before = await noted(s);
  assert.ok(before.broken?.probeUntil);
  await run(s, probe, 0);
  const { left, broken } = await noted(s);
  assert.deepEqual([left, broken?.probeUntil], [before.left, undefined]);
});

test("who we are is asked for once by each client, and counts then", async () => {
  const s = await countedSite();
  const one = oneProcess(s);
  const left: number[] = [];
  for (let times = 0; times < 2; times++) {
    const room = await one.room();
    const { reads } = room.meter(s.gitlab);
    await reads.me();
    for (let look = 0; look < 4; look++) await reads.job(42, 1001);
    await drain(one);
    const before = (await noted(s)).left.retry;
    await room.end();
    left.push(Math.round((await noted(s)).left.retry - before));
    s.pass(60);
  }
  assert.deepEqual(left, [2, 3]);
});

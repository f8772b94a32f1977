import assert from "node:assert/strict";
import { test } from "node:test";
import { perform } from "../../lib/app/perform.ts";
import { planSchedules } from "../../lib/app/schedule.ts";
import type { Room, TokenName } from "../../lib/app/throttle.ts";
import { mostNeeded } from "../../lib/app/throttleNeeds.ts";
import { createThrottle, oneToken, type RatedSource } from "../../lib/app/throttleShared.ts";
import { GitLabError } from "../../lib/core/errors.ts";
import { lanes, mostAtOnce } from "../../lib/core/throttleSizes.ts";
import { throttleKey } from "../../lib/core/throttleState.ts";
import type { Operation } from "../../lib/store/memoryFaults.ts";
import { beat, failedJob } from "./beat.ts";
import { failed, pending, retryId, retryRule } from "./jobs.ts";
import { oneRule, site, start } from "./site.ts";

type Site = Awaited<ReturnType<typeof site>>;
const busy = { status: 429, limit: "instance", retryAfterSeconds: 30 } as const;

/** A process of its own, with a throttle that it shares with the others over the site's table. */
function process(
  s: Pick<Site, "store" | "worker" | "now">,
  source: Partial<RatedSource> = {},
  pause: (millis: number) => Promise<void> = async () => {},
) {
  const rated = { id: "gitlab", requestsPerMinute: 600, budgets: oneToken, ...source };
  const throttle = createThrottle(
    { store: s.store, clock: s.now, luck: () => 0, giveWay: async () => {}, pause },
    () => [rated],
  );
  return { throttle, worker: { ...s.worker, throttle } };
}

/** A GitLab that notes what it is asked. */
function listening(s: Site): string[] {
  const asked: string[] = [];
  const { job, project } = s.gitlab.reads;
  s.gitlab.reads.job = async (projectId, id) => {
    asked.push(`job ${id}`);
    return await job(projectId, id);
  };
  s.gitlab.reads.project = async (id) => {
    asked.push(`project ${id}`);
    return await project(id);
  };
  return asked;
}

test("while GitLab asks for patience a task waits: nothing is asked, nothing counts, and it says why", async () => {
  const s = await site({ jobs: [failed], rules: retryRule });
  const asked = listening(s);
  const [one, other] = [process(s), process(s)];
  one.throttle.heard("gitlab", "act", busy);
  await one.throttle.noted();
  const { task } = await s.plan(1001, "retry", "r");
  await perform(task, other.worker);
  const waiting = await s.task(retryId);
  assert.deepEqual([waiting.state, waiting.due, waiting.runs, waiting.calls], ["waiting", start + 30_000, 0, 0]);
  assert.equal(waiting.reason, "GitLab asked for patience until 2026-11-20T09:00:30Z");
  assert.deepEqual([asked, waiting.spent, waiting.setbacks], [[], undefined, undefined]);
  s.pass(30);
  await perform(waiting, other.worker);
  assert.deepEqual(s.effects, ["retry 1001"]);
});

test("a task that finds the budget used up says so, and when it is looked at again", async () => {
  const s = await site({ jobs: [failed], rules: retryRule });
  const { worker, throttle } = process(s);
  for (let took = true; took; )
    took = !("closedUntil" in (await throttle.take({ source: "gitlab", lane: "retry", requests: { act: 1 } }, start)));
  const { task } = await s.plan(1001, "retry", "r");
  await perform(task, worker);
  const waiting = await s.task(retryId);
  assert.match(waiting.reason ?? "", /^the rate budget of the source gitlab is used up until 2026-11-20T09:00:\d\dZ$/);
  assert.ok(waiting.due !== undefined && waiting.due > start && waiting.due < start + 10_000);
  s.pass(10);
  await perform(waiting, worker);
  assert.deepEqual(s.effects, ["retry 1001"]);
});

for (const fault of ["throttled", "unavailable", "conflict"] as const)
  test(`a budget whose item the table answers with ${fault} is closed for a moment: no call that is not counted, no task lost`, async () => {
    const trouble = { isOver: false };
    const s = await site({
      jobs: [failed],
      rules: retryRule,
      store: { faults: ({ kind }: Operation) => (kind === "putNote" && !trouble.isOver ? fault : undefined) },
    });
    const { worker } = process(s);
    const { task } = await s.plan(1001, "retry", "r");
    await perform(task, worker);
    const waiting = await s.task(retryId);
    assert.deepEqual([waiting.state, waiting.runs, s.effects], ["waiting", 0, []]);
    assert.match(waiting.reason ?? "", /cannot be asked for until/);
    trouble.isOver = true;
    s.pass(5);
    await perform(waiting, worker);
    assert.deepEqual(s.effects, ["retry 1001"]);
  });

test("a task whose call is open stays so while there is no room to settle it", async () => {
  const s = await site({ jobs: [failed], rules: retryRule });
  const { worker, throttle } = process(s);
  s.hooks.mishaps.push("lostReply");
  const { task } = await s.plan(1001, "retry", "r");
  await perform(task, worker);
  s.pass(180);
  throttle.heard("gitlab", "act", busy);
  await perform(await s.task(retryId), worker);
  const open = await s.task(retryId);
  assert.deepEqual([open.state, open.unsure], ["waiting", true]);
  s.pass(30);
  await perform(open, worker);
  assert.deepEqual([(await s.task(retryId)).state, s.effects], ["done", ["retry 1001"]]);
});

test("beside its own writes an effect costs a part of a lease write, which is for about ten requests", async () => {
  const leases = { written: 0 };
  const faults = ({ kind }: Operation) => {
    if (kind === "putNote") leases.written++;
    return undefined;
  };
  const jobs = Array.from({ length: 10 }, (_, at) => ({ ...failed, id: 1001 + at, name: `build ${at}` }));
  const s = await site({ jobs, rules: retryRule, store: { faults } });
  const asked = listening(s);
  const { worker } = process(s, { requestsPerMinute: 2_000 });
  for (const { id } of jobs) await perform((await s.plan(id, "retry", "r")).task, worker);
  assert.deepEqual([s.effects.length, asked.length], [10, 20]);
  assert.ok(leases.written >= 1 && leases.written <= 6, `${leases.written} lease writes`);
});

test("a look that is longer than what a process may believe stops once another one heard a 429, and a call is sent all the same", async () => {
  const s = await site({ jobs: [failed], rules: retryRule });
  const [one, other] = [process(s), process(s)];
  const room = await one.throttle.take({ source: "gitlab", lane: "retry", requests: { act: 7 } }, start);
  assert.ok(!("closedUntil" in room));
  const { reads, writes } = room.meter(s.gitlab);
  await reads.job(42, 1001);
  other.throttle.heard("gitlab", "act", busy);
  await other.throttle.noted();
  s.pass(2);
  await assert.rejects(reads.job(42, 1001), (error: unknown) => {
    assert.ok(error instanceof GitLabError);
    return error.code === "throttled" && error.limit === "instance" && error.retryAfterSeconds === 28;
  });
  assert.equal((await writes.retry(42, 1001)).kind, "accepted");
});

test("what a run did not need is there for the next one, and what it asked beyond its room is paid by it", async () => {
  const s = await site({ jobs: [failed], rules: retryRule });
  const { throttle } = process(s);
  const ask = { source: "gitlab", lane: "keep", requests: { act: 4 } } as const;
  const runOf = async (looks: number) => {
    const room = await throttle.take(ask, start);
    if ("closedUntil" in room) return "closed";
    const { reads } = room.meter(s.gitlab);
    for (let look = 0; look < looks; look++) await reads.job(42, 1001);
    await room.end();
    return s.store.writes;
  };
  const first = await runOf(0);
  assert.equal(await runOf(0), first);
  assert.equal(await runOf(25), first);
  s.pass(2);
  assert.equal(await runOf(0), "closed");
});

test("what is leased and not used within 2 s is worth nothing: others may have been told something meanwhile", async () => {
  const s = await site({ jobs: [failed], rules: retryRule });
  const { throttle } = process(s);
  const lease = async () => {
    const room = await throttle.take({ source: "gitlab", lane: "keep", requests: { act: 4 } }, start);
    assert.ok(!("closedUntil" in room));
    room.meter(s.gitlab);
    await room.end();
    return s.store.writes;
  };
  const first = await lease();
  s.pass(1);
  assert.equal(await lease(), first);
  s.pass(1);
  assert.equal(await lease(), first + 1);
});

test("each page of a pipeline's jobs beyond the first is paid for", async () => {
  const s = await site({ jobs: [failed], rules: retryRule });
  s.gitlab.reads.pipelineJobs = async () => Array.from({ length: 1_900 }, () => failed);
  const { throttle } = process(s);
  const ask = { source: "gitlab", lane: "keep", requests: { act: 4 } } as const;
  const room = await throttle.take(ask, start);
  assert.ok(!("closedUntil" in room));
  await room.meter(s.gitlab).reads.pipelineJobs(42, 501);
  await room.end();
  assert.ok("closedUntil" in (await throttle.take(ask, start)));
});

test("each token has a budget of its own, and a delete needs room with both of its tokens", async () => {
  const s = await site({ jobs: [failed], rules: retryRule });
  const budgets: Record<TokenName, TokenName> = { act: "act", clean: "clean", read: "read", hooks: "hooks" };
  const { throttle } = process(s, { budgets });
  const isOpen = async (requests: { act?: number; clean?: number; read?: number }) =>
    !("closedUntil" in (await throttle.take({ source: "gitlab", lane: "sweep", requests }, start)));
  throttle.heard("gitlab", "clean", busy);
  assert.deepEqual([await isOpen({ act: 5, clean: 1 }), await isOpen({ read: 1 })], [false, true]);
  // What was taken with the first token is given back when the second is closed.
  const before = s.store.writes;
  assert.deepEqual([await isOpen({ act: 5 }), s.store.writes], [true, before]);
});

test("a process whose table cannot be written obeys GitLab all the same", async () => {
  const s = await site({
    jobs: [failed],
    rules: retryRule,
    store: { faults: ({ kind }) => (kind === "putNote" ? "throttled" : undefined) },
  });
  const { throttle } = process(s);
  throttle.heard("gitlab", "act", busy);
  await throttle.noted();
  const closed = await throttle.take({ source: "gitlab", lane: "keep", requests: { act: 1 } }, start);
  assert.ok("closedUntil" in closed && closed.closedUntil === start + 30_000);
});

test("who may wait gets room a moment later, without ending the run", async () => {
  const s = await site({ jobs: [failed], rules: retryRule });
  const rated = { id: "gitlab", requestsPerMinute: 600, budgets: oneToken };
  const pause = async (millis: number) => s.pass(millis / 1000);
  const throttle = createThrottle(
    { store: s.store, clock: s.now, luck: () => 0, giveWay: async () => {}, pause },
    () => [rated],
  );
  const ask = { source: "gitlab", lane: "retry", requests: { act: 7 } } as const;
  let waited = 0;
  for (let run = 0; run < 10; run++) {
    const before = s.now();
    assert.ok(!("closedUntil" in (await throttle.take(ask, before + 60_000))));
    waited = Math.max(waited, s.now() - before);
  }
  assert.ok(waited > 0 && waited <= 5_000, `${waited} ms`);
  assert.ok("closedUntil" in (await throttle.take(ask, s.now())));
});

test("who was refused asks the table again when it is time, not before", async () => {
  const asked = { notes: 0 };
  const faults = ({ kind }: Operation) => {
    if (kind === "note") asked.notes++;
    return undefined;
  };
  const s = await site({ jobs: [failed], rules: retryRule, store: { faults } });
  const { throttle } = process(s);
  const ask = { source: "gitlab", lane: "retry", requests: { act: 7 } } as const;
  while (!("closedUntil" in (await throttle.take(ask, start)))) asked.notes = 0;
  const { notes } = asked;
  await throttle.take(ask, start);
  assert.equal(asked.notes, notes);
  s.pass(5);
  await throttle.take(ask, start);
  assert.ok(asked.notes > notes);
});

test("the patrol pauses its round while there is no room, and goes on where it was", async () => {
  const rules = oneRule("on: job, when: { status: failed }, do: retry");
  const b = await beat({ projects: { "shop/a": [failedJob(1001)], "shop/b": [failedJob(1002)] }, rules });
  const { throttle } = process(b);
  assert.equal((await b.patrol({ throttle, mostRequests: 2 }))?.ended, "paused");
  const before = b.asked.length;
  throttle.heard("gitlab", "read", busy);
  assert.equal((await b.patrol({ throttle }))?.ended, "paused");
  assert.equal(b.asked.length, before);
  b.pass(30);
  assert.equal((await b.patrol({ throttle }))?.ended, "round");
  assert.deepEqual(await b.found(), ["job:1001", "job:1002"]);
});

test("a schedule that finds no room is planned by a later tick, not forgotten", async () => {
  const s = await site({ jobs: [pending], rules: oneRule("on: { schedule: { every: 15m } }, do: deleteArtifacts") });
  const { throttle, worker } = process(s);
  const source = { id: "gitlab", projects: ["**"] };
  await planSchedules(source, worker);
  s.pass(900);
  throttle.heard("gitlab", "act", busy);
  assert.equal(await planSchedules(source, worker), 0);
  s.pass(30);
  assert.equal(await planSchedules(source, worker), 1);
});

test("a schedule waits some seconds for room rather than for the next tick", async () => {
  const s = await site({ jobs: [pending], rules: oneRule("on: { schedule: { every: 15m } }, do: deleteArtifacts") });
  const { throttle, worker } = process(s, {}, async (millis) => s.pass(millis / 1000));
  const source = { id: "gitlab", projects: ["**"] };
  await planSchedules(source, worker);
  s.pass(900);
  const before = s.now();
  throttle.heard("gitlab", "act", { ...busy, retryAfterSeconds: 3 });
  assert.equal(await planSchedules(source, worker), 1);
  assert.ok(s.now() >= before + 3_000 && s.now() <= before + 5_000, `${s.now() - before} ms`);
});

test("what a run settles early is there for the next ones, and what it asks after that is paid for", async () => {
  /** How many runs with two requests find room while one that took three goes on, which asked once and does this. */
  async function runsBeside(goOn: (room: Room, look: () => Promise<unknown>) => Promise<void>): Promise<number> {
    const s = await site({ jobs: [failed], rules: retryRule });
    const { throttle } = process(s);
    const take = (act: number) => throttle.take({ source: "gitlab", lane: "sweep", requests: { act } }, start);
    const room = await take(3);
    assert.ok(!("closedUntil" in room));
    const { reads } = room.meter(s.gitlab);
    await reads.project(42);
    await goOn(room, () => reads.project(42));
    for (let runs = 0; ; runs++) if ("closedUntil" in (await take(2))) return runs;
  }
  const kept = await runsBeside(async () => {});
  const settled = await runsBeside(async (room) => room.settle());
  const paid = await runsBeside(async (room, look) => {
    room.settle();
    await look();
    await look();
    await room.end();
  });
  assert.deepEqual([kept, settled, paid], [6, 7, 6]);
});

test("no run asks for more at once than its lane can hold", () => {
  for (const lane of lanes) assert.ok(mostNeeded(lane) <= mostAtOnce[lane], lane);
});

test("the budget stands in the ledger under its source and token", async () => {
  const s = await site({ jobs: [failed], rules: retryRule });
  const { throttle } = process(s);
  throttle.heard("gitlab", "read", busy);
  await throttle.noted();
  assert.match((await s.store.note(throttleKey("gitlab", "act"))) ?? "", /"notBefore":/);
  assert.equal(await s.store.note({ scope: "throttle#gitlab", key: "read" }), undefined);
});

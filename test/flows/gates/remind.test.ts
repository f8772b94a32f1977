import assert from "node:assert/strict";
import { test } from "node:test";
import { StoreError } from "../../../lib/core/errors.ts";
import { armStage, rulebook } from "./armStage.ts";

/** A rule whose gate tells people that it waits. */
function waiting(require: string): string {
  const approvals = "approvals: { count: 2, from: { role: maintainer } }";
  return rulebook(
    `id: promote, projects: ["**"], on: [job, pipeline], when: { status: manual }, require: { ${approvals}, ${require} }, do: { play: { job: deploy } }`,
  );
}

async function gateStage(t: Parameters<typeof armStage>[0], require: string) {
  const s = await armStage(t, waiting(require));
  s.twin.succeed(s.build);
  await s.settle();
  /** Lets days pass by the hour, as often as somebody looks. */
  const hours = async (count: number) => {
    for (let left = count; left > 0; left--) await s.jump(1);
  };
  return { ...s, hours };
}

test("a gate that waits says so each day: what it waits for, and until when", async (t) => {
  const s = await gateStage(t, "remind: 1d, expires: 3d");
  await s.approve("bob");
  for (const hours of [24, 24, 12]) await s.jump(hours);
  const text = (waited: string) =>
    `job ${s.job} "deploy" of main in shop/web has waited for ${waited}: promote@1 needs 2 approvals and has 1 (@bob); it is given up at 2026-01-08T09:00:00Z`;
  assert.deepEqual(await s.told(), [`24h ${text("1d")}`, `48h ${text("2d")}`]);
  assert.deepEqual((await s.stored())?.reminded, { at: s.startsAt + 48 * 3_600_000, times: 2 });
});

test("it escalates once, in the rule's own words", async (t) => {
  const s = await gateStage(t, 'escalate: { after: 5h, text: "{{ job.name }} waits too long: call the release lead" }');
  for (const hours of [5, 1, 6]) await s.jump(hours);
  assert.deepEqual(await s.told(), ["5h deploy waits too long: call the release lead"]);
});

test("without words of its own an escalation says what a reminder says", async (t) => {
  const s = await gateStage(t, "escalate: { after: 5h }");
  await s.hours(6);
  const [told = ""] = await s.told();
  assert.match(
    told,
    /^5h job \d+ "deploy" of main in shop\/web has waited for 5h: promote@1 needs 2 approvals and has 0$/,
  );
});

test("what was due while nobody looked is told once, and the next one in its time", async (t) => {
  const s = await gateStage(t, "remind: 2h");
  await s.jump(7);
  assert.deepEqual(
    (await s.told()).map((text) => text.slice(0, 2)),
    ["7h"],
  );
  await s.hours(2);
  assert.deepEqual(
    (await s.told()).map((text) => text.slice(0, 2)),
    ["7h", "9h"],
  );
});

test("a gate that is told of to the minute is looked at to the minute", async (t) => {
  const s = await gateStage(t, "remind: 90s");
  for (let looks = 0; looks < 4; looks++) {
    s.clock.advance(90);
    await s.settle();
  }
  assert.equal((await s.told()).length, 4);
});

for (const [how, code, isWritten] of [
  ["lost its answer", "ambiguous", true],
  ["was never written", "ambiguous", false],
  ["met another one", "conflict", false],
] as const)
  test(`a reminder whose write ${how} is told once`, async (t) => {
    const s = await gateStage(t, "remind: 2h");
    const { store } = s.house;
    const { commit } = store;
    let mishaps = 0;
    store.commit = async (writes) => {
      const isTold = writes.some((write) => "journal" in write && write.journal.kind === "task" && write.journal.texts);
      if (!isTold || mishaps++ > 0) return await commit(writes);
      if (isWritten) await commit(writes);
      throw new StoreError(code, "the table failed");
    };
    await s.hours(3);
    assert.ok(mishaps > 0);
    assert.deepEqual(
      (await s.told()).map((text) => text.slice(0, 2)),
      ["2h"],
    );
  });

test("a worker that dies right after a reminder was written does not tell it again", async (t) => {
  const s = await gateStage(t, "remind: 2h");
  const { store } = s.house;
  const { commit } = store;
  let isDead = false;
  store.commit = async (writes) => {
    if (isDead) throw new StoreError("unavailable", "the process died");
    const isTold = writes.some((write) => "journal" in write && write.journal.kind === "task" && write.journal.texts);
    const committed = await commit(writes);
    isDead = isTold;
    return committed;
  };
  await s.jump(2);
  assert.ok(isDead);
  store.commit = commit;
  await s.hours(1);
  assert.deepEqual(
    (await s.told()).map((text) => text.slice(0, 2)),
    ["2h"],
  );
});

test("a word that is said while a gate is looked at puts its reminder off to the next look, and loses nothing", async (t) => {
  const s = await gateStage(t, "remind: 2h");
  const { store } = s.house;
  const { commit } = store;
  let isSaid = false;
  store.commit = async (writes) => {
    const isTold = writes.some((write) => "journal" in write && write.journal.kind === "task" && write.journal.texts);
    if (isTold && !isSaid) {
      isSaid = true;
      await s.approve("bob");
    }
    return await commit(writes);
  };
  await s.hours(3);
  const [told = "", ...more] = await s.told();
  assert.match(told, /^2h .* has 1 \(@bob\)/);
  assert.deepEqual(more, []);
});

test("a gate that is played tells nothing any more", async (t) => {
  const s = await gateStage(t, "remind: 2h, escalate: { after: 3h }");
  await s.approve("bob");
  await s.approve("carol");
  await s.hours(8);
  assert.deepEqual([s.plays(), await s.told()], [["deploy"], []]);
});

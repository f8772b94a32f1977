import assert from "node:assert/strict";
import { test } from "node:test";
import { plansOf } from "../../../lib/app/plans/read.ts";
import { tendPlans } from "../../../lib/app/plans/tend.ts";
import { planSchedules } from "../../../lib/app/schedule.ts";
import { expired } from "../jobs.ts";
import { oneRule, site } from "../site.ts";
import { planDesk } from "./desk.ts";

const body = 'on: { schedule: { every: 1d, at: "12:00", zone: UTC } }, require: { plan: true }, do: deleteArtifacts';
const source = { id: "gitlab", projects: ["**"] };

async function night(rules = oneRule(body)) {
  const s = await site({ jobs: [expired], rules });
  const tick = async () => {
    await planSchedules(source, s.worker);
    await tendPlans(source, s.worker);
    await s.work();
    await tendPlans(source, s.worker);
  };
  const deletes = async () => (await s.store.tasks(100)).filter(({ verb }) => verb === "deleteArtifacts");
  await tick();
  return { ...s, ...planDesk(s), tick, deletes, plans: () => plansOf(s.store, "gitlab") };
}

test("the schedule of a rule that requires a plan deletes nothing: it makes one, in the place of the one before", async () => {
  const s = await night();
  assert.deepEqual(await s.plans(), []);
  s.pass(86_400);
  await s.tick();
  await s.tick();
  const [first, ...others] = await s.plans();
  assert.deepEqual(
    [first?.value.state, first?.value.totals.jobs, first?.value.by, others.length],
    ["ready", 1, "schedule", 0],
  );
  s.pass(86_400);
  await s.tick();
  const [second, older] = await s.plans();
  assert.deepEqual([second?.value.state, older?.value.state], ["ready", "expired"]);
  assert.equal(older?.value.decided?.reason, `plan ${second?.value.id} took its place`);
  s.pass(10 * 86_400);
  await s.work();
  assert.deepEqual([s.effects, await s.deletes()], [[], []]);
});

test("once a person has approved it, what it lists is deleted, though no sweep of the rule has ever been through", async () => {
  const s = await night();
  s.pass(86_400);
  await s.tick();
  const [plan] = await s.plans();
  assert.ok(plan);
  s.pass(3 * 86_400);
  await s.approve(plan.value.id);
  await s.work();
  // The quarantine counts from when the plan listed it.
  s.pass(3 * 86_400);
  await s.work();
  assert.deepEqual(s.effects, []);
  s.pass(86_400);
  await s.work();
  assert.deepEqual(s.effects, ["delete 1001"]);
});

test("a delete of such a rule that names no plan, or one that nobody approved, is not done", async () => {
  const s = await night();
  s.pass(86_400);
  await s.tick();
  const [ready] = await s.plans();
  for (const [named, said] of [
    [undefined, /r@1 deletes only what an approved plan lists/],
    [ready?.value.id, /r@1 wants it by plan \S+, which is ready, not approved/],
    ["p260101-0000-b2b", /which is not there/],
  ] as const) {
    const mark = `m${named ?? ""}`;
    const want = {
      rule: "r@1",
      action: "deleteArtifacts",
      params: {},
      event: "d1",
      since: 0,
      ...(named && { plan: named }),
    };
    const effect = { source: "gitlab", project: { id: 42 }, jobId: 1001, verb: "deleteArtifacts" as const, mark };
    const { task } = await s.plan(1001, "deleteArtifacts", "r", "deleteArtifacts", { effect, want });
    await s.work();
    const after = await s.task(task.id);
    assert.equal(after.state, "skipped");
    assert.match(after.reason ?? "", said);
  }
  assert.deepEqual(s.effects, []);
});

test("a sweep of such a rule that somebody begins out of turn marks nothing", async () => {
  const s = await night();
  const effect = { source: "gitlab", project: { id: 42 }, verb: "sweep" as const, mark: "r@2" };
  const { task } = await s.plan(0, "sweep", "r", "deleteArtifacts", { effect });
  await s.work();
  const { state, reason } = await s.task(task.id);
  assert.deepEqual([state, reason], ["skipped", "r@1 deletes only what an approved plan lists"]);
  assert.deepEqual(await s.deletes(), []);
});

test("a delete that waits already is told of the plan, and is not planned twice", async () => {
  const s = await night(oneRule("on: { schedule: { every: 1d } }, do: deleteArtifacts"));
  const mark = "r@1";
  const effect = { source: "gitlab", project: { id: 42 }, verb: "sweep" as const, mark };
  await s.plan(0, "sweep", "r", "deleteArtifacts", { effect });
  await s.work();
  // The rule's first way through only reports, at once; the second marks.
  s.pass(3600);
  await s.plan(0, "sweep", "r", "deleteArtifacts", { effect: { ...effect, mark: "r@2" } });
  await s.work();
  const waiting = async () => (await s.deletes()).filter(({ state }) => state === "waiting");
  assert.equal((await waiting()).length, 1);
  const { id } = await s.make();
  await s.work();
  await s.approve(id);
  await s.work();
  const [task, ...more] = await waiting();
  assert.deepEqual([task?.wants.map(({ plan }) => plan), more.length], [[id], 0]);
  assert.deepEqual(
    (await s.items(id)).map(({ fate }) => fate?.task),
    [task?.id],
  );
  s.pass(8 * 86_400);
  await s.work();
  assert.deepEqual(s.effects, ["delete 1001"]);
});

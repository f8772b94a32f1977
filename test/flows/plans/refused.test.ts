import assert from "node:assert/strict";
import { test } from "node:test";
import { ApiError } from "../../../lib/cli/api.ts";
import { textHash } from "../../../lib/core/planHash.ts";
import { planHeadKey, planItemsKey, planPartKey } from "../../../lib/core/sweepPlan.ts";
import { branchWith, days, deleted, hashOf, type PlanStage, planStage, rounds } from "./stage.ts";

/** What the API says instead of doing it. */
async function refusal(asked: Promise<unknown>): Promise<string> {
  try {
    await asked;
  } catch (error) {
    if (error instanceof ApiError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return "nothing was refused";
}

/** Somebody changes what is stored of a plan, behind everybody's back. */
async function tamper(
  { house }: PlanStage,
  key: { scope: string; key: string },
  from: string,
  to: string,
): Promise<void> {
  const text = (await house.store.note(key)) ?? "";
  assert.ok(text.includes(from), text);
  assert.ok(await house.store.putNote(key, text.replace(from, to), text));
}

test("a plan is approved only as it was seen: another hash, an item or a sum that was changed is refused", async (t) => {
  const stage = await planStage(t);
  const [first = 0] = await branchWith(stage, 2);
  const shown = await stage.plan();
  const { id } = shown.plan;
  const plan = { source: "gitlab", id };
  const hash = hashOf(shown);
  assert.match(await refusal(stage.approve(id, "0".repeat(64))), /^otherPlan: the hash of plan \S+ is/);
  const places = [
    [planItemsKey(plan, stage.project.id, 1), `"job":${first}`, `"job":${first + 2}`],
    [planPartKey(plan, stage.project.id), '"bytes":2001', '"bytes":2000'],
    [planHeadKey("gitlab", id), '"bytes":2001', '"bytes":1'],
    [planHeadKey("gitlab", id), '"tidy@1"', '"other@1"'],
  ] as const;
  for (const [key, from, to] of places) {
    await tamper(stage, key, from, to);
    assert.match(await refusal(stage.approve(id, hash)), /^planTampered: .* is not what was hashed/, from);
    await tamper(stage, key, to, from);
  }
  await stage.approve(id, hash);
});

for (const isCareful of [false, true])
  test(`what was changed after the approval is not deleted${isCareful ? ", whoever mended its hash as well" : ""}: the task waits for a person`, async (t) => {
    const stage = await planStage(t);
    const [first = 0] = await branchWith(stage, 2);
    const shown = await stage.plan();
    const { id } = shown.plan;
    await stage.approve(id, hashOf(shown));
    const items = planItemsKey({ source: "gitlab", id }, stage.project.id, 1);
    const before = textHash((await stage.house.store.note(items)) ?? "");
    await tamper(stage, items, `"job":${first}`, `"job":${first + 2}`);
    if (isCareful) {
      const part = planPartKey({ source: "gitlab", id }, stage.project.id);
      await tamper(stage, part, before, textHash((await stage.house.store.note(items)) ?? ""));
    }
    await days(stage, 9);
    assert.deepEqual(deleted(stage), []);
    const [task] = await stage.house.store.tasks(10, { state: "attention" });
    assert.match(task?.reason ?? "", /is not what was approved: nothing more of it is planned/);
  });

test("a plan that expired, was rejected or lists nothing cannot be approved; one that was approved cannot be rejected", async (t) => {
  const stage = await planStage(t);
  await branchWith(stage, 2);
  const wish = { project: stage.project.id };
  const [short, other, good] = [
    await stage.plan({ ...wish, expires: "3d" }),
    await stage.plan(wish),
    await stage.plan(wish),
  ];
  await stage.reject(other.plan.id);
  assert.match(
    await refusal(stage.approve(other.plan.id, hashOf(other))),
    /^planOver: plan \S+ is rejected already by local/,
  );
  stage.clock.advance(3 * 86_400);
  assert.match(
    await refusal(stage.approve(short.plan.id, hashOf(short))),
    /^planOver: plan \S+ has expired at 2026-01-08/,
  );
  await rounds(stage);
  assert.equal((await stage.show(short.plan.id)).plan.decided?.reason, "nobody approved it by 2026-01-08T10:00:00Z");
  await stage.approve(good.plan.id, hashOf(good));
  assert.match(await refusal(stage.reject(good.plan.id)), /^planOver: plan \S+ is approved already/);
  // An approved one expires no more, and a second yes adds nothing.
  await stage.approve(good.plan.id, hashOf(good));
  await days(stage, 16);
  assert.equal(deleted(stage).length, 2);
  const nothing = await stage.plan(wish);
  assert.deepEqual([nothing.plan.state, nothing.plan.totals.jobs], ["done", 0]);
  assert.match(await refusal(stage.approve(nothing.plan.id, hashOf(nothing))), /^planOver: plan \S+ lists nothing/);
});

test("where rules that delete need a second person, whoever made a plan cannot approve it", async (t) => {
  const stage = await planStage(t, undefined, { house: { secondPerson: "required" } });
  await branchWith(stage, 1);
  const shown = await stage.plan();
  assert.match(await refusal(stage.approve(shown.plan.id, hashOf(shown))), /^ownPlan: local may be who made plan/);
  assert.equal((await stage.show(shown.plan.id)).plan.state, "ready");
});

test("rules that are not there, delete nothing or act nowhere make no plan", async (t) => {
  const rules = `version: 1
rules:
  - { id: looks, projects: ["**"], on: { schedule: { cron: "0 0 29 2 *" } }, do: deleteArtifacts }
  - { id: again, mode: enforce, projects: ["**"], on: job, when: { status: failed }, do: retry }
`;
  const stage = await planStage(t, rules);
  for (const [ids, said] of [
    [["none"], /there is no rule "none"/],
    [["again"], /the rule again deletes nothing/],
    [["looks"], /the rule looks only reports, or is off/],
    [undefined, /no rule deletes anything/],
  ] as const)
    assert.match(await refusal(stage.plan({ ...(ids && { rules: ids }) })), said);
});

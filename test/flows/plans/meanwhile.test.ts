import assert from "node:assert/strict";
import { test } from "node:test";
import { branchWith, days, deleted, deleteRules, hashOf, planStage } from "./stage.ts";

test("what is kept, held, re-sized or no longer wanted since the plan was made stays, and says why; the rest goes", async (t) => {
  const stage = await planStage(t);
  const { twin, house } = stage;
  const [held = 0, kept = 0, grown = 0, later = 0, ...rest] = await branchWith(stage, 6);
  const shown = await stage.plan();
  const { id } = shown.plan;
  assert.equal(shown.plan.totals.jobs, 6);
  await stage.approve(id, hashOf(shown));
  await days(stage, 1);
  const hold = await stage.penstock(
    "holds",
    "add",
    `job:${held}`,
    "--project",
    String(stage.project.id),
    "--reason",
    "audit",
  );
  assert.equal(hold.code, 0);
  Object.assign(twin.job(kept), { artifactsExpireAt: null });
  const [file] = twin.job(grown).files.filter(({ type }) => type === "archive");
  assert.ok(file);
  Object.assign(file, { sizeBytes: 77 });
  Object.assign(twin.job(later), { artifactsExpireAt: stage.clock.now() - 3_600_000 });
  await days(stage, 8);
  assert.deepEqual(deleted(stage), rest);
  const said = new Map((await stage.items(id)).map(({ job, fate }) => [job, `${fate?.state}: ${fate?.reason}`]));
  assert.match(said.get(held) ?? "", /^skipped: a hold on job:\d+ protects the artifacts/);
  assert.match(said.get(kept) ?? "", /^skipped: .*no expiry date: somebody keeps them/);
  assert.match(
    said.get(grown) ?? "",
    /^skipped: tidy@1 wants it by plan \S+, which lists 1002 bytes, and there are 77 now/,
  );
  assert.match(said.get(later) ?? "", /^skipped: tidy@1 wants it by plan \S+, where it expires at/);
  const { plan } = await stage.show(id);
  assert.equal(plan.state, "done");
  const freed = rest.length * 1000 + 4 + 5;
  assert.deepEqual(plan.result, {
    deleted: { jobs: 2, bytes: freed },
    kept: { jobs: 4, bytes: plan.totals.bytes - freed },
  });
  assert.equal((await house.store.tasks(100, { state: "attention" })).length, 0);
});

test("what is held when a plan is made is not listed", async (t) => {
  const stage = await planStage(t);
  const [held = 0, other = 0] = await branchWith(stage, 2);
  await stage.penstock("holds", "add", `job:${held}`, "--project", String(stage.project.id), "--reason", "audit");
  const shown = await stage.plan();
  assert.deepEqual(
    (await stage.items(shown.plan.id)).map(({ job }) => job),
    [other],
  );
  assert.equal(Object.keys(shown.plan.totals.spared).filter((why) => /^a hold on/.test(why)).length, 1);
});

test("an erase and a delete of one job are listed once, as the erase", async (t) => {
  const stage = await planStage(t, deleteRules("id: tidy, do: deleteArtifacts", "id: wipe, do: erase"));
  const [job] = await branchWith(stage, 1);
  const { plan } = await stage.plan();
  const items = await stage.items(plan.id);
  assert.deepEqual(
    items.map((item) => [item.job, item.verb, item.rules]),
    [[job, "erase", ["wipe@1"]]],
  );
});

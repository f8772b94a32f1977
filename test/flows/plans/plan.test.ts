import assert from "node:assert/strict";
import { test } from "node:test";
import { branchWith, days, deleted, deleteRules, hashOf, planStage, rounds } from "./stage.ts";

test("what a plan lists and a person approves is deleted after its quarantine, to the byte, and nothing else", async (t) => {
  const stage = await planStage(t);
  const old = await branchWith(stage, 5);
  const shown = await stage.plan();
  const { id, totals } = shown.plan;
  assert.equal(shown.plan.state, "ready");
  assert.deepEqual([totals.jobs, totals.bytes, totals.read], [5, 5010, 6]);
  assert.deepEqual(totals.spared, { "they are of the newest successful pipeline of …": 1 });
  const listed = await stage.items(id);
  assert.deepEqual(
    listed.map(({ job }) => job).toSorted((a, b) => a - b),
    old,
  );
  // What has expired since is of no plan.
  const later = await branchWith(stage, 2, "other");
  await stage.approve(id, hashOf(shown));
  await days(stage, 6);
  assert.deepEqual(deleted(stage), []);
  assert.match((await stage.items(id))[0]?.fate?.state ?? "", /waiting/);
  await days(stage, 2);
  assert.deepEqual(deleted(stage), old);
  assert.ok(later.every((job) => stage.twin.job(job).files.some(({ type }) => type === "archive")));
  const { plan } = await stage.show(id);
  assert.deepEqual(
    [plan.state, plan.result],
    ["done", { deleted: { jobs: 5, bytes: 5010 }, kept: { jobs: 0, bytes: 0 } }],
  );
  assert.deepEqual([...new Set((await stage.items(id)).map(({ fate }) => fate?.state))], ["done"]);
  const runs = (await stage.house.store.entries(1000)).filter((entry) => entry.kind === "task" && entry.call);
  assert.deepEqual([...new Set(runs.map((run) => run.kind === "task" && run.plan))], [id]);
});

test("a plan of all projects is ready once each is gone through, and leaves out what its rules do not name", async (t) => {
  const bodies = ['id: tidy, do: deleteArtifacts, projects: ["shop/**"]'];
  const stage = await planStage(t, deleteRules(...bodies).replace('projects: ["**"], ', ""));
  const old = await branchWith(stage, 2);
  const { twin } = stage;
  const members = { alice: "maintainer", [twin.bot.username]: "maintainer" } as const;
  const other = twin.addProject({ path: "shop/web", members });
  twin.addProject({ path: "elsewhere/app", members });
  const more = await branchWith({ ...stage, project: other }, 3);
  const shown = await stage.plan({});
  assert.deepEqual(
    shown.parts.map(({ path, totals }) => [path, totals.jobs]),
    [
      ["shop/web", 3],
      ["shop/api", 2],
    ],
  );
  assert.deepEqual([shown.plan.state, shown.plan.totals.jobs, shown.plan.totals.bytes], ["ready", 5, 5004]);
  await stage.approve(shown.plan.id, hashOf(shown));
  await days(stage, 8);
  assert.deepEqual(deleted(stage), [...old, ...more]);
  assert.equal((await stage.show(shown.plan.id)).plan.state, "done");
});

test("a person plans, reads, approves and follows with the commands", async (t) => {
  const stage = await planStage(t);
  const [job] = await branchWith(stage, 2);
  const why = ["--reason", "the disk is full"];
  const begun = await stage.penstock("sweep", "plan", "--project", String(stage.project.id), ...why, "--no-wait");
  const [, id = ""] = /sweep show (p\d{6}-\d{4}-...)/.exec(begun.text) ?? [];
  const early = await stage.penstock("sweep", "approve", id, "--hash", "0123456789", ...why);
  assert.deepEqual([early.code, early.text], [1, `plan ${id} has no hash yet: its items are still being collected`]);
  await rounds(stage);
  const shown = await stage.penstock("sweep", "show", id, "--items");
  assert.match(shown.text, /2 jobs, 2\.0 kB would be deleted; 3 jobs looked at in 1 project/);
  assert.match(shown.text, new RegExp(`shop/api +${job} +build 0 +feature +1\\.0 kB`));
  assert.match(shown.text, /1 {2}they are of the newest successful pipeline of …/);
  const [, hash = ""] = /sweep approve \S+ --hash ([0-9a-f]+)/.exec(shown.text) ?? [];
  const wrong = await stage.penstock("sweep", "approve", id, "--hash", "0123456789", ...why);
  assert.equal(wrong.code, 1);
  assert.match(wrong.text, /that is not its hash/);
  assert.match((await stage.penstock("sweep", "approve", id, ...why)).text, /nobody is here to ask: give --hash/);
  assert.match(
    (await stage.penstock("sweep", "approve", id, "--hash", hash, ...why)).text,
    /^approved: 2 deletes, 2\.0 kB/,
  );
  await rounds(stage);
  assert.match((await stage.penstock("sweep", "show", id, "--items")).text, /waits until 2026-01-12T/);
  await days(stage, 8);
  assert.match(
    (await stage.penstock("sweep", "plans")).text,
    new RegExp(`^${id} {2}done {2}project \\d+ {2}2 jobs, 2\\.0 kB`),
  );
  assert.match(
    (await stage.penstock("sweep", "show", id, "--items")).text,
    /deleted: 2 jobs, 2\.0 kB; kept after all: 0 jobs/,
  );
  const journal = await stage.house.store.entries(1000);
  const deeds = journal.flatMap((entry) =>
    entry.kind === "byHand" ? [`${entry.step} ${entry.what}: ${entry.reason}`] : [],
  );
  assert.deepEqual(deeds, [`sweep plan:${id}: the disk is full`, `approve plan:${id}: the disk is full`]);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import type { NewJob } from "../../../infra/twin/machine/begin.ts";
import { statuses, twinWorld } from "../world.ts";

const cancels = { settings: { cancelsRedundant: true } };
const soft = (name: string, stage: string): NewJob => ({ name, stage, interruptible: true });

test("a new commit's pipeline cancels the older ones of its ref in which nothing solid began", async (t) => {
  const { twin, pipeline } = await twinWorld(t, cancels);
  const old = pipeline([soft("build", "build"), "test/unit"]);
  const other = pipeline(["build/build"], { ref: "fix" });
  twin.run(twin.jobNamed(old.id, "build").id);
  const newest = pipeline(["build/build"]);
  assert.deepEqual(statuses(old), { build: "canceled", unit: "canceled", pipeline: "canceled" });
  assert.deepEqual([other.status, newest.status], ["pending", "pending"]);
});

test("one in which a job began that must not be interrupted is spared, also once that is over", async (t) => {
  const { twin, pipeline } = await twinWorld(t, cancels);
  const old = pipeline(["build/build", "test/unit"]);
  twin.succeed(twin.jobNamed(old.id, "build").id);
  pipeline(["build/build"]);
  assert.deepEqual(statuses(old), { build: "success", unit: "pending", pipeline: "running" });
});

test("with interruptible only interruptible jobs are canceled, with none nothing is", async (t) => {
  const { twin, pipeline } = await twinWorld(t, cancels);
  const jobs = ["build/solid", soft("soft", "build")];
  const some = pipeline(jobs, { autoCancel: { onNewCommit: "interruptible" } });
  const none = pipeline(jobs, { autoCancel: { onNewCommit: "none" } });
  for (const one of [some, none]) twin.run(twin.jobNamed(one.id, "solid").id);
  pipeline(["build/build"]);
  assert.deepEqual(statuses(some), { solid: "running", soft: "canceled", pipeline: "running" });
  assert.deepEqual(statuses(none), { solid: "running", soft: "pending", pipeline: "running" });
});

test("neither a tag of the same name, nor one that wants none of it, nor one older than a week is redundant", async (t) => {
  const { twin, pipeline, time } = await twinWorld(t, cancels);
  const aged = pipeline(["build/build"]);
  time.advance(7 * 86_400 + 1);
  const tag = pipeline(["build/build"], { ref: "main", tag: true });
  const none = pipeline(["build/build"], { autoCancel: { onNewCommit: "none" } });
  const plain = pipeline(["build/build"]);
  pipeline(["build/build"]);
  assert.deepEqual(
    [aged, tag, none, plain].map(({ status }) => status),
    ["pending", "pending", "pending", "canceled"],
  );
  assert.equal(twin.jobNamed(plain.id, "build").status, "canceled");
});

test("a child that begins late is no newer than its parent, and cancels nothing", async (t) => {
  const { twin, pipeline } = await twinWorld(t, cancels);
  const parent = pipeline(["build/build", { name: "kids", stage: "test", trigger: { jobs: [{ name: "kid" }] } }]);
  twin.run(twin.jobNamed(parent.id, "build").id);
  const newer = pipeline(["build/build"]);
  twin.succeed(twin.jobNamed(parent.id, "build").id);
  assert.deepEqual([twin.jobNamed(parent.id, "kids").downstream?.status, newer.status], ["pending", "pending"]);
});

test("a pipeline does not cancel the one that it leads to by way of another project", async (t) => {
  const { twin, pipeline } = await twinWorld(t, cancels);
  twin.addProject({ path: "shop/web", members: { ada: "owner" } });
  const back: NewJob = { name: "back", trigger: { project: "shop/api", jobs: [{ name: "kid" }] } };
  const there: NewJob = { name: "there", stage: "a", trigger: { project: "shop/web", jobs: [back] } };
  const one = pipeline([there], { autoCancel: { onNewCommit: "none" } });
  const web = twin.jobNamed(one.id, "there").downstream;
  assert.equal(web && twin.jobNamed(web.id, "back").downstream?.status, "pending");
});

test("the same commit again, a child, or a project that does not want it cancels nothing", async (t) => {
  const { twin, pipeline } = await twinWorld(t, cancels);
  const sha = "2".repeat(40);
  const old = pipeline(["build/build"], { sha });
  pipeline(["build/build"], { sha });
  assert.equal(old.status, "pending");
  const parent = pipeline([{ name: "kids", stage: "build", trigger: { jobs: [{ name: "kid" }] } }]);
  const child = twin.jobNamed(parent.id, "kids").downstream;
  assert.deepEqual([old.status, child?.status], ["canceled", "pending"]);
  parent.project.settings.cancelsRedundant = false;
  pipeline(["build/build"]);
  assert.equal(child?.status, "pending");
  parent.project.settings.cancelsRedundant = true;
  pipeline(["build/build"]);
  assert.equal(child?.status, "canceled");
});

test("a failure for good cancels the rest where the pipeline says so", async (t) => {
  const { twin, pipeline } = await twinWorld(t);
  const begin = (unit: Partial<NewJob> = {}) => {
    const one = pipeline([{ name: "unit", ...unit }, "test/slow", "deploy/live"], {
      stages: ["test", "deploy"],
      autoCancel: { onJobFailure: "all" },
    });
    twin.run(twin.jobNamed(one.id, "slow").id);
    twin.fail(twin.jobNamed(one.id, "unit").id);
    return statuses(one);
  };
  assert.deepEqual(begin(), { unit: "failed", slow: "canceled", live: "canceled", pipeline: "failed" });
  assert.deepEqual(begin({ retry: 1 }), { unit: "pending", slow: "running", live: "created", pipeline: "running" });
  assert.deepEqual(begin({ allowFailure: true }), {
    unit: "failed",
    slow: "running",
    live: "created",
    pipeline: "running",
  });
});

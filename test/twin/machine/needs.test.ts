import assert from "node:assert/strict";
import { test } from "node:test";
import type { NewJob } from "../../../infra/twin/machine/begin.ts";
import { manual, statuses, twinWorld } from "../world.ts";

const job = (name: string, stage: string, more: Partial<NewJob> = {}): NewJob => ({ name, stage, ...more });

test("a job starts when those that it needs have succeeded, whatever else its stage waits for", async (t) => {
  const { twin, pipeline } = await twinWorld(t);
  const one = pipeline(["build/linux", "build/mac", job("tested", "test", { needs: ["linux"] }), "test/lint"]);
  assert.deepEqual([statuses(one).tested, statuses(one).lint], ["created", "created"]);
  twin.succeed(twin.jobNamed(one.id, "linux").id);
  assert.deepEqual(statuses(one), {
    linux: "success",
    mac: "pending",
    tested: "pending",
    lint: "created",
    pipeline: "running",
  });
});

test("a job that needs nothing starts with its pipeline, in any stage", async (t) => {
  const { pipeline } = await twinWorld(t);
  const one = pipeline(["build/build", job("docs", "deploy", { needs: [] }), "deploy/live"]);
  assert.deepEqual(statuses(one), { build: "pending", docs: "pending", live: "created", pipeline: "pending" });
});

test("jobs of one stage may need each other, in any order", async (t) => {
  const { twin, pipeline } = await twinWorld(t);
  const one = pipeline([job("c", "test", { needs: ["b"] }), job("b", "test", { needs: ["a"] }), job("a", "test")]);
  assert.deepEqual(statuses(one), { a: "pending", b: "created", c: "created", pipeline: "pending" });
  twin.fail(twin.jobNamed(one.id, "a").id);
  assert.deepEqual(statuses(one), { a: "failed", b: "skipped", c: "skipped", pipeline: "failed" });
});

test("what a job does after the end of those that it needs is its own when", async (t) => {
  const { twin, pipeline } = await twinWorld(t);
  const after = (when: NewJob["when"] & string) => job(when, "test", { needs: ["build"], when });
  const ends = (end: "succeed" | "fail") => {
    const one = pipeline(["build/build", after("on_success"), after("on_failure"), after("always"), after("manual")]);
    twin[end](twin.jobNamed(one.id, "build").id);
    const { on_success, on_failure, always, manual: gate } = statuses(one);
    return [on_success, on_failure, always, gate];
  };
  assert.deepEqual(ends("succeed"), ["pending", "skipped", "pending", "manual"]);
  assert.deepEqual(ends("fail"), ["skipped", "pending", "pending", "skipped"]);
});

test("a needed job that was skipped skips on, but by stages a skipped one stops nothing", async (t) => {
  const { twin, pipeline } = await twinWorld(t);
  const cleanup: NewJob = { name: "cleanup", stage: "test", when: "on_failure" };
  const one = pipeline([
    "build/build",
    cleanup,
    job("needing", "deploy", { needs: ["cleanup"] }),
    job("anyhow", "deploy", { needs: ["cleanup"], when: "always" }),
    "deploy/staged",
  ]);
  twin.succeed(twin.jobNamed(one.id, "build").id);
  const { needing, anyhow, staged } = statuses(one);
  assert.deepEqual([needing, anyhow, staged], ["skipped", "pending", "pending"]);
});

test("a blocking gate is waited for, an optional one skips what needs it until somebody plays it", async (t) => {
  const { twin, pipeline, post, job: path } = await twinWorld(t);
  const one = pipeline([
    manual("gate", "build"),
    manual("option", "build", true),
    job("behindGate", "test", { needs: ["gate"] }),
    job("behindOption", "test", { needs: ["option"] }),
  ]);
  assert.deepEqual(statuses(one), {
    gate: "manual",
    option: "manual",
    behindGate: "created",
    behindOption: "skipped",
    pipeline: "manual",
  });
  await post(`${path(twin.jobNamed(one.id, "option").id)}/play`);
  assert.equal(twin.jobNamed(one.id, "behindOption").status, "created");
  twin.succeed(twin.jobNamed(one.id, "option").id);
  assert.equal(twin.jobNamed(one.id, "behindOption").status, "pending");
  assert.equal(twin.jobNamed(one.id, "behindOption").person, twin.world.people[0]);
});

test("a retry brings back what needed the job in its own stage, and what needed that", async (t) => {
  const { twin, pipeline, post, job: path } = await twinWorld(t);
  const one = pipeline([
    job("a", "test"),
    job("b", "test", { needs: ["a"] }),
    job("c", "test", { needs: ["b"] }),
    job("beside", "test", { needs: ["other"] }),
    job("other", "test"),
  ]);
  twin.fail(twin.jobNamed(one.id, "a").id);
  twin.fail(twin.jobNamed(one.id, "other").id);
  assert.equal(one.status, "failed");
  await post(`${path(twin.jobNamed(one.id, "a").id)}/retry`);
  assert.deepEqual(statuses(one), {
    a: "pending",
    b: "created",
    c: "created",
    beside: "skipped",
    other: "failed",
    pipeline: "running",
  });
});

test("an optional need may be missing, others may not, nor come later or in a circle", async (t) => {
  const { pipeline } = await twinWorld(t);
  const optional = pipeline(["build/build", job("a", "test", { needs: [{ job: "none", optional: true }] })]);
  assert.equal(statuses(optional).a, "pending");
  assert.throws(
    () => pipeline([job("a", "test", { needs: ["none"] })]),
    /job a needs none, which the pipeline does not/,
  );
  assert.throws(() => pipeline([job("a", "test", { needs: ["z"] }), "late/z"]), /job a needs z, which is in a later/);
  const circle = [job("a", "test", { needs: ["b"] }), job("b", "test", { needs: ["a"] })];
  assert.throws(() => pipeline(circle), /job a needs itself, by way of b/);
});

test("a job without needs waits for a whole earlier stage, also for those in it that need something", async (t) => {
  const { twin, pipeline } = await twinWorld(t);
  const one = pipeline(["build/build", job("slow", "build", { needs: ["build"] }), "test/unit"]);
  twin.succeed(twin.jobNamed(one.id, "build").id);
  assert.deepEqual([statuses(one).slow, statuses(one).unit], ["pending", "created"]);
  twin.finish(one.id);
  assert.deepEqual([statuses(one).unit, one.status], ["success", "success"]);
});

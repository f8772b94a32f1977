import assert from "node:assert/strict";
import test from "node:test";
import { steeredClock, virtualClock } from "../../infra/twin/clock.ts";
import { addSamples } from "../../infra/twin/samples.ts";
import { createTwin } from "../../infra/twin/twin.ts";
import { sampleWorld } from "./controlled.ts";
import { receiver } from "./world.ts";

test("the sample world has a failed job, a waiting one, a gate on a tag and a success with artifacts", async (t) => {
  const { twin, control, failed, gated, pending, passed } = await sampleWorld(t);
  const { status, json } = await control("GET", "state");
  assert.equal(status, 200);
  assert.deepEqual(
    json.projects.map(({ path }: { path: string }) => path),
    ["shop/api", "platform/tools"],
  );
  assert.equal(json.projects[0].members[twin.bot.username], "maintainer");
  assert.deepEqual(
    [failed, gated, pending, passed].map((one) => one.status),
    ["failed", "manual", "pending", "success"],
  );
  assert.equal(twin.jobNamed(failed.id, "test:integration").failureReason, "runner_system_failure");
  assert.deepEqual([gated.ref, gated.tag], ["v2.3.0", true]);
  assert.equal(twin.jobNamed(gated.id, "deploy:production").status, "manual");
  assert.equal(twin.jobNamed(passed.id, "build").files.length, 3);
});

test("by curl one can begin a pipeline and be its runner", async (t) => {
  const { control } = await sampleWorld(t);
  const jobs = [
    { name: "build", stage: "build" },
    { name: "slow", stage: "test", cancelsSlowly: true },
    { name: "gate", stage: "z", when: "manual" },
  ];
  const begun = await control("POST", "pipelines", JSON.stringify({ project: "shop/api", ref: "v9", tag: true, jobs }));
  assert.deepEqual([begun.status, begun.json.status, begun.json.tag], [201, "pending", true]);
  const [build, slow] = begun.json.jobs;
  const step = async (path: string, body?: string) => {
    const { status, json } = await control("POST", `jobs/${path}`, body);
    return [status, json.status];
  };
  assert.deepEqual(await step(`${build.id}/run`), [200, "running"]);
  const artifacts = { files: [{ type: "archive", sizeBytes: 5 }], expireInSeconds: null };
  const done = await control("POST", `jobs/${build.id}/succeed`, JSON.stringify({ artifacts }));
  assert.deepEqual([done.json.status, done.json.files], ["success", ["archive", "trace"]]);
  assert.deepEqual(await step(`${slow.id}/run`), [200, "running"]);
  assert.deepEqual(await step(`${slow.id}/cancel`), [200, "canceling"]);
  assert.deepEqual(await step(`${slow.id}/cancel`), [200, "canceled"]);
});

test("a job fails by curl with the reason that is given", async (t) => {
  const { control, twin, pending } = await sampleWorld(t);
  const { id } = twin.jobNamed(pending.id, "build");
  const { json } = await control("POST", `jobs/${id}/fail`, '{"reason": "stuck_pending_no_matching_runners"}');
  assert.deepEqual([json.status, json.failureReason], ["failed", "stuck_pending_no_matching_runners"]);
});

test("what the control cannot do or read, it says in words", async (t) => {
  const { control, twin, passed } = await sampleWorld(t);
  const { id } = twin.jobNamed(passed.id, "build");
  const errors: [string, string | undefined, RegExp][] = [
    [`jobs/${id}/run`, undefined, /is success: only a job that is pending can run/],
    ["jobs/1/run", undefined, /there is no job 1/],
    [`jobs/${id}/explode`, undefined, /there is no POST .*POST jobs\/:id\/run/],
    ["pipelines", "{", /not JSON/],
    ["pipelines", '{"project": "no/such", "jobs": [{"name": "x"}]}', /there is no project no\/such/],
    ["pipelines", '{"project": "shop/api", "job": []}', /no field job/],
    ["pipelines", '{"project": "shop/api", "jobs": [{"stage": "x"}]}', /jobs\[0\]\.name/],
    [
      "pipelines",
      '{"project": "shop/api", "jobs": [{"name": "x", "when": "later"}]}',
      /jobs\[0\]\.when: give one of on_success/,
    ],
    ["pipelines", '{"project": "shop/api", "ref": 7, "jobs": []}', /ref: give a branch or a tag/],
    [`jobs/${id}/fail`, '{"reason": "x", "why": 1}', /no field why/],
  ];
  for (const [path, body, words] of errors) {
    const { status, json } = await control("POST", path, body);
    assert.ok(status === 400 || status === 404, path);
    assert.match(json.error, words);
  }
});

test("a hook that the sample world is given hears of all that happens in it", async (t) => {
  const { url, heard } = await receiver(t);
  const twin = createTwin({ clock: virtualClock().now });
  const { failed } = addSamples(twin, { url, jobEvents: true });
  await twin.deliver();
  const hooks = heard.map(({ body }) => JSON.parse(body));
  assert.deepEqual(
    [...new Set(hooks.map(({ project }) => project.path_with_namespace))],
    ["platform/tools", "shop/api"],
  );
  const broken = hooks.filter(({ build_status }) => build_status === "failed");
  assert.deepEqual(
    broken.map((hook) => [hook.pipeline_id, hook.build_name, hook.build_failure_reason]),
    [[failed.id, "test:integration", "runner_system_failure"]],
  );
});

test("the virtual clock only goes forward", () => {
  const clock = virtualClock(0);
  clock.advance(1.5);
  assert.equal(clock.now(), 1500);
  assert.throws(() => clock.advance(-1), RangeError);
  assert.throws(() => clock.advance(Number.NaN), RangeError);
});

test("a steered clock goes as its base does, from where it was moved on to, and never back", () => {
  let base = 1000;
  const { now, advance } = steeredClock(() => base);
  advance(60);
  base += 5;
  assert.equal(now(), 61_005);
  assert.throws(() => advance(-1), RangeError);
  assert.throws(() => advance(Number.NaN), RangeError);
  assert.equal(now(), 61_005);
});

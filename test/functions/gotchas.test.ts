import assert from "node:assert/strict";
import { test } from "node:test";
import { StoreError } from "../../lib/core/errors.ts";
import { hook as release } from "../fixtures/hooks/2026/release.ts";
import { doorstep, jobHook, now, signed } from "./doorstep.ts";

// Each number is an oddity of GitLab that bots get wrong; here at the door.

const retryId = "gitlab/42/job:1001/retry";

const stuck = `
version: 1
defaults: { mode: enforce }
rules: [{ id: stuck, projects: ["**"], on: job, when: { status: pending }, for: 15m, do: restart }]
`;
const promote = `
version: 1
defaults: { mode: enforce }
rules: [{ id: promote, projects: ["**"], on: [job, pipeline], do: { play: { job: deploy } } }]
`;

function pipelineHook(builds: readonly object[], attributes: object = {}): string {
  return JSON.stringify({
    object_kind: "pipeline",
    object_attributes: { id: 501, ref: "main", tag: false, status: "running", source: "push", ...attributes },
    project: { id: 42, path_with_namespace: "shop/api" },
    builds,
  });
}

test("gotcha 1: a created that arrives after its pending does not close what waits for the pending job", async () => {
  const { store, post } = await doorstep({ rules: stuck });
  await post(signed(jobHook({ build_status: "pending" })));
  await post(signed(jobHook({ build_status: "created" }), "d2"));
  const task = await store.task("gitlab/42/job:1001/cancel");
  assert.deepEqual([task?.state, task?.due], ["waiting", now + 900_000]);
});

test("gotcha 1: a pending that arrives after its running plans a look, since no order can be trusted", async () => {
  const { store, post } = await doorstep({ rules: stuck });
  await post(signed(jobHook({ build_status: "running" })));
  await post(signed(jobHook({ build_status: "pending" }), "d2"));
  assert.equal((await store.task("gitlab/42/job:1001/cancel"))?.due, now + 900_000);
});

test("gotcha 2: the same event from a group's and a project's hook, with two ids, is one task", async () => {
  const { store, post } = await doorstep();
  await post(signed(jobHook(), "of-the-project"));
  await post(signed(jobHook(), "of-the-group"));
  const tasks = await store.tasks(10);
  assert.deepEqual(
    tasks.map(({ id, wants }) => [id, wants.length]),
    [[retryId, 1]],
  );
});

test("gotcha 6: a gate is seen in the pipeline hook that passes, since no job hook ever tells of it", async () => {
  const { store, post } = await doorstep({ rules: promote });
  await post(signed(jobHook({ build_id: 7, build_name: "deploy", build_status: "created" })));
  assert.deepEqual(await store.tasks(10), []);
  const gate = { id: 7, name: "deploy", status: "manual", when: "manual", allow_failure: true };
  await post(signed(pipelineHook([gate], { status: "success" }), "d2"));
  assert.equal((await store.task("gitlab/42/job:7/play"))?.state, "waiting");
});

test("gotcha 29: a gate that is a trigger job is in no hook, so nothing is planned for it here", async () => {
  const { store, post } = await doorstep({ rules: promote });
  await post(signed(pipelineHook([{ id: 6, name: "build", status: "success" }], { status: "manual" })));
  assert.deepEqual(await store.tasks(10), []);
});

test("gotcha 31: an unknown event, and rules that cannot be read, are answered 202: four failures would turn the hook off", async () => {
  const { post } = await doorstep();
  assert.equal((await post(signed(JSON.stringify({ object_kind: "levitation", project_id: 42 })))).status, 202);
  const broken = await doorstep({
    world: { rules: { recent: () => Promise.reject(new StoreError("corrupt", "torn")), live: () => assert.fail() } },
  });
  assert.deepEqual(await broken.post(signed(jobHook())), { status: 202, body: { deferred: true } });
});

test("gotcha 32: no variable, address or message of a hook is journalled or answered", async () => {
  const { store, post } = await doorstep();
  const hook = JSON.parse(pipelineHook([], { variables: [{ key: "TOKEN", value: "s3cr3t" }] }));
  const commit = { message: "the tide is out", author: { email: "ada@example.com" } };
  const { body } = await post(signed(JSON.stringify({ ...hook, commit, user: { email: "ada@example.com" } })));
  assert.doesNotMatch(JSON.stringify([body, await store.entries(10)]), /s3cr3t|TOKEN|tide|@/);
});

test("gotcha 34: whoever holds one project's secret forges nothing for another, whatever kind of hook it is", async () => {
  const { store, post } = await doorstep({ speaksFor: ["shop/**"] });
  const foreign = { id: 43, path_with_namespace: "bank/vault" };
  const reason = /^project bank\/vault is not one that this secret speaks for$/;
  for (const body of [jobHook({ project_id: 43, project: foreign }), JSON.stringify({ ...release, project: foreign })])
    assert.match(((await post(signed(body))).body as { ignored: string }).ignored, reason);
  const both = jobHook({ project_id: 43 });
  assert.match(((await post(signed(both))).body as { ignored: string }).ignored, /no project, or two/);
  assert.deepEqual(await store.tasks(10), []);
});

test("gotcha 37: a pipeline hook of 2,000 jobs is taken whole, and no message carries it on", async () => {
  const { store, post } = await doorstep({ rules: promote });
  const runner = { description: "r".repeat(300) };
  const builds = Array.from({ length: 2000 }, (_, at) => ({
    id: at + 1,
    name: `job ${at}`,
    status: "success",
    runner,
  }));
  const gate = { id: 2001, name: "deploy", status: "manual" };
  const body = pipelineHook([...builds, gate]);
  assert.ok(body.length > 700_000);
  assert.deepEqual((await post(signed(body))).body, { planned: 1 });
  assert.ok(JSON.stringify(await store.task("gitlab/42/job:2001/play")).length < 2000);
});

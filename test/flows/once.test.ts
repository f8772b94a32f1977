import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { openStage, type Stage } from "../../infra/local/stage.ts";
import type { Fault } from "../../infra/twin/faults/fault.ts";

const startsAt = Date.UTC(2026, 0, 5, 9);

async function stage(t: TestContext, rules: string): Promise<Stage> {
  const text = `version: 1\ndefaults: { mode: enforce }\nrules:\n${rules}`;
  const opened = await openStage({ rules: [{ file: "rules.yaml", text }], startsAt });
  t.after(() => opened.close());
  return opened;
}

const retryFailed = '  - { id: retry-failed, projects: ["**"], on: job, when: { status: failed }, do: retry }\n';
const playDeploy = '  - { id: promote, projects: ["**"], on: pipeline, do: { play: { job: deploy } } }\n';

function failedJob({ twin, project }: Stage): number {
  const { id } = twin.addPipeline(project.id, { jobs: [{ name: "build" }] });
  return twin.fail(twin.run(twin.jobNamed(id, "build").id).id, "runner_system_failure").id;
}

const effects = ({ twin }: Stage) => twin.effects.map(({ verb, jobId }) => `${verb} ${jobId}`);
const posts = ({ twin }: Stage) => twin.requests.filter(({ method }) => method === "POST").length;

/** Posts what the twin delivered before once more, to the letter. */
async function resend(delivery: {
  url: string;
  headers: Readonly<Record<string, string>>;
  body: string;
}): Promise<number> {
  const answer = await fetch(delivery.url, { method: "POST", headers: delivery.headers, body: delivery.body });
  return answer.status;
}

test("the same hook sent 100 times makes one task and one call", async (t) => {
  const s = await stage(t, retryFailed);
  const job = failedJob(s);
  const deliveries = await s.twin.deliver();
  const failed = deliveries.find(({ body }) => /"build_status":"failed"/.test(body));
  assert.ok(failed);
  const statuses = await Promise.all(Array.from({ length: 100 }, () => resend(failed)));
  assert.deepEqual([...new Set(statuses)], [202]);
  await s.settle();
  await Promise.all(Array.from({ length: 100 }, () => resend(failed)));
  await s.settle();
  assert.deepEqual(effects(s), [`retry ${job}`]);
  assert.equal(posts(s), 1);
  const tasks = await s.house.store.tasks(10);
  assert.deepEqual(
    tasks.map(({ object, state }) => [object, state]),
    [[`job:${job}`, "done"]],
  );
});

test("a project hook and a twin of it make one task and one call", async (t) => {
  const s = await stage(t, retryFailed);
  const hook = s.twin.addHook(s.project.id, { ...s.hook, jobEvents: true, pipelineEvents: true });
  assert.ok(hook.id);
  const job = failedJob(s);
  await s.settle();
  assert.deepEqual([effects(s), posts(s)], [[`retry ${job}`], 1]);
});

test("a gate that is not open yet, then is: it opens, once", async (t) => {
  const s = await stage(t, playDeploy);
  const { id } = s.twin.addPipeline(s.project.id, {
    jobs: [
      { name: "test", stage: "test" },
      { name: "deploy", stage: "deploy", when: "manual" },
    ],
  });
  s.twin.run(s.twin.jobNamed(id, "test").id);
  await s.settle();
  assert.deepEqual(effects(s), []);
  s.twin.succeed(s.twin.jobNamed(id, "test").id);
  await s.settle();
  assert.deepEqual(effects(s), [`play ${s.twin.jobNamed(id, "deploy").id}`]);
});

test("a gate that the worker finds shut after all opens with the next hook: no event is lost to an ended task", async (t) => {
  const s = await stage(t, playDeploy);
  const { id } = s.twin.addPipeline(s.project.id, {
    jobs: [
      { name: "test", stage: "test" },
      { name: "deploy", stage: "deploy", when: "manual" },
    ],
  });
  const [test, deploy] = [s.twin.jobNamed(id, "test"), s.twin.jobNamed(id, "deploy")];
  s.twin.run(test.id);
  const open = (await s.twin.deliver()).findLast(({ event }) => event === "Pipeline Hook");
  assert.ok(open);
  // A hook of somebody who was ahead of GitLab: it says manual, the job is not.
  const body = open.body.replace('"status":"created"', '"status":"manual"');
  assert.notEqual(body, open.body);
  await s.deliverSigned(body);
  await s.settle();
  const taskId = `gitlab/${s.project.id}/job:${deploy.id}/play`;
  assert.equal((await s.house.store.task(taskId))?.state, "skipped");
  s.twin.succeed(test.id);
  await s.settle();
  assert.deepEqual(effects(s), [`play ${deploy.id}`]);
});

for (const [kind, calls] of [
  ["500before", 2],
  ["500after", 1],
  ["dropBefore", 2],
  ["dropAfter", 1],
  ["html", 2],
  ["429", 2],
] as const satisfies readonly (readonly [Fault["kind"], number])[])
  test(`a retry that GitLab answers with ${kind} still happens exactly once, with ${calls} call${calls > 1 ? "s" : ""}`, async (t) => {
    const s = await stage(t, retryFailed);
    s.twin.faultNext({ method: "POST", kind });
    const job = failedJob(s);
    await s.settle();
    await s.pass(10 * 60);
    assert.deepEqual([effects(s), posts(s)], [[`retry ${job}`], calls]);
  });

test("the bot's own retries do not feed the rule: a job that always fails is retried as often as the limit says", async (t) => {
  const s = await stage(t, retryFailed.replace("do: retry", "do: retry, limit: { perJob: 2 }"));
  failedJob(s);
  for (let round = 0; round < 5; round++) {
    await s.settle();
    const fresh = s.twin.effects.at(-1)?.newJobId;
    if (fresh !== undefined && s.twin.job(fresh).status === "pending") s.twin.fail(s.twin.run(fresh).id);
  }
  assert.equal(s.twin.effects.length, 2);
});

test("a person who retries first is not overtaken", async (t) => {
  const s = await stage(t, retryFailed.replace("do: retry", "do: { retry: { after: 1m } }"));
  const job = failedJob(s);
  await s.settle();
  s.twin.act("retry", job, { by: "alice" });
  await s.pass(120);
  assert.deepEqual(
    s.twin.effects.map(({ user }) => user),
    ["alice"],
  );
  const task = await s.house.store.task(`gitlab/${s.project.id}/job:${job}/retry`);
  assert.match(task?.reason ?? "", /was already retried, as job/);
});

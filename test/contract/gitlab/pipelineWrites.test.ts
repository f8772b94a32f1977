import assert from "node:assert/strict";
import { contract, everybody, refusalOf, type Scene, type Who } from "./scene.ts";
import { forbidden, noRecord, notRetryable, wrong } from "./words.ts";

/** Statuses of a pipeline's newest runs, by name. */
function standing({ twin }: Scene, pipelineId: number): Record<string, string> {
  const { jobs, bridges } = twin.pipeline(pipelineId);
  return Object.fromEntries([...jobs, ...bridges].map(({ name, status }) => [name, status]));
}

contract("2.1 POST pipelines/:pid/retry: 201 with the pipeline; failed and canceled run again", async (scene) => {
  const { post, pipeline, path, twin } = scene;
  const one = pipeline([
    { name: "good", stage: "test" },
    { name: "bad", stage: "test" },
    { name: "stopped", stage: "test" },
    { name: "optional", stage: "test", allowFailure: true },
    { name: "live", stage: "deploy" },
  ]);
  const idOf = (name: string) => twin.jobNamed(one.id, name).id;
  twin.succeed(idOf("good"));
  const bad = twin.fail(idOf("bad"));
  twin.cancel(idOf("stopped"));
  twin.fail(idOf("optional"));
  const before = ["good", "bad", "stopped", "optional"].map(idOf);
  const { status, json } = await post(`${path}/pipelines/${one.id}/retry`);
  assert.deepEqual([status, json.id, json.status], [201, one.id, "running"]);
  const runs = { good: "success", bad: "pending", stopped: "pending", optional: "pending", live: "created" };
  assert.deepEqual(standing(scene, one.id), runs);
  assert.deepEqual(
    ["good", "bad", "stopped", "optional"].map((name, index) => idOf(name) !== before[index]),
    [false, true, true, true],
  );
  assert.equal(twin.job(idOf("bad")).person?.username, "penstock-bot");
  assert.equal(twin.job(idOf("live")).person?.username, "penstock-bot");
  assert.deepEqual(refusalOf(await post(`${path}/jobs/${bad.id}/retry`)), notRetryable);
  assert.deepEqual(
    twin.effects.map(({ verb, jobId, newJobId }) => [verb, jobId, newJobId]),
    ["bad", "stopped", "optional"].map((name, index) => ["retry", before[index + 1], idOf(name)]),
  );
});

contract("2.1 POST pipelines/:pid/retry: a manual job waits again, a bridge is not run again", async (scene) => {
  const { post, pipeline, path, pathOf, twin } = scene;
  const one = pipeline([
    { name: "gate", when: "manual" },
    { name: "kids", trigger: { jobs: [{ name: "child" }], strategy: "depend" } },
  ]);
  const gate = twin.jobNamed(one.id, "gate");
  await post(`${pathOf(gate)}/play`);
  twin.fail(gate.id);
  const kids = twin.jobNamed(one.id, "kids");
  twin.fail(twin.jobNamed(kids.downstream?.id ?? 0, "child").id);
  assert.equal((await post(`${path}/pipelines/${one.id}/retry`)).status, 201);
  assert.deepEqual(
    [standing(scene, one.id), twin.jobNamed(one.id, "kids").id],
    [{ gate: "manual", kids: "failed" }, kids.id],
  );
  const child = `${path}/pipelines/${kids.downstream?.id}`;
  assert.equal((await post(`${child}/retry`)).status, 201);
  assert.equal(kids.status, "pending", "the bridge waits for its child again");
});

contract("2.1 POST pipelines/:pid/retry: nothing to retry is 201 and changes nothing", async (scene) => {
  const { post, pipeline, path, twin } = scene;
  const one = pipeline(["unit"]);
  twin.finish(one.id);
  const { status, json } = await post(`${path}/pipelines/${one.id}/retry`);
  assert.deepEqual([status, json.status, one.jobs.length, twin.effects.length], [201, "success", 1, 0]);
  const old = pipeline(["unit"]);
  twin.fail(twin.jobNamed(old.id, "unit").id);
  twin.archive(old.id);
  assert.equal((await post(`${path}/pipelines/${old.id}/retry`)).json.status, "failed", "archived jobs stay");
});

contract(
  "2.1 POST pipelines/:pid/cancel: 200 with the pipeline; its children's jobs too, manual ones not",
  async (scene) => {
    const { post, pipeline, path, twin } = scene;
    const one = pipeline([
      { name: "runs", stage: "test" },
      { name: "slow", stage: "test", cancelsSlowly: true },
      { name: "gate", stage: "test", when: "manual" },
      { name: "later", stage: "test", when: "delayed" },
      { name: "kids", stage: "test", trigger: { jobs: [{ name: "child" }], strategy: "depend" } },
      { name: "live", stage: "deploy" },
    ]);
    for (const name of ["runs", "slow"]) twin.run(twin.jobNamed(one.id, name).id);
    const child = twin.jobNamed(twin.jobNamed(one.id, "kids").downstream?.id ?? 0, "child");
    const { status, json } = await post(`${path}/pipelines/${one.id}/cancel`);
    assert.deepEqual([status, json.id], [200, one.id]);
    assert.deepEqual(standing(scene, one.id), {
      runs: "canceled",
      slow: "canceling",
      gate: "manual",
      later: "canceled",
      kids: "canceled",
      live: "canceled",
    });
    assert.equal(child.status, "canceled");
    assert.deepEqual(new Set(twin.effects.map(({ verb }) => verb)), new Set(["cancel"]));
  },
);

contract("2.1 POST pipelines/:pid/cancel: not cancelable is 200, and nothing is, children neither", async (scene) => {
  const { post, pipeline, path, twin } = scene;
  const one = pipeline([{ name: "kids", trigger: { jobs: [{ name: "child" }] } }]);
  const child = twin.jobNamed(twin.jobNamed(one.id, "kids").downstream?.id ?? 0, "child");
  const { status, json } = await post(`${path}/pipelines/${one.id}/cancel`);
  assert.deepEqual([status, json.status, child.status, twin.effects.length], [200, "success", "pending", 0]);
});

contract("2.1 pipelines' retry and cancel: the pipeline is looked for before the right", async (scene) => {
  const { post, path, tokens } = scene;
  for (const verb of ["retry", "cancel"]) {
    const as = { token: tokens.guest };
    assert.deepEqual(refusalOf(await post(`${path}/pipelines/1/${verb}`, as)), noRecord);
    assert.deepEqual(refusalOf(await post(`${path}/pipelines/x/${verb}`, as)), wrong("pipeline_id is invalid"));
  }
});

const refs = [
  { title: "an open branch", more: { ref: "topic" }, from: "developer" },
  { title: "a protected branch", more: { ref: "main" }, from: "maintainer" },
  { title: "a protected tag", more: { ref: "v1.0", tag: true }, from: "owner" },
] as const;
const protectedRefs = {
  protectedBranches: [{ name: "main" }],
  protectedTags: [{ name: "v*", role: "owner" as const }],
};

for (const { title, more, from } of refs)
  contract(
    `4 update_pipeline and cancel_pipeline on ${title}: ${from} and above`,
    async (scene) => {
      const { post, del, pipeline, path, tokens } = scene;
      const first = everybody.indexOf(from);
      const { id } = pipeline(["unit"], more);
      const found = async (verb: string, who: Who) => {
        const reply = await post(`${path}/pipelines/${id}/${verb}`, { token: tokens[who] });
        if (reply.status === 403) assert.deepEqual(refusalOf(reply), forbidden);
        return reply.status;
      };
      for (const [index, who] of everybody.entries()) {
        const refused = who === "stranger" ? 404 : 403;
        assert.equal(await found("retry", who), index < first ? refused : 201, who);
        assert.equal(await found("cancel", who), index < first ? refused : 200, who);
      }
      assert.deepEqual(refusalOf(await del(`${path}/pipelines/${id}`, { token: tokens.maintainer })), forbidden);
      assert.equal((await del(`${path}/pipelines/${id}`, { token: tokens.owner })).status, 204);
    },
    { project: protectedRefs },
  );

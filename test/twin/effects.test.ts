import assert from "node:assert/strict";
import test from "node:test";
import type { NewJob } from "../../infra/twin/state/jobParts.ts";
import { manual, twinWorld } from "./world.ts";

const region: NewJob = {
  ...manual("gate"),
  inputs: {
    region: { type: "string", default: "eu", options: ["eu", "us"] },
    count: { type: "number", default: 1 },
    dry: { type: "boolean", default: true },
    hosts: { type: "array", default: [] },
  },
};

test("a canceling job is forced only by a maintainer; a job that is not canceling stays as it is", async (t) => {
  const { twin, pipeline, post, job } = await twinWorld(t);
  const one = pipeline([{ name: "slow", cancelsSlowly: true }], { by: "dev" });
  const { id } = twin.run(twin.jobNamed(one.id, "slow").id);
  const force = (token = twin.bot.token) => post(`${job(id)}/cancel`, { body: { force: true }, token });
  const early = await force();
  assert.deepEqual([early.status, early.json.status], [201, "running"]);
  assert.equal((await post(`${job(id)}/cancel`)).json.status, "canceling");
  const refused = await force(twin.addToken("dev"));
  assert.deepEqual([refused.status, refused.json], [403, { message: "403 Forbidden" }]);
  assert.equal(twin.job(id).status, "canceling");
  const done = await force();
  assert.deepEqual([done.status, done.json.status], [201, "canceled"]);
  const odd = await post(`${job(id)}/cancel?force=perhaps`);
  assert.deepEqual([odd.status, odd.json], [400, { error: "force is invalid" }]);
});

test("inputs at a play are kept where they differ from their defaults, beside variables", async (t) => {
  const { twin, pipeline, post, job } = await twinWorld(t);
  const { id } = twin.jobNamed(pipeline([region]).id, "gate");
  const body = {
    job_inputs: { region: "us", count: 1, hosts: ["a", "b"] },
    job_variables_attributes: [{ key: "V", value: "1" }],
  };
  assert.equal((await post(`${job(id)}/play`, { body })).status, 200);
  assert.deepEqual(twin.job(id).inputValues, { region: "us", hosts: ["a", "b"] });
  const [effect] = twin.effects;
  assert.deepEqual([effect?.inputs, effect?.variables], [body.job_inputs, { V: "1" }]);
});

test("inputs at a retry are checked, and copied where none are given", async (t) => {
  const { twin, pipeline, post, job } = await twinWorld(t);
  const { id } = twin.jobNamed(pipeline([region]).id, "gate");
  await post(`${job(id)}/play`, { body: { job_inputs: { region: "us" } } });
  twin.fail(id);
  const copied = await post(`${job(id)}/retry`);
  assert.deepEqual(twin.job(copied.json.id).inputValues, { region: "us" });
  twin.fail(copied.json.id);
  const changed = await post(`${job(copied.json.id)}/retry`, { body: { inputs: { count: 3 } } });
  assert.deepEqual([changed.status, twin.job(changed.json.id).inputValues], [201, { count: 3 }]);
});

test("wrong inputs are refused in GitLab's words, and nothing is done", async (t) => {
  const { twin, pipeline, post, job } = await twinWorld(t);
  const gate = twin.jobNamed(pipeline([region]).id, "gate");
  const plain = twin.succeed(twin.jobNamed(pipeline(["test/unit"]).id, "unit").id);
  const refused = async (job_inputs: unknown) => {
    const { status, json } = await post(`${job(gate.id)}/play`, { body: { job_inputs } });
    return [status, json.message ?? json.error];
  };
  const bad = (words: string) => [400, `400 Bad request - ${words}`];
  assert.deepEqual(await refused({ x: 1 }), bad("Unknown input: x"));
  assert.deepEqual(await refused({ x: 1, y: 2, region: "eu" }), bad("Unknown inputs: x, y"));
  assert.deepEqual(await refused({ count: "many" }), bad("`count` input: provided value is not a number"));
  assert.deepEqual(await refused({ dry: 1 }), bad("`dry` input: provided value is not a boolean"));
  assert.deepEqual(await refused({ hosts: "a" }), bad("`hosts` input: provided value is not an array"));
  const options = "`region` input: `asia` cannot be used because it is not in the list of allowed options";
  assert.deepEqual(await refused({ region: "asia" }), bad(options));
  assert.deepEqual(await refused("x"), [400, "job_inputs is invalid"]);
  assert.deepEqual([gate.status, twin.effects.length], ["manual", 0]);
  assert.equal(
    (await post(`${job(plain.id)}/retry`, { body: { inputs: { x: 1 } } })).status,
    201,
    "a job without inputs ignores them",
  );
});

test("an older GitLab does not see inputs or force", async (t) => {
  const { twin, pipeline, post, job } = await twinWorld(t, {}, { vintage: 2024 });
  const { id } = twin.jobNamed(pipeline([region]).id, "gate");
  assert.equal((await post(`${job(id)}/play`, { body: { job_inputs: { x: 1 } } })).status, 200);
  assert.deepEqual(twin.job(id).inputValues, {});
});

test("forms say what JSON says: brackets make lists, objects and objects in lists", async (t) => {
  const { twin, pipeline, job, served } = await twinWorld(t);
  const { id } = twin.jobNamed(pipeline([region]).id, "gate");
  const send = (body: string) =>
    fetch(`${served.url}/api/v4${job(id)}/play`, {
      method: "POST",
      headers: { "PRIVATE-TOKEN": twin.bot.token, "Content-Type": "application/x-www-form-urlencoded" },
      body,
    });
  const attributes = "job_variables_attributes";
  const numbered = await send(`${attributes}[0][key]=A&${attributes}[0][value]=1`);
  assert.deepEqual([numbered.status, await numbered.json()], [400, { error: `${attributes} is invalid` }]);
  const variables = ["A", "B"].map((key) => `${attributes}[][key]=${key}&${attributes}[][value]=${key}+1`).join("&");
  const { status } = await send(`${variables}&job_inputs%5Bregion%5D=us&job_inputs[count]=4`);
  assert.equal(status, 200);
  assert.deepEqual(twin.job(id).variables, { A: "A 1", B: "B 1" });
  assert.deepEqual(twin.job(id).inputValues, { region: "us", count: "4" });
});

test("a job that still runs cannot be erased, whatever it has left already", async (t) => {
  const { twin, pipeline, post, job } = await twinWorld(t);
  const running = twin.run(twin.jobNamed(pipeline(["test/unit"]).id, "unit").id);
  running.files = [{ type: "trace", sizeBytes: 1, filename: "job.log", format: "raw", expireAt: null }];
  const { status, json } = await post(`${job(running.id)}/erase`);
  assert.deepEqual([status, json], [403, { message: "403 Forbidden - Job is not erasable!" }]);
  twin.succeed(running.id);
  assert.equal((await post(`${job(running.id)}/erase`)).status, 201);
});

test("all artifacts of a project expire but those of each ref's newest good pipeline and later ones", async (t) => {
  const { twin, pipeline, del, id, time } = await twinWorld(t);
  const ended = (ref: string, end: "succeed" | "fail" = "succeed") =>
    twin[end](twin.jobNamed(pipeline(["test/unit"], { ref }).id, "unit").id);
  const [old, newest, later, other] = [ended("main"), ended("main"), ended("main", "fail"), ended("fix")];
  const before = newest.artifactsExpireAt;
  const { status, json } = await del(`/projects/${id}/artifacts`);
  assert.deepEqual([status, json], [202, { message: "202 Accepted" }]);
  assert.deepEqual(
    [old, newest, later, other].map((job) => job.artifactsExpireAt),
    [time.now(), before, later.artifactsExpireAt, before],
  );
  assert.deepEqual(
    twin.effects.map(({ verb, jobId }) => [verb, jobId]),
    [["expireArtifacts", old.id]],
  );
  twin.cleanUp();
  const types = (job: typeof old) => job.files.map(({ type }) => type);
  assert.deepEqual([types(old), types(newest).length], [["trace"], 3]);
});

test("only a maintainer may let a project's artifacts expire, and not while GitLab counts", async (t) => {
  const { twin, del, id } = await twinWorld(t, { settings: { isRefreshingStats: true } });
  assert.equal((await del(`/projects/${id}/artifacts`, { token: twin.addToken("dev") })).status, 403);
  const { status, json } = await del(`/projects/${id}/artifacts`);
  assert.deepEqual([status, /stats refresh/.test(json.message)], [409, true]);
});

test("where the newest are not kept, all artifacts expire", async (t) => {
  const { twin, pipeline, del, id, time } = await twinWorld(t, { settings: { keepsLatestArtifacts: false } });
  const unit = twin.succeed(twin.jobNamed(pipeline(["test/unit"]).id, "unit").id);
  await del(`/projects/${id}/artifacts`);
  assert.equal(unit.artifactsExpireAt, time.now());
});

test("a delayed job starts when its time has come, or by a play", async (t) => {
  const { twin, pipeline, post, job, time } = await twinWorld(t);
  const one = pipeline([{ name: "later", when: "delayed", delaySeconds: 300 }]);
  const later = twin.jobNamed(one.id, "later");
  assert.deepEqual([later.status, one.status, later.scheduledAt], ["scheduled", "scheduled", time.now() + 300_000]);
  twin.wake();
  assert.equal(later.status, "scheduled");
  time.advance(300);
  twin.wake();
  assert.deepEqual([later.status, later.scheduledAt], ["pending", null]);
  const other = twin.jobNamed(pipeline([{ name: "later", when: "delayed" }]).id, "later");
  assert.deepEqual((await post(`${job(other.id)}/play`)).json.status, "pending");
});

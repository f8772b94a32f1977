import assert from "node:assert/strict";
import test from "node:test";
import { manual, twinWorld } from "./world.ts";

const tooMany = { message: { error: "This endpoint has been requested too many times. Try again later." } };

test("there are no limits unless they are set", async (t) => {
  const { twin, pipeline, post, job } = await twinWorld(t);
  const { id } = twin.jobNamed(pipeline(["test/unit"]).id, "unit");
  for (let count = 0; count < 8; count++) assert.equal((await post(`${job(id)}/retry`)).status, 403);
});

test("the fourth retry of a job within a minute is 429 with the seconds to wait; refused ones count", async (t) => {
  const { twin, pipeline, post, job, time } = await twinWorld(t, {}, { settings: { limits: { retryPerMinute: 3 } } });
  const one = pipeline(["test/unit", "test/lint"]);
  const unit = twin.fail(twin.jobNamed(one.id, "unit").id);
  const retry = async (id: number, token = twin.bot.token) => (await post(`${job(id)}/retry`, { token })).status;
  assert.deepEqual([await retry(unit.id), await retry(unit.id), await retry(unit.id)], [201, 403, 403]);
  const limited = await post(`${job(unit.id)}/retry`);
  assert.deepEqual([limited.status, limited.json, limited.headers.get("retry-after")], [429, tooMany, "60"]);
  assert.equal(await retry(twin.jobNamed(one.id, "lint").id), 403, "another job");
  assert.equal(await retry(unit.id, twin.addToken("ada")), 403, "another person");
  time.advance(60);
  assert.equal(await retry(unit.id), 403, "another minute");
});

test("what the API turns away at its door does not count", async (t) => {
  const limits = { playPerMinute: 1, erasePerMinute: 1 };
  const { twin, pipeline, post, job } = await twinWorld(t, {}, { settings: { limits } });
  const one = pipeline(["test/unit", manual("gate", "test")]);
  const { id } = twin.jobNamed(one.id, "unit");
  for (let count = 0; count < 3; count++) {
    assert.equal((await post(`${job(id)}/play`)).status, 400);
    assert.equal((await post(`${job(id)}/erase`)).status, 403);
  }
  const gate = twin.jobNamed(one.id, "gate");
  assert.equal((await post(`${job(gate.id)}/play`)).status, 200);
  twin.succeed(gate.id);
  assert.equal((await post(`${job(gate.id)}/play`)).status, 429);
});

test("a project's limit counts all its jobs", async (t) => {
  const limits = { cancelPerProjectAndMinute: 2 };
  const { pipeline, post, job } = await twinWorld(t, {}, { settings: { limits } });
  const found: number[] = [];
  for (const { id } of pipeline(["a/1", "a/2", "a/3"]).jobs) found.push((await post(`${job(id)}/cancel`)).status);
  assert.deepEqual(found, [201, 201, 429]);
});

import assert from "node:assert/strict";
import test from "node:test";
import { setImmediate } from "node:timers/promises";
import { wire } from "./wire.ts";
import { manual, twinWorld } from "./world.ts";

async function withFailedJob(t: test.TestContext) {
  const world = await twinWorld(t);
  const { id } = world.twin.fail(world.twin.jobNamed(world.pipeline(["test/unit"]).id, "unit").id);
  return { ...world, jobId: id, retry: `${world.job(id)}/retry` };
}

test("a late request is answered at once and done after so many seconds of the clock, once somebody asks anything", async (t) => {
  const { twin, time, post, get, retry, jobId } = await withFailedJob(t);
  twin.faultNext({ kind: "late", afterSeconds: 150 });
  const { status, text } = await post(retry);
  assert.equal(status, 504);
  assert.match(text, /504 Gateway Time-out/);
  time.advance(149);
  await get("/version");
  assert.deepEqual([twin.effects.length, twin.job(jobId).isRetried], [0, false]);
  time.advance(1);
  assert.equal(twin.effects.length, 0, "nobody looked yet");
  await get("/version");
  assert.deepEqual(
    twin.effects.map(({ verb, jobId: id }) => [verb, id]),
    [["retry", jobId]],
  );
  await get("/version");
  assert.equal(twin.effects.length, 1, "once");
});

test("what was put off is done once, even where GitLab would do it again", async (t) => {
  const { twin, time, post, get, pipeline, job } = await withFailedJob(t);
  const gate = twin.jobNamed(pipeline([manual("gate", "test")]).id, "gate");
  twin.faultNext({ kind: "late", afterSeconds: 30 });
  await post(`${job(gate.id)}/play`);
  time.advance(30);
  await get("/version");
  twin.succeed(gate.id);
  await get("/version");
  twin.wake();
  assert.deepEqual([twin.effects.map(({ verb }) => verb), twin.job(gate.id).isRetried], [["play"], false]);
});

test("the twin's own wake does what is due, in the order of its time", async (t) => {
  const { twin, time, post, pipeline, job } = await withFailedJob(t);
  const [one, two] = pipeline(["test/one", "test/two"]).jobs.map(({ id }) => id);
  twin.faultNext({ kind: "late", afterSeconds: 170, path: new RegExp(`${one}/cancel`) });
  twin.faultNext({ kind: "late", afterSeconds: 20, path: new RegExp(`${two}/cancel`) });
  for (const id of [one, two]) await post(`${job(id ?? 0)}/cancel`);
  time.advance(180);
  twin.wake();
  assert.deepEqual(
    twin.effects.map(({ jobId }) => jobId),
    [two, one],
  );
});

test("the answer of a late request can be any error, or a break", async (t) => {
  const { twin, time, ...world } = await withFailedJob(t);
  twin.faultNext({ kind: "late", reply: 502 });
  assert.equal((await world.post(world.retry)).status, 502);
  for (const [reply, ended] of [
    ["drop", "FIN"],
    ["reset", "RST"],
  ] as const) {
    twin.faultNext({ kind: "late", reply });
    assert.equal((await wire({ twin, ...world }, `POST ${world.retry}`)).ended, ended);
  }
  time.advance(150);
  twin.wake();
  assert.equal(twin.effects.length, 1, "GitLab does not run one job again three times");
  assert.deepEqual(
    twin.requests.map(({ status, fault }) => [status, fault]),
    [
      [502, "late"],
      [0, "late"],
      [0, "late"],
    ],
  );
});

test("what was put off is done although the faults are cleared, by the rights that there are then", async (t) => {
  const { twin, time, post, pipeline, job } = await withFailedJob(t);
  const [one = 0, two = 0] = pipeline(["test/one", "test/two"]).jobs.map(({ id }) => id);
  twin.faultNext({ kind: "late", afterSeconds: 5, count: "all" });
  const token = twin.addToken("dev");
  await post(`${job(one)}/cancel`);
  await post(`${job(two)}/cancel`, { token });
  assert.equal(twin.faults.clear(), 1);
  for (const known of twin.world.tokens) if (known.text === token) known.isRevoked = true;
  time.advance(5);
  twin.wake();
  assert.deepEqual([twin.job(one).status, twin.job(two).status], ["canceled", "pending"]);
});

test("an answer can be held back by real milliseconds, before the work or after it", async (t) => {
  const { twin, post, pipeline, job } = await withFailedJob(t);
  for (const [when, status] of [
    ["before", "pending"],
    ["after", "canceled"],
  ] as const) {
    const { id } = twin.jobNamed(pipeline(["test/one"]).id, "one");
    twin.faultNext({ kind: "latency", delayMillis: 100, when });
    const begun = performance.now();
    const slow = post(`${job(id)}/cancel`);
    await arrived(twin, when === "before" ? 1 : 2);
    assert.deepEqual([twin.requests.at(-1)?.status, twin.job(id).status], [0, status]);
    assert.deepEqual([(await slow).status, twin.job(id).status], [201, "canceled"]);
    assert.ok(performance.now() - begun >= 95, when);
  }
});

test("an answer can be held back until the twin's clock has gone on", { timeout: 4000 }, async (t) => {
  const { twin, time, get, post, retry, jobId } = await withFailedJob(t);
  twin.faultNext({ kind: "latency", delaySeconds: 40 });
  const slow = post(retry);
  await arrived(twin, 1);
  time.advance(39);
  await get("/version");
  assert.deepEqual([twin.requests[0]?.status, twin.job(jobId).isRetried], [0, false]);
  time.advance(1);
  assert.deepEqual([(await slow).status, twin.job(jobId).isRetried], [201, true]);
});

test("who gives up waiting does not stop GitLab: the work is done when its time has come", async (t) => {
  const { twin, time, get, served, retry, jobId } = await withFailedJob(t);
  twin.faultNext({ kind: "latency", delaySeconds: 40 });
  const headers = { "PRIVATE-TOKEN": twin.bot.token };
  const given = fetch(`${served.url}/api/v4${retry}`, { method: "POST", headers, signal: AbortSignal.timeout(50) });
  await assert.rejects(given, { name: "TimeoutError" });
  await get("/version");
  assert.equal(twin.job(jobId).isRetried, false);
  time.advance(40);
  await get("/version");
  assert.equal(twin.job(jobId).isRetried, true);
});

/** Until so many requests have come in. */
async function arrived({ requests }: { requests: readonly unknown[] }, count: number): Promise<void> {
  while (requests.length < count) await setImmediate();
}

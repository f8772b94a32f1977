import assert from "node:assert/strict";
import test from "node:test";
import { setImmediate } from "node:timers/promises";
import { twinWorld } from "./world.ts";

async function withFailedJob(t: Parameters<typeof twinWorld>[0]) {
  const world = await twinWorld(t);
  const one = world.pipeline(["test/unit"]);
  const { id } = world.twin.fail(world.twin.jobNamed(one.id, "unit").id);
  return { ...world, path: `${world.job(id)}/retry`, isRetried: () => world.twin.job(id).isRetried };
}

test("a 500 before the work leaves all as it was; one after it hides what was done", async (t) => {
  const { twin, post, path, isRetried } = await withFailedJob(t);
  for (const [kind, done] of [
    ["500before", false],
    ["500after", true],
  ] as const) {
    twin.faultNext({ kind });
    const { status, json } = await post(path);
    assert.deepEqual([status, json], [500, { message: "500 Internal Server Error" }]);
    assert.equal(isRetried(), done, kind);
  }
  assert.equal(twin.effects.length, 1);
});

test("a broken connection tells nothing: the work may be undone or done", async (t) => {
  const { twin, post, path, isRetried } = await withFailedJob(t);
  for (const [kind, done] of [
    ["dropBefore", false],
    ["dropAfter", true],
  ] as const) {
    twin.faultNext({ kind });
    await assert.rejects(post(path), TypeError);
    assert.equal(isRetried(), done, kind);
  }
  assert.deepEqual(
    twin.requests.map(({ method, status }) => [method, status]),
    [
      ["POST", 0],
      ["POST", 0],
    ],
  );
});

test("a hanging request gets no answer until the twin is closed, and nothing is done", async (t) => {
  const { twin, post, path, isRetried, served, get } = await withFailedJob(t);
  twin.faultNext({ kind: "hang", method: "POST" });
  let isAnswered = false;
  const hanging = assert.rejects(
    post(path).finally(() => {
      isAnswered = true;
    }),
  );
  while (twin.requests.length === 0) await setImmediate();
  assert.equal((await get("/version")).status, 200);
  assert.deepEqual([isAnswered, isRetried()], [false, false]);
  await served.close();
  await hanging;
});

test("a throttled request is text with Retry-After, a proxy's page is HTML, and neither does the work", async (t) => {
  const { twin, post, path, isRetried } = await withFailedJob(t);
  twin.faultNext({ kind: "429", retryAfterSeconds: 7 });
  twin.faultNext({ kind: "html" });
  const throttled = await post(path);
  assert.deepEqual(
    [throttled.status, throttled.text, throttled.headers.get("retry-after"), throttled.headers.get("content-type")],
    [429, "Retry later\n", "7", "text/plain"],
  );
  assert.equal(throttled.headers.get("ratelimit-remaining"), "0");
  const page = await post(path);
  assert.deepEqual([page.status, page.headers.get("content-type")], [502, "text/html"]);
  assert.equal(isRetried(), false);
});

test("a fault hits only what it names, as often as it says", async (t) => {
  const { twin, get, post, path } = await withFailedJob(t);
  twin.faultNext({ method: "POST", path: /\/retry$/g, kind: "500before", count: 2 });
  const statuses = [await get("/user"), await post(path), await post(path), await post(path)].map(
    ({ status }) => status,
  );
  assert.deepEqual(statuses, [200, 500, 500, 201]);
});

test("every API request is counted with its path and status; the control is not", async (t) => {
  const { twin, get, served, id } = await withFailedJob(t);
  await get(`/projects/${id}/jobs?scope[]=pending`);
  await get("/nowhere");
  await fetch(`${served.url}/-/twin/state`);
  assert.deepEqual(twin.requests, [
    { method: "GET", path: `/api/v4/projects/${id}/jobs?scope[]=pending`, status: 200 },
    { method: "GET", path: "/api/v4/nowhere", status: 404 },
  ]);
});

import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { serveRuntimeApi } from "./runtimeApi.ts";

const version = "2018-06-01/runtime";

/** The API, and what a runtime does with it. */
async function world(t: TestContext) {
  const api = await serveRuntimeApi();
  t.after(() => api.close());
  const ask = async (path: string, body?: unknown) =>
    await fetch(`http://${api.host}/${path}`, body === undefined ? {} : { method: "POST", body: JSON.stringify(body) });
  return { api, ask, next: async () => await ask(`${version}/invocation/next`) };
}

test("a runtime that asks gets the next event with its id and its deadline, and what it answers is the invocation's end", async (t) => {
  const { api, ask, next } = await world(t);
  const first = api.invoke({ number: 1 }, 1_700_000_000_000);
  const given = await next();
  await api.ready;
  assert.deepEqual(await given.json(), { number: 1 });
  assert.equal(given.headers.get("lambda-runtime-deadline-ms"), "1700000000000");
  assert.match(given.headers.get("lambda-runtime-invoked-function-arn") ?? "", /^arn:aws:lambda:/);
  const id = given.headers.get("lambda-runtime-aws-request-id");
  assert.equal((await ask(`${version}/invocation/${id}/response`, { statusCode: 202 })).status, 202);
  assert.deepEqual(await first, { kind: "answered", value: { statusCode: 202 } });
});

test("a runtime that asks before there is an event waits for it; two events come one after the other", async (t) => {
  const { api, ask, next } = await world(t);
  const waiting = next();
  await api.ready;
  const ends = [api.invoke("one", 1), api.invoke("two", 2)];
  for (const event of ["one", "two"]) {
    const given = event === "one" ? await waiting : await next();
    assert.equal(await given.json(), event);
    await ask(`${version}/invocation/${given.headers.get("lambda-runtime-aws-request-id")}/response`, event);
  }
  assert.deepEqual(
    await Promise.all(ends),
    ["one", "two"].map((value) => ({ kind: "answered", value })),
  );
});

test("what a handler throws, and what a runtime cannot load, is told as Lambda's runtimes tell it", async (t) => {
  const { api, ask, next } = await world(t);
  const failing = api.invoke({}, 1);
  const id = (await next()).headers.get("lambda-runtime-aws-request-id");
  const error = { errorType: "SettingsError", errorMessage: "- PENSTOCK_X is missing", trace: [] };
  await ask(`${version}/invocation/${id}/error`, error);
  assert.deepEqual(await failing, {
    kind: "failed",
    errorType: "SettingsError",
    errorMessage: "- PENSTOCK_X is missing",
  });
  await ask(`${version}/init/error`, { errorType: "Runtime.HandlerNotFound", errorMessage: "none" });
  assert.deepEqual(await api.initError, { errorType: "Runtime.HandlerNotFound", errorMessage: "none" });
  assert.deepEqual(api.strange, []);
});

test("an answer to no invocation, or a second one, is refused and told of", async (t) => {
  const { api, ask, next } = await world(t);
  const ended = api.invoke({}, 1);
  const id = (await next()).headers.get("lambda-runtime-aws-request-id");
  await ask(`${version}/invocation/${id}/response`, 1);
  await ended;
  for (const path of [`${version}/invocation/${id}/response`, `${version}/invocation/other/error`, "2019/runtime"])
    assert.equal((await ask(path, {})).status, 403);
  assert.equal(api.strange.length, 3);
});

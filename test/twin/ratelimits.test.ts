import assert from "node:assert/strict";
import test from "node:test";
import type { TwinOptions } from "../../infra/twin/twin.ts";
import { createGitLab } from "../../lib/gitlab/client.ts";
import { errorOf } from "../gitlab/asked.ts";
import { raw } from "./raw.ts";
import { twinWorld } from "./world.ts";

type Limits = NonNullable<NonNullable<TwinOptions["settings"]>["limits"]>;

const limited = (t: test.TestContext, limits: Limits, vintage: TwinOptions["vintage"] = 2026) =>
  twinWorld(t, {}, { vintage, settings: { limits } });

/** The headers of a limit, by what follows `ratelimit-`. */
function told(headers: Headers): Record<string, string> {
  const mine = [...headers].filter(([name]) => name.startsWith("ratelimit-") || name === "retry-after");
  return Object.fromEntries(mine.map(([name, value]) => [name.replace("ratelimit-", ""), value]));
}

test("a person's requests of a minute are counted at the door, until the minute is over", async (t) => {
  const { get, post, time } = await limited(t, { api: { requests: 3 } });
  time.advance(20);
  assert.deepEqual(
    [(await get("/user")).status, (await get("/nowhere")).status, (await post("/projects/1/jobs/1/retry")).status],
    [200, 404, 404],
  );
  const { status, text, headers } = await get("/version");
  assert.deepEqual([status, text, headers.get("content-type")], [429, "Retry later\n", "text/plain"]);
  const resetAt = Math.floor(time.now() / 1000) + 40;
  assert.deepEqual(told(headers), {
    name: "throttle_authenticated_api",
    limit: "3",
    observed: "4",
    remaining: "0",
    reset: String(resetAt),
    resettime: new Date(resetAt * 1000).toUTCString(),
    "retry-after": "40",
  });
  time.advance(39);
  assert.equal((await get("/version")).status, 429);
  time.advance(1);
  assert.equal((await get("/version")).status, 200, "at the next whole minute, though 60 s have not passed");
});

test("a limit of another period is told as one of a minute, rounded up; what remains is told as it is", async (t) => {
  const { get, time } = await limited(t, { api: { requests: 10, periodSeconds: 180 } });
  const { headers } = await get("/user");
  const reset = String(Math.ceil((time.now() + 1) / 180_000) * 180);
  assert.deepEqual(told(headers), {
    name: "throttle_authenticated_api",
    limit: "4",
    observed: "1",
    remaining: "9",
    reset,
  });
});

test("each person has a count, whichever tokens; who is not known shares one of the address", async (t) => {
  const world = await limited(t, { api: { requests: 2 }, anonymousApi: { requests: 1 } });
  const { twin } = world;
  const [one, other] = [twin.addToken("ada"), twin.addToken("ada", { scope: "read_api" })];
  const statusOf = async (token: string, method = "GET") =>
    (await raw(world, "/version", { method, headers: { "PRIVATE-TOKEN": token } })).status;
  assert.deepEqual(
    [await statusOf(one), await statusOf(other, "POST"), await statusOf(one), await statusOf(twin.bot.token)],
    [200, 405, 429, 200],
  );
  assert.deepEqual([await statusOf("wrong"), await statusOf("wrong too")], [401, 429]);
  const away = { "X-Forwarded-For": "203.0.113.9" };
  const elsewhere = await raw(world, "/version", { headers: away });
  const again = await raw(world, "/version", { headers: away });
  assert.deepEqual([elsewhere.status, again.status], [401, 429]);
  assert.equal(again.headers.get("ratelimit-name"), "throttle_unauthenticated_api");
});

test("GraphQL counts with the rest, the control and the storage do not", async (t) => {
  const { served, twin, get } = await limited(t, { api: { requests: 1 } });
  for (let count = 0; count < 3; count++) assert.equal((await fetch(`${served.url}/-/twin/state`)).status, 200);
  const headers = { "PRIVATE-TOKEN": twin.bot.token, "Content-Type": "application/json" };
  const body = JSON.stringify({ query: "{ currentUser { username } }" });
  assert.equal((await fetch(`${served.url}/api/graphql`, { method: "POST", headers, body })).status, 200);
  assert.equal((await get("/user")).status, 429);
});

test("what is turned away at the door is not done, and not counted by the limits behind it", async (t) => {
  const { twin, pipeline, post, job, time } = await limited(t, { api: { requests: 1 }, retryPerMinute: 1 });
  const { id } = twin.fail(twin.jobNamed(pipeline(["test/unit"]).id, "unit").id);
  assert.equal((await post("/projects/1/jobs/1/retry")).status, 404);
  assert.equal((await post(`${job(id)}/retry`)).text, "Retry later\n");
  assert.equal(twin.effects.length, 0);
  time.advance(60);
  assert.equal((await post(`${job(id)}/retry`)).status, 201);
});

test("older GitLabs tell of a limit when it is reached, and before 13.8 only for how long", async (t) => {
  const seen: Record<string, readonly string[]>[] = [];
  for (const vintage of [2020, 2024, 2026] as const) {
    const { get, time } = await limited(t, { api: { requests: 1 } }, vintage);
    time.advance(15);
    const [early, late] = [await get("/user"), await get("/user")];
    assert.deepEqual([early.status, late.status], [200, 429]);
    seen.push({ early: Object.keys(told(early.headers)), late: [late.headers.get("retry-after") ?? ""] });
    assert.equal(late.headers.has("ratelimit-limit"), vintage > 2020);
  }
  assert.deepEqual(seen, [
    { early: [], late: ["60"] },
    { early: [], late: ["45"] },
    { early: ["limit", "name", "observed", "remaining", "reset"], late: ["45"] },
  ]);
});

test("lists of jobs have a limit of their own, in JSON; before 2026 nobody says how long it lasts", async (t) => {
  for (const vintage of [2024, 2026] as const) {
    const { get, id, time } = await limited(t, { jobListsPerMinute: 2 }, vintage);
    const list = () => get(`/projects/${id}/jobs`);
    assert.deepEqual([(await list()).status, (await get(`/projects/77/jobs`)).status], [200, 404]);
    const { status, json, headers } = await list();
    const error = "This endpoint has been requested too many times. Try again later.";
    assert.deepEqual([status, json], [429, { message: { error } }]);
    assert.deepEqual(told(headers), vintage === 2026 ? { "retry-after": "60" } : {});
    assert.equal((await get(`/projects/${id}/pipelines`)).status, 200);
    time.advance(60);
    assert.equal((await list()).status, 200);
  }
});

test("our client tells the three limits apart, waits as long as it is told, and repeats nothing", async (t) => {
  const { twin, served, time, id, pipeline } = await limited(t, { jobListsPerMinute: 1, retryPerMinute: 1 });
  const options = { baseUrl: served.url, token: twin.bot.token, userAgent: "penstock-test", clock: time.now };
  const { reads, writes, close } = createGitLab(options);
  t.after(close);
  const jobId = twin.fail(twin.jobNamed(pipeline(["test/unit"]).id, "unit").id).id;
  await reads.jobsPage(id);
  const endpoint = await errorOf(reads.jobsPage(id));
  assert.deepEqual([endpoint.code, endpoint.limit, endpoint.retryAfterSeconds], ["throttled", "endpoint", 60]);
  await writes.retry(id, jobId);
  const object = await writes.retry(id, jobId);
  assert.ok(object.kind === "rejected");
  assert.deepEqual([object.status, object.retryAfterSeconds], [429, 60]);
  twin.world.settings.limits = { api: { requests: 1 } };
  time.advance(30);
  await reads.me();
  const before = twin.requests.length;
  const instance = await errorOf(reads.project(id));
  assert.deepEqual([instance.code, instance.limit, instance.retryAfterSeconds], ["throttled", "instance", 30]);
  const refused = await writes.retry(id, jobId);
  assert.ok(refused.kind === "rejected");
  assert.deepEqual([refused.status, refused.retryAfterSeconds, twin.requests.length - before], [429, 30, 2]);
});

import assert from "node:assert/strict";
import test from "node:test";
import { setImmediate } from "node:timers/promises";
import { twinWorld } from "./world.ts";

async function withControl(t: test.TestContext) {
  const time: { advance?: (seconds: number) => void } = {};
  const world = await twinWorld(t, {}, { advance: (seconds) => time.advance?.(seconds) });
  time.advance = world.time.advance;
  const control = async (method: string, path: string, body?: unknown) => {
    const url = `${world.served.url}/-/twin/${path}`;
    const response = await fetch(url, { method, ...(body !== undefined && { body: JSON.stringify(body) }) });
    // biome-ignore lint/suspicious/noExplicitAny: answers are read as a client without our types would
    return { status: response.status, json: (await response.json()) as any };
  };
  return { ...world, control };
}

const given: readonly (readonly [body: object, status: number])[] = [
  [{ kind: "500before" }, 500],
  [{ kind: "500after" }, 500],
  [{ kind: "error", status: 503, by: "gitlab", when: "after" }, 503],
  [{ kind: "429", retryAfterSeconds: 3 }, 429],
  [{ kind: "html", page: "maintenance" }, 503],
  [{ kind: "redirect", status: 308, to: "https://example.net" }, 308],
  [{ kind: "blocked" }, 403],
  [{ kind: "answer", status: 207, headers: { "X-One": "1" }, body: "?", when: "after" }, 207],
  [{ kind: "latency", delayMillis: 1, when: "after" }, 200],
  [{ kind: "late", afterSeconds: 1, reply: 502 }, 502],
  [{ kind: "stale", lagSeconds: 1 }, 200],
  [{ kind: "slow", chunkBytes: 9000, pauseMillis: 1 }, 200],
  [{ kind: "truncated", afterBytes: 1 }, 200],
  [{ kind: "contentType", type: null }, 200],
  [{ kind: "large", paddingBytes: 1 }, 200],
  [{ kind: "bomb", paddingBytes: 1 }, 200],
  [{ kind: "noId" }, 200],
  [{ kind: "oldId" }, 200],
  [{ kind: "fields", set: { a: null }, drop: ["name"] }, 200],
  [{ kind: "shuffled" }, 200],
  [{ kind: "emptyPage" }, 200],
  [{ kind: "link", to: "same" }, 200],
  [{ kind: "dropBefore" }, 0],
  [{ kind: "dropAfter" }, 0],
  [{ kind: "reset", when: "after" }, 0],
  [{ kind: "cut", afterBytes: 5 }, 200],
  [{ kind: "hang", when: "before" }, 0],
];

test("the control takes every kind of fault with all its parameters, and calls tell what was hit", async (t) => {
  const { control, served, twin, id } = await withControl(t);
  const headers = { "PRIVATE-TOKEN": twin.bot.token };
  for (const [body, status] of given) {
    const added = await control("POST", "faults", body);
    assert.equal(added.status, 201, JSON.stringify(added.json));
    const before = twin.requests.length;
    const asked = fetch(`${served.url}/api/v4/projects/${id}/jobs`, { headers, redirect: "manual" })
      .then((response) => response.text())
      .catch(() => "broken");
    if ("kind" in body && body.kind === "hang") while (twin.requests.length === before) await setImmediate();
    else await asked;
    const call = (await control("GET", "calls")).json.at(-1);
    assert.deepEqual([call.fault, call.status, call.method], ["kind" in body && body.kind, status, "GET"]);
  }
  assert.deepEqual((await control("GET", "faults")).json, []);
});

test("faults are listed with what they have hit, and cleared by their ids or all at once", async (t) => {
  const { control, get } = await withControl(t);
  const first = {
    kind: "html",
    page: "signIn",
    method: "GET",
    path: "/jobs$",
    skip: 1,
    count: 3,
    chance: 0.5,
    seed: 7,
  };
  const one = (await control("POST", "faults", first)).json.id;
  const two = (await control("POST", "faults", { kind: "500before", path: "/user$", user: "ada" })).json.id;
  const three = (await control("POST", "faults", { kind: "500before", path: "/user$", count: "all" })).json.id;
  await get("/user");
  assert.deepEqual((await control("GET", "faults")).json, [
    { id: one, ...first, hits: 0, left: 3 },
    { id: two, kind: "500before", path: "/user$", user: "ada", hits: 0, left: 1 },
    { id: three, kind: "500before", path: "/user$", count: "all", hits: 1, left: "all" },
  ]);
  assert.deepEqual(await control("DELETE", `faults/${two}`), { status: 200, json: { cleared: 1 } });
  assert.deepEqual(await control("DELETE", `faults/${two}`), {
    status: 400,
    json: { error: `there is no fault ${two} any more` },
  });
  assert.deepEqual((await control("DELETE", "faults")).json, { cleared: 2 });
  assert.deepEqual([(await control("GET", "faults")).json, (await get("/user")).status], [[], 200]);
});

test("a late request is done when the control moves the clock on", async (t) => {
  const { control, post, pipeline, job } = await withControl(t);
  const id = pipeline(["test/unit"]).jobs[0]?.id ?? 0;
  await control("POST", "faults", { kind: "late", afterSeconds: 90 });
  await post(`${job(id)}/cancel`);
  const effects = async () => (await control("GET", "state")).json.effects.length;
  await control("POST", "clock", { advance: 89 });
  assert.equal(await effects(), 0);
  await control("POST", "clock", { advance: 1 });
  assert.equal(await effects(), 1);
});

const wrong: readonly (readonly [body: unknown, error: RegExp])[] = [
  [{}, /^kind: give one of 429, 500before, /],
  [{ kind: "flood" }, /^kind: give one of .*hang.*link/],
  [[], /^the body: /],
  [{ kind: "late", afterSecond: 5 }, /^the body has no field afterSecond: did you mean afterSeconds\?$/],
  [{ kind: "late", afterSeconds: -1 }, /^afterSeconds: give seconds, not negative$/],
  [{ kind: "late", reply: 404 }, /^reply: give one of drop, reset, hang, 500/],
  [{ kind: "hang", pauseMillis: 5 }, /^the body has no field pauseMillis: it knows kind, method, path/],
  [{ kind: "error" }, /^status: give one of 500, 502/],
  [{ kind: "error", status: 501 }, /^status: give one of 500, 502/],
  [{ kind: "link" }, /^to: give one of host, list, scheme, same, endless$/],
  [{ kind: "latency" }, /^latency needs delayMillis .*or delaySeconds/],
  [{ kind: "latency", delayMillis: 1.5 }, /^delayMillis: give milliseconds$/],
  [{ kind: "bomb", paddingBytes: 5e9 }, /^paddingBytes: at most 4 GiB$/],
  [{ kind: "answer", status: 99 }, /^status: give 200 to 599$/],
  [{ kind: "fields", drop: "id" }, /^drop: give a list of fields$/],
  [{ kind: "hang", path: "(" }, /^path: is no regular expression$/],
  [{ kind: "hang", method: "post" }, /^method: give a method such as POST$/],
  [{ kind: "hang", count: 0 }, /^count: give a whole number from 1, or "all"$/],
  [{ kind: "hang", skip: -1 }, /^skip: give a whole number, not negative$/],
  [{ kind: "hang", chance: 2 }, /^chance: give 0 to 1$/],
];
test("a fault that makes no sense is refused with the field that is wrong, and nothing is added", async (t) => {
  const { control } = await withControl(t);
  for (const [body, error] of wrong) {
    const { status, json } = await control("POST", "faults", body);
    assert.equal(status, 400, JSON.stringify(body));
    assert.match(json.error, error);
  }
  assert.deepEqual((await control("GET", "faults")).json, []);
});

test("limits are given anew all at once, and wrong ones are refused", async (t) => {
  const { control, get, id } = await withControl(t);
  const limits = { api: { requests: 2 }, anonymousApi: { requests: 9, periodSeconds: 10 }, jobListsPerMinute: 1 };
  assert.deepEqual(await control("POST", "limits", limits), { status: 200, json: limits });
  const statuses = async () => [(await get(`/projects/${id}/jobs`)).status, (await get(`/projects/${id}/jobs`)).status];
  assert.deepEqual(await statuses(), [200, 429]);
  assert.equal((await get("/user")).text, "Retry later\n");
  assert.deepEqual((await control("POST", "limits", {})).json, {});
  assert.deepEqual(await statuses(), [200, 200]);
  for (const [body, error] of [
    [{ retry: 3 }, /^the body has no field retry/],
    [{ api: 5 }, /^api: give a rate such as/],
    [{ api: { requests: 0 } }, /^api\.requests: give a number of requests, from 1$/],
    [{ api: { requests: 5, per: 1 } }, /^api has no field per: /],
    [{ jobListsPerMinute: "many" }, /^jobListsPerMinute: give how many a minute$/],
  ] as const) {
    const refused = await control("POST", "limits", body);
    assert.equal(refused.status, 400);
    assert.match(refused.json.error, error);
  }
});

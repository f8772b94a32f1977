import assert from "node:assert/strict";
import { test } from "node:test";
import { silent } from "../../lib/edge/log.ts";
import { doorstep, jobHook, now, plainSecret, signed, signingSecret, urlEvent } from "./doorstep.ts";

const id = "gitlab/42/job:1001/retry";

test("a failed job that a rule wants is planned, and the journal says why", async () => {
  const { store, post } = await doorstep();
  assert.deepEqual(await post(signed(jobHook())), { status: 202, body: { planned: 1 } });
  assert.equal((await store.task(id))?.state, "waiting");
  const [entry] = await store.entries(10);
  assert.ok(entry?.kind === "delivery");
  assert.deepEqual(
    entry.verdicts.map(({ rule, answer }) => [rule, answer]),
    [["retry-failed@1", "yes"]],
  );
  assert.deepEqual(entry.tasks, [{ id, step: "planned" }]);
});

for (const [why, event, status] of [
  ["a GET", urlEvent("", { method: "GET" }), 405],
  ["a HEAD to nowhere", urlEvent("", { method: "HEAD", path: "/x" }), 405],
  ["a source that is not configured", signed(jobHook(), "d1", { path: "/gitlab/other" }), 404],
  ["a path with a way up", signed(jobHook(), "d1", { path: "/gitlab/../gitlab/gitlab" }), 404],
  ["a path with an encoded slash", signed(jobHook(), "d1", { path: "/gitlab/gitlab%2f" }), 404],
  ["a gzip body", signed(jobHook(), "d1", { headers: { "content-encoding": "gzip" } }), 415],
  ["an unsigned body of more than 5 MiB", urlEvent(" ".repeat(5 * 1024 * 1024 + 1)), 413],
  ["an unsigned hook", urlEvent(jobHook()), 401],
  [
    "a plain token where a signing token is configured",
    urlEvent(jobHook(), { headers: { "x-gitlab-token": plainSecret } }),
    401,
  ],
] as const)
  test(`${why} is answered ${status} and leaves no trace`, async () => {
    const { store, post } = await doorstep({ secrets: [signingSecret, plainSecret] });
    assert.deepEqual(await post(event), { status, body: {} });
    assert.deepEqual([await store.tasks(10), await store.entries(10)], [[], []]);
  });

test("a body of exactly 5 MiB is read", async () => {
  const { post } = await doorstep();
  const body = jobHook().padEnd(5 * 1024 * 1024, " ");
  assert.deepEqual(await post(signed(body)), { status: 202, body: { planned: 1 } });
});

test("a signature over other bytes is refused, even over the same JSON written again", async () => {
  const { store, post } = await doorstep();
  const forged = { ...signed(jobHook()), body: Buffer.from(`${jobHook()} `).toString("base64") };
  assert.equal((await post(forged)).status, 401);
  assert.deepEqual(await store.tasks(10), []);
});

test("a body that is not base64 is verified over the same bytes", async () => {
  const { post } = await doorstep();
  const body = jobHook({ build_name: "bäuld ☃" });
  assert.deepEqual(await post(signed(body, "d1", { base64: false })), { status: 202, body: { planned: 1 } });
});

test("the header's case does not matter", async () => {
  const { post } = await doorstep();
  const event = signed(jobHook());
  const headers = Object.fromEntries(Object.entries(event.headers).map(([name, value]) => [name.toUpperCase(), value]));
  assert.equal((await post({ ...event, headers })).status, 202);
});

test("an old GitLab without signatures is believed by its token", async () => {
  const { post } = await doorstep({ secrets: [plainSecret] });
  assert.equal((await post(urlEvent(jobHook(), { headers: { "x-gitlab-token": plainSecret } }))).status, 202);
  assert.equal((await post(urlEvent(jobHook(), { headers: { "x-gitlab-token": `${plainSecret}1` } }))).status, 401);
});

test("secrets that cannot be loaded are answered 503: nothing unverified is stored", async () => {
  const source = { id: "gitlab", secrets: () => Promise.reject(new Error("no secrets")), speaksFor: () => true };
  const { store, post } = await doorstep({ world: { source: () => source } });
  assert.equal((await post(signed(jobHook()))).status, 503);
  assert.deepEqual(await store.entries(10), []);
});

test("a flood while secrets cannot be loaded does not fill the log", async () => {
  const source = { id: "gitlab", secrets: () => Promise.reject(new Error("no secrets")), speaksFor: () => true };
  const told: string[] = [];
  const log = { ...silent, error: (what: string) => void told.push(what) };
  const { post } = await doorstep({ world: { source: () => source, log } });
  for (let at = 0; at < 100; at++) assert.equal((await post(signed(jobHook()))).status, 503);
  assert.deepEqual(told, Array(20).fill("secrets"));
});

for (const [why, body, reason] of [
  ["no JSON", "hello", /no JSON/],
  ["an empty body", "", /no JSON/],
  ["a number", "7", /no object/],
  ["a list", "[]", /no object/],
  ["65 levels", `${"[".repeat(65)}${"]".repeat(65)}`, /nested more than 64/],
  ["a million brackets", "[".repeat(1_000_000), /nested more than 64/],
  ["a push hook", JSON.stringify({ object_kind: "push", project_id: 42 }), /push/],
  ["a template of somebody's own", JSON.stringify({ text: "hi" }), /object_kind is missing/],
  ["a job without an id", jobHook({ build_id: undefined }), /./],
  ["an id that no number can hold", jobHook({ build_id: 2 ** 53 }), /./],
] as const)
  test(`an authentic delivery with ${why} is answered 202 with its reason, which the journal keeps`, async () => {
    const { store, post } = await doorstep();
    const { status, body: answer } = await post(signed(body));
    assert.equal(status, 202);
    const { ignored } = answer as { ignored: string };
    assert.match(ignored, reason);
    const [entry] = await store.entries(10);
    assert.ok(entry?.kind === "delivery");
    assert.equal(entry.ignored, ignored);
    assert.deepEqual(await store.tasks(10), []);
  });

test("a secret speaks only for its projects", async () => {
  const { store, post } = await doorstep({ speaksFor: ["shop/**", "!shop/secret"] });
  assert.deepEqual((await post(signed(jobHook()))).body, { planned: 1 });
  const foreign = jobHook({ project_id: 43, project: { id: 43, path_with_namespace: "shop/secret" } });
  assert.deepEqual((await post(signed(foreign))).body, {
    ignored: "project shop/secret is not one that this secret speaks for",
  });
  assert.equal((await store.tasks(10)).length, 1);
});

test("an ignored hook about a project that its secret does not speak for is journalled without the project", async () => {
  const { store, post } = await doorstep({ speaksFor: ["shop/**"] });
  const push = (path: string) => JSON.stringify({ object_kind: "push", project: { id: 9, path_with_namespace: path } });
  await post(signed(push("shop/api"), "d1"));
  await post(signed(push("secret/plans"), "d2"));
  const entries = await store.entries(10);
  assert.deepEqual(
    entries.map(({ projectPath }) => projectPath),
    ["shop/api", undefined],
  );
  assert.doesNotMatch(JSON.stringify(entries), /secret\/plans/);
});

test("an empty content-encoding is none", async () => {
  const { post } = await doorstep();
  assert.equal((await post(signed(jobHook(), "d1", { headers: { "content-encoding": "" } }))).status, 202);
});

test("a job whose commit message is longer than 64 KiB is not hidden by it", async () => {
  const { post } = await doorstep();
  const { body } = await post(signed(jobHook({ commit: { id: 90, message: "x".repeat(200_000), status: "failed" } })));
  assert.deepEqual(body, { planned: 1 });
});

test("a project whose path an old hook does not tell is not taken for one of the secret's", async () => {
  const { post } = await doorstep({ speaksFor: ["shop/**"] });
  const { body } = await post(signed(jobHook({ project: undefined })));
  assert.match((body as { ignored: string }).ignored, /project 42/);
});

test("a delivery that no rule wants plans nothing, and is journalled with every verdict", async () => {
  const { store, post } = await doorstep();
  assert.deepEqual((await post(signed(jobHook({ build_status: "success" })))).body, { planned: 0 });
  const [entry] = await store.entries(10);
  assert.ok(entry?.kind === "delivery");
  assert.match(entry.verdicts[0]?.because ?? "", /when\.status: wanted failed, saw success/);
});

test("with PENSTOCK_RECORD=wanted a delivery that no rule wants costs no write at all", async () => {
  const { store, post } = await doorstep({ world: { record: "wanted" } });
  const before = store.writes;
  await post(signed(jobHook({ build_status: "success" })));
  await post(signed("[]"));
  assert.equal(store.writes, before);
});

for (const fault of ["unavailable", "throttled", "ambiguousLost"] as const)
  test(`an authentic delivery is answered 202 deferred when the table is ${fault}`, async () => {
    let broken = false;
    const { post } = await doorstep({ store: { faults: () => (broken ? fault : undefined) } });
    broken = true;
    assert.deepEqual(await post(signed(jobHook())), { status: 202, body: { deferred: true } });
    assert.deepEqual(await post(signed("[]")), { status: 202, body: { deferred: true } });
  });

test("the same delivery a hundred times over plans one task", async () => {
  const { store, post } = await doorstep();
  await Promise.all(Array.from({ length: 100 }, () => post(signed(jobHook()))));
  const tasks = await store.tasks(200);
  assert.deepEqual(
    tasks.map((task) => [task.id, task.version]),
    [[id, 1]],
  );
});

test("a hook whose failure reason is not told plans a look", async () => {
  const { store, post } = await doorstep();
  assert.deepEqual((await post(signed(jobHook({ build_failure_reason: "unknown_failure" })))).body, { planned: 1 });
  const [entry] = await store.entries(10);
  assert.ok(entry?.kind === "delivery");
  assert.equal(entry.verdicts[0]?.answer, "unknown");
});

test("a job that leaves the awaited state closes the task that waited for it", async () => {
  const rules = `
version: 1
defaults: { mode: enforce }
rules: [{ id: stuck, projects: ["**"], on: job, when: { status: pending }, for: 15m, do: restart }]
`;
  const { store, post } = await doorstep({ rules });
  await post(signed(jobHook({ build_status: "pending" })));
  const task = await store.task("gitlab/42/job:1001/cancel");
  assert.deepEqual([task?.state, task?.due], ["waiting", now + 900_000]);
  await post(signed(jobHook({ build_status: "running" }), "d2"));
  const closed = await store.task("gitlab/42/job:1001/cancel");
  assert.deepEqual([closed?.state, closed?.reason], ["skipped", 'job 1001 "build" is running']);
});

test("a task that another rule still wants is not closed by the one that does not", async () => {
  const rules = `
version: 1
defaults: { mode: enforce }
rules:
  - { id: waits, projects: ["**"], on: job, when: { status: pending }, for: 15m, do: restart }
  - { id: hangs, projects: ["**"], on: job, when: { status: [pending, running] }, for: 1h, do: restart }
`;
  const { store, post } = await doorstep({ rules });
  await post(signed(jobHook({ build_status: "pending" })));
  await post(signed(jobHook({ build_status: "running" }), "d2"));
  assert.equal((await store.task("gitlab/42/job:1001/cancel"))?.state, "waiting");
});

const promote = `
version: 1
defaults: { mode: enforce }
rules: [{ id: promote, projects: ["**"], on: pipeline, do: { play: { job: deploy } } }]
`;

function pipelineHook(builds: readonly { id: number; name: string; status: string }[]): string {
  return JSON.stringify({
    object_kind: "pipeline",
    object_attributes: { id: 501, ref: "main", tag: false, sha: "2293ada6", status: "running", source: "push" },
    project: { id: 42, path_with_namespace: "shop/api" },
    builds: builds.map((build) => ({ stage: "deploy", ...build })),
  });
}

test("a gate that is not open yet plans nothing", async () => {
  const { store, post } = await doorstep({ rules: promote });
  const hook = pipelineHook([{ id: 1, name: "deploy", status: "created" }]);
  assert.deepEqual((await post(signed(hook))).body, { planned: 0 });
  const [entry] = await store.entries(1);
  assert.ok(entry?.kind === "delivery");
  assert.match(entry.verdicts[0]?.because ?? "", /do\.play: wanted a job that is manual, saw created/);
});

test("a play is about the job that it names, and no rule says anything about the others", async () => {
  const { store, post } = await doorstep({ rules: promote });
  const hook = pipelineHook([
    { id: 1, name: "deploy", status: "manual" },
    { id: 2, name: "cleanup", status: "manual" },
  ]);
  assert.deepEqual((await post(signed(hook))).body, { planned: 1 });
  const [entry] = await store.entries(1);
  assert.ok(entry?.kind === "delivery");
  assert.deepEqual(
    entry.verdicts.map(({ job }) => job),
    ['job 1 "deploy"'],
  );
});

test("a table that hangs is answered 202 deferred before GitLab hangs up", async () => {
  const hanging = new Promise<never>(() => {});
  const { store, post } = await doorstep({ world: { patienceSeconds: 0.05 } });
  store.commit = () => hanging;
  assert.deepEqual(await post(signed(jobHook())), { status: 202, body: { deferred: true } });
  assert.deepEqual(await post(signed("[]")), { status: 202, body: { deferred: true } });
});

test("secrets that do not come in time are answered 503", async () => {
  const source = { id: "gitlab", secrets: () => new Promise<never>(() => {}), speaksFor: () => true };
  const { post } = await doorstep({ world: { source: () => source, patienceSeconds: 0.05 } });
  assert.equal((await post(signed(jobHook()))).status, 503);
});

test("a job hook does not close what a pipeline rule still wants", async () => {
  const rules = `
version: 1
defaults: { mode: enforce }
rules:
  - { id: waits, projects: ["**"], on: job, when: { status: pending }, for: 10m, do: restart }
  - { id: hangs, projects: ["**"], on: pipeline, when: { status: [pending, running] }, for: 30m, do: restart }
`;
  const { store, post } = await doorstep({ rules });
  await post(signed(pipelineHook([{ id: 1001, name: "build", status: "pending" }])));
  await post(signed(jobHook({ build_status: "pending" }), "d2"));
  await post(signed(jobHook({ build_status: "running" }), "d3"));
  const task = await store.task("gitlab/42/job:1001/cancel");
  assert.deepEqual([task?.state, task?.wants.map(({ rule }) => rule)], ["waiting", ["hangs@1", "waits@1"]]);
});

import assert from "node:assert/strict";
import type { RequestListener } from "node:http";
import { type TestContext, test } from "node:test";
import type { Reply } from "../../lib/core/ports.ts";
import { createEffects, type Effects, type Inputs } from "../../lib/gitlab/effects.ts";
import type { HttpOptions } from "../../lib/gitlab/http/http.ts";
import { openHttp, served } from "./openhttp.ts";
import { jobAnswer, json, now, token } from "./server.ts";

async function acting(t: TestContext, answer: RequestListener, options: Partial<HttpOptions> = {}) {
  const { http, seen } = await served(t, answer, options);
  return { effects: createEffects(http, () => now), seen };
}

const asGitLab: RequestListener = ({ method, url }, response) => {
  const jobId = Number(/\/jobs\/(\d+)/.exec(url ?? "")?.[1]);
  const isNew = url?.endsWith("/retry");
  if (method === "POST") json(response, 201, jobAnswer({ id: isNew ? 1002 : jobId, status: "pending" }));
  else if (url?.includes("/jobs/")) response.writeHead(204).end();
  else json(response, 202, { message: "202 Accepted" });
};

const each: Readonly<Record<string, (effects: Effects) => Promise<Reply>>> = {
  cancel: (effects) => effects.cancel(7, 1001),
  retry: (effects) => effects.retry(7, 1001),
  play: (effects) => effects.play(7, 1001),
  keep: (effects) => effects.keep(7, 1001),
  erase: (effects) => effects.erase(7, 1001),
  deleteArtifacts: (effects) => effects.deleteArtifacts(7, 1001),
  deleteProjectArtifacts: (effects) => effects.deleteProjectArtifacts(7),
};

test("each effect is one request without a body to its address, of a project by id", async (t) => {
  const { effects, seen } = await acting(t, asGitLab);
  for (const effect of Object.values(each)) assert.equal((await effect(effects)).kind, "accepted");
  assert.deepEqual(
    seen.map(({ line, body }) => `${line} ${body}`),
    [
      "POST /api/v4/projects/7/jobs/1001/cancel ",
      "POST /api/v4/projects/7/jobs/1001/retry ",
      "POST /api/v4/projects/7/jobs/1001/play ",
      "POST /api/v4/projects/7/jobs/1001/artifacts/keep ",
      "POST /api/v4/projects/7/jobs/1001/erase ",
      "DELETE /api/v4/projects/7/jobs/1001/artifacts ",
      "DELETE /api/v4/projects/7/artifacts ",
    ],
  );
});

test("a project may be named by its full path, whatever is in it", async (t) => {
  const { effects, seen } = await acting(t, asGitLab);
  await effects.erase("harbour/north pier/crane", 1001);
  await effects.deleteProjectArtifacts("harbour/..pier");
  assert.deepEqual(
    seen.map(({ line }) => line),
    [
      "POST /api/v4/projects/harbour%2Fnorth%20pier%2Fcrane/jobs/1001/erase",
      "DELETE /api/v4/projects/harbour%2F..pier/artifacts",
    ],
  );
});

test("what is deleted is told by its status: 204 for a job's artifacts, 202 for a project's", async (t) => {
  const { effects } = await acting(t, asGitLab);
  assert.deepEqual(await effects.deleteArtifacts(7, 1001), { kind: "accepted", status: 204 });
  assert.deepEqual(await effects.deleteProjectArtifacts(7), { kind: "accepted", status: 202 });
});

for (const [what, act, body] of [
  ["a cancel that shall be forced", (of) => of.cancel(7, 1, { force: true }), { force: true }],
  ["a cancel that shall not be forced", (of) => of.cancel(7, 1, { force: false }), undefined],
  ["a retry without inputs", (of) => of.retry(7, 1, { inputs: {} }), undefined],
  ["a play without variables and inputs", (of) => of.play(7, 1, { variables: {}, inputs: {} }), undefined],
  [
    "a retry with inputs, by the name in GitLab's code and the one in its documentation",
    (of) => of.retry(7, 1, { inputs: { replicas: 3, dry: false, zones: ["a", "b"] } }),
    {
      inputs: { replicas: 3, dry: false, zones: ["a", "b"] },
      job_inputs: { replicas: 3, dry: false, zones: ["a", "b"] },
    },
  ],
  [
    "a play with variables alone",
    (of) => of.play(7, 1, { variables: { TARGET: 'a"}],"x":[{"\\\n☃', EMPTY: "" } }),
    {
      job_variables_attributes: [
        { key: "TARGET", value: 'a"}],"x":[{"\\\n☃' },
        { key: "EMPTY", value: "" },
      ],
    },
  ],
  ["a play with inputs alone", (of) => of.play(7, 1, { inputs: { tag: "v1" } }), { job_inputs: { tag: "v1" } }],
  [
    "a play with both",
    (of) => of.play(7, 1, { variables: { A: "b" }, inputs: { tag: "v1" } }),
    { job_variables_attributes: [{ key: "A", value: "b" }], job_inputs: { tag: "v1" } },
  ],
] satisfies [string, (effects: Effects) => Promise<Reply>, unknown][])
  test(`GitLab gets exactly the wanted body for ${what}`, async (t) => {
    const { effects, seen } = await acting(t, asGitLab);
    assert.equal((await act(effects)).kind, "accepted");
    const [request] = seen;
    assert.deepEqual(request?.body ? JSON.parse(request.body) : undefined, body);
    assert.equal(request?.headers["content-type"], body && "application/json");
  });

test("a job as old GitLabs answer it is a job: without a pipeline, with a status of its own", async (t) => {
  const { id, name, stage, ref } = jobAnswer();
  const { effects } = await acting(t, (_, response) =>
    json(response, 201, { id, name, stage, ref, status: "started" }),
  );
  for (const [verb, jobId] of [
    ["cancel", 1001],
    ["retry", 1000],
    ["erase", 1001],
  ] as const) {
    const reply = await effects[verb](7, jobId);
    assert.ok(reply.kind === "accepted" && reply.job, verb);
    assert.deepEqual([reply.job.id, reply.job.status, reply.job.pipelineId], [1001, "other", undefined]);
  }
});

test("a play that ran another job is accepted with that job, so that the caller sees it", async (t) => {
  const { effects } = await acting(t, (_, response) => json(response, 200, jobAnswer({ id: 1002, status: "pending" })));
  const reply = await effects.play(7, 1001, { variables: { A: "b" } });
  assert.ok(reply.kind === "accepted" && reply.job?.id === 1002);
});

for (const [why, answer] of [
  ["a 500", (_, response) => json(response, 500, { message: "500 Internal Server Error" })],
  ["a 503 that asks to wait", (_, response) => json(response, 503, {}, { "retry-after": "5" })],
  ["a proxy's 408", (_, response) => response.writeHead(408).end()],
  ["a reset connection", (request) => request.socket.resetAndDestroy()],
  ["no answer", () => {}],
  ["a 200 login page", (_, response) => response.writeHead(200, { "content-type": "text/html" }).end("<html>Sign in")],
  ["a 200 that is no JSON", (_, response) => response.writeHead(200).end("{ok")],
] satisfies [string, RequestListener][])
  test(`after ${why} nobody knows whether an effect came to be, and none is sent again`, async (t) => {
    const { effects, seen } = await acting(t, answer as RequestListener, { callTimeoutSeconds: 0.3 });
    const replies = await Promise.all(Object.values(each).map((effect) => effect(effects)));
    assert.deepEqual([...new Set(replies.map(({ kind }) => kind))], ["unknown"]);
    assert.equal(seen.length, replies.length);
  });

test("a 2xx without a job is believed of a delete only", async (t) => {
  const { effects } = await acting(t, (_, response) => json(response, 200, { message: "done" }));
  const kinds = await Promise.all(Object.values(each).map(async (effect) => (await effect(effects)).kind));
  assert.deepEqual(kinds, ["unknown", "unknown", "unknown", "unknown", "unknown", "accepted", "accepted"]);
});

test("a 429 is rejected with how long GitLab wants to be left alone, and not sent again", async (t) => {
  const { effects, seen } = await acting(t, (_, response) =>
    json(
      response,
      429,
      { message: { error: "This endpoint has been requested too many times." } },
      { "retry-after": "20" },
    ),
  );
  for (const effect of Object.values(each)) {
    const reply = await effect(effects);
    assert.ok(reply.kind === "rejected" && reply.status === 429 && reply.retryAfterSeconds === 20);
  }
  assert.equal(seen.length, Object.keys(each).length);
});

test("a 403 to variables is rejected, and nothing is played without them", async (t) => {
  const { effects, seen } = await acting(t, (_, response) => json(response, 403, { message: "403 Forbidden" }));
  const reply = await effects.play("harbour/crane", 1001, { variables: { TARGET: "quay" } });
  assert.deepEqual(reply, {
    kind: "rejected",
    status: 403,
    message: "POST /projects/harbour%2Fcrane/jobs/1001/play: 403 Forbidden",
  });
  assert.equal(seen.length, 1);
});

test("with nobody at the port no effect was sent", async (t) => {
  const effects = createEffects(openHttp(t, "http://127.0.0.1:1"), () => now);
  for (const effect of Object.values(each)) assert.equal((await effect(effects)).kind, "notSent");
});

const secrets = ['top "secret"', "line\nbreak", "nested secret", "deep secret", "86753090", "plain secret"];
const [top, broken, nested, deep, digits, plain] = secrets;
const inputs = { top, broken, list: [nested, [{ deep }]], digits: Number(digits) } as Inputs;

for (const [what, act] of [
  ["a play", (of) => of.play(7, 1, { variables: { PLAIN: plain ?? "" }, inputs })],
  ["a retry", (of) => of.retry(7, 1, { inputs: { ...inputs, plain: plain ?? "" } })],
] satisfies [string, (effects: Effects) => Promise<Reply>][])
  test(`what is told of ${what} never repeats a value, as it was given or quoted`, async (t) => {
    for (const secret of secrets)
      for (const echo of [secret, `${"x".repeat(190)}${secret}`, `is not ${JSON.stringify(secret)}`]) {
        const { effects } = await acting(t, (_, response) =>
          json(response, 400, { message: { value: [echo, token] } }),
        );
        const reply = await act(effects);
        assert.ok(
          reply.kind === "rejected" && !/top|secret|break|8675|glpat/.test(reply.message),
          JSON.stringify(reply),
        );
      }
  });

test("each reply tells what GitLab's own logs call the request, and a head that is no such name is not told", async (t) => {
  const named: RequestListener = (request, response) => {
    response.setHeader("x-request-id", request.url?.includes("/1001/") ? "01JX0Q8Z3N7T5B" : token);
    if (request.url?.endsWith("/keep")) json(response, 403, { message: "403 Forbidden" });
    else if (request.url?.endsWith("/erase")) json(response, 500, { message: "500 Internal Server Error" });
    else asGitLab(request, response);
  };
  const { effects } = await acting(t, named);
  const { retry, keep, erase, deleteArtifacts } = effects;
  const calls = [retry, keep, erase, deleteArtifacts];
  const idsOf = async (jobId: number) => {
    const replies = await Promise.all(calls.map((call) => call(7, jobId)));
    return replies.map((reply) => [reply.kind, "requestId" in reply ? reply.requestId : undefined]);
  };
  const kinds = ["accepted", "rejected", "unknown", "accepted"];
  assert.deepEqual(
    await idsOf(1001),
    kinds.map((kind) => [kind, "01JX0Q8Z3N7T5B"]),
  );
  assert.deepEqual(
    await idsOf(1005),
    kinds.map((kind) => [kind, undefined]),
  );
});

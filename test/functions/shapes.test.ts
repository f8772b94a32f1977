import assert from "node:assert/strict";
import { test } from "node:test";
import type { DynamoDBRecord, LambdaFunctionURLEvent } from "aws-lambda";
import { make as makeTick } from "../../functions/tick.ts";
import { make as makeWork } from "../../functions/work.ts";
import type { WorkerWorld } from "../../functions/world/worker.ts";
import { oneRule, site } from "../app/site.ts";
import {
  context,
  everyMinute,
  functionUrlRequest,
  httpApiRequest,
  imageOf,
  type Sent,
  sequenceNumber,
  streamRecord,
} from "./awsEvents.ts";
import { doorstep, jobHook, plainSecret, signed } from "./doorstep.ts";

const body = jobHook({ build_name: "bäuld ☃" });
const base64 = Buffer.from(body).toString("base64");
const { headers } = signed(body);
const planned = { status: 202, body: { planned: 1 } };
const refused = { status: 401, body: {} };

const asBase64: Sent = { headers, body: base64, isBase64Encoded: true };
const asText: Sent = { headers, body };
const nothing: Sent = { headers: signed("").headers };
const secretCookies = ["x-gitlab-token=a-plain-token-of-old-times"];
const inAnyCase = Object.fromEntries(
  Object.entries(headers).map(([name, value]) => [name.replace(/\b[a-z]/g, (one) => one.toUpperCase()), value]),
);

const deliveries: readonly [string, LambdaFunctionURLEvent, { status: number; body: unknown }][] = [
  ["a function URL's base64", functionUrlRequest(asBase64), planned],
  ["a function URL's text", functionUrlRequest(asText), planned],
  ["an HTTP API's base64", httpApiRequest(asBase64), planned],
  ["an HTTP API's text", httpApiRequest(asText), planned],
  ["headers in another case", functionUrlRequest({ ...asText, headers: inAnyCase }), planned],
  [
    "a query beside its signature",
    { ...functionUrlRequest(asText), rawQueryString: "a=1&a=2", queryStringParameters: { a: "1,2" } },
    planned,
  ],
  ["cookies", { ...functionUrlRequest(asText), cookies: ["a=1", "b=2"] }, planned],
  ["no body", functionUrlRequest(nothing), { status: 202, body: { ignored: "the body is no JSON" } }],
  ["text that is called base64", functionUrlRequest({ ...asText, isBase64Encoded: true }), refused],
  ["base64 that is called text", functionUrlRequest({ ...asBase64, isBase64Encoded: false }), refused],
  [
    "a signature that was sent twice",
    functionUrlRequest({
      ...asText,
      headers: { ...headers, "webhook-signature": `${headers["webhook-signature"]},${headers["webhook-signature"]}` },
    }),
    refused,
  ],
];

for (const [why, event, answer] of deliveries)
  test(`a delivery with ${why} is answered ${answer.status}`, async () => {
    const { store, post } = await doorstep();
    assert.deepEqual(await post(event), answer);
    assert.equal((await store.entries(10)).length, answer === refused ? 0 : 1);
  });

test("a secret in the query, in a cookie or under another name is not believed", async () => {
  const { store, post } = await doorstep({ secrets: [plainSecret] });
  const query = { rawQueryString: `token=${plainSecret}`, queryStringParameters: { "x-gitlab-token": plainSecret } };
  for (const extra of [query, { cookies: secretCookies }, { headers: { "gitlab-token": plainSecret } }])
    assert.deepEqual(await post({ ...functionUrlRequest({ headers: {}, body }), ...extra }), refused);
  assert.deepEqual(await store.entries(10), []);
});

const names = ["build", "lint", "unit", "e2e", "docs", "scan", "pack", "sign", "push", "tell"];

/** The workers' functions before jobs that failed and tasks to retry them, and the records that tell of those. */
async function workers() {
  const jobs = names.map(
    (name, at) => ({ id: 1001 + at, name, status: "failed", pipelineId: 501, userId: 7 }) as const,
  );
  const s = await site({ jobs, rules: oneRule("on: job, when: { status: failed }, do: retry") });
  for (const { id } of jobs) await s.plan(id, "retry", "r");
  const world: WorkerWorld = { ...s.worker, sources: [{ id: "gitlab", projects: ["**"] }] };
  const imageFor = (jobId: number) => {
    const item = s.store.tables.get("tasks", `gitlab/42/job:${jobId}/retry`);
    assert.ok(item);
    return imageOf(item);
  };
  const states = async () => (await s.store.tasks(100)).map(({ state, version }) => `${state} ${version}`);
  return { ...s, work: makeWork(world), tick: makeTick(world), imageFor, states };
}

const ample = context(() => 60_000);

test("new and changed tasks of a batch are performed, removed ones passed over", async () => {
  const s = await workers();
  const Records = [
    streamRecord("INSERT", 1, s.imageFor(1001)),
    streamRecord("REMOVE", 2),
    streamRecord("MODIFY", 3, s.imageFor(1003)),
  ];
  assert.deepEqual(await s.work({ Records }, ample), { batchItemFailures: [] });
  assert.deepEqual(s.effects.toSorted(), ["retry 1001", "retry 1003"]);
});

for (const [why, spoil] of [
  ["is no task", () => imageOf({ id: "gitlab/42/job:1002/retry" })],
  ["is in a state that this version does not know", (image) => ({ ...image, state: { S: "paused" } })],
  ["is not in DynamoDB's form", () => ({ id: "gitlab/42/job:1002/retry" }) as never],
  ["has a value of no type", (image) => ({ ...image, version: {} })],
] as readonly [string, (image: ReturnType<typeof imageOf>) => ReturnType<typeof imageOf>][])
  test(`a record that ${why} is the batch's only failure, and its siblings are performed`, async () => {
    const s = await workers();
    const Records = [
      streamRecord("INSERT", 1, s.imageFor(1001)),
      streamRecord("INSERT", 2, spoil(s.imageFor(1002))),
      streamRecord("INSERT", 3, s.imageFor(1003)),
    ];
    assert.deepEqual(await s.work({ Records }, ample), { batchItemFailures: [{ itemIdentifier: sequenceNumber(2) }] });
    assert.deepEqual(s.effects.toSorted(), ["retry 1001", "retry 1003"]);
  });

test("a batch that is delivered again, with the failed record's siblings, has no second effect", async () => {
  const s = await workers();
  const Records: DynamoDBRecord[] = [streamRecord("INSERT", 1, s.imageFor(1001)), streamRecord("INSERT", 2, {})];
  const [first, second] = [await s.work({ Records }, ample), await s.work({ Records }, ample)];
  assert.deepEqual([first, second], [first, { batchItemFailures: [{ itemIdentifier: sequenceNumber(2) }] }]);
  assert.deepEqual(s.effects, ["retry 1001"]);
});

test("the minute's event performs everything that is due", async () => {
  const s = await workers();
  await s.tick(everyMinute, ample);
  assert.deepEqual(s.effects.toSorted(), names.map((_, at) => `retry ${1001 + at}`).toSorted());
});

for (const name of ["work", "tick"] as const)
  test(`${name} claims nothing when too little time is left for a call: the tasks stay due`, async () => {
    const s = await workers();
    const before = s.store.writes;
    const invoke = async (millisLeft: number) => {
      const Records = names.map((_, at) => streamRecord("INSERT", at, s.imageFor(1001 + at)));
      if (name === "work")
        await s.work(
          { Records },
          context(() => millisLeft),
        );
      else
        await s.tick(
          everyMinute,
          context(() => millisLeft),
        );
    };
    await invoke(11_999);
    assert.deepEqual([s.store.writes - before, s.effects], [0, []]);
    assert.deepEqual(new Set(await s.states()), new Set(["waiting 1"]));
    await invoke(12_000);
    assert.equal(s.effects.length, names.length);
  });

test("a function whose time runs out in the middle leaves the rest due, and the next one does each once", async () => {
  const s = await workers();
  s.hooks.beforeCall = async () => s.pass(4);
  const endsAt = s.now() + 20_000;
  await s.tick(
    everyMinute,
    context(() => endsAt - s.now()),
  );
  const done = s.effects.length;
  assert.ok(done > 0 && done < names.length, `${done} done`);
  assert.deepEqual([...new Set((await s.store.tasks(100)).map(({ state }) => state))].toSorted(), ["done", "waiting"]);
  s.hooks.beforeCall = async () => {};
  s.pass(60);
  await s.tick(everyMinute, ample);
  assert.deepEqual(s.effects.toSorted(), names.map((_, at) => `retry ${1001 + at}`).toSorted());
});

test("a look that takes the time which the call would need ends without the call, and the task stays due", async () => {
  const s = await workers();
  const { job } = s.gitlab.reads;
  s.gitlab.reads.job = (projectId, jobId) => {
    s.pass(10);
    return job(projectId, jobId);
  };
  const endsAt = s.now() + 15_000;
  await s.work(
    { Records: [streamRecord("INSERT", 1, s.imageFor(1001))] },
    context(() => endsAt - s.now()),
  );
  const task = await s.task("gitlab/42/job:1001/retry");
  assert.deepEqual([s.effects, task.state, task.due, task.calls], [[], "waiting", s.now(), 0]);
});

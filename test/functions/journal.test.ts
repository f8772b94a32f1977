import assert from "node:assert/strict";
import { test } from "node:test";
import type { Context, ScheduledEvent } from "aws-lambda";
import { make } from "../../functions/tick.ts";
import { sealJournal } from "../../lib/app/seal.ts";
import { type Entry, entryId } from "../../lib/core/journal.ts";
import { silent } from "../../lib/edge/log.ts";
import { createMemoryStore } from "../../lib/store/memory.ts";
import { oneRule, site } from "../app/site.ts";
import { byHandEntry, deliveryEntry, runEntry, sampleTask, switchEntry } from "../contract/samples.ts";
import { desk, now } from "./apiDesk.ts";

const hour = 3_600_000;
const retry = "gitlab/7/job:1001/retry";

/** A story of two projects; each entry's id ends with a letter. */
const story: readonly Entry[] = [
  { ...deliveryEntry(now - 3 * hour), id: entryId(now - 3 * hour, "a"), projectId: 7, projectPath: "group/app" },
  runEntry(now - 2 * hour, { id: entryId(now - 2 * hour, "b"), projectPath: "group/app" }),
  runEntry(now - hour, {
    id: entryId(now - hour, "c"),
    projectId: 8,
    task: "gitlab/8/job:9/play",
    job: "job:9",
    rules: ["gate@1"],
  }),
  switchEntry(now - 10, { id: entryId(now - 10, "d"), what: "rule:flaky" }),
  byHandEntry(now - 5, { id: entryId(now - 5, "e"), what: retry, job: "job:1001" }),
];

async function told() {
  const d = desk();
  for (const journal of story) await d.store.commit([{ journal }]);
  await d.store.commit([{ journal: runEntry(now - hour, { source: "gitlab-2" }) }]);
  const ask = async (query: string) => (await d.ask("/api/gitlab/journal", { query })).body;
  const names = async (query: string) => (await ask(query)).entries.map(({ id }: Entry) => id.split("-")[1]).join("");
  return { ...d, asking: ask, names };
}

for (const [query, expected] of [
  ["", "abcde"],
  ["kind=task", "bc"],
  ["kind=delivery", "a"],
  ["kind=switch", "d"],
  ["kind=byHand", "e"],
  ["kind=seal", ""],
  ["project=7", "abe"],
  ["project=8", "c"],
  ["project=group%2Fapp", "abe"],
  ["project=group%2Fap", ""],
  ["job=1001", "be"],
  ["job=9", "c"],
  ["job=1001&project=8", ""],
  [`task=${encodeURIComponent(retry)}`, "abe"],
  ["task=gitlab%2F8%2Fjob:9%2Fplay", "c"],
  ["rule=flaky", "abd"],
  ["rule=flaky@3", "abd"],
  ["rule=flaky@4", "d"],
  ["rule=gate", "c"],
  ["rule=flak", ""],
  [`since=${now - 2 * hour}`, "bcde"],
  [`until=${now - 2 * hour}`, "a"],
  [`since=${now - 2 * hour}&until=${now - 10}`, "bc"],
  [`since=${now - 2 * hour}&rule=flaky&kind=task`, "b"],
  ["limit=2", "de"],
] as const)
  test(`the journal asked for ${query || "everything"} gives ${expected || "nothing"}`, async () => {
    assert.equal(await (await told()).names(query), expected);
  });

test("what tells only a project's number is found by its path as well, in whatever hour; what is of another project is not", async () => {
  const d = desk();
  const path = "group/app";
  await d.store.commit([{ journal: runEntry(now - 5 * hour, { projectPath: path }) }]);
  await d.store.commit([{ journal: runEntry(now - 5 * hour, { projectId: 8, projectPath: "group/other" }) }]);
  const reason = "r";
  for (const project of [7, 8, 9])
    await d.ask(`/api/gitlab/holds/${project}/job:1001`, { method: "PUT", body: { reason } });
  for (const project of [7, 8])
    await d.ask(`/api/gitlab/switch/stops/project:${project}`, { method: "PUT", body: { reason } });
  await d.ask("/api/gitlab/switch/stops/everything", { method: "PUT", body: { reason } });
  const seen = async (query: string) => {
    const { body } = await d.ask("/api/gitlab/journal", { query });
    return body.entries.map(({ kind, projectId }: Entry) => `${kind} ${projectId}`);
  };
  const all = ["task 7", "byHand 7", "switch 7"];
  assert.deepEqual(await seen("project=group%2Fapp"), all);
  assert.deepEqual(await seen("project=7"), all);
  assert.deepEqual(await seen("project=group%2Fapp&job=1001"), ["task 7", "byHand 7"]);
  assert.deepEqual(await seen("project=group%2Fapp&kind=byHand"), ["byHand 7"]);
  assert.deepEqual(await seen("project=7&job=1001"), ["task 7", "byHand 7"]);
});

for (const [query, message] of [
  ["after=1", /after: expected an entry's id/],
  ["before=x", /before: expected an entry's id/],
  ["since=2h", /since: expected a moment in milliseconds/],
  ["until=", /until: expected a moment/],
  ["kind=seals", /kind: expected one of delivery, task, switch, rules, byHand, outage, seal/],
  ["job=x", /job: expected a number/],
  ["task=other%2F7%2Fjob:1%2Fretry", /task: the ids of gitlab begin with gitlab\//],
  ["proejct=7", /did you mean `project`\?/],
] as const)
  test(`the journal asked for ${query} says what it takes`, async () => {
    const { status, body } = await (await told()).ask("/api/gitlab/journal", { query });
    assert.equal(status, 400);
    assert.match(body.error.message, message);
  });

test("page by page a question finds the same as at once, also where little fits", async () => {
  const d = desk();
  for (let at = 0; at < 1300; at++) {
    const rules = [at % 100 === 7 ? "rare@1" : "often@1"];
    await d.store.commit([{ journal: runEntry(now - at * 60_000, { projectId: at % 3, rules }) }]);
  }
  const found: string[] = [];
  let before = "";
  let asked = 0;
  for (; asked < 20; asked++) {
    const { body } = await d.ask("/api/gitlab/journal", { query: `rule=rare&limit=4${before && `&before=${before}`}` });
    found.push(...body.entries.map(({ id }: Entry) => id).toReversed());
    if (!body.more) break;
    before = body.next;
  }
  const whole = await d.ask("/api/gitlab/journal", { query: "rule=rare&limit=1000" });
  assert.deepEqual([found.length, found], [13, whole.body.entries.map(({ id }: Entry) => id).toReversed()]);
});

test("one question looks at a bounded part of the journal, and says where to go on", async () => {
  const store = createMemoryStore();
  let looked = 0;
  const endless: typeof store.journal = async (range, most) => {
    looked += most;
    const at = Number((range.before ?? entryId(now, "")).slice(0, 13)) - most;
    return { items: [], next: entryId(at, "x") };
  };
  const { body } = await desk({ world: { store: { ...store, journal: endless } } }).ask("/api/gitlab/journal");
  assert.deepEqual([looked, body.entries, body.more, body.next], [5_000, [], true, entryId(now - 5_000, "x")]);
});

test("seals come by their numbers with the chain's head, and on the journal only for who asks for them", async () => {
  const d = await told();
  const world = { store: d.store, clock: () => now + hour, leaseEnd: () => now + 2 * hour, log: silent };
  const [seal] = await sealJournal("gitlab", world);
  const { body } = await d.ask("/api/gitlab/journal/seals");
  assert.deepEqual([body.seals, JSON.parse(body.head).hash], [[seal], seal?.hash]);
  assert.deepEqual((await d.ask("/api/gitlab/journal/seals", { query: "after=1" })).body.seals, []);
  assert.deepEqual([await d.names(""), await d.names("kind=seal")], ["abcde", "seal"]);
});

test("what is compared comes whole, page by page, and of no other source", async () => {
  const d = desk();
  for (let at = 0; at < 40; at++)
    await d.store.commit([{ journal: runEntry(now + at, { reason: "☃".repeat(100_000) }) }]);
  await d.store.commit([{ journal: runEntry(now, { source: "gitlab-2" }) }]);
  await d.store.commit([{ put: sampleTask(), seen: "absent" }]);
  await d.store.commit([{ put: sampleTask({ id: "gitlab-2/7/job:1/retry", source: "gitlab-2" }), seen: "absent" }]);
  const ids: string[] = [];
  let next = "";
  do {
    const { body, text } = await d.ask("/api/gitlab/journal/items", { query: next && `next=${next}` });
    assert.ok(Buffer.byteLength(text) < 5_000_000);
    ids.push(...body.items.map(({ id }: Entry) => id).filter((id: string) => !id.includes("/")));
    next = body.next ?? "";
  } while (next !== "");
  assert.deepEqual(
    ids,
    Array.from({ length: 40 }, (_, at) => runEntry(now + at).id),
  );
  assert.deepEqual((await d.ask("/api/gitlab/journal/tasks")).body, { items: [sampleTask()] });
});

test("a place to go on that no answer gave is refused", async () => {
  const foreign = Buffer.from('{"id":"x"}').toString("base64url");
  for (const next of ["x", foreign, Buffer.from("[]").toString("base64url")]) {
    const { status, body } = await desk().ask("/api/gitlab/journal/items", { query: `next=${next}` });
    assert.deepEqual([status, body.error.message], [400, "next: expected what the answer before gave"]);
  }
});

const failed = { id: 1001, name: "build", status: "failed", pipelineId: 501 } as const;
const context = { getRemainingTimeInMillis: () => 60_000 } as Context;

test("tick seals the journal of each source; a seal that cannot be made is logged and keeps no task waiting", async () => {
  const s = await site({ jobs: [failed], rules: oneRule("on: job, when: { status: failed }, do: retry") });
  const sources = [...s.worker.sources, { id: "second", projects: ["**"] }];
  const errors: unknown[] = [];
  const log = { ...silent, error: (what: string, fields = {}) => void errors.push([what, fields]) };
  const tick = make({ ...s.worker, sources, log });
  await tick({} as ScheduledEvent, context);
  assert.deepEqual(
    [(await s.store.seals("gitlab", 0, 9)).length, (await s.store.seals("second", 0, 9)).length],
    [1, 1],
  );
  s.pass(7_200);
  await s.plan(1001, "retry", "r");
  const toSeal = () => new Promise<never>(() => {});
  const store = { ...s.store, toSeal: () => Promise.reject(new Error("no journal")) };
  await make({ ...s.worker, store, log })({} as ScheduledEvent, context);
  assert.deepEqual(s.effects, ["retry 1001"]);
  assert.match(JSON.stringify(errors), /^\[\["seal",{"source":"gitlab",.*no journal/);
  await s.plan(1001, "cancel", "r");
  void make({ ...s.worker, store: { ...s.store, toSeal }, log })({} as ScheduledEvent, context);
  for (let turn = 0; turn < 500 && (await s.task("gitlab/42/job:1001/cancel")).state === "waiting"; turn++)
    await new Promise(setImmediate);
  assert.notEqual((await s.task("gitlab/42/job:1001/cancel")).state, "waiting", "a seal that hangs holds nothing up");
});

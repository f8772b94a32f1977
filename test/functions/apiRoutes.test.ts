import assert from "node:assert/strict";
import { test } from "node:test";
import { StoreError } from "../../lib/core/errors.ts";
import { taskId } from "../../lib/core/task.ts";
import { createMemoryStore } from "../../lib/store/memory.ts";
import { oneRule, site, start } from "../app/site.ts";
import { runEntry, sampleTask, switchEntry } from "../contract/samples.ts";
import { alice, desk, now } from "./apiDesk.ts";
import { retryFailed } from "./doorstep.ts";

type Desk = ReturnType<typeof desk>;

const put = (d: Desk, text: string, version: string, more = {}) =>
  d.ask("/api/gitlab/rulebook", {
    method: "PUT",
    headers: { "if-match": version },
    body: { files: [{ file: "rules.yaml", text, ...more }] },
  });
const move = (d: Desk, method: "PUT" | "DELETE", what: string, reason = "smoke", arn = alice) =>
  d.ask(`/api/gitlab/switch/stops/${what}`, { method, body: { reason }, arn });

test("rules are applied over the version that was read, and shown as they are", async () => {
  const d = desk();
  const none = await d.ask("/api/gitlab/rulebook");
  assert.deepEqual([none.body, none.headers.etag], [{ version: 0, rules: [], secondPerson: "required" }, '"0"']);
  const applied = await put(d, retryFailed, '"0"');
  assert.deepEqual([applied.status, applied.body, applied.headers.etag], [200, { version: 1, rules: 1 }, '"1"']);
  const { body, headers } = await d.ask("/api/gitlab/rulebook");
  assert.deepEqual([body.version, body.rules[0].id, headers.etag], [1, "retry-failed", '"1"']);
  assert.equal(body.hash, (await d.store.rulebook("gitlab"))?.hash);
});

test("the journal tells who applied which version; asking again writes nothing", async () => {
  const d = desk();
  for (let times = 0; times < 2; times++) await put(d, retryFailed, '"0"');
  await put(d, retryFailed.replace("do: retry", "do: retyr"), '"1"');
  const { body } = await d.ask("/api/gitlab/journal", { query: "kind=rules" });
  const hash = (await d.store.rulebook("gitlab"))?.hash;
  const entry = { kind: "rules", at: now, source: "gitlab", version: 1, hash, rules: 1, who: alice, step: "apply" };
  assert.deepEqual(
    body.entries.map(({ id: _, ...rest }: { id: string }) => rest),
    [entry],
  );
});

test("who applies over rules that he has not seen is told so, and theirs stay", async () => {
  const d = desk();
  await put(d, retryFailed, '"0"');
  const mine = retryFailed.replace("retry-failed", "mine");
  for (const seen of ['"0"', '"2"']) {
    const { status, body } = await put(d, mine, seen);
    assert.deepEqual([status, body.error.code], [412, "overtaken"]);
  }
  assert.match((await d.store.rulebook("gitlab"))?.rules ?? "", /retry-failed/);
  assert.deepEqual((await put(d, mine, '"1"')).body, { version: 2, rules: 1 });
});

test("an apply whose answer was lost can be sent again", async () => {
  const d = desk();
  await put(d, retryFailed, '"0"');
  assert.deepEqual((await put(d, retryFailed, '"0"')).body, { version: 1, rules: 1, unchanged: true });
});

test("of two who apply at once, one does", async () => {
  const d = desk();
  const texts = ["one", "two"].map((id) => retryFailed.replace("retry-failed", id));
  const statuses = (await Promise.all(texts.map((text) => put(d, text, '"0"')))).map(({ status }) => status);
  assert.equal(statuses.filter((status) => status === 200).length, 1);
  assert.equal((await d.store.rulebook("gitlab"))?.version, 1);
});

for (const [version, status] of [
  ["", 400],
  ["*", 400],
  ["1", 400],
  ['W/"0"', 400],
  ['"00"', 400],
  ['"0", "1"', 400],
] as const)
  test(`If-Match: ${version || "(blank)"} names no version`, async () => {
    const d = desk();
    const { status: found, body } = await put(d, retryFailed, version);
    assert.deepEqual([found, body.error.code], [status, "badVersion"]);
    assert.equal(await d.store.rulebook("gitlab"), undefined);
  });

test("rules are applied over nothing unseen: without If-Match they are refused", async () => {
  const d = desk();
  const body = { files: [{ file: "rules.yaml", text: retryFailed }] };
  assert.equal((await d.ask("/api/gitlab/rulebook", { method: "PUT", body })).status, 428);
  assert.equal(await d.store.rulebook("gitlab"), undefined);
});

test("rules with an error are refused with its place, and the active ones stay", async () => {
  const d = desk();
  await put(d, retryFailed, '"0"');
  const { status, body } = await put(d, retryFailed.replace("do: retry", "do: retyr"), '"1"', { file: "a/b.yaml" });
  assert.deepEqual([status, body.error.code, body.problems.length], [422, "badRules", 1]);
  const [{ file, line, column, message }] = body.problems;
  assert.deepEqual([file, line, column], ["a/b.yaml", 9, 9]);
  assert.match(message, /did you mean `retry`\?/);
  assert.equal((await d.store.rulebook("gitlab"))?.version, 1);
});

test("a stored rulebook that is not what was applied is no reason to come back soon", async () => {
  const store = { ...createMemoryStore(), rulebook: () => Promise.reject(new StoreError("corrupt", "forged")) };
  const { status, headers, body } = await desk({ world: { store } }).ask("/api/gitlab/rulebook");
  assert.deepEqual([status, headers["retry-after"], body.error.code], [500, undefined, "corrupt"]);
});

test("tasks are those of the source, newest first, of the state that was asked for", async () => {
  const d = desk();
  for (const at of [1, 2, 3, 4])
    await d.store.commit([
      {
        put: sampleTask({
          id: `t${at}`,
          createdAt: now + at,
          source: at === 3 ? "other" : "gitlab",
          state: at === 1 ? "done" : "waiting",
        }),
        seen: "absent",
      },
    ]);
  const list = async (query: string) => {
    const { body } = await d.ask("/api/gitlab/tasks", { query });
    return [body.tasks.map(({ id }: { id: string }) => id), body.more];
  };
  assert.deepEqual(await list(""), [["t4", "t2", "t1"], false]);
  assert.deepEqual(await list("limit=3"), [["t4", "t2", "t1"], false]);
  assert.deepEqual(await list("limit=2"), [["t4", "t2"], true]);
  assert.deepEqual(await list("state=done"), [["t1"], false]);
  assert.equal((await d.ask("/api/gitlab/tasks/t3")).status, 404);
  assert.equal((await d.ask("/api/gitlab/tasks/t9")).status, 404);
});

test("a task is found by its id, its slashes encoded or decoded on the way, whatever its names hold", async () => {
  const d = desk();
  const effect = { source: "gitlab", project: { id: 7 }, verb: "sweep", mark: "a%2F/ü ☃?#@2026" } as const;
  const ids = ["gitlab/7/job:1001/retry", taskId(effect)];
  for (const id of ids) {
    await d.store.commit([{ put: sampleTask({ id }), seen: "absent" }]);
    const { body } = await d.ask(`/api/gitlab/tasks/${encodeURIComponent(id)}`);
    assert.equal(body.task.id, id);
  }
  assert.equal((await d.ask(`/api/gitlab/tasks/${ids[0]}`)).body.task.id, ids[0]);
  assert.equal((await d.ask("/api/gitlab/tasks/%zz%")).status, 404);
});

test("a sweep is not listed among the tasks that do what its rule wants", async () => {
  const d = desk();
  const wants = [{ rule: "tidy@1", action: "deleteArtifacts", params: {}, event: "cycle" }];
  const sweep = sampleTask({ id: "gitlab/7/project/sweep", object: "project", verb: "sweep", wants });
  const wanted = sampleTask({ id: "gitlab/7/job:1/deleteArtifacts", verb: "deleteArtifacts", wants });
  const restart = sampleTask({
    id: "gitlab/7/job:1/cancel",
    verb: "cancel",
    wants: [{ ...wants[0], rule: "r@1", action: "restart", params: {}, event: "e" }],
  });
  for (const one of [sweep, wanted, restart]) await d.store.commit([{ put: one, seen: "absent" }]);
  const list = async (verb: string) =>
    (await d.ask("/api/gitlab/tasks", { query: `verb=${verb}` })).body.tasks.map(({ id }: { id: string }) => id);
  assert.deepEqual(await list("deleteArtifacts"), [wanted.id]);
  assert.deepEqual([await list("sweep"), await list("restart")], [[sweep.id], [restart.id]]);
});

test("a parameter that is given twice is refused, and a wrong address names all that there is", async () => {
  const d = desk();
  const twice = await d.ask("/api/gitlab/tasks", { query: "limit=1&limit=2" });
  assert.deepEqual([twice.status, twice.body.error.message], [400, "limit: given more than once"]);
  const { body } = await d.ask("/api/gitlab/redrives");
  assert.match(body.error.cure, /tasks, redrive, dismiss, holds/);
});

test("the journal's entries come oldest first, the newest of them, and go on after an id", async () => {
  const d = desk();
  const entries = [1, 2, 3].map((at) => runEntry(now + at));
  for (const journal of [...entries, switchEntry(now + 4, { source: "other" })]) await d.store.commit([{ journal }]);
  const list = async (query: string) => (await d.ask("/api/gitlab/journal", { query })).body;
  assert.deepEqual(await list(""), { entries, more: false });
  assert.deepEqual(await list("limit=2"), { entries: entries.slice(1), more: true, next: entries[1]?.id });
  assert.deepEqual(await list(`before=${entries[1]?.id}`), { entries: entries.slice(0, 1), more: false });
  assert.deepEqual(await list(`after=${entries[1]?.id}`), { entries: entries.slice(2), more: false });
  assert.deepEqual(await list(`after=${entries[2]?.id}`), { entries: [], more: false });
});

test("an answer never outgrows what a function may answer: the oldest are left out", async () => {
  const d = desk();
  for (let at = 0; at < 30; at++)
    await d.store.commit([{ journal: runEntry(now + at, { reason: "☃".repeat(100_000) }) }]);
  const { body, text } = await d.ask("/api/gitlab/journal");
  assert.ok(Buffer.byteLength(text) < 5_000_000);
  assert.deepEqual([body.more, body.entries.at(-1).at], [true, now + 29]);
});

test("hostile names come as JSON, and as nothing else", async () => {
  const d = desk();
  const name = `</script><img src=x onerror=alert(1)>"\u0000\u2028`;
  await d.store.commit([{ put: sampleTask({ about: { name } }), seen: "absent" }]);
  const { body, headers } = await d.ask("/api/gitlab/tasks");
  assert.equal(body.tasks[0].about.name, name);
  assert.deepEqual([headers["content-type"], headers["x-content-type-options"]], ["application/json", "nosniff"]);
  const { body: refused } = await move(d, "PUT", encodeURIComponent(name));
  assert.ok(refused.error.message.includes(JSON.stringify(name)));
});

test("a stop stops a worker, resume lets it go on, and the journal says who and why", async () => {
  const s = await site({
    jobs: [{ id: 1, name: "build", status: "failed", pipelineId: 5 }],
    rules: oneRule("on: job, when: { status: failed }, do: retry"),
  });
  const d = desk({ store: s.store, clock: s.now });
  const stopped = await move(d, "PUT", "rule:r", "it retries too much");
  assert.deepEqual([stopped.status, stopped.body], [200, { stops: ["rule:r"], effectiveAt: start + 5_000 }]);
  await s.plan(1, "retry", "r");
  await s.work();
  assert.deepEqual([s.effects, (await s.task("gitlab/42/job:1/retry")).reason], [[], "the switch stops rule:r"]);
  assert.deepEqual((await d.ask("/api/gitlab/switch")).body, { stops: ["rule:r"] });

  s.pass(60);
  const bob = "arn:aws:sts::123456789012:assumed-role/ops/bob";
  const resumed = await move(d, "DELETE", "rule:r", " it is mended ", bob);
  assert.deepEqual(resumed.body, { stops: [], effectiveAt: start + 60_000 });
  await s.work();
  assert.deepEqual(s.effects, ["retry 1"]);
  const moves = (await s.store.entries(100)).filter((entry) => entry.kind === "switch");
  assert.deepEqual(
    moves.map(({ step, what, who, reason, stops }) => [step, what, who, reason, stops]),
    [
      ["stop", "rule:r", alice, "it retries too much", ["rule:r"]],
      ["resume", "rule:r", bob, "it is mended", []],
    ],
  );
});

test("each thing is stopped by its own name, and stops of several people stand side by side", async () => {
  const d = desk();
  await put(d, retryFailed, '"0"');
  const names = ["everything", "project:42", "verb:deleteArtifacts", "verb:cancel", "rule:retry-failed"];
  for (const what of names) assert.equal((await move(d, "PUT", what)).status, 200, what);
  assert.deepEqual((await move(d, "PUT", "project:42", "me too")).body.stops, names);
  assert.deepEqual((await move(d, "DELETE", "everything")).body.stops, names.slice(1));
  const moves = (await d.store.entries(100)).filter(({ kind }) => kind === "switch");
  assert.equal(moves.length, names.length + 2);
});

for (const [what, cure] of [
  ["verb:plya", /Did you mean verb:play\?/],
  ["verb:restart", /verb:retry, verb:cancel, verb:play/],
  ["verb:sweep", /It can be one of: verb:/],
  ["rule:retry-faild", /Did you mean rule:retry-failed\?/],
  ["rule:", /rule:retry-failed/],
  ["evrything", /Did you mean everything\?/],
  ["project:shop", /project:ID/],
  ["project:0", /project:ID/],
  ["all", /everything/],
] as const)
  test(`a stop of ${what} would stop nothing, so it is refused`, async () => {
    const d = desk();
    await put(d, retryFailed, '"0"');
    const { status, body } = await move(d, "PUT", what);
    assert.deepEqual([status, body.error.code], [404, "noStop"]);
    assert.match(body.error.cure, cure);
    const moves = (await d.store.entries(9)).filter(({ kind }) => kind === "switch");
    assert.deepEqual([d.store.tables.all("ledger"), moves], [[], []]);
  });

test("what is not stopped cannot go on, and what is stopped is named", async () => {
  const d = desk();
  await move(d, "PUT", "verb:play");
  const { status, body } = await move(d, "DELETE", "verb:keep");
  assert.deepEqual([status, body.error.cure], [404, "Stopped are: verb:play."]);
  assert.equal((await d.store.entries(9)).length, 1);
});

test("rules that cannot be read do not keep anybody from stopping one", async () => {
  const store = createMemoryStore();
  const broken = { ...store, rulebook: () => Promise.reject(new StoreError("corrupt", "forged")) };
  const { status, body } = await move(desk({ store, world: { store: broken } }), "PUT", "rule:any");
  assert.deepEqual([status, body.stops], [200, ["rule:any"]]);
});

test("a switch that cannot be understood counts as everything, and can be set right", async () => {
  for (const odd of ["[broken", "[1]", "7", "", '{"stops":[]}']) {
    const d = desk();
    await d.store.putNote({ scope: "switch#gitlab", key: "stops" }, odd, undefined);
    assert.deepEqual((await d.ask("/api/gitlab/switch")).body, { stops: ["everything"] }, odd);
    assert.deepEqual((await move(d, "DELETE", "everything")).body.stops, []);
    assert.equal(await d.store.note({ scope: "switch#gitlab", key: "stops" }), "[]");
  }
});

test("of several who stop something at once, none is forgotten", async () => {
  const d = desk();
  const names = [1, 2, 3].map((id) => `project:${id}`);
  const asked = await Promise.all(names.map((what) => move(d, "PUT", what)));
  assert.deepEqual(
    asked.map(({ status }) => status),
    [200, 200, 200],
  );
  assert.deepEqual((await d.ask("/api/gitlab/switch")).body.stops.toSorted(), names);
  assert.equal((await d.store.entries(100)).length, 3);
});

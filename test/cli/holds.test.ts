import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { HoldList } from "../../lib/cli/answers.ts";
import { askHold } from "../../lib/cli/holdAsk.ts";
import type { Task } from "../../lib/core/task.ts";
import { sampleTask } from "../contract/samples.ts";
import { apiHouse, now } from "./apiHouse.ts";

const deleteId = "gitlab/7/job:1001/deleteArtifacts";
const flights = ["job:1001", "project"].map((key) => ({ scope: "inflight#gitlab/7", key }));

/** A job whose delete is under way. */
async function flying(t: TestContext) {
  const task = sampleTask({ id: deleteId, verb: "deleteArtifacts", state: "calling", inflight: true });
  const house = await apiHouse(t, [task]);
  const count = (by: number) => flights.map((key) => ({ count: key, by, forgetAt: now }));
  await house.store.commit(count(1));
  return {
    ...house,
    /** The delete ends as its record writes it. */
    async land() {
      const { inflight: _inflight, due: _due, ...rest } = task;
      const put: Task = { ...rest, state: "done", version: 2, endedAt: now, reason: "the artifacts are deleted" };
      await house.store.commit([{ put, seen: 1 }, ...count(-1)]);
    },
  };
}

/** What the command prints, and its exit code, which stays its own. */
async function printed(t: TestContext, ask: () => Promise<void>) {
  const lines: string[] = [];
  for (const channel of ["log", "error"] as const) t.mock.method(console, channel, (line: string) => lines.push(line));
  try {
    await ask();
    return { text: lines.join("\n"), code: process.exitCode ?? 0 };
  } finally {
    t.mock.restoreAll();
    process.exitCode = undefined;
  }
}

test("holding waits until the deletes under way have ended, and tells how", async (t) => {
  const house = await flying(t);
  let clock = now;
  const pause = async (millis: number) => {
    clock += millis;
    if (clock === now + 10_000) await house.land();
  };
  const wish = { project: 7, on: "job:1001", reason: "audit", waits: true };
  const { text, code } = await printed(t, () => askHold(wish, { api: house.api, clock: () => clock, pause }));
  assert.equal(clock, now + 10_000);
  assert.match(
    text,
    /^1 delete was under way before the hold .*: waiting until that is known, 330 s at most\nhold on job:1001/,
  );
  assert.match(
    text,
    /\nnot stopped by it: done .*deleteArtifacts.*the artifacts are deleted\naccepted: no delete can touch it any more$/,
  );
  assert.equal(code, 0);
});

test("holding waits for a bounded time, and then says that it cannot know, and how to ask again", async (t) => {
  const house = await flying(t);
  let clock = now;
  const pause = async (millis: number) => {
    clock += millis;
  };
  const wish = { project: 7, on: "job:1001", reason: "audit", waits: true };
  const { text, code } = await printed(t, () => askHold(wish, { api: house.api, clock: () => clock, pause }));
  assert.ok(clock <= now + 335_000);
  assert.match(
    text,
    /The hold stands, and stops every other delete\. .*penstock holds add job:1001 --project 7 --reason/,
  );
  assert.equal(code, 3);
  assert.ok(await house.store.note({ scope: "hold#gitlab/7", key: "job:1001" }));
});

test("holds are added, listed and removed by a project's path or number", async (t) => {
  const house = await apiHouse(t, [sampleTask()]);
  const why = ["--reason", "for the audit"];
  const added = await house.penstock("holds", "add", "job:1001", "--project", "group/app", ...why);
  assert.deepEqual(added, {
    code: 0,
    text: "hold on job:1001 of project 7 by ann since 2026-11-20T09:00:00Z  for the audit\naccepted: no delete can touch it any more",
  });
  const again = await house.penstock("holds", "add", "job:1001", "--project", "7", "--reason", "mine");
  assert.equal(again.code, 0);
  assert.match(again.text, /held already since 2026-11-20T09:00:00Z by ann: your reason was not written/);
  const list = await house.penstock("holds", "list");
  assert.equal(list.text, "hold on job:1001 of project 7 by ann since 2026-11-20T09:00:00Z  for the audit");
  assert.equal((await house.penstock("holds", "list", "--project", "7", "--json")).text.slice(0, 12), '{"project":7');
  const removed = await house.penstock("holds", "remove", "job:1001", "--project", "7", "--reason", "over");
  assert.match(removed.text, /^let go: hold on job:1001 of project 7/);
  assert.equal((await house.penstock("holds", "list")).text, "nothing is held");
});

test("a hold that would protect nothing, or cannot be, is refused", async (t) => {
  const house = await apiHouse(t, [sampleTask({ about: { pipelineId: 9 } })]);
  for (const [on, project, said] of [
    ["pipeline:9", "8", /^pipeline 9 is of group\/app \(7\), not of 8: give --project 7$/],
    ["job:1001", "8", /^job 1001 is of group\/app \(7\), not of 8: give --project 7$/],
    ["job:1001", "group/ap", /^no task of the project "group\/ap" is known here: give its number/],
    ["pipeline:x", "7", /^nothing can be held that is called "pipeline:x"\. It can be job:ID, pipeline:ID, or project/],
    ["1001", "7", /^nothing can be held that is called "1001"\. It can be job:ID/],
  ] as const) {
    const { code, text } = await house.penstock("holds", "add", on, "--project", project, "--reason", "r");
    assert.equal(code, 1);
    assert.match(text, said);
  }
  assert.deepEqual(house.store.tables.all("ledger"), []);
});

test("who holds or stops what nobody here knows is told to check the number; it is done all the same", async (t) => {
  const house = await apiHouse(t, [sampleTask({ about: { pipelineId: 9 } })]);
  const add = (on: string, project: string) =>
    house.penstock("holds", "add", on, "--project", project, "--reason", "r");
  for (const [{ code, text }, said] of [
    [await add("job:1002", "group/app"), /no task of job 1002 is known here: check the number/],
    [await add("pipeline:10", "group/app"), /no task of pipeline 10 is known here: check the number/],
    [await add("project", "999"), /no task of project 999 is known here: check the number/],
    [await house.penstock("stop", "project:999", "--reason", "r"), /no task of project 999 is known here/],
  ] as const) {
    assert.equal(code, 0);
    assert.match(text, said);
  }
  assert.doesNotMatch((await add("job:1001", "7")).text, /is known here/);
  assert.doesNotMatch((await add("pipeline:9", "7")).text, /is known here/);
  assert.equal((await house.api(["holds"], HoldList)).holds.length, 5);
});

test("a project is stopped and let go by its path; the switch tells who stopped what, since when and why", async (t) => {
  const house = await apiHouse(t, [sampleTask()]);
  const why = ["--reason", "a freeze"];
  assert.match(
    (await house.penstock("stop", "project:group/app", ...why)).text,
    /^project:7 is stopped: .*\nstopped: project:7$/,
  );
  assert.match(
    (await house.penstock("stop", "project:group/ap", ...why)).text,
    /^no task of the project "group\/ap" is known here: give its number/,
  );
  await house.penstock("stop", "verb:play", "--reason", "first");
  await house.penstock("stop", "verb:play", "--reason", "again");
  const at = "2026-11-20T09:00:00Z";
  assert.equal(
    (await house.penstock("switch")).text,
    `stopped: project:7 by ann since ${at}  a freeze\nstopped: verb:play by ann since ${at}  again`,
  );
  assert.deepEqual(JSON.parse((await house.penstock("switch", "--json")).text).stops[0], {
    what: "project:7",
    who: "ann",
    at: now,
    reason: "a freeze",
  });
  assert.match((await house.penstock("resume", "project:group/app", ...why)).text, /^project:7 goes on/);
  await house.penstock("resume", "verb:play", ...why);
  assert.equal((await house.penstock("switch")).text, "nothing is stopped");
});

test("keeps stand in the list of what protects artifacts, and are let go elsewhere", async (t) => {
  const house = await apiHouse(t, [sampleTask()]);
  const text = JSON.stringify({ why: "releases stay", rules: ["keep-tags@3"], since: now, state: "kept" });
  await house.store.putNote({ scope: "kept#gitlab", key: "7" }, "", undefined);
  await house.store.putNote({ scope: "kept#gitlab/7", key: "job:1001" }, text, undefined);
  const list = await house.here("holds", "list", "--project", "7");
  assert.match(list.text, /^keep of job:1001 of project 7 by keep-tags@3 since 2026-11-20T09:00:00Z {2}releases stay/);
  const removed = await house.here("holds", "remove", "job:1001", "--project", "7", "--reason", "over");
  assert.match(
    removed.text,
    /is kept by keep-tags@3, and not held by a person\. Let it go with: penstock keeps let-go/,
  );
});

test("who does not want to wait is told at once that a delete is under way", async (t) => {
  const house = await flying(t);
  const args = ["holds", "add", "job:1001", "--project", "7", "--reason", "audit", "--no-wait"];
  const { code, text } = await house.penstock(...args);
  assert.equal(code, 3);
  assert.match(text, /not stopped by it: calling .*deleteArtifacts/);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Task } from "../../lib/core/task.ts";
import { taskId } from "../../lib/core/task.ts";
import { createMemoryStore } from "../../lib/store/memory.ts";
import { endedTask, runEntry, sampleTask } from "../contract/samples.ts";
import { alice, desk, now } from "./apiDesk.ts";

type Desk = ReturnType<typeof desk>;

const id = "gitlab/7/job:1001/retry";
const attention = { state: "attention", reason: "r", remedy: "do it", endedAt: now } as const;

/** A task that has ended, as the table holds it. */
function over(changes: Partial<Task> = {}): Task {
  const { forgetAt: _, ...task } = endedTask(sampleTask());
  return { ...task, version: 1, ...attention, ...changes };
}

async function withTasks(...tasks: Task[]): Promise<Desk> {
  const d = desk({ world: { gitlabUrl: () => "https://gitlab.example.com/" } });
  for (const put of tasks) await d.store.commit([{ put, seen: "absent" }]);
  return d;
}

const ask = (d: Desk, step: "redrive" | "dismiss", task: string, reason = "mended") =>
  d.ask(`/api/gitlab/${step}`, { method: "POST", body: { task, reason } });

test("who redrives a task gets it waiting, and stands in the journal", async () => {
  const d = await withTasks(over());
  const { status, body } = await ask(d, "redrive", id);
  assert.deepEqual([status, body.task.state, body.task.rev], [200, "waiting", 2]);
  assert.deepEqual(body.task, await d.store.task(id));
  const [entry] = await d.store.entries(1);
  assert.deepEqual(entry?.kind === "byHand" && [entry.step, entry.who, entry.reason], ["redrive", alice, "mended"]);
});

test("a task that has not ended is refused, with its state and when it comes due", async () => {
  for (const step of ["redrive", "dismiss"] as const) {
    const { status, body } = await ask(
      await withTasks(sampleTask({ due: now + 60_000, reason: "it backs off" })),
      step,
      id,
    );
    assert.deepEqual([status, body.error.code], [409, "isOpen"]);
    assert.match(body.error.message, /job:1001\/retry is waiting: it backs off$/);
    assert.match(body.error.cure, /comes due by itself at 2026-11-20T09:01:00Z/);
  }
  const { body } = await ask(await withTasks(sampleTask({ state: "calling" })), "redrive", id);
  assert.match(body.error.message, /is calling: a worker has it/);
});

test("an id that no table could hold is that of no task", async () => {
  const strict = createMemoryStore();
  const task = (id: string) => (Buffer.byteLength(id) > 2048 ? Promise.reject(new Error("too long")) : strict.task(id));
  const d = desk({ world: { store: { ...strict, task } } });
  const long = `gitlab/7/${"☃".repeat(700)}`;
  for (const step of ["redrive", "dismiss"] as const) {
    const { status, body } = await ask(d, step, long);
    assert.deepEqual([status, body.error.message], [404, "a task's id has at most 2048 bytes"]);
  }
  assert.equal((await d.ask(`/api/gitlab/tasks/${encodeURIComponent(long)}`)).status, 404);
  assert.equal((await d.ask(`/api/gitlab/tasks/${"a".repeat(2048)}`)).body.error.code, "noTask");
});

test("a dismissed task leaves the list of those that wait for a person, and is shown when asked for", async () => {
  const d = await withTasks(over());
  const ids = async (query: string) => (await d.ask("/api/gitlab/tasks", { query })).body.tasks.length;
  assert.equal(await ids("state=attention"), 1);
  assert.equal((await ask(d, "dismiss", id)).body.task.state, "attention");
  assert.deepEqual(
    [await ids("state=attention"), await ids(""), await ids("state=attention&dismissed=true")],
    [0, 0, 1],
  );
  assert.equal((await ask(d, "dismiss", id)).status, 200);
  assert.equal((await d.store.entries(10)).length, 1);
});

test("ids whose parts hold slashes, percent signs and anything else are found", async () => {
  const odd = taskId({ source: "gitlab", project: { id: 7 }, verb: "sweep", mark: "a/b%2Fc?#ü@9" });
  const d = await withTasks(over({ id: odd, object: "project", verb: "sweep" }));
  assert.equal((await ask(d, "dismiss", odd)).body.task.id, odd);
  assert.equal((await ask(d, "redrive", odd)).status, 200);
});

for (const [asked, meant] of [
  ["gitlab/7/job:1001/rety", id],
  ["7/job:1001/retry", id],
  ["job:1001/retry", id],
  ["1001", id],
  ["job:1001", id],
] as const)
  test(`who asks for ${asked} is told which task may be meant`, async () => {
    const d = await withTasks(over(), over({ id: "gitlab/7/job:2002/play", object: "job:2002", verb: "play" }));
    const shown = await d.ask(`/api/gitlab/tasks/${encodeURIComponent(asked)}`);
    for (const { status, body } of [shown, await ask(d, "redrive", asked)]) {
      assert.deepEqual([status, body.error.code, body.error.cure], [404, "noTask", `Did you mean ${meant}?`]);
      assert.equal(body.error.message, `there is no task ${JSON.stringify(asked)}`);
    }
  });

test("who asks for what nothing is like is told how to list", async () => {
  const { body } = await ask(await withTasks(over()), "dismiss", "something else altogether");
  assert.match(body.error.cure, /^List the tasks/);
});

test("a task of another source is not there", async () => {
  const d = await withTasks(over({ id: "other/7/job:1001/retry", source: "other" }));
  assert.equal((await ask(d, "redrive", "other/7/job:1001/retry")).status, 404);
  assert.equal((await d.ask("/api/gitlab/tasks/other/7/job:1001/retry")).status, 404);
});

for (const [why, body, message] of [
  ["no reason", { task: id }, /reason/],
  ["a blank reason", { task: id, reason: " " }, /expected some words/],
  ["no task", { reason: "x" }, /task/],
  ["a misspelt key", { tsk: id, reason: "x" }, /`tsk`; did you mean `task`\?/],
] as const)
  test(`a redrive with ${why} is refused, and nothing changes`, async () => {
    const d = await withTasks(over());
    const { status, body: answer } = await d.ask("/api/gitlab/redrive", { method: "POST", body });
    assert.deepEqual([status, answer.error.code], [400, "badBody"]);
    assert.match(answer.error.message, message);
    assert.equal((await d.store.task(id))?.state, "attention");
  });

test("a task is shown with what was done about it, and its job's address", async () => {
  const d = await withTasks(over());
  await d.store.commit([{ journal: runEntry(now) }]);
  await d.store.commit([{ journal: runEntry(now + 1, { id: "1795165200001-x", task: "gitlab/7/job:1001/play" }) }]);
  await ask(d, "redrive", id);
  const { body } = await d.ask(`/api/gitlab/tasks/${id}`);
  assert.equal(body.url, "https://gitlab.example.com/group/app/-/jobs/1001");
  assert.deepEqual(
    body.entries.map(({ kind }: { kind: string }) => kind),
    ["task", "byHand"],
  );
});

test("a list is of the project, rule, verb and job that are asked for", async () => {
  const letters: Readonly<Record<string, string>> = { "job:1001": "a", "job:2": "b", "job:3": "c", project: "d" };
  const want = (rule: string, action: string) => [{ rule, action, params: {}, event: "e" }];
  const d = await withTasks(
    over({ wants: want("flaky@3", "retry"), createdAt: 4 }),
    over({
      id: "gitlab/7/job:2/cancel",
      wants: want("flaky-too@1", "restart"),
      verb: "cancel",
      object: "job:2",
      createdAt: 3,
    }),
    over({ id: "gitlab/8/job:3/retry", project: { id: 8, path: "group/other" }, object: "job:3", createdAt: 2 }),
    over({ id: "gitlab/9/project/sweep/r@1", project: { id: 9 }, verb: "sweep", object: "project", createdAt: 1 }),
  );
  const ids = async (query: string) =>
    (await d.ask("/api/gitlab/tasks", { query })).body.tasks.map((task: Task) => letters[task.object]).join("");
  assert.equal(await ids("rule=flaky&project=7"), "a");
  assert.equal(await ids("rule=flaky-too"), "b");
  assert.deepEqual(
    [await ids("project=group/other"), await ids("project=8"), await ids("project=group")],
    ["c", "c", ""],
  );
  assert.deepEqual([await ids("verb=cancel"), await ids("verb=restart"), await ids("verb=sweep")], ["b", "b", "d"]);
  assert.deepEqual([await ids("job=1001"), await ids("job=2"), await ids("job=20")], ["a", "b", ""]);
  assert.equal(await ids("limit=2"), "ab");
  for (const [query, message] of [
    ["verb=retri", /verb: expected one of sweep, retry/],
    ["job=x", /job: expected a number/],
    ["dismissed=yes", /dismissed/],
  ] as const) {
    const { status, body } = await d.ask("/api/gitlab/tasks", { query });
    assert.equal(status, 400);
    assert.match(body.error.message, message);
  }
});

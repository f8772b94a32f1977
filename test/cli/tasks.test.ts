import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { stripVTControlCharacters } from "node:util";
import { ApiError } from "../../lib/cli/api.ts";
import { redriveMany } from "../../lib/cli/redriveMany.ts";
import { taskLine } from "../../lib/cli/render.ts";
import { cardLines, quoted } from "../../lib/cli/taskCard.ts";
import type { Task } from "../../lib/core/task.ts";
import { byHandEntry, runEntry, sampleTask } from "../contract/samples.ts";
import { apiHouse, now } from "./apiHouse.ts";

const id = "gitlab/7/job:1001/retry";

/** A task that a person must look at. */
function attention(changes: Partial<Task> = {}): Task {
  const { due: _, ...task } = sampleTask({
    state: "attention",
    createdAt: now,
    endedAt: now + 60_000,
    calls: 2,
    runs: 1,
  });
  return {
    ...task,
    wants: [{ rule: "flaky@3", action: "retry", params: {}, event: "d-1", since: now - 60_000 }],
    about: { name: "build", ref: "main" },
    reason: "it could not be learnt whether our call reached job 1001",
    remedy: "Do it by hand and dismiss the task, or redrive it.",
    ...changes,
  };
}

function about(job: number): Task {
  return sampleTask({ id: `gitlab/7/job:${job}/retry`, object: `job:${job}` });
}

function mute(t: TestContext): void {
  for (const channel of ["log", "error"] as const) t.mock.method(console, channel, () => {});
}

const card = (task: Task, more: Partial<Parameters<typeof cardLines>[0]> = {}) =>
  cardLines({ task, entries: [], ...more }).map(stripVTControlCharacters);

test("a task in attention is shown with what happened, what is known, what to do, and the commands for it", () => {
  const entries = [
    runEntry(now, { call: "retry job 1001: no usable answer", state: "waiting", reason: "a time-out" }),
    runEntry(now + 60_000, { state: "attention", reason: "nobody knows" }),
  ].map((entry, at) => (at === 0 ? entry : { ...entry, id: `${entry.id}2` }));
  const { call: _, ...last } = entries[1] ?? runEntry(now);
  const url = "https://gitlab.example.com/group/app/-/jobs/1001";
  assert.deepEqual(card(attention({ unsure: true }), { entries: [entries[0] ?? last, last], url }), [
    `task       ${id}`,
    'intends    retry job 1001 "build" of main in group/app',
    `           ${url}`,
    "wanted by  flaky@3 (retry), told by d-1, for its state since 2026-11-20T08:59:00Z",
    "state      attention since 2026-11-20T09:01:00Z",
    "happened   it could not be learnt whether our call reached job 1001",
    "known      2 calls were sent, the last one: retry job 1001: no usable answer; whether GitLab did the last one is not known",
    "to do      Do it by hand and dismiss the task, or redrive it.",
    "next look  never by itself: it stays until somebody redrives or dismisses it",
    "",
    `2026-11-20T09:00:00Z  look    ${id}  flaky@3`,
    `${" ".repeat(22)}call    retry job 1001: no usable answer`,
    `${" ".repeat(22)}result  waiting: a time-out`,
    `2026-11-20T09:01:00Z  look    ${id}  flaky@3`,
    `${" ".repeat(22)}result  attention: nobody knows`,
    "",
    `to let it be looked at again:  penstock tasks redrive ${id} --reason "…"`,
    `to take it off the list:       penstock tasks dismiss ${id} --reason "…"`,
  ]);
});

test("an older task in attention without advice gets the general one", () => {
  const { remedy: _, ...task } = attention({ calls: 0 });
  const lines = card(task);
  assert.ok(lines.includes("to do      Look at it in GitLab; then redrive the task, or dismiss it."));
  assert.ok(lines.includes("known      nothing was called"));
});

test("a dismissed task says so, and is not offered for dismissal again", () => {
  const lines = card(attention({ forgetAt: now + 90 * 86_400_000 }));
  assert.ok(lines.includes("to do      nothing: somebody has dismissed it"));
  assert.ok(lines.includes("next look  never by itself: it is forgotten at 2027-02-18T09:00:00Z"));
  assert.ok(!lines.some((line) => line.includes("tasks dismiss")));
});

for (const [why, changes, next] of [
  ["nobody looked at yet", {}, "2026-11-20T09:00:00Z: it has not been looked at yet"],
  ["waits for its time", { reason: "its time has not come yet" }, "2026-11-20T09:00:00Z"],
  [
    "backs off",
    { reason: "GitLab is down", backingOff: true },
    "2026-11-20T09:00:00Z: it backs off because something went wrong",
  ],
  [
    "waits to be settled",
    { reason: "a time-out", unsure: true },
    "2026-11-20T09:00:00Z: until then it is open what became of its call",
  ],
  [
    "is looked at",
    { state: "claimed" },
    "a worker has it; should that one die, somebody looks again at 2026-11-20T09:00:00Z",
  ],
  ["calls", { state: "calling" }, "a worker has it; should that one die, somebody looks again at 2026-11-20T09:00:00Z"],
] as const satisfies readonly (readonly [string, Partial<Task>, string])[])
  test(`a task that ${why} says when and why somebody looks at it next, and cannot be redriven`, () => {
    const lines = card(sampleTask({ due: now, ...changes }));
    assert.ok(lines.includes(`next look  ${next}`), lines.join("\n"));
    assert.ok(lines.includes("tried      0 runs, 0 calls"));
    assert.ok(!lines.some((line) => line.includes("penstock tasks")));
  });

test("what a person did is part of a task's story", () => {
  const entry = byHandEntry(now);
  assert.deepEqual(card(sampleTask({ due: now }), { entries: [entry] }).slice(-3), [
    `2026-11-20T09:00:00Z  by hand redrive ${id}`,
    `${" ".repeat(22)}by      ${entry.who}`,
    `${" ".repeat(22)}reason  the runner is mended`,
  ]);
});

test("an id is printed as a shell takes it for one word", () => {
  assert.deepEqual([quoted(id), quoted("a b"), quoted("it's $HOME")], [id, "'a b'", "'it'\\''s $HOME'"]);
});

test("many tasks are redriven at most ten in a second, and one that has changed meanwhile is left", async (t) => {
  mute(t);
  const tasks = Array.from({ length: 25 }, (_, at) => about(at));
  let clock = 0;
  const asked: number[] = [];
  const count = await redriveMany(tasks, {
    api: async (_path, schema, call) => {
      asked.push(clock);
      if (JSON.stringify(call?.body).includes("job:3/")) throw new ApiError("isOpen", "the task is waiting");
      return schema.parse({ task: sampleTask() });
    },
    reason: "r",
    pause: async (millis) => {
      clock += millis;
    },
  });
  assert.deepEqual([count, asked.length], [24, 25]);
  for (const [at, moment] of asked.entries()) assert.ok((asked[at + 10] ?? Number.POSITIVE_INFINITY) >= moment + 1000);
});

test("a redrive of many ends at the first error that is not about one task", async (t) => {
  mute(t);
  const tasks = [1, 2, 3].map(about);
  const asked: unknown[] = [];
  const rush = redriveMany(tasks, {
    api: async (_path, schema, call) => {
      asked.push(call?.body);
      if (asked.length === 2) throw new ApiError("busy", "the tables cannot be used now");
      return schema.parse({ task: sampleTask() });
    },
    reason: "r",
    pause: async () => {},
  });
  await assert.rejects(rush, { code: "busy" });
  assert.deepEqual(asked, [
    { task: "gitlab/7/job:1/retry", reason: "r" },
    { task: "gitlab/7/job:2/retry", reason: "r" },
  ]);
});

test("a redrive of many shows first what it would do, and does it when that is meant", async (t) => {
  const house = await apiHouse(t, [
    attention(),
    attention({ id: "gitlab/7/job:2/retry", object: "job:2", createdAt: now + 1 }),
    attention({ id: "gitlab/8/job:3/retry", object: "job:3", project: { id: 8 } }),
    attention({ id: "gitlab/7/job:4/retry", object: "job:4", forgetAt: now }),
    attention({ id: "gitlab/7/job:5/retry", object: "job:5", state: "refused" }),
  ]);
  const states = async () => (await house.store.tasks(9)).map((task) => `${task.object} ${task.state}`).toSorted();
  const before = await states();
  const many = ["tasks", "redrive", "--state", "attention", "--project", "group/app", "--reason", "mended"];
  const dry = await house.penstock(...many);
  assert.deepEqual([dry.code, await states()], [0, before]);
  assert.match(dry.text, /job:1001\/retry.*\n.*job:2\/retry.*\n2 tasks would be redriven.*--yes does it$/);
  const done = await house.penstock(...many, "--yes");
  assert.deepEqual(
    [done.code, done.text],
    [0, `redriven  ${id}\nredriven  gitlab/7/job:2/retry\n2 of 2 tasks redriven`],
  );
  assert.deepEqual(await states(), [
    "job:1001 waiting",
    "job:2 waiting",
    "job:3 attention",
    "job:4 attention",
    "job:5 refused",
  ]);
  assert.equal((await house.penstock(...many)).text, "no such tasks");
});

test("one task is redriven at once, dismissed at once, and its story tells who did it", async (t) => {
  const house = await apiHouse(t, [attention(), attention({ id: "gitlab/7/job:2/retry", object: "job:2" })]);
  const redriven = await house.penstock("tasks", "redrive", id, "--reason", "mended");
  assert.deepEqual([redriven.code, (await house.store.task(id))?.state], [0, "waiting"]);
  const again = await house.penstock("tasks", "redrive", id, "--reason", "mended");
  assert.equal(again.code, 1);
  assert.match(again.text, /is waiting: redriven by ann: mended\. It comes due by itself at /);
  const dismissed = await house.penstock("tasks", "dismiss", "gitlab/7/job:2/retry", "--reason", "by hand");
  assert.match(dismissed.text, /^dismissed .*job:2\/retry/);
  assert.equal((await house.penstock("tasks", "list", "--state", "attention")).text, "no tasks");
  const shown = await house.penstock("tasks", "show", id);
  assert.match(shown.text, /by hand redrive gitlab\/7\/job:1001\/retry\n +by +ann\n +reason +mended/);
  assert.match(shown.text, /https:\/\/gitlab\.example\.com\/group\/app\/-\/jobs\/1001/);
});

test("a task as JSON comes with its entries and its job's address", async (t) => {
  const house = await apiHouse(t, [attention()]);
  await house.store.commit([{ journal: runEntry(now) }]);
  const { text } = await house.penstock("tasks", "show", id, "--json");
  const { task, entries, url } = JSON.parse(text);
  assert.deepEqual(
    [task.id, entries.length, entries[0].kind, url],
    [id, 1, "task", "https://gitlab.example.com/group/app/-/jobs/1001"],
  );
});

test("who dismisses what is on no list is told so", async (t) => {
  const house = await apiHouse(t, [
    attention({ state: "done", forgetAt: now }),
    attention({ id: "gitlab/7/job:2/retry" }),
  ]);
  const dismiss = async (task: string) => (await house.penstock("tasks", "dismiss", task, "--reason", "r")).text;
  assert.equal(await dismiss(id), "nothing to dismiss: it is done");
  assert.match(await dismiss("gitlab/7/job:2/retry"), /^dismissed/);
  assert.equal(await dismiss("gitlab/7/job:2/retry"), "nothing to dismiss: it is dismissed already");
});

test("a list of tasks says of each time whether it is when one is due, ended or was planned", () => {
  const { due: _, ...open } = sampleTask({ createdAt: now });
  const word = (task: Task) => /(due|ended|planned) +2026\S+/.exec(stripVTControlCharacters(taskLine(task)))?.[0];
  assert.deepEqual([sampleTask({ due: now }), attention(), open].map(word), [
    "due     2026-11-20T09:00:00Z",
    "ended   2026-11-20T09:01:00Z",
    "planned 2026-11-20T09:00:00Z",
  ]);
});

test("one is not told as many", () => {
  assert.ok(card(attention({ calls: 1 })).includes("known      1 call was sent"));
  assert.ok(card(sampleTask({ due: now, runs: 1, calls: 1 })).includes("tried      1 run, 1 call"));
});

test("what is asked for wrongly is told with what to do", async (t) => {
  const house = await apiHouse(t, [attention()]);
  const mistakes = [
    [["show", "gitlab/7/job:1001/rety"], `there is no task "gitlab/7/job:1001/rety". Did you mean ${id}?`],
    [["show", ""], '"" names nothing: write it as a list shows it'],
    [["show", ".."], '".." names nothing: write it as a list shows it'],
    [["redrive", "--reason", "r"], /^say which: the id of one task, or --state attention/],
    [["redrive", id, "--state", "attention", "--reason", "r"], /^give either the id of one task or --state/],
    [["redrive", id], /required option '--reason/],
    [["redrive", "--state", "waiting", "--reason", "r"], /Allowed choices are done, skipped/],
    [["list", "--verb", "retri"], /verb: expected one of sweep, retry/],
  ] as const;
  const answers = await Promise.all(mistakes.map(([args]) => house.penstock("tasks", ...args)));
  for (const [at, { code, text }] of answers.entries()) {
    const said = mistakes[at]?.[1] ?? "";
    assert.equal(code, 1);
    if (typeof said === "string") assert.equal(text, said);
    else assert.match(text, said);
  }
  assert.equal((await house.store.task(id))?.state, "attention");
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { bookLines } from "../../lib/core/bookLines.ts";
import { type Books, type BooksOptions, booksOf } from "../../lib/core/books.ts";
import { type DeliveryEntry, type Entry, entryId, type TaskEntry, type TaskStep } from "../../lib/core/journal.ts";
import type { Task } from "../../lib/core/task.ts";
import { byHandEntry, deliveryEntry, noon, runEntry, sampleTask } from "../contract/samples.ts";

const id = "gitlab/7/job:1001/retry";
const day = 86_400_000;
let serial = 0;

function delivery(at: number, tasks: readonly TaskStep[], changes: Partial<DeliveryEntry> = {}): DeliveryEntry {
  const [verdict] = deliveryEntry(at).verdicts;
  const wanted = tasks.filter(({ step }) => step !== "closed");
  const verdicts = verdict ? wanted.map(() => verdict) : [];
  return { ...deliveryEntry(at), id: entryId(at, `d${++serial}`), tasks, verdicts, ...changes };
}

function run(at: number, changes: Partial<TaskEntry> = {}): TaskEntry {
  return runEntry(at, { id: entryId(at, `r${++serial}`), ...changes });
}

const task = (changes: Partial<Task> = {}): Task => sampleTask({ state: "done", calls: 1, ...changes });
const planned = (at = noon) => delivery(at, [{ id, step: "planned" }]);

/** A day's work that balances: two jobs, a restart with its retry, a sweep with its delete, and what came to nothing. */
function goodDay(): { entries: Entry[]; tasks: Task[] } {
  const [cancel, follow, sweep, del] = [
    "gitlab/7/job:2/cancel",
    "gitlab/7/job:2/retry",
    "gitlab/7/project/sweep/t@1",
    "gitlab/7/job:3/deleteArtifacts/1",
  ];
  return {
    entries: [
      planned(),
      delivery(noon + 1, [{ id, step: "poked" }]),
      withoutCall(run(noon + 2, { state: "skipped" })),
      delivery(noon + 3, [
        { id, step: "revived" },
        { id: cancel, step: "merged" },
      ]),
      run(noon + 4, { state: "waiting", call: "retry: no usable answer" }),
      run(noon + 5, { state: "done", call: "retry: 201" }),
      delivery(noon + 6, [{ id, step: "left" }]),
      delivery(noon, [{ id: cancel, step: "planned" }], { finding: true, delivery: "patrol 1" }),
      run(noon + 7, { task: cancel, tasks: [{ id: follow, step: "planned" }] }),
      withoutCall(run(noon + 8, { task: sweep, tasks: [{ id: del, step: "planned" }] })),
      delivery(noon + 9, [{ id: del, step: "closed" }]),
      delivery(noon + 10, []),
      { ...delivery(noon + 11, []), ignored: "a system hook" },
      { ...delivery(noon + 12, []), ignored: "a system hook" },
    ],
    tasks: [
      task({ calls: 2 }),
      task({ id: cancel }),
      task({ id: follow, state: "waiting", calls: 0 }),
      task({
        id: sweep,
        verb: "sweep",
        calls: 0,
        wants: [{ rule: "t@1", action: "deleteArtifacts", params: {}, event: "schedule 1" }],
      }),
      task({ id: del, state: "skipped", calls: 0 }),
    ],
  };
}

function goodBooks(
  change: (day: { entries: Entry[]; tasks: Task[] }) => void = () => {},
  options?: BooksOptions,
): Books {
  const good = goodDay();
  change(good);
  return booksOf(good.entries, good.tasks, options);
}

function withoutCall({ call: _, ...entry }: TaskEntry): TaskEntry {
  return entry;
}

test("a day whose journal and tasks tell the same balances, and every sum is told", () => {
  const books = goodBooks();
  assert.deepEqual(books.differences, []);
  assert.equal(books.balanced, true);
  assert.deepEqual(bookLines(books), [
    "received 8 = ignored 2 + decided 6",
    "  ignored 2: a system hook",
    "decided 6 = planned 1 + revived 1 + merged 0 + poked 1 + confirmed 0 + closed 1 + left 1 + nothing 1",
    "found by the patrol 1 = planned 1 + revived 0 + merged 0 + poked 0 + confirmed 0 + closed 0 + left 0 + nothing 0",
    "tasks 5 = ended 4 (done 3, skipped 1) + open 1 (waiting 1)",
    "tasks 5 = planned by deliveries 1 + by the patrol 1 + by runs 2 + by schedules 1",
    "calls marked 3, of which an entry tells the answer: 3",
  ]);
});

test("the order in which entries are read changes nothing", () => {
  const books = goodBooks();
  assert.deepEqual(
    goodBooks(({ entries }) => entries.reverse()),
    books,
  );
});

const without = (what: (entry: Entry) => boolean) => (day: { entries: Entry[] }) => {
  const at = day.entries.findIndex(what);
  assert.ok(at >= 0);
  day.entries.splice(at, 1);
};
const isStep = (step: string) => (entry: Entry) =>
  entry.kind === "delivery" && entry.tasks.some((one) => one.step === step);
const endsAs = (state: string) => (entry: Entry) => entry.kind === "task" && entry.state === state;

for (const [what, change, difference] of [
  [
    "a delivery that planned a task and is not journalled",
    without(isStep("planned")),
    /^task .*job:1001\/retry: no entry says who planned it$/,
  ],
  [
    "an end that is not journalled",
    without(endsAs("done")),
    /is done, was taken up again 1 times, and ended 1 times$/m,
  ],
  ["a revival that is not journalled", without(isStep("revived")), /ended 2 times, and was taken up again 0 times$/],
  [
    "a close that is not journalled",
    without(isStep("closed")),
    /is skipped, was taken up again 0 times, and ended 0 times$/,
  ],
  [
    "a task that a delivery planned and that is nowhere",
    (day: { tasks: Task[] }) => day.tasks.shift(),
    /^task .*job:1001\/retry: the journal tells of it, and it is gone$/,
  ],
  [
    "a task that ended twice",
    (day: { entries: Entry[] }) => day.entries.push(run(noon + 20)),
    /ended 3 times, and was taken up again 1 times$/,
  ],
  [
    "a task that was planned twice",
    (day: { entries: Entry[] }) => day.entries.push(planned(noon + 20)),
    /was planned 2 times$/,
  ],
  [
    "a task that ended otherwise than its entry says",
    (day: { tasks: Task[] }) => {
      day.tasks[0] = task({ state: "refused", calls: 2 });
    },
    /is refused, and its last entry says done$/,
  ],
  [
    "a task that ended and is open",
    (day: { tasks: Task[] }) => {
      day.tasks[0] = task({ state: "waiting", calls: 2 });
    },
    /ended 2 times, and was taken up again 1 times$/,
  ],
  [
    "a call that nobody marked",
    (day: { tasks: Task[] }) => {
      day.tasks[0] = task({ calls: 1 });
    },
    /2 calls are told, and 1 were marked$/,
  ],
  [
    "a retry that no restart's record tells of",
    (day: { entries: Entry[] }) => {
      day.entries = day.entries.map((entry) =>
        entry.kind === "task" && entry.task.endsWith("cancel") ? { ...entry, tasks: [] } : entry,
      );
    },
    /job:2\/retry: no entry says who planned it$/,
  ],
  [
    "a rule that wanted what no task was planned for",
    (day: { entries: Entry[] }) => day.entries.push(delivery(noon, [], { verdicts: deliveryEntry(noon).verdicts })),
    /^delivery delivery-1 .*: rules wanted 1 effects, and 0 tasks were planned or told$/,
  ],
  [
    "a delivery that was ignored and decided",
    (day: { entries: Entry[] }) => day.entries.push({ ...planned(), tasks: [], ignored: "x" }),
    /it was ignored, and decided$/,
  ],
] as const)
  test(`${what} is a difference`, () => {
    const books = goodBooks(change as Parameters<typeof goodBooks>[0]);
    assert.equal(books.balanced, false);
    assert.match(books.differences.join("\n"), difference);
    assert.match(bookLines(books).join("\n"), /\nDIFFERENCE /);
  });

test("deliveries that were answered as stored and are not journalled are a difference where somebody counted", () => {
  assert.equal(goodBooks(undefined, { received: 8 }).balanced, true);
  assert.deepEqual(goodBooks(undefined, { received: 9 }).differences, [
    "9 deliveries were answered as stored, and 8 are journalled",
  ]);
});

test("a task of a deferred delivery is in its own column, and no difference; of another it is one", () => {
  const deferred = { unrecorded: new Set(["delivery-1"]) };
  const books = goodBooks(without(isStep("planned")), deferred);
  assert.deepEqual([books.differences, books.tasks.origins.unrecorded], [[], 1]);
  assert.equal(goodBooks(without(isStep("planned")), { unrecorded: new Set(["delivery-2"]) }).balanced, false);
});

test("a task whose planner was never journalled, and whose wish names a later delivery, is explained by what is known to be missing", () => {
  const entries = [delivery(noon + 1, [{ id, step: "merged" }])];
  const later = task({ state: "waiting", calls: 0 });
  const lost = { unrecorded: new Set(["delivery-lost"]) };
  assert.deepEqual(booksOf(entries, [later], lost).differences, []);
  assert.match(booksOf(entries, [later]).differences.join(), /no entry says who planned it$/);
});

test("where nobody knows what was deferred, what it would explain is told and is no difference; a lost end is one", () => {
  const options = { unrecorded: "unknown" } as const;
  for (const gone of [isStep("planned"), isStep("revived"), isStep("closed")])
    assert.deepEqual(goodBooks(without(gone), options).differences, []);
  assert.match(
    bookLines(goodBooks(without(isStep("closed")), options)).join("\n"),
    /cannot be told: 1 tasks were closed/,
  );
  assert.equal(goodBooks(without(endsAs("done")), options).balanced, false);
});

test("the end of a task that was performed is one transaction with its entry: without it nothing explains the task", () => {
  const books = booksOf([planned()], [task()], { unrecorded: "unknown" });
  assert.deepEqual(books.differences, [`task ${id}: is done, was taken up again 0 times, and ended 0 times`]);
});

test("what a person redrives may end once more, and its calls count from 0", () => {
  const again = (day: { entries: Entry[]; tasks: Task[] }) => {
    day.entries.push(
      byHandEntry(noon + 20, { step: "redrive", what: id }),
      withoutCall(run(noon + 21, { state: "skipped" })),
    );
    day.tasks[0] = task({ state: "skipped", calls: 0 });
  };
  assert.deepEqual(goodBooks(again).differences, []);
});

test("calls before a redrive are told apart: the task does not count them any more", () => {
  const books = goodBooks((day) => {
    day.entries.push(byHandEntry(noon + 20, { step: "redrive", what: id }), run(noon + 21, { call: "retry: 201" }));
    day.tasks[0] = task({ calls: 1 });
  });
  assert.deepEqual(books.calls, { marked: 2, told: 2, before: 2 });
  assert.ok(
    bookLines(books).includes("calls marked 2, of which an entry tells the answer: 2 (2 more before a redrive)"),
  );
});

test("a task that the table forgot after 90 days is counted so, and may be planned again", () => {
  const entries = [planned(), run(noon + 1)];
  const gone = { asOf: noon + 91 * day };
  assert.deepEqual(booksOf(entries, [], gone).tasks.forgotten, 1);
  assert.equal(booksOf(entries, [], gone).balanced, true);
  assert.equal(booksOf(entries, [], { asOf: noon + 80 * day }).balanced, false);
  const anew = [...entries, planned(noon + 92 * day), run(noon + 92 * day)];
  assert.deepEqual(booksOf(anew, [task({ createdAt: noon + 92 * day })]).differences, []);
});

test("what moves while the books are made is left out and told", () => {
  const moving = goodBooks(without(endsAs("done")), { asOf: noon + 30 });
  assert.deepEqual([moving.balanced, moving.tasks.moving], [true, 5]);
  const books = goodBooks(without(endsAs("done")), { asOf: noon + 120_000 });
  assert.deepEqual([books.balanced, books.tasks.moving], [false, 0]);
});

test("tasks that are older than the journal are told, and not compared", () => {
  const books = booksOf([], [task({ createdAt: noon - 1 })], { since: noon });
  assert.deepEqual([books.balanced, books.tasks.origins.older], [true, 1]);
});

test("a journal of wanted deliveries only says what it cannot balance", () => {
  const entries = [planned(), run(noon + 1)].map((entry) =>
    entry.kind === "delivery" ? { ...entry, recorded: "wanted" as const } : entry,
  );
  const closed = task({
    id: "gitlab/7/job:5/cancel",
    state: "skipped",
    calls: 0,
    wants: [{ ...(sampleTask().wants[0] ?? { rule: "", action: "", params: {} }), event: "x" }],
  });
  const books = booksOf([...entries, delivery(noon, [{ id: closed.id, step: "planned" }])], [task(), closed], {
    received: 99,
  });
  assert.deepEqual(books.differences, []);
  assert.match(bookLines(books).join("\n"), /cannot be told: PENSTOCK_RECORD is wanted.*\n.*1 tasks were closed/);
});

test("long lists are cut, and nothing is lost from the sums", () => {
  const entries = Array.from({ length: 50 }, (_, at) => ({ ...delivery(noon, []), ignored: `reason ${at}` }));
  const lines = bookLines(booksOf(entries, []));
  assert.equal(lines[0], "received 50 = ignored 50 + decided 0");
  assert.ok(lines.includes("  … and 30 more"));
});

import type { ByHandEntry, DeliveryEntry, RulesEntry, SwitchEntry, TaskEntry } from "../../lib/core/journal.ts";
import { entryId } from "../../lib/core/journal.ts";
import type { Task } from "../../lib/core/task.ts";

/** A round moment of our own, so that no test depends on when it runs. */
export const noon = 1_760_000_000_000;

/** A task that waits to retry job 1001 and may act at once; `changes` say what is different. */
export function sampleTask(changes: Partial<Task> = {}): Task {
  return {
    id: "gitlab/7/job:1001/retry",
    source: "gitlab",
    project: { id: 7, path: "group/app" },
    object: "job:1001",
    verb: "retry",
    state: "waiting",
    due: noon,
    version: 1,
    rev: 1,
    runs: 0,
    calls: 0,
    wants: [{ rule: "flaky@3", action: "retry", params: {}, event: "delivery-1" }],
    poke: 0,
    createdAt: noon,
    ...changes,
  };
}

/** The same task as it ends: out of the due index, to be forgotten 90 days later. */
export function endedTask(task: Task): Task {
  const { due: _due, hint: _hint, ...rest } = task;
  const forgetAt = noon + 90 * 86_400_000;
  return { ...rest, state: "done", version: task.version + 1, endedAt: noon, forgetAt };
}

/** A task with every field that a task can have. */
export function fullTask(): Task {
  return sampleTask({
    andThen: "retry",
    hint: "now",
    owner: "worker-1",
    wants: [{ rule: "r@1", action: "restart", params: { variables: { A: "1" } }, event: "e", since: noon - 1 }],
    about: { name: "build", pipelineId: 9, ref: "main" },
    spent: [{ scope: "limit#gitlab/7/perJob", key: "n" }],
    paid: true,
    unsure: true,
    inflight: true,
    flights: ["job:1001", "project"],
    backingOff: true,
    setbacks: 2,
    saw: { at: noon, hash: "abc" },
    snapshot: { status: "failed", newest: 1001, protected: false, user: null, ratio: 0.25 },
    cursor: "page-2",
    reason: "",
    result: { jobId: 1002 },
    endedAt: noon,
    forgetAt: noon + 1,
  });
}

/** A journal entry of a task's run. */
export function runEntry(at: number, changes: Partial<TaskEntry> = {}): TaskEntry {
  return {
    kind: "task",
    id: entryId(at, "run"),
    at,
    source: "gitlab",
    projectId: 7,
    task: "gitlab/7/job:1001/retry",
    job: "job:1001",
    rules: ["flaky@3"],
    verb: "retry",
    call: "POST retry: 201",
    state: "done",
    reason: "job 1001 retried as 1002",
    ...changes,
  };
}

/** A journal entry of a delivery that no project was named in. */
export function deliveryEntry(at: number): DeliveryEntry {
  return {
    kind: "delivery",
    id: entryId(at, "delivery"),
    at,
    source: "gitlab",
    delivery: "delivery-1",
    about: 'job 1001 "build" failed',
    verdicts: [{ rule: "flaky@3", answer: "yes", because: "when.status: wanted failed, saw failed", job: "1001" }],
    tasks: [{ id: "gitlab/7/job:1001/retry", step: "planned" }],
  };
}

/** A journal entry of a stop. */
export function switchEntry(at: number, changes: Partial<SwitchEntry> = {}): SwitchEntry {
  return {
    kind: "switch",
    id: entryId(at, "switch"),
    at,
    source: "gitlab",
    step: "stop",
    what: "verb:play",
    who: "arn:aws:iam::123456789012:user/alice",
    reason: "the release \u2028 <b>waits</b>",
    stops: ["verb:play"],
    ...changes,
  };
}

/** A journal entry of rules that were applied. */
export function rulesEntry(at: number, changes: Partial<RulesEntry> = {}): RulesEntry {
  return {
    kind: "rules",
    id: entryId(at, "rules"),
    at,
    source: "gitlab",
    version: 1,
    hash: "0123456789abcdef".repeat(4),
    rules: 2,
    who: "arn:aws:iam::123456789012:user/alice",
    ...changes,
  };
}

/** A journal entry of a redrive. */
export function byHandEntry(at: number, changes: Partial<ByHandEntry> = {}): ByHandEntry {
  return {
    kind: "byHand",
    id: entryId(at, "byHand"),
    at,
    source: "gitlab",
    projectId: 7,
    step: "redrive",
    what: "gitlab/7/job:1001/retry",
    job: "job:1001",
    who: "arn:aws:iam::123456789012:user/alice",
    reason: "the runner is mended",
    ...changes,
  };
}

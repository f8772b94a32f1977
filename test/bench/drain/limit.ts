import { entryId, type TaskEntry } from "../../../lib/core/journal.ts";
import type { Store, Write } from "../../../lib/core/ports.ts";
import { marked, recorded } from "../../../lib/core/run.ts";
import type { Task } from "../../../lib/core/task.ts";
import { claimed } from "../../../lib/core/transitions.ts";
import { orderedText } from "../../../lib/edge/random.ts";
import type { Asked } from "./count.ts";

// What the store itself can do: the same writes as an effect's, and the same reads, with nothing of a worker in between.

/** An effect's requests. */
interface Requests {
  /** How many reads of each kind go with an effect. */
  readonly reads: Asked;
  /** How many effects are under way at once. */
  readonly lanes: number;
}

/** @returns effects a second, each three writes: claim, mark with one limit, record with its entry */
export async function limitRate(store: Store, tasks: readonly Task[], { reads, lanes }: Requests): Promise<number> {
  const rest = tasks.values();
  const began = performance.now();
  async function lane(): Promise<void> {
    for (const task of rest) {
      await readAll(store, task, reads);
      await writeAll(store, task);
    }
  }
  await Promise.all(Array.from({ length: lanes }, lane));
  return (tasks.length / (performance.now() - began)) * 1000;
}

async function readAll(store: Store, task: Task, reads: Asked): Promise<void> {
  for (let at = 0; at < (reads.task ?? 0); at++) await store.task(task.id);
  for (let at = 0; at < (reads.note ?? 0); at++) await store.note({ scope: "switch#gitlab", key: "stops" });
  for (let at = 0; at < (reads.rulebook ?? 0); at++) await store.rulebook(task.source);
}

async function writeAll(store: Store, task: Task): Promise<void> {
  const now = Date.now();
  const held = claimed(task, orderedText(), now + 65_000, now);
  if (!held) throw new Error(`${task.id} is not due`);
  await write(store, [{ put: held, seen: task.version }]);
  const counter = { scope: `limit#gitlab/42/perJob/run/${task.object}/build`, key: "n" };
  const snapshot = { status: "failed", sha: "0a1b2c", rules: "flaky@1" };
  const calling = marked(held, { due: now + 245_000, spent: [counter], snapshot });
  const count = { count: counter, by: 1, most: 2, forgetAt: now + 90 * 86_400_000 };
  await write(store, [{ put: calling, seen: held.version }, count]);
  const outcome = { kind: "done", reason: `${task.object} retried as job 1`, jobId: 1 } as const;
  const saw = { at: now, hash: "0123456789012345678901" };
  const run = { held, now, settleMillis: 180_000, giveBack: false, settled: true, saw };
  const after = recorded(calling, outcome, run);
  await write(store, [{ put: after, seen: calling.version }, { journal: entryOf(after, now) }]);
}

function entryOf(task: Task, at: number): TaskEntry {
  return {
    kind: "task",
    id: entryId(at, orderedText()),
    at,
    source: task.source,
    projectId: task.project.id,
    projectPath: "shop/api",
    task: task.id,
    job: task.object,
    rules: ["flaky@1"],
    verb: task.verb,
    call: `retry ${task.object} "build": 201`,
    state: task.state,
    reason: task.reason ?? "",
  };
}

async function write(store: Store, writes: readonly Write[]): Promise<void> {
  const committed = await store.commit(writes);
  if (committed !== "written") throw new Error(`a write lost its condition: ${JSON.stringify(committed)}`);
}

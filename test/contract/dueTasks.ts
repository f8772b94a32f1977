import assert from "node:assert/strict";
import { test } from "node:test";
import type { DueHow } from "../../lib/core/ports.ts";
import type { Task, TaskVerb } from "../../lib/core/task.ts";
import { noon, sampleTask } from "./samples.ts";
import type { MakeStage } from "./stage.ts";

const idsOf = (tasks: readonly Task[]) => tasks.map(({ id }) => id);

function taskOf(project: number, verb: TaskVerb, at: number): Task {
  const object = `job:${at}`;
  return sampleTask({
    id: `gitlab/${project}/${object}/${verb}`,
    project: { id: project },
    object,
    verb,
    due: noon + at,
  });
}

/** How due tasks are asked for: what is passed over, and from which end. */
export function dueLists(name: string, makeStage: MakeStage): void {
  test(`${name}: due tasks come newest first where that is asked for, no more than asked, and none too early`, async (t) => {
    const { store } = await makeStage(t);
    const tasks = Array.from({ length: 40 }, (_, at) => taskOf(7, "retry", (at * 17) % 40));
    await store.commit(tasks.map((put) => ({ put, seen: "absent" })));
    const newest = Array.from({ length: 30 }, (_, at) => `gitlab/7/job:${29 - at}/retry`);
    assert.deepEqual(idsOf(await store.dueTasks(noon + 29, 100, { newestFirst: true })), newest);
    assert.deepEqual(idsOf(await store.dueTasks(noon + 29, 7, { newestFirst: true })), newest.slice(0, 7));
    assert.deepEqual(await store.dueTasks(noon - 1, 7, { newestFirst: true }), []);
  });

  test(`${name}: a project is passed over whole or for some verbs, and nobody whose number begins alike`, async (t) => {
    const { store } = await makeStage(t);
    const tasks = [taskOf(7, "retry", 1), taskOf(7, "keep", 2), taskOf(77, "retry", 3), taskOf(8, "cancel", 4)];
    await store.commit(tasks.map((put) => ({ put, seen: "absent" })));
    const without = async (...given: NonNullable<DueHow["without"]>) =>
      idsOf(await store.dueTasks(noon + 9, 9, { without: given })).map((id) => id.split("/")[1]);
    assert.deepEqual(await without({ ids: "gitlab/7/" }), ["77", "8"]);
    assert.deepEqual(await without({ ids: "gitlab/7/", verbs: ["retry", "cancel"] }), ["7", "77", "8"]);
    assert.deepEqual(await without({ ids: "gitlab/", verbs: ["retry"] }, { ids: "gitlab/8/" }), ["7"]);
    assert.deepEqual(await without({ ids: "gitlab/" }), []);
    assert.deepEqual(await without(), ["7", "7", "77", "8"]);
  });

  test(`${name}: however many of one project are due, who is behind them is found, from either end`, async (t) => {
    const { store } = await makeStage(t);
    const quiet = taskOf(8, "keep", 1_500);
    const noisy = Array.from({ length: 3_000 }, (_, at) => taskOf(7, "retry", at));
    for (let at = 0; at < noisy.length; at += 100)
      await store.commit(noisy.slice(at, at + 100).map((put) => ({ put, seen: "absent" })));
    await store.commit([{ put: quiet, seen: "absent" }]);
    const without = [{ ids: "gitlab/7/" }];
    assert.deepEqual(await store.dueTasks(noon + 9_999, 20, { without }), [quiet]);
    assert.deepEqual(await store.dueTasks(noon + 9_999, 20, { without, newestFirst: true }), [quiet]);
    const many = Array.from({ length: 120 }, (_, at) => ({ ids: `gitlab/${7 + at * 2}/`, verbs: ["retry"] as const }));
    assert.deepEqual(await store.dueTasks(noon + 9_999, 20, { without: many.toReversed() }), [quiet]);
  });
}

import assert from "node:assert/strict";
import { test } from "node:test";
import { dismissed, redriven } from "../../lib/core/byHand.ts";
import type { Task } from "../../lib/core/task.ts";
import { ended } from "../../lib/core/transitions.ts";
import { noon, sampleTask } from "./samples.ts";
import type { MakeStage } from "./stage.ts";

const attentive = (task: Task) => ended(task, "attention", "it cannot be known", noon);

/** What waits for a person is counted without reading all tasks. */
export function attention(name: string, makeStage: MakeStage): void {
  test(`${name}: what waits for a person is counted until somebody dismisses or redrives it, and is never due`, async (t) => {
    const { store, peek, plant } = await makeStage(t);
    const tasks = [1001, 1002, 1003].map((job) =>
      sampleTask({ id: `gitlab/7/job:${job}/retry`, object: `job:${job}` }),
    );
    const other = attentive(sampleTask({ id: "other/7/job:1/retry", source: "other" }));
    const done = ended(sampleTask({ id: "gitlab/7/job:9/retry" }), "done", "", noon);
    await store.commit([...tasks, other, done].map((put) => ({ put, seen: "absent" })));
    assert.equal(await store.attentionTasks("gitlab"), 0);
    const now = async (one: Task | undefined) => {
      assert.ok(one);
      assert.equal(await store.commit([{ put: one, seen: one.version - 1 }]), "written");
      return await store.attentionTasks("gitlab");
    };
    const [first, second, third] = tasks.map(attentive);
    assert.ok(first && second && third);
    assert.deepEqual([await now(first), await now(second), await now(third)], [1, 2, 3]);
    assert.equal((await store.task(first.id))?.due, undefined);
    assert.deepEqual(await store.dueTasks(noon + 1, 10), []);
    const item = await peek("tasks", { id: first.id });
    assert.ok(item);
    await plant("tasks", item);
    assert.equal(await store.attentionTasks("gitlab"), 3);
    assert.deepEqual(await store.dueTasks(noon + 1, 10), []);
    assert.equal(await now(dismissed(first, noon)), 2);
    assert.equal(await now(redriven(second, "mended", noon)), 1);
    assert.deepEqual(
      (await store.dueTasks(noon, 10)).map(({ id }) => id),
      [second.id],
    );
    assert.equal(await store.attentionTasks("other"), 1);
    assert.equal(await store.attentionTasks("nobody"), 0);
  });
}

import assert from "node:assert/strict";
import { test } from "node:test";
import { hiding, inPlay } from "../../lib/app/dueKnown.ts";
import type { Task } from "../../lib/core/task.ts";
import { noon, sampleTask } from "../contract/samples.ts";

const hour = 3_600_000;
const idsOf = (tasks: readonly Task[]) => tasks.map(({ id }) => id);

function tasksOf(project: number, overdue: readonly number[], changes: Partial<Task> = {}): Task[] {
  const verb = changes.verb ?? "retry";
  return overdue.map((millis) =>
    sampleTask({
      id: `gitlab/${project}/job:${millis}/${verb}`,
      project: { id: project },
      due: noon - millis,
      ...changes,
    }),
  );
}

test("of a project with much that came due of late the earliest are taken, not those at the other end", () => {
  const known = { earliest: tasksOf(1, [600_000, 500_000]), newest: tasksOf(1, [10, 5]), hidden: [] };
  assert.deepEqual(inPlay(known, noon), known.earliest);
});

test("of a project whose earliest are old those that came due last are taken first", () => {
  const known = { earliest: tasksOf(1, [9 * hour, 8 * hour]), newest: tasksOf(1, [10, 2 * hour]), hidden: [] };
  assert.deepEqual(inPlay(known, noon), known.newest);
  assert.deepEqual(inPlay({ ...known, newest: [] }, noon), known.earliest);
});

test("whom the earliest hide takes part with what was found of it, each task once", () => {
  const [hidden, newest] = [tasksOf(2, [20, 30]), tasksOf(2, [20])];
  const found = inPlay({ earliest: tasksOf(1, [9, 8]), newest, hidden }, noon);
  assert.deepEqual(idsOf(found).toSorted(), [...idsOf(tasksOf(1, [9, 8])), ...idsOf(hidden)].toSorted());
});

test("who has many of a lane is passed over in that lane alone, and a closed lane for all projects", () => {
  const many = tasksOf(
    1,
    Array.from({ length: 60 }, (_, at) => at),
  );
  const others = [...tasksOf(2, [1, 2]), ...tasksOf(1, [7], { verb: "keep" })];
  const retries = ["retry", "cancel", "notify"];
  assert.deepEqual(
    hiding([...many, ...others], () => false),
    [{ ids: "gitlab/1/", verbs: retries }],
  );
  assert.deepEqual(
    hiding([...many, ...others], ({ verb }) => verb === "retry"),
    [{ ids: "gitlab/", verbs: retries }],
  );
});

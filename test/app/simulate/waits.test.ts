import assert from "node:assert/strict";
import { test } from "node:test";
import { createWaits } from "../../../lib/app/simulate/waits.ts";
import { planned } from "../../../lib/core/transitions.ts";

const day = 86_400_000;
const project = { id: 7 };

test("a simulation lets go what ended and was not heard of for two days, and nothing that still waits", () => {
  const waits = createWaits();
  const [ended, open] = [1, 2].map((id) => {
    const effect = { source: "gitlab", project, jobId: id, verb: "retry" } as const;
    const want = { rule: "again@1", action: "retry", params: {}, event: "e" };
    const task = planned({ effect, want, due: 0 }, 0);
    return waits.add(task, { project, job: { id, name: "build", status: "failed" } }, 0);
  });
  assert.ok(ended && open);
  waits.end(ended, "skipped", "it passed", 0);
  waits.forget(2 * day);
  assert.ok(waits.get(ended.task.id), "it may be taken up again until then");
  waits.forget(2 * day + 1);
  assert.deepEqual([...waits.all()], [open]);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { tendOutages } from "../../../lib/app/outage/tend.ts";
import { StoreError } from "../../../lib/core/errors.ts";
import { isOpenOutage } from "../../../lib/core/outage.ts";
import { oneRule } from "../site.ts";
import { manyFailed, storm } from "./storm.ts";

const retries = oneRule("on: job, when: { status: failed }, do: retry, outage: { perProject: 1 }");

test("a canary whose task cannot be read leaves its place to another", async () => {
  const s = await storm({ jobs: manyFailed(4), rules: retries });
  await s.planAll();
  await s.pass(6);
  const { canary } = await s.outage();
  assert.ok(canary);
  const { task: read } = s.store;
  const store: typeof s.worker.store = {
    ...s.worker.store,
    async task(id) {
      if (id === canary.task) throw new StoreError("corrupt", `the task ${id} cannot be read`);
      return await read(id);
    },
  };
  await tendOutages({ id: "gitlab" }, { ...s.worker, store });
  assert.equal((await s.outage()).canary, undefined);
});

test("an outage that cannot be tended keeps no other one from it", async () => {
  const projects = [42, 43, 44, 45, 46, 47, 48, 49, 50, 51];
  const jobs = manyFailed(20);
  const s = await storm({ jobs, rules: retries });
  s.gitlab.reads.project = async (id) => ({ id, path: `shop/${id}` });
  for (const [at, project] of projects.entries()) await s.planAll([1001 + 2 * at, 1002 + 2 * at], project);
  await s.work();
  assert.equal((await s.outages()).length, 10);
  await s.apply(oneRule("on: job, when: { status: failed }, do: retry, outage: off"));
  const { commit } = s.store;
  const store: typeof s.worker.store = {
    ...s.worker.store,
    async commit(writes) {
      if (writes.some((write) => "note" in write && write.note.key.endsWith("/42")))
        throw new StoreError("throttled", "too busy");
      return await commit(writes);
    },
  };
  await assert.rejects(tendOutages({ id: "gitlab" }, { ...s.worker, store }), { code: "throttled" });
  assert.deepEqual(
    (await s.outages()).filter(isOpenOutage).map(({ project }) => project),
    [42],
  );
});

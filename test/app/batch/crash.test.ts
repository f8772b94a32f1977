import assert from "node:assert/strict";
import { test } from "node:test";
import { performAll } from "../../../lib/app/performAll.ts";
import type { Worker } from "../../../lib/app/worker.ts";
import type { GitLab } from "../../../lib/core/gitlab.ts";
import { expired } from "../jobs.ts";
import { oneRule, site } from "../site.ts";

const rule = oneRule(
  "on: { schedule: { every: 1d } }, do: deleteArtifacts, limit: { perProjectPerHour: 1000, percentPerDay: 100 }",
);
const jobs = [1, 2, 3, 4].map((id) => ({ ...expired, id: 1000 + id }));
const never = new Promise<never>(() => {});

/** A worker that dies at one of its steps: `before` it is carried out, or once it is; nothing of it goes on. */
function dying(worker: Worker, gitlab: GitLab, at: { step: number; when: "before" | "after" }) {
  let steps = 0;
  let die = () => {};
  const died = new Promise<"died">((resolve) => {
    die = () => resolve("died");
  });
  let isDead = false;
  const through = <T extends object>(methods: T): T =>
    new Proxy(methods, {
      get(target, name) {
        const method: unknown = Reflect.get(target, name);
        if (typeof method !== "function") return method;
        return async (...given: unknown[]) => {
          if (isDead) return await never;
          const isIt = ++steps === at.step;
          if (isIt && at.when === "before") isDead = true;
          if (!isDead) {
            const answer: unknown = await Reflect.apply(method, target, given);
            if (isIt) isDead = true;
            if (!isDead) return answer;
          }
          if (isIt) die();
          return await never;
        };
      },
    });
  const mortal = { reads: through(gitlab.reads), writes: through(gitlab.writes) };
  return { worker: { ...worker, store: through(worker.store), gitlab: async () => mortal }, died, steps: () => steps };
}

for (const when of ["before", "after"] as const)
  test(`whoever takes over from a worker that died ${when} any step of a batch deletes each once, and gives all back`, async () => {
    let isBeyond = false;
    let last = 0;
    for (let step = 1; !isBeyond; step++) {
      const s = await site({ jobs, rules: rule });
      for (const { id } of jobs) await s.plan(id, "deleteArtifacts", "r");
      const mortal = dying(s.worker, s.gitlab, { step, when });
      const due = await s.store.dueTasks(s.now(), 100);
      const end = await Promise.race([performAll(due, mortal.worker), mortal.died]);
      isBeyond = end !== "died";
      for (let round = 0; round < 6; round++) {
        await performAll(await s.store.dueTasks(s.now(), 100), s.worker);
        s.pass(130);
      }
      const told = `${when} step ${step}`;
      assert.deepEqual(
        s.effects.toSorted(),
        jobs.map(({ id }) => `delete ${id}`),
        told,
      );
      for (const task of await s.store.tasks(10)) assert.equal(task.state, "done", told);
      const flights = s.store.tables.all("ledger").filter((item) => String(item.scope).startsWith("inflight#"));
      assert.ok(
        flights.every(({ n }) => Number(n) === 0),
        told,
      );
      last = step;
    }
    assert.ok(last > 30, `only ${last} steps`);
  });

import assert from "node:assert/strict";
import { test } from "node:test";
import { outageKey } from "../../../lib/core/outage.ts";
import type { Operation } from "../../../lib/store/memoryFaults.ts";
import { oneRule } from "../site.ts";
import { manyFailed, retryRule, storm } from "./storm.ts";

const id = "r/runner_system_failure/42";

async function parkedStorm(rules = retryRule) {
  const s = await storm({ jobs: manyFailed(23), rules });
  await s.planAll();
  await s.work();
  return s;
}

test("while nothing is wrong a retry costs one read more, and a minute one query", async () => {
  const count = async (rules: string) => {
    const kinds: string[] = [];
    const faults = (operation: Operation) => void kinds.push(operation.kind);
    const s = await storm({ jobs: manyFailed(1), rules, store: { faults } });
    await s.planAll();
    kinds.length = 0;
    await s.work();
    const retry = kinds.toSorted();
    kinds.length = 0;
    await s.tend();
    return { retry, tend: [...kinds] };
  };
  const on = await count(retryRule);
  const off = await count(oneRule("on: job, when: { status: failed }, do: retry, outage: off"));
  assert.deepEqual(on.retry, [...off.retry, "note"].toSorted());
  assert.deepEqual(on.tend, ["notes"]);
});

test("an outage closes whose rule is gone, switched off, only reports, or has none any more", async () => {
  for (const [rules, why] of [
    [retryRule.replace("id: r,", "id: other,"), "there is no rule r any more"],
    [retryRule.replace("enforce", "off"), "r@2 does not act"],
    [retryRule.replace("enforce", "report"), "r@2 does not act"],
    [oneRule("on: job, when: { status: failed }, do: retry, outage: off"), "r@2 has no outages"],
  ] as const) {
    const s = await parkedStorm();
    await s.apply(rules);
    s.later(60);
    await s.tend();
    assert.equal((await s.outage()).closedBy, why);
    s.later(600);
    await s.work();
    assert.deepEqual(await s.parked(), [], why);
  }
});

test("an outage of all projects closes once the rule counts each alone", async () => {
  const s = await parkedStorm(
    oneRule("on: job, when: { status: failed }, do: retry, outage: { perSource: 20, perProject: 30 }"),
  );
  assert.equal((await s.outage()).id, "r/runner_system_failure/all");
  await s.apply(retryRule);
  await s.tend();
  assert.equal((await s.outage()).closedBy, "r@2 has no perSource any more");
});

test("a person closes an outage: who and why is told, and what was parked goes on", async () => {
  const s = await parkedStorm();
  const closed = await s.close(id);
  assert.ok(typeof closed === "object");
  assert.deepEqual([closed.parked, closed.closedBy], [3, "ann: the runners are back"]);
  assert.deepEqual([await s.close(id), await s.close("r/other/42")], ["closed", "unknown"]);
  await s.pass(10);
  assert.equal(s.effects.length, 23);
  const [, entry] = await s.told();
  assert.deepEqual([entry?.step, entry?.who, entry?.parked], ["closed", "ann", 3]);
});

test("a closed outage is shown for two hours, then forgotten", async () => {
  const s = await parkedStorm();
  await s.close(id);
  await s.pass(119);
  assert.equal((await s.outages()).length, 1);
  await s.pass(1);
  assert.deepEqual(await s.outages(), []);
});

test("an outage for which nothing came in a day closes", async () => {
  const s = await parkedStorm();
  for (const { id: job } of manyFailed(3, {}, 1021)) s.change(job, { status: "success" });
  await s.pass(6);
  assert.deepEqual([await s.parked(), (await s.outage()).canary], [[], undefined]);
  s.later(24 * 3_600);
  await s.tend();
  assert.equal((await s.outage()).closedBy, "nothing was to run again for a day");
});

test("a canary's place that could not be freed is freed within a minute", async () => {
  const s = await parkedStorm();
  await s.pass(4);
  const [task] = await s.parked();
  assert.ok(task);
  const text = await s.store.note(outageKey("gitlab", id));
  const canary = { task: task.id, rev: task.rev, project: 42, sentAt: s.now() };
  const taken = JSON.stringify({ ...JSON.parse(text ?? ""), canaries: 1, canary });
  await s.store.putNote(outageKey("gitlab", id), taken, text);
  await s.tend();
  const { canary: left, canaries } = await s.outage();
  assert.deepEqual([left, canaries], [undefined, 0]);
});

test("what this version cannot read at an outage's key hinders nobody, and gives way", async () => {
  const s = await storm({ jobs: manyFailed(23) });
  await s.store.putNote(outageKey("gitlab", id), '{"from":"later"}', undefined);
  await s.tend();
  await s.planAll();
  await s.work();
  assert.deepEqual([s.effects.length, (await s.outage()).parked], [20, 3]);
});

test("outages are listed open ones first, then the newest", async () => {
  const s = await storm({
    jobs: [
      ...manyFailed(21),
      ...manyFailed(21, { failureReason: "api_failure" }, 2001),
      ...manyFailed(21, { failureReason: "unknown_failure" }, 3001),
    ],
  });
  for (const first of [1001, 2001, 3001]) {
    await s.planAll(manyFailed(21, {}, first).map((job) => job.id));
    await s.work();
    s.later(1);
  }
  await s.close("r/unknown_failure/42");
  assert.deepEqual(
    (await s.outages()).map((one) => one.failure),
    ["api_failure", "runner_system_failure", "unknown_failure"],
  );
});

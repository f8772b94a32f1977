import assert from "node:assert/strict";
import { test } from "node:test";
import { createReporter } from "../../../lib/app/report/reported.ts";
import type { KnownRule } from "../../../lib/app/report/reportedRule.ts";
import type { DeliveryEntry, TaskEntry } from "../../../lib/core/journal.ts";
import { done, failed, minute, monday } from "./entries.ts";

const rule: KnownRule = { id: "try-it", mode: "report", action: "retry", limit: {}, reports: true };
const acting: KnownRule = { id: "acts", mode: "enforce", action: "retry", limit: {}, reports: false };

/** A task that would have been done. */
function reported(at: number, id: number, changes: Partial<TaskEntry> = {}): TaskEntry {
  const { rules = ["try-it@3"] } = changes;
  const reason = `${rules.join(", ")} would have acted, but only reports`;
  return done(at, "retry", id, { state: "reported", rules, reason, ...changes });
}

function said(
  at: number,
  id: number,
  answer: "yes" | "no" | "unknown",
  because = "when.status: wanted failed, saw failed",
) {
  const verdicts = [{ rule: "try-it@3", answer, because, job: `job ${id} "build"` }];
  const tasks = [{ id: `gitlab/7/job:${id}/retry`, step: "planned" as const }];
  return (changes: Partial<DeliveryEntry> = {}, pipelineId = id) =>
    failed(at, id, { pipelineId }, { verdicts, tasks, ...changes });
}

function rulesOf(tasks: readonly TaskEntry[], deliveries: readonly DeliveryEntry[] = [], known = [rule]) {
  const reporter = createReporter(known);
  for (const entry of tasks) reporter.addTask(entry);
  for (const entry of deliveries) reporter.addDelivery(entry);
  return reporter.rules();
}

test("a rule that only reports tells how often it would have acted, on how many jobs and projects, from when to when", () => {
  const elsewhere = { projectId: 8, projectPath: "shop/web", task: "gitlab/8/job:2/retry" };
  const [found, ...others] = rulesOf([reported(0, 1), reported(5, 2, elsewhere), reported(9, 3)]);
  assert.deepEqual(others, []);
  assert.deepEqual(
    [found?.times, found?.calls, found?.jobs, found?.projects, found?.verbs, found?.first, found?.last],
    [3, 3, 3, 2, ["retry"], monday, monday + 9 * minute],
  );
});

test("a task that was reported twice counts once, and a double of an entry not at all", () => {
  const once = reported(0, 1);
  const [found] = rulesOf([once, once, reported(30, 1)]);
  assert.deepEqual([found?.times, found?.first, found?.last], [1, monday, monday + 30 * minute]);
});

test("what a rule would have done that did not say yes is not its own", () => {
  const both = reported(0, 1, { rules: ["try-it@3", "other@3"], reason: "other@3 would have acted, but only reports" });
  assert.deepEqual(
    rulesOf([both]).map(({ rule, times }) => [rule, times]),
    [
      ["other", 1],
      ["try-it", 0],
    ],
  );
  const asked = reported(0, 2, { reason: "try-it@3 for ann would have acted, but only reports" });
  assert.equal(rulesOf([asked])[0]?.times, 1);
});

test("a restart would have been two calls", () => {
  const restart = { ...rule, action: "restart" };
  const [found] = rulesOf([reported(0, 1, { verb: "cancel" })], [], [restart]);
  assert.deepEqual([found?.verbs, found?.calls], [["restart"], 2]);
});

test("a rule that reports and was never heard of is listed, one that acts is not; one that is gone is as long as it reported", () => {
  const gone = reported(0, 1, { rules: ["gone@1"] });
  assert.deepEqual(
    rulesOf([gone, done(1, "retry", 5, { rules: ["acts@3"] })], [], [rule, acting]).map(({ rule, mode, times }) => [
      rule,
      mode,
      times,
    ]),
    [
      ["gone", undefined, 1],
      ["try-it", "report", 0],
    ],
  );
});

test("an example tells the project, the job, when, and why as the delivery told it", () => {
  const [found] = rulesOf([reported(2, 1)], [said(0, 1, "yes")()]);
  assert.deepEqual(found?.examples, [
    {
      task: "gitlab/7/job:1/retry",
      project: "shop/api",
      job: 'job 1 "build"',
      at: monday + 2 * minute,
      because: "when.status: wanted failed, saw failed",
    },
  ]);
  const many = rulesOf(Array.from({ length: 9 }, (_, at) => reported(at, at + 1)))[0];
  assert.deepEqual(
    many?.examples.map(({ job }) => job),
    ["job 9", "job 8", "job 7"],
  );
});

test("it tells of how many jobs it could not tell at the door, and of how many tasks not even after a look, and why", () => {
  const log = "when.log: wanted text, saw unknown";
  const still = done(1, "retry", 2, {
    state: "skipped",
    reason:
      "acts@3 says no, when.name: wanted a; b, saw c; try-it@3 says unknown, when.exitCode: wanted 137, saw unknown",
    rules: ["acts@3", "try-it@3"],
  });
  const twice = said(0, 1, "unknown", log);
  const [found] = rulesOf([still], [twice(), twice(), said(3, 2, "unknown", log)()], [rule, acting]);
  assert.deepEqual(found?.unknown, {
    atDoor: 2,
    afterLook: 1,
    why: [
      { because: log, times: 2 },
      { because: "when.exitCode: wanted 137, saw unknown", times: 1 },
    ],
  });
});

test("tasks that it wanted and that were done for another rule are told apart", () => {
  const [found] = rulesOf([done(0, "retry", 1, { rules: ["acts@3", "try-it@3"] })], [], [rule, acting]);
  assert.deepEqual([found?.times, found?.doneForOthers], [0, 1]);
});

test("its limits tell what each would have held back, or that the journal does not tell", () => {
  const limited = { ...rule, limit: { perJob: 1, perProjectPerHour: 2, perRulePerDay: 3, bytesPerDay: 5 } };
  const tasks = [reported(0, 1), reported(10, 2), reported(20, 3), reported(100, 4)];
  const heard = (ids: readonly number[]) => ids.map((id) => said(0, id, "yes")({}, id <= 2 ? 1 : id));
  const held = (ids: readonly number[]) =>
    rulesOf(tasks, heard(ids), [limited])[0]?.held.map(({ limit, held }) => [limit, held]);
  assert.deepEqual(held([1, 2, 3, 4]), [
    ["perJob", 1],
    ["perProjectPerHour", 1],
    ["perRulePerDay", 1],
    ["bytesPerDay", null],
  ]);
  assert.deepEqual(held([1, 2])?.[0], ["perJob", null]);
});

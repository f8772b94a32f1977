import assert from "node:assert/strict";
import { test } from "node:test";
import type { Report } from "../../../lib/app/report/shape.ts";
import { done, failed, minute, monday, passed, reportOf, told } from "./entries.ts";

/** A row's retries in short: made, helped, failed, open. */
const short = ({ made, helped, failed, open }: Report["totals"]["retries"]["ours"]) => [made, helped, failed, open];
/** A run that was made so many minutes after Monday, 09:00. */
const madeAt = (at: number) => ({ createdAt: monday + at * minute });

test("a failure that our retry mended counts as one failure, one retry that helped, and its wait", () => {
  const { totals } = reportOf([failed(0, 1), done(1, "retry", 1), passed(12, 2, madeAt(1))]);
  assert.deepEqual([totals.failures, short(totals.retries.ours)], [1, [1, 1, 0, 0]]);
  assert.deepEqual(totals.retries.ours.waited, { minutes: 1, of: 1, unknown: 0, median: 1 });
  assert.deepEqual(totals.saved, { minutes: 14, of: 1, unknown: 0 });
  assert.deepEqual(totals.burnt, { minutes: 0, of: 0, unknown: 0 });
});

test("a retry of ours that failed again did not help, and its time on the runner is burnt", () => {
  const { totals } = reportOf([failed(0, 1), done(1, "retry", 1), failed(12, 2, madeAt(1))]);
  assert.deepEqual([totals.failures, short(totals.retries.ours)], [2, [1, 0, 1, 0]]);
  assert.deepEqual([totals.burnt, totals.saved.minutes], [{ minutes: 10, of: 1, unknown: 0 }, 0]);
});

test("of a retry whose run nobody heard of it is open whether it helped", () => {
  const silent = reportOf([failed(0, 1), done(1, "retry", 1)]).totals;
  assert.deepEqual([short(silent.retries.ours), silent.retries.ours.waited.median], [[1, 0, 0, 1], 1]);
  const running = reportOf([failed(0, 1), done(1, "retry", 1), told(2, { id: 2, status: "running" })]).totals;
  assert.deepEqual(short(running.retries.ours), [1, 0, 0, 1]);
});

test("each retry is credited with its own run alone: what a second one mended, the first did not", () => {
  const { totals } = reportOf([failed(0, 1), done(1, "retry", 1), failed(12, 2, madeAt(1)), passed(40, 3, madeAt(29))]);
  assert.deepEqual(
    [short(totals.retries.ours), short(totals.retries.people ?? totals.retries.ours)],
    [
      [1, 0, 1, 0],
      [1, 1, 0, 0],
    ],
  );
});

test("a new run within ten seconds is GitLab's own, a later one a person's", () => {
  const { totals } = reportOf([failed(0, 1), failed(12, 2, { createdAt: monday + 4_000 }), passed(60, 3, madeAt(45))]);
  assert.deepEqual(short(totals.retries.gitlab ?? totals.retries.ours), [1, 0, 1, 0]);
  assert.deepEqual(totals.retries.people?.waited, { minutes: 33, of: 1, unknown: 0, median: 33 });
  assert.equal(totals.retries.gitlab?.waited.minutes, 0.1);
});

test("a job of the same name in another pipeline is no retry", () => {
  const { totals, flaky } = reportOf([failed(0, 1, { pipelineId: 1 }), passed(60, 2, { pipelineId: 2 })]);
  assert.deepEqual([totals.retries.people?.made, flaky], [0, []]);
});

test("failures are told apart by what the hook tells; where only the log could, the class is unknown, with GitLab's word", () => {
  const { classes } = reportOf([
    failed(0, 1, { failureReason: "image_pull_failure" }),
    failed(1, 2, { failureReason: "script_failure", pipelineId: 2 }),
    failed(2, 3, { failureReason: "script_failure", pipelineId: 3 }),
    failed(3, 4, { failureReason: "archived_failure", pipelineId: 4 }),
  ]);
  assert.deepEqual(
    classes.map(({ name, reason, failures }) => [name, reason, failures]),
    [
      ["unknown", "script_failure", 2],
      ["infra.imagePull", undefined, 1],
      ["none", undefined, 1],
    ],
  );
});

test("a job that failed and then passed in one pipeline is flaky, with the rate of its pipelines; parallel ones are one", () => {
  const { flaky } = reportOf([
    failed(0, 1, { name: "rspec 1/2", failureReason: "script_failure" }),
    passed(30, 2, { name: "rspec 1/2", ...madeAt(19) }),
    passed(31, 3, { name: "rspec 2/2" }),
    passed(32, 4, { name: "rspec 1/2", pipelineId: 2 }),
    failed(33, 5, { name: "rspec 2/2", pipelineId: 2 }),
    failed(0, 6, { name: "lint", pipelineId: 3 }),
    passed(30, 7, { name: "lint", pipelineId: 3, ...madeAt(19) }),
  ]);
  assert.deepEqual(flaky, [
    { project: "shop/api", job: "lint", flaky: 1, infrastructure: 1, ended: 1, rate: 1 },
    { project: "shop/api", job: "rspec", flaky: 1, infrastructure: 0, ended: 4, rate: 0.25 },
  ]);
});

test("a new run of a job that had passed, or was canceled, is no retry of a failure", () => {
  const { totals } = reportOf([
    passed(0, 1),
    passed(30, 2, madeAt(19)),
    told(40, { id: 3, status: "canceled", pipelineId: 2, finishedAt: monday + 40 * minute }),
    passed(80, 4, { pipelineId: 2, ...madeAt(60) }),
  ]);
  assert.deepEqual([totals.retries.people?.made, totals.retries.gitlab?.made, totals.failures], [0, 0, 0]);
});

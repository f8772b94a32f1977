import assert from "node:assert/strict";
import { test } from "node:test";
import type { Report } from "../../../lib/app/report/shape.ts";
import { recordLook } from "../../../lib/core/recorded.ts";
import { day, done, failed, hour, minute, monday, passed, reportOf, told } from "./entries.ts";

/** A row's retries in short: made, helped, failed, open. */
const short = ({ made, helped, failed, open }: Report["totals"]["retries"]["ours"]) => [made, helped, failed, open];
/** A run that was made so many minutes after Monday, 09:00. */
const madeAt = (at: number) => ({ createdAt: monday + at * minute });

test("a rule is credited with what it wanted, in any version, with others too", () => {
  const { rules, totals } = reportOf([
    failed(0, 1),
    done(1, "retry", 1, { rules: ["a@1", "b@2"] }),
    passed(12, 2, madeAt(1)),
    failed(20, 3, { pipelineId: 2 }),
    done(21, "retry", 3, { rules: ["a@2"] }),
    failed(40, 4, { pipelineId: 2, ...madeAt(21) }),
  ]);
  assert.deepEqual(
    rules.map(({ name, failures, retries }) => [name, failures, short(retries.ours), "people" in retries]),
    [
      ["a", undefined, [2, 1, 1, 0], false],
      ["b", undefined, [1, 1, 0, 0], false],
    ],
  );
  assert.deepEqual(short(totals.retries.ours), [2, 1, 1, 0]);
});

test("each day of the time has a row, and a retry counts on the day of its failure", () => {
  const late = 15 * 60 - 1;
  const { days } = reportOf([failed(late, 1), done(late + 5, "retry", 1), passed(late + 20, 2, madeAt(late + 5))], {
    days: 3,
    since: monday - 9 * hour,
  });
  assert.deepEqual(
    days.map(({ name, failures, retries }) => [name, failures, retries.ours.helped]),
    [
      ["2026-01-05", 1, 1],
      ["2026-01-06", 0, 0],
      ["2026-01-07", 0, 0],
    ],
  );
});

test("what failed before the time is not counted though a hook tells of it again", () => {
  const again = told(10, { id: 1, status: "failed", failureReason: "script_failure", finishedAt: monday - 2 * hour });
  assert.equal(reportOf([again, failed(20, 2, { name: "other" })]).totals.failures, 1);
});

test("a failure that is told of twice, eight days apart, counts once", () => {
  const late = { ...failed(0, 1), at: monday + 8 * day, id: `${monday + 8 * day}-late` };
  const { totals } = reportOf([failed(0, 1), late], { days: 30 });
  assert.equal(totals.failures, 1);
});

test("projects go by the name that the newest entry has for them, or by their number", () => {
  const { projects } = reportOf([
    failed(5, 2, { name: "b" }, { projectPath: "shop/new" }),
    failed(0, 1),
    done(1, "retry", 9, { projectId: 9, projectPath: undefined as never }),
  ]);
  assert.deepEqual(
    projects.map(({ name }) => name),
    ["shop/new", "project 9"],
  );
});

test("where deliveries hold no facts, what failed is unknown and not none, and it is said", () => {
  const { facts: _facts, ...bare } = failed(0, 1);
  const none = reportOf([bare, done(1, "retry", 1)]);
  assert.deepEqual([none.totals.failures, none.projects[0]?.failures, none.notes.length], [null, null, 1]);
  assert.match(none.notes[0] ?? "", /no delivery in the journal holds facts/);
  const some = reportOf([bare, failed(1, 2)]);
  assert.deepEqual(
    [some.totals.failures, some.notes],
    [1, ["some deliveries in the journal hold no facts: what only they told is not counted"]],
  );
  assert.match(reportOf([]).notes[0] ?? "", /no delivery of this time/);
  const wanted = reportOf([failed(0, 1, {}, { recorded: "wanted" })]);
  assert.deepEqual(wanted.notes, ["the journal holds only what a rule wanted: what else failed is not counted"]);
});

test("an entry from before or after the time tells nothing, wherever a page begins", () => {
  const { totals } = reportOf([done(-90, "keep", 1), failed(0, 2), done(8 * 24 * 60, "keep", 3)]);
  assert.deepEqual([totals.failures, totals.artifacts?.kept.jobs], [1, 0]);
  const late = told(8 * 24 * 60, { id: 5, status: "success", pipelineId: 9, finishedAt: monday + 8 * day });
  const open = reportOf([failed(6 * 24 * 60, 4, { pipelineId: 9 }), done(6 * 24 * 60 + 1, "retry", 4), late]);
  assert.equal(open.totals.retries.ours.open, 1);
});

test("the class that a worker found in the log, which no hook tells, is the class of the failure", () => {
  const scripted = { failureReason: "script_failure" };
  const saw = (classes: Record<string, boolean>) =>
    recordLook({
      at: monday + minute,
      project: { id: 7 },
      job: { id: 1, name: "build", status: "failed", pipelineId: 1, ...scripted },
      classes,
    });
  const named = (facts: string | undefined) =>
    reportOf([failed(0, 1, scripted), { ...done(1, "retry", 1), ...(facts !== undefined && { facts }) }]).classes.map(
      ({ name }) => name,
    );
  assert.deepEqual(named(undefined), ["unknown"]);
  assert.deepEqual(named(saw({ "infra.spot": true, "user.script": false })), ["infra.spot"]);
  assert.deepEqual(named(saw({ "no.longer": true })), ["unknown"]);
});

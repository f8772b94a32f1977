import assert from "node:assert/strict";
import { test } from "node:test";
import type { Report } from "../../../lib/app/report/shape.ts";
import { done, failed, hour, minute, monday, passed, reportOf, told } from "./entries.ts";

/** A row's retries in short: made, helped, failed, open. */
const short = ({ made, helped, failed, open }: Report["totals"]["retries"]["ours"]) => [made, helped, failed, open];
/** A run that was made so many minutes after Monday, 09:00. */
const madeAt = (at: number) => ({ createdAt: monday + at * minute });

test("a restart tells how long its job was stuck, and its retry is none of a failed job", () => {
  const restart = done(25, "cancel", 1, { tasks: [{ id: "gitlab/7/job:1/retry", step: "planned" }] });
  const { totals, rules } = reportOf([
    told(5, { id: 1, status: "pending", since: monday + 5 * minute, queuedSeconds: 0 }),
    restart,
    told(25, { id: 1, status: "canceled", finishedAt: monday + 25 * minute }),
    done(26, "retry", 1),
    passed(40, 2, madeAt(26)),
  ]);
  assert.deepEqual(totals.restarts, { minutes: 20, of: 1, unknown: 0, median: 20 });
  assert.deepEqual(short(totals.retries.ours), [0, 0, 0, 0]);
  assert.deepEqual(
    rules.map(({ name, restarts }) => [name, restarts?.minutes]),
    [["retry-it", 20]],
  );
});

test("a cancel that no retry follows is no restart", () => {
  assert.equal(reportOf([done(25, "cancel", 1)]).totals.restarts?.of, 0);
});

test("a gate tells how long it waited for us or for a person; how long before anybody heard of it is unknown", () => {
  const manual = (at: number, id: number, createdAt = monday) =>
    told(at, { id, status: "manual", name: `gate ${id}`, createdAt });
  const { totals } = reportOf([
    manual(10, 1),
    done(40, "play", 1),
    told(40, { id: 1, status: "pending", name: "gate 1", since: monday + 40 * minute }),
    manual(10, 2),
    told(100, { id: 2, status: "running", name: "gate 2", startedAt: monday + 75 * minute, queuedSeconds: 300 }),
    manual(10, 3, monday - 2 * hour),
    told(20, { id: 3, status: "pending", name: "gate 3", since: monday + 20 * minute }),
    manual(10, 4),
    told(30, { id: 4, status: "skipped", name: "gate 4" }),
    told(30, { id: 5, status: "running", name: "no gate", startedAt: monday }),
  ]);
  assert.deepEqual(totals.gates, {
    ours: { minutes: 30, of: 1, unknown: 0, median: 30 },
    people: { minutes: 60, of: 1, unknown: 1, median: 60 },
  });
});

test("artifacts that were kept or deleted count with their bytes, where a delivery told them", () => {
  const files = [
    { type: "archive", sizeBytes: 2_000 },
    { type: "trace", sizeBytes: 77 },
  ];
  const { artifacts } = reportOf([
    passed(0, 1, { artifacts: { files, expireAt: null } }),
    done(1, "keep", 1),
    done(1, "keep", 2),
    done(2, "deleteArtifacts", 3, { task: "gitlab/7/job:3/deleteArtifacts/9" }),
  ]).totals;
  assert.deepEqual(artifacts, {
    kept: { jobs: 2, bytes: 2_000, unknown: 1 },
    deleted: { jobs: 1, bytes: null, unknown: 1 },
  });
});

test("what a run ended otherwise than done did not happen", () => {
  for (const state of ["skipped", "refused", "reported", "waiting", "attention"] as const)
    assert.equal(reportOf([failed(0, 1), done(1, "retry", 1, { state })]).totals.retries.ours.made, 0, state);
});

test("times that nobody told are unknown, not zero", () => {
  const { totals } = reportOf([
    told(0, { id: 1, status: "failed" }),
    done(1, "retry", 1),
    told(12, { id: 2, status: "failed" }),
    done(2, "cancel", 3, { tasks: [{ id: "gitlab/7/job:3/retry", step: "planned" }] }),
    done(3, "play", 4),
  ]);
  assert.deepEqual(totals.burnt, { minutes: null, of: 0, unknown: 1 });
  assert.deepEqual(totals.restarts, { minutes: null, of: 0, unknown: 1, median: null });
  assert.deepEqual(totals.gates?.ours, { minutes: null, of: 0, unknown: 1, median: null });
});

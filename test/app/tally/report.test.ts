import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { perDay, quotaOf } from "../../../lib/app/tally/growth.ts";
import { createSweepReport } from "../../../lib/app/tally/report.ts";
import { type ProjectTally, projectTally } from "../../../lib/core/tally/projectTally.ts";
import { addJobs, newTally } from "../../../lib/core/tally.ts";
import { judging, now, someJobs } from "../../core/tally/draw.ts";

const seed = 20_261_122;
const counted = { cycle: "c", at: now, ended: now, rulesVersion: 3, rulesLeftOut: 0, isProtectionKnown: true };

function reportOf(tallies: readonly ProjectTally[]) {
  const report = createSweepReport(1e12);
  for (const tally of tallies) report.add(tally);
  return report.report();
}

test("in whatever order projects are told, their report is the same, and all its tables sum up to its total", () => {
  fc.assert(
    fc.property(fc.array(someJobs, { maxLength: 5 }), (projects) => {
      const tallies = projects.map((jobs, at) =>
        projectTally(addJobs(newTally(), jobs, judging), { ...counted, project: { id: at + 1, path: `p/${at}` } }),
      );
      const report = reportOf(tallies);
      assert.deepEqual(reportOf(tallies.toReversed()), report);
      const { all } = report.totals;
      const { jobs, types } = report;
      for (const rows of [
        report.projects,
        [...jobs.rows, jobs.others],
        [...types.rows, types.others],
        report.refs,
        report.ages,
        report.expiries,
      ])
        assert.equal(
          rows.reduce((sum, { files }) => sum + files, 0),
          all.files,
        );
    }),
    { seed, numRuns: 100 },
  );
});

const nothing = { jobs: 0, files: 0, bytes: 0 };
const ages = {
  ...{ day: { jobs: 1, files: 1, bytes: 300 }, week: nothing, month: { jobs: 1, files: 1, bytes: 600 } },
  ...{ quarter: nothing, year: nothing, older: nothing, unknown: nothing },
};

test("growth is what two counts of the last 30 days differ by, else what came in 30 days", () => {
  assert.deepEqual(perDay({ ages, history: [[1000, 50]] }), { bytes: 30, isByCounts: false });
  const history: [number, number][] = [
    [900, 1_000_000],
    [980, 100],
    [1000, 500],
  ];
  assert.deepEqual(perDay({ ages, history }), { bytes: 20, isByCounts: true });
});

test("a quota is full when what is left of it is used up at what is more each day; what does not grow never fills it", () => {
  assert.deepEqual(quotaOf(1_000, 400, 100), { bytes: 1_000, usedPercent: 40, daysLeft: 6 });
  assert.deepEqual(quotaOf(1_000, 1_000, -5).daysLeft, 0);
  assert.deepEqual([quotaOf(1_000, 400, 0).daysLeft, quotaOf(1_000, 400, null).daysLeft], [null, null]);
});

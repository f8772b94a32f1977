import assert from "node:assert/strict";
import { test } from "node:test";
import { openStage } from "../../../infra/local/stage.ts";
import { plan } from "../../../lib/app/plan.ts";
import { newestTally, talliesAfter } from "../../../lib/app/tally/counted.ts";
import { createSweepReport } from "../../../lib/app/tally/report.ts";
import { sweepMark } from "../../../lib/core/sweep.ts";
import type { Amount } from "../../../lib/core/tally/amount.ts";
import { instantText } from "../../../lib/core/time.ts";
import { addCounts, type Sum, type TwinCount, twinCount } from "./twinCount.ts";

const startsAt = Date.UTC(2026, 10, 22, 9);
const rules = `version: 1
defaults: { mode: enforce }
rules:
  - id: tidy
    projects: ["**"]
    on: { schedule: { every: 1d, at: "03:00", zone: UTC } }
    when: { artifacts: { expiredFor: 7d }, tag: false }
    do: deleteArtifacts
`;

/** What is in a tally, without what is nothing. */
function some(bands: Readonly<Record<string, Amount>>): Record<string, Sum> {
  return Object.fromEntries(Object.entries(bands).filter(([, { jobs }]) => jobs > 0));
}

function named(rows: readonly ({ readonly name: string } & Amount)[]): Record<string, Sum> {
  return Object.fromEntries(rows.map(({ name, ...amount }) => [name, amount]));
}

test("what a sweep of 10,000 jobs counts is what the twin holds, to the byte, by every split", async (t) => {
  const s = await openStage({ rules: [{ file: "rules.yaml", text: rules }], startsAt, hooks: false });
  t.after(() => s.close());
  s.twin.addCrowd({ projects: 2, jobsPerProject: 5_000, members: { [s.twin.bot.username]: "maintainer" } });
  const projects = s.twin.world.projects.filter(({ path }) => path.startsWith("crowd/"));
  const cycle = instantText(startsAt);
  for (const { id, path } of projects) {
    const effect = { source: "gitlab", project: { id, path }, verb: "sweep" as const };
    const intent = {
      effect: { ...effect, mark: sweepMark({ kind: "inventory", cycle }) },
      want: { rule: ":inventory", action: "sweep", params: {}, event: "by hand" },
      due: startsAt,
    };
    await plan({ store: s.house.store, giveWay: async () => {} }, intent, { heardAt: startsAt, now: startsAt });
  }
  await s.settle();
  const counts: TwinCount[] = [];
  for (const project of projects) {
    const tally = await newestTally("gitlab", project.id, s.house.store);
    assert.ok(tally, "it was counted to the end");
    assert.equal(tally.at, startsAt);
    const count = twinCount(project, startsAt);
    counts.push(count);
    const { names, types, refs, ages, expiries, leaks, total, jobs, withArtifacts } = tally;
    assert.deepEqual(
      {
        ...{ jobs, withArtifacts, total },
        ...{ names: named(names.rows), types: named(types.rows) },
        ...{ refs: some(refs), ages: some(ages), expiries: some(expiries), leaks: leaks.all },
      },
      count,
    );
    assert.ok(count.leaks.bytes > 0 && Object.keys(count.refs).length > 2 && Object.keys(count.expiries).length > 3);
  }
  const { tallies } = await talliesAfter("gitlab", { after: 0, most: 100 }, s.house.store);
  const report = createSweepReport();
  for (const tally of tallies) report.add(tally);
  const { totals } = report.report();
  assert.deepEqual({ jobs: totals.jobs, total: totals.all }, addCounts(counts));
});

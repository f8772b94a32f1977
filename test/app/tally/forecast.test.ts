import assert from "node:assert/strict";
import { test } from "node:test";
import { openStage } from "../../../infra/local/stage.ts";
import { jobsOf, pipelinesOf } from "../../../infra/twin/state/history.ts";
import { plan } from "../../../lib/app/plan.ts";
import { newestTally } from "../../../lib/app/tally/counted.ts";
import { sweepMark } from "../../../lib/core/sweep.ts";
import { instantText } from "../../../lib/core/time.ts";

const startsAt = Date.UTC(2026, 10, 22, 2, 50);
const rules = `version: 1
defaults: { mode: enforce }
rules:
  - id: tidy
    projects: ["crowd/**"]
    on: { schedule: { every: 1d, at: "03:00", zone: UTC } }
    when: { artifacts: { expiredFor: 1d }, tag: false }
    do: { deleteArtifacts: { quarantine: 1d } }
    limit: { perProjectPerHour: 1000, percentPerDay: 100 }
`;

test("what a rule is told to free is what it frees, to the byte, where every branch is there", async (t) => {
  const s = await openStage({ rules: [{ file: "rules.yaml", text: rules }], startsAt, hooks: false });
  t.after(() => s.close());
  s.twin.addCrowd({ projects: 1, jobsPerProject: 400, members: { [s.twin.bot.username]: "maintainer" } });
  const project = s.twin.world.projects.find(({ path }) => path.startsWith("crowd/"));
  assert.ok(project);
  for (const { ref, tag } of pipelinesOf(project)) if (!tag) project.branches.add(ref);
  const { id, path, settings } = project;
  settings.keepsLatestArtifacts = false;
  const left = () => {
    let [bytes, jobs] = [0, 0];
    for (const { files } of jobsOf(project)) {
      const artifacts = files.filter(({ type }) => type !== "trace");
      if (artifacts.length > 0) jobs++;
      for (const { sizeBytes } of artifacts) bytes += sizeBytes;
    }
    return { bytes, jobs };
  };
  // A rule that is new begins at its next moment.
  await s.settle();
  s.clock.advance(20 * 86_400);
  await s.settle();
  const now = s.clock.now();
  const effect = { source: "gitlab", project: { id, path }, verb: "sweep" as const };
  const mark = sweepMark({ kind: "inventory", cycle: instantText(now) });
  const want = { rule: ":inventory", action: "sweep", params: {}, event: "by hand" };
  const desk = { store: s.house.store, giveWay: async () => {} };
  await plan(desk, { effect: { ...effect, mark }, want, due: now }, { heardAt: now, now });
  await s.settle();
  const tally = await newestTally("gitlab", id, s.house.store);
  const [tidy] = tally?.rules ?? [];
  const before = left();
  // What was marked is reported once its quarantine is over, and done by the next cycle.
  await s.pass(2 * 86_401);
  const after = left();
  assert.ok(tidy && tidy.now.jobs > 5 && tidy.newest.now.jobs > 5);
  assert.deepEqual(
    { jobs: before.jobs - after.jobs, bytes: before.bytes - after.bytes },
    { jobs: tidy.now.jobs, bytes: tidy.now.bytes },
  );
});

import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { wholeProjectCost } from "../../../lib/app/batch/wholePlan.ts";
import { addHold } from "../../../lib/app/hold.ts";
import { performAll } from "../../../lib/app/performAll.ts";
import { plan } from "../../../lib/app/plan.ts";
import { noTotals, type PlanPart, planHeadKey, planPartKey, type SweepPlan } from "../../../lib/core/sweepPlan.ts";
import { newestKey } from "../../../lib/core/tally/doing.ts";
import { projectTally } from "../../../lib/core/tally/projectTally.ts";
import { newTally } from "../../../lib/core/tally.ts";
import { type BatchStage, batchStage, start } from "./stage.ts";

const day = 86_400_000;
const approvedPlan = {
  id: "p261118-0900-abc",
  source: "gitlab",
  rules: ["tidy@1"],
  madeAt: start - 2 * day,
  by: "ann",
  reason: "the project is over",
  state: "approved",
  expiresAt: start + day,
  totals: noTotals,
  wholeProject: true,
} as const;

interface Changes {
  readonly head?: Partial<SweepPlan>;
  readonly spared?: Readonly<Record<string, number>>;
  readonly listed?: number;
}

/** A project of three jobs, and an approved plan that lets all of it go at once, due now. */
async function stage(t: TestContext, { head, spared = {}, listed = 3 }: Changes = {}) {
  const s = await batchStage(t, { jobs: 3 });
  for (const { id } of s.tasks) {
    const task = await s.store.task(id);
    if (task)
      await s.store.commit([
        { put: { ...task, due: start + 30 * day, version: task.version + 1 }, seen: task.version },
      ]);
  }
  s.project.protectedBranches.splice(0);
  const { id: projectId, path } = s.project;
  const whole: SweepPlan = { ...approvedPlan, projects: projectId, ...head };
  const part: PlanPart = {
    project: projectId,
    state: "begun",
    totals: { ...noTotals, jobs: 3, read: 4, spared },
    largest: [],
    chunks: [],
  };
  const times = { at: start - 2 * day, ended: start - 2 * day };
  const counted = {
    project: { id: projectId, path },
    cycle: "1",
    rulesVersion: 1,
    rulesLeftOut: 0,
    isProtectionKnown: true,
  };
  const tally = projectTally({ ...newTally(), jobs: 4, withArtifacts: listed }, { ...counted, ...times });
  await s.store.putNote(planHeadKey("gitlab", whole.id), JSON.stringify(whole), undefined);
  await s.store.putNote(planPartKey(whole, projectId), JSON.stringify(part), undefined);
  await s.store.putNote(newestKey("gitlab", projectId), JSON.stringify(tally), undefined);
  const { task } = await plan(
    s.worker,
    {
      effect: { source: "gitlab", project: { id: projectId, path }, verb: "deleteArtifacts", mark: "whole" },
      want: { rule: "tidy@1", action: "deleteArtifacts", params: {}, event: `plan ${whole.id}`, plan: whole.id },
      due: start,
    },
    { heardAt: start, now: start },
  );
  return { ...s, whole: async () => await s.store.task(task.id) };
}

function release({ twin, project }: BatchStage): void {
  twin.addTag(project.id, "v1");
  twin.addRelease(project.id, { tag: "v1" });
}

const bulk = (s: Pick<BatchStage, "twin">) => s.twin.requests.filter(({ method }) => method === "DELETE").length;

test("an approved plan lets all of a project expire with one request, and nothing is left in flight", async (t) => {
  const s = await stage(t);
  await s.work();
  assert.equal((await s.whole())?.state, "done");
  assert.equal(bulk(s), 1);
  assert.ok(s.twin.effects.some(({ verb }) => verb === "expireArtifacts"));
  assert.equal(await s.sum("inflight"), 0);
});

for (const [what, changes, told] of [
  ["that nobody has approved", { head: { state: "ready" } }, /is not approved/],
  ["of all projects", { head: { projects: "all" } }, /does not say that all of project/],
  ["that spares a job", { spared: { "the branch main is protected": 1 } }, /spares something/],
  ["that does not list every job", { listed: 4 }, /does not list every job/],
] as const)
  test(`a plan ${what} lets nothing go at once`, async (t) => {
    const s = await stage(t, changes);
    await s.work();
    assert.deepEqual([(await s.whole())?.state, bulk(s)], ["refused", 0]);
    assert.match((await s.whole())?.reason ?? "", told);
  });

for (const [what, arrange, told] of [
  ["a release", release, /has releases/],
  [
    "a protected tag",
    (s) => void s.project.protectedTags.push({ name: "v*", role: "maintainer" }),
    /has releases or protected/,
  ],
  [
    "a protected branch",
    (s) => void s.project.protectedBranches.push({ name: "main", role: "maintainer" }),
    /protects branches/,
  ],
  [
    "a job that is newer than the plan",
    (s) => void s.twin.addPipeline(s.project.id, { ref: "main", jobs: [{ name: "unit" }] }),
    /jobs have come since/,
  ],
] as const satisfies readonly (readonly [string, (s: BatchStage) => void, RegExp])[])
  test(`a project with ${what} is not deleted at once`, async (t) => {
    const s = await stage(t);
    arrange(s);
    await s.work();
    assert.deepEqual([(await s.whole())?.state, bulk(s)], ["refused", 0]);
    assert.match((await s.whole())?.reason ?? "", told);
  });

for (const moment of ["before the look", "between the look and the mark"] as const)
  test(`a hold on one job ${moment} keeps all of its project`, async (t) => {
    const s = await stage(t);
    const [job] = s.jobs;
    const deed = { source: "gitlab", project: s.project.id, on: `job:${job?.id}`, who: "ann", reason: "audit" };
    const holdIt = () => addHold(deed, s.worker);
    if (moment === "before the look") await holdIt();
    const { reads, writes } = s.client;
    const jobsPage: typeof reads.jobsPage = async (...given) => {
      if (moment !== "before the look") await holdIt();
      return await reads.jobsPage(...given);
    };
    await s.work({ ...s.worker, gitlab: async () => ({ reads: { ...reads, jobsPage }, writes }) });
    assert.deepEqual([(await s.whole())?.state, bulk(s)], ["refused", 0]);
    assert.equal(await s.sum("inflight"), 0);
  });

test("an answer that was lost is for a person to look at, and nothing is sent again", async (t) => {
  const s = await stage(t);
  s.twin.faultNext({ kind: "dropAfter", method: "DELETE" });
  await s.work();
  assert.deepEqual([(await s.whole())?.state, (await s.whole())?.unsure], ["waiting", true]);
  s.pass(181);
  const due = await s.store.dueTasks(s.worker.clock(), 10);
  await performAll(due, s.worker);
  assert.deepEqual([(await s.whole())?.state, bulk(s), await s.sum("inflight")], ["attention", 1, 0]);
});

test("what it costs is said in numbers", () => {
  assert.match(wholeProjectCost(1234), /^1 request instead of 1234\./);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import type { GitLabReads } from "../../lib/core/gitlab.ts";
import type { Job } from "../../lib/core/job.ts";
import { beat, failedJob } from "./beat.ts";
import { oneRule, start } from "./site.ts";

const bridge = (id: number, pipelineId: number, changes: Partial<Job> = {}): Job =>
  failedJob(id, {
    name: "kids",
    pipelineId,
    isBridge: true,
    runner: null,
    runnerTags: [],
    artifacts: null,
    ...changes,
  });
const retryBridges = oneRule("on: job, when: { status: failed, bridge: true }, do: retry, limit: { perSha: 9 }");
const retryAll = oneRule("on: job, when: { status: failed }, do: retry");

/** A project with trigger jobs in some pipelines, and what GitLab was asked about them. */
function bridged(pipelines: Readonly<Record<number, readonly Job[]>>) {
  const asked: string[] = [];
  const reads: Partial<GitLabReads> = {
    changedPipelines: async (_, since) => {
      asked.push(`since ${start - since}`);
      return Object.keys(pipelines).map((id) => ({ id: Number(id) }));
    },
    bridges: async (_, id) => {
      asked.push(`${id}`);
      return [...(pipelines[id] ?? [])];
    },
    job: async () => undefined,
  };
  return { asked, reads, projects: { "shop/api": [] } };
}

test("a trigger job, of which no hook tells, is found and retried where a rule asks for trigger jobs", async () => {
  const { reads, projects, asked } = bridged({ 500: [bridge(101, 500)], 501: [] });
  const b = await beat({ projects, reads, rules: retryBridges });
  const did = await b.patrol();
  assert.deepEqual(asked, [`since ${24 * 3_600_000}`, "500", "501"]);
  assert.deepEqual([did?.ended, did?.requests, did?.changed], ["round", 5, 1]);
  const task = await b.task("gitlab/1/job:101/retry");
  assert.deepEqual(task.about, { name: "kids", pipelineId: 500, isBridge: true });
});

for (const [what, rules] of [
  ["that says nothing of trigger jobs", retryAll],
  ["that wants none", oneRule("on: job, when: { status: failed, bridge: false }, do: retry")],
  [
    "that asks for the trigger jobs beside a job",
    oneRule("on: job, when: { status: failed, jobs: { any: { bridge: true } } }, do: retry"),
  ],
  ["for other projects", retryBridges.replace('projects: ["**"]', 'projects: ["other/**"]')],
] as const)
  test(`for a rule ${what} no trigger job is listed`, async () => {
    const { reads, projects, asked } = bridged({ 500: [bridge(101, 500)] });
    const b = await beat({ projects, reads, rules });
    await b.patrol();
    assert.deepEqual([asked, await b.found()], [[], []]);
  });

test("a rule that asks for trigger jobs brings none to the rule beside it", async () => {
  const { reads, projects } = bridged({ 500: [bridge(101, 500)] });
  const other = retryAll.split("rules:\n")[1]?.replace("id: r", "id: all") ?? "";
  const b = await beat({ projects, reads, rules: `${retryBridges}${other}` });
  await b.patrol();
  const task = await b.task("gitlab/1/job:101/retry");
  assert.deepEqual(
    task.wants.map(({ rule }) => rule),
    ["r@1"],
  );
});

test("a trigger job of which its rule asks no more is left alone", async () => {
  const { reads, projects } = bridged({ 500: [bridge(101, 500)] });
  const b = await beat({ projects, reads, rules: retryBridges });
  await b.patrol();
  await b.apply(retryAll);
  await b.work();
  assert.deepEqual([(await b.task("gitlab/1/job:101/retry")).state, b.effects], ["skipped", []]);
});

test("with few requests a run, the trigger jobs of every pipeline have their turn", async () => {
  const pipelines = { 500: [bridge(101, 500)], 501: [bridge(102, 501)], 502: [bridge(103, 502)] };
  const { reads, projects } = bridged(pipelines);
  const b = await beat({ projects, reads, rules: retryBridges });
  for (let run = 0; run < 4; run++) await b.patrol({ mostRequests: 4 });
  assert.deepEqual(await b.found(), ["job:101", "job:102", "job:103"]);
});

test("trigger jobs that were created more than a day ago are left alone", async () => {
  const { reads, projects } = bridged({ 500: [bridge(101, 500, { createdAt: start - 25 * 3_600_000 })] });
  const b = await beat({ projects, reads, rules: retryBridges });
  await b.patrol();
  assert.deepEqual(await b.found(), []);
});

test("a pipeline that is gone by the time that it is asked about hides no other's trigger jobs", async () => {
  const { reads, projects } = bridged({ 500: [], 501: [bridge(101, 501)], 502: [], 503: [bridge(102, 503)] });
  const bridges: GitLabReads["bridges"] = async (project, id) =>
    id === 500 || id === 502 ? undefined : await reads.bridges?.(project, id);
  const b = await beat({ projects, reads: { ...reads, bridges }, rules: retryBridges });
  await b.patrol();
  assert.deepEqual(await b.found(), ["job:101", "job:102"]);
});

test("a GitLab that lists no trigger jobs is asked at most twice a round", async () => {
  const { reads, projects } = bridged({ 500: [], 501: [], 502: [], 503: [] });
  const asked: number[] = [];
  const bridges = async (_: number, id: number) => {
    asked.push(id);
    return undefined;
  };
  const b = await beat({ projects, reads: { ...reads, bridges }, rules: retryBridges });
  assert.equal((await b.patrol())?.ended, "round");
  assert.deepEqual(asked, [500, 501]);
});

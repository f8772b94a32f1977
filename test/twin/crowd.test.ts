import assert from "node:assert/strict";
import test from "node:test";
import { compositeStatus } from "../../infra/twin/machine/composite.ts";
import { findJob } from "../../infra/twin/state/find.ts";
import type { Project } from "../../infra/twin/state/graph.ts";
import { countPipelines, findPipeline, jobsOf, pipelinesOf } from "../../infra/twin/state/history.ts";
import { latestJobs } from "../../infra/twin/state/job.ts";
import { crowdTwin, projectAt } from "./crowdworld.ts";

const day = 86_400_000;

/** What there is to know of a project's jobs, as text. */
function told(project: Project): string {
  const jobs = [...jobsOf(project)].map(({ pipeline, runner, person, ...job }) => ({
    ...job,
    files: job.files.map(({ archive, ...file }) => file),
    pipeline: [pipeline.id, pipeline.ref, pipeline.commit.sha, pipeline.status],
    person: person?.username,
  }));
  return JSON.stringify(jobs);
}

test("the same seed makes the same crowd, whoever looks first and in whatever order; another one another", () => {
  const [one, same, other] = [7, 7, 8].map((seed) => crowdTwin({ projects: 4, jobsPerProject: 300, seed }));
  const texts = one?.projects.map(told);
  const backwards = same?.projects.toReversed().map(told).reverse();
  assert.deepEqual(texts, backwards);
  assert.equal(new Set(texts).size, 4);
  assert.notDeepEqual(texts, other?.projects.map(told));
});

test("a crowd has exactly as many jobs as was asked for, and newest first each id once", () => {
  for (const jobsPerProject of [1, 2, 3, 7, 60, 119, 120, 121, 500, 2000]) {
    const { projects } = crowdTwin({ projects: 2, jobsPerProject });
    for (const project of projects) {
      const ids = [...jobsOf(project)].map(({ id }) => id);
      assert.equal(ids.length, jobsPerProject);
      assert.deepEqual(
        ids,
        [...new Set(ids)].sort((a, b) => b - a),
      );
    }
  }
});

test("every generated job is found by its id, in its pipeline and its project; between them there is nothing", () => {
  const { twin, projects } = crowdTwin({ projects: 3, jobsPerProject: 250 });
  let [lowest, highest] = [Number.POSITIVE_INFINITY, 0];
  const known = new Set<number>();
  for (const project of projects)
    for (const { id, name, pipeline } of jobsOf(project)) {
      const found = findJob(twin.world, id);
      assert.deepEqual([found?.name, found?.pipeline.id, found?.pipeline.project], [name, pipeline.id, project]);
      assert.equal(findPipeline(project, pipeline.id)?.commit.sha, pipeline.commit.sha);
      [lowest, highest] = [Math.min(lowest, id), Math.max(highest, id)];
      known.add(id);
    }
  for (let id = lowest - 20; id < highest + 20; id++)
    assert.equal(findJob(twin.world, id) !== undefined, known.has(id));
  assert.equal(twin.world.jobs.size, 0);
});

test("ids of what comes later, a second crowd too, are above and apart", () => {
  const { twin, projects } = crowdTwin({ projects: 2, jobsPerProject: 130 });
  const [project] = projects;
  const before = [...jobsOf(projectAt(projects, 0))];
  const fresh = twin.addPipeline(project?.id ?? 0, { jobs: [{ name: "fresh" }] });
  twin.addCrowd({ projects: 2, jobsPerProject: 130 });
  const ids = projects.flatMap((one) => [...jobsOf(one)].map(({ id }) => id));
  const pipelineIds = projects.flatMap((one) => [...pipelinesOf(one)].map(({ id }) => id));
  assert.deepEqual([ids.length, new Set(ids).size], [4 * 130 + 1, 4 * 130 + 1]);
  assert.equal(new Set(pipelineIds).size, pipelineIds.length);
  assert.ok((fresh.jobs[0]?.id ?? 0) > (before[0]?.id ?? 0));
  assert.deepEqual(
    [...pipelinesOf(projectAt(projects, 0))].slice(0, 2).map(({ iid }) => iid),
    [fresh.iid, fresh.iid - 1],
  );
});

test("what is said of a crowd's jobs without making them is true of those that are made", () => {
  const { projects } = crowdTwin({ projects: 12, jobsPerProject: 300 });
  for (const project of projects) {
    const { past } = project;
    assert.ok(past);
    assert.equal(countPipelines(project), [...pipelinesOf(project)].length);
    for (const place of past.places({})) {
      const pipeline = past.pipelineAt(place);
      assert.deepEqual(
        past.statusesAt(place),
        pipeline.jobs.map(({ status }) => status),
      );
      assert.equal(pipeline.status, compositeStatus(latestJobs(pipeline)));
    }
    for (const status of ["pending", "running", "created", "manual", "failed", "canceled", "scheduled"] as const) {
      const found = [...jobsOf(project, { statuses: new Set([status]) })].map(({ id }) => id);
      assert.deepEqual(
        found,
        [...jobsOf(project)].filter((job) => job.status === status).map(({ id }) => id),
      );
    }
    const refs = new Set([...pipelinesOf(project)].map(({ ref }) => ref));
    for (const ref of [...refs, "none", "v1.9.9", "feature/search-1", "main-1"]) {
      const found = [...pipelinesOf(project, ref)].map(({ id }) => id);
      assert.deepEqual(
        found,
        [...pipelinesOf(project)].filter((one) => one.ref === ref).map(({ id }) => id),
      );
    }
  }
});

test("times fit together: they lie in the last 90 days, and newer pipelines of the whole crowd have larger ids", () => {
  const { time, projects } = crowdTwin({ projects: 30, jobsPerProject: 200 });
  const all = projects.flatMap((project) => [...pipelinesOf(project)]).sort((one, other) => one.id - other.id);
  assert.deepEqual(
    all.toSorted((one, other) => one.createdAt - other.createdAt || one.id - other.id),
    all,
  );
  for (const { jobs, createdAt } of all)
    for (const job of jobs) {
      const times = [createdAt, job.createdAt, job.queuedAt, job.startedAt, job.finishedAt].filter((at) => at !== null);
      assert.deepEqual(
        times,
        times.toSorted((one, other) => one - other),
        `${job.id}`,
      );
      assert.ok(createdAt >= time.now() - 90 * day && Math.max(...times) <= time.now(), `${job.id}`);
      assert.equal(job.runner !== null, job.startedAt !== null);
    }
});

test("a crowd shows all that a sweep meets: reasons, gates, re-runs, tags, artifacts gone, kept, and locked past their end", () => {
  const { time, projects } = crowdTwin({ projects: 60, jobsPerProject: 600 });
  const jobs = projects.flatMap((project) => [...jobsOf(project)]);
  const share = (fits: (job: (typeof jobs)[number]) => boolean) => jobs.filter(fits).length / jobs.length;
  assert.ok(share(({ status }) => status === "success") > 0.7);
  for (const status of ["failed", "canceled", "skipped", "manual", "pending", "running", "created"]) {
    const part = share((job) => job.status === status);
    assert.ok(part > 0 && part < 0.12, `${status}: ${part}`);
  }
  assert.ok(share(({ isRetried }) => isRetried) > 0.02);
  assert.ok(new Set(jobs.map(({ failureReason }) => failureReason)).size > 5);
  const hasArchive = ({ files }: (typeof jobs)[number]) => files.some(({ type }) => type === "archive");
  const isOver = ({ artifactsExpireAt: at }: (typeof jobs)[number]) => at !== null && at < time.now() - day;
  assert.ok(share((job) => isOver(job) && !hasArchive(job)) > 0.1);
  const late = jobs.filter((job) => isOver(job) && hasArchive(job));
  assert.ok(late.length > 0 && late.some(({ pipeline }) => pipeline.tag) && late.some(({ pipeline }) => !pipeline.tag));
  assert.ok(share((job) => hasArchive(job) && job.artifactsExpireAt === null) > 0.01);
  const tags = new Set(jobs.filter(({ pipeline }) => pipeline.tag).map(({ pipeline }) => pipeline.ref));
  assert.ok(tags.has("v1.0.0") && tags.size > 3);
});

test("a page is made of no more pipelines than it shows, wherever it lies and however rare what it shows is", () => {
  const { projects } = crowdTwin({ projects: 1, jobsPerProject: 100_000 });
  const project = projectAt(projects, 0);
  const { past } = project;
  assert.ok(past);
  const { pipelineAt } = past;
  let made = 0;
  const counting = (place: number) => {
    made++;
    return pipelineAt(place);
  };
  Object.assign(past, { pipelineAt: counting });
  const before = past.firstIdAt(5000, "job");
  for (const wish of [
    {},
    { skip: 60_000 },
    { before },
    { ref: "v1.9.0" },
    { statuses: new Set(["canceled"] as const) },
  ]) {
    made = 0;
    const pipelines = new Set<number>();
    const rows = jobsOf(project, wish);
    for (let row = rows.next(); !row.done && pipelines.size < 8; row = rows.next())
      pipelines.add(row.value.pipeline.id);
    assert.deepEqual([made, made > 0], [pipelines.size, true]);
  }
  made = 0;
  assert.equal([...pipelinesOf(project, undefined, past.pipelines - 3)].length, 3);
  assert.deepEqual([...jobsOf(project, { statuses: new Set(["scheduled"] as const) })], []);
  assert.equal(made, 3);
});

test("a crowd out of bounds is refused in words, and nothing is added", () => {
  for (const wrong of [{ projects: 0 }, { projects: 10_001 }, { jobsPerProject: 1.5 }, { seed: 0.5 }]) {
    const { twin, projects } = crowdTwin({ projects: 1, jobsPerProject: 1 });
    assert.throws(() => twin.addCrowd({ projects: 1, jobsPerProject: 1, ...wrong }), /whole number/);
    assert.equal(projects.length, 1);
  }
});

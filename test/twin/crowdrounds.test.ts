import assert from "node:assert/strict";
import test from "node:test";
import type { Job, Project } from "../../infra/twin/state/graph.ts";
import { jobsOf, pipelinesOf } from "../../infra/twin/state/history.ts";
import { crowdTwin, crowdWorld, projectAt } from "./crowdworld.ts";

const day = 86_400;
const hasArchive = ({ files }: Job) => files.some(({ type }) => type === "archive");
const isPast = (at: number | null, now: number) => at !== null && at <= now;

test("a clean-up removes what has expired meanwhile, but not what the newest good pipeline of a ref has", () => {
  const { twin, projects, time } = crowdTwin({ projects: 3, jobsPerProject: 500 });
  const project = projectAt(projects, 0);
  const newest = [...pipelinesOf(project, "main")].find(({ status }) => status === "success");
  time.advance(40 * day);
  const before = [...jobsOf(project)].filter(hasArchive);
  assert.ok(before.some(({ artifactsExpireAt: at, pipeline }) => isPast(at, time.now()) && pipeline.ref === "main"));
  twin.cleanUp();
  const left = [...jobsOf(project)].filter((job) => hasArchive(job) && isPast(job.artifactsExpireAt, time.now()));
  assert.ok(left.length > 0 && left.length < before.length);
  assert.ok(left.some(({ pipeline }) => pipeline.id === newest?.id));
  assert.ok(left.every(({ pipeline: { tag, ref } }) => tag || project.branches.has(ref)));
  assert.equal(twin.world.jobs.size, 0);
});

const newestGood = (project: Project) =>
  [...pipelinesOf(project, "main")].find(({ status }) => status === "success" || status === "manual");
const archivesOf = (project: Project, id: number | undefined) =>
  [...jobsOf(project)].filter((job) => job.pipeline.id === id && hasArchive(job));

test("a new good pipeline unlocks the artifacts of its ref's former newest, which go with the next clean-up", () => {
  const { twin, projects, time } = crowdTwin({ projects: 2, jobsPerProject: 300 });
  const project = projectAt(projects, 1);
  const former = newestGood(project);
  time.advance(40 * day);
  twin.cleanUp();
  const kept = archivesOf(project, former?.id).length;
  const fresh = twin.addPipeline(project.id, { jobs: [{ name: "build" }] });
  twin.finish(fresh.id);
  assert.equal(newestGood(project)?.id, fresh.id);
  assert.equal(archivesOf(project, former?.id).length, kept);
  twin.cleanUp();
  const left = archivesOf(project, former?.id);
  assert.ok(kept > left.length && left.every(({ artifactsExpireAt: at }) => !isPast(at, time.now())));
});

test("those that are touched stand in their places, and are locked and cleaned up as their untouched neighbours are", () => {
  const { twin, projects, time } = crowdTwin({ projects: 2, jobsPerProject: 300 });
  const untouched = crowdTwin({ projects: 2, jobsPerProject: 300 });
  const state = (from: typeof projects) =>
    [...jobsOf(projectAt(from, 0))].map(({ id, files, artifactsExpireAt }) => [id, files.length, artifactsExpireAt]);
  const all = [...pipelinesOf(projectAt(projects, 0))].map(({ id }) => id);
  for (const id of all.filter((_, index) => index % 3 === 0 || index === all.length - 1)) twin.pipeline(id);
  assert.ok(twin.world.jobs.size > 0);
  for (const skip of [0, 1, 7, all.length - 1]) {
    const listed = [...pipelinesOf(projectAt(projects, 0), undefined, skip)];
    assert.deepEqual(
      listed.map(({ id }) => id),
      all.slice(skip),
    );
  }
  for (const one of [{ twin, time }, untouched]) {
    one.time.advance(9 * day);
    one.twin.cleanUp();
  }
  assert.deepEqual(state(projects), state(untouched.projects));
});

test("all of a project's artifacts can be let expire, save locked ones, for good; each job is noted", async (t) => {
  const { del, projects, inProject, twin, get, time } = await crowdWorld(t, { projects: 2, jobsPerProject: 500 });
  const project = projectAt(projects, 0);
  const live = ({ files, artifactsExpireAt: at }: Job) => files.length > 1 && !isPast(at, time.now());
  const before = [...jobsOf(project)].filter(live);
  const liveIn = (index: number) => [...jobsOf(projectAt(projects, index))].filter(live).length;
  const [former, others] = [newestGood(project), liveIn(1)];
  assert.equal((await del(`${inProject(0)}/artifacts`)).status, 202);
  const after = [...jobsOf(project)].filter(live);
  assert.equal(twin.effects.length, before.length - after.length);
  assert.ok(twin.effects.length > 20 && after.length > 5);
  assert.ok(after.some(({ pipeline }) => pipeline.id === former?.id));
  const { jobId = 0 } = twin.effects[0] ?? {};
  const shown = await get(`${inProject(0)}/jobs/${jobId}`);
  assert.deepEqual(
    [shown.json.artifacts_expire_at, shown.json.artifacts_file],
    [new Date(time.now()).toISOString(), undefined],
  );
  twin.finish(twin.addPipeline(project.id, { jobs: [{ name: "build" }] }).id);
  assert.equal(
    archivesOf(project, former?.id).filter(live).length,
    after.filter(({ pipeline: { id } }) => id === former?.id).filter(hasArchive).length,
  );
  assert.equal(liveIn(1), others);
  assert.ok(twin.world.jobs.size <= 1);
});

test("where GitLab's own rounds are made, jobs of a crowd that wait too long are dropped, and artifacts go by themselves", () => {
  const settings = { timers: true };
  const { twin, projects, time } = crowdTwin({ projects: 30, jobsPerProject: 60 }, { settings });
  const unfinished = () =>
    projects.flatMap((one) => [...jobsOf(one, { statuses: new Set(["pending", "running"] as const) })]);
  const late = () =>
    projects
      .flatMap((one) => [...jobsOf(one)])
      .filter((job) => hasArchive(job) && isPast(job.artifactsExpireAt, time.now() - 86_400_000));
  assert.ok(unfinished().length > 0);
  time.advance(10 * day);
  const before = late().length;
  twin.wake();
  assert.deepEqual(unfinished(), []);
  assert.ok(late().length < before);
});

test("pipelines of a crowd that are too old are archived", () => {
  const settings = { archiveAfterSeconds: 30 * day };
  const { twin, projects, time } = crowdTwin({ projects: 1, jobsPerProject: 300 }, { settings });
  const all = [...pipelinesOf(projectAt(projects, 0))];
  const isOld = (createdAt: number) => createdAt <= time.now() - 30 * day * 1000;
  assert.deepEqual(
    all.map(({ isArchived }) => isArchived),
    all.map(({ createdAt }) => isOld(createdAt)),
  );
  const { id } = all.find(({ isArchived }) => isArchived)?.jobs[0] ?? { id: 0 };
  assert.deepEqual(twin.act("retry", id, { by: twin.bot.username }), { refused: 403, message: "403 Forbidden" });
});

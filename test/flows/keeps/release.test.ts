import assert from "node:assert/strict";
import { test } from "node:test";
import {
  keepStage,
  keepTagPipelines,
  keepTags,
  kept,
  keptText,
  pipelineHook,
  releasePipeline,
  task,
  work,
} from "./stage.ts";

const day = 86_400;

test("the artifacts of a tag's jobs and of its child pipeline's are kept when they succeed, and the ledger says why", async (t) => {
  const stage = await keepStage(t, keepTags);
  const { build, packaged, child } = releasePipeline(stage);
  await stage.settle();
  assert.deepEqual([build.artifactsExpireAt, packaged.artifactsExpireAt], [null, null]);
  const keeps = await kept(stage);
  assert.deepEqual(
    keeps.map(({ since: _, ...keep }) => keep).find(({ on }) => on === `job:${packaged.id}`),
    {
      project: stage.project.id,
      on: `job:${packaged.id}`,
      path: stage.project.path,
      name: "package",
      ref: "v1.2",
      tag: true,
      pipelineId: child.id,
      why: "wanted by keep-tags",
      rules: ["keep-tags@1"],
      sizeBytes: 1_048_762,
      state: "kept",
    },
  );
  assert.equal(keeps.length, 2);
});

test("the hook of a tag's pipeline leads to the jobs of its child pipelines, of which no hook told", async (t) => {
  const stage = await keepStage(t, keepTagPipelines, { hooks: false });
  const { parent, build, packaged } = releasePipeline(stage);
  assert.equal(await stage.deliverSigned(pipelineHook(stage, { id: parent.id, ref: "v1.2", status: "success" })), 202);
  await work(stage);
  assert.deepEqual([build.artifactsExpireAt, packaged.artifactsExpireAt], [null, null]);
  assert.equal((await task(stage, packaged.id))?.state, "done");
});

test("the patrol finds the jobs of a child pipeline where every hook was lost", async (t) => {
  const stage = await keepStage(t, keepTagPipelines, { hooks: false });
  const { build, packaged } = releasePipeline(stage);
  await stage.settle();
  assert.deepEqual([build.artifactsExpireAt, packaged.artifactsExpireAt], [null, null]);
});

test("a child pipeline of another project is left to that project's rules", async (t) => {
  const stage = await keepStage(t, keepTagPipelines, { hooks: false });
  const { twin, project } = stage;
  const other = twin.addProject({
    path: "shop/web",
    members: { alice: "maintainer", [twin.bot.username]: "maintainer" },
  });
  const trigger = { project: other.path, jobs: [{ name: "package" }] };
  const jobs = [{ name: "build" }, { name: "elsewhere", trigger }];
  const parent = twin.addPipeline(project.id, { ref: "v1.2", tag: true, by: "alice", jobs });
  const below = twin.jobNamed(parent.id, "elsewhere").downstream;
  assert.ok(below);
  const packaged = twin.succeed(twin.jobNamed(below.id, "package").id);
  twin.succeed(twin.jobNamed(parent.id, "build").id);
  await stage.deliverSigned(pipelineHook(stage, { id: parent.id, ref: "v1.2", status: "success" }));
  await work(stage);
  assert.notEqual(packaged.artifactsExpireAt, null);
});

test("from its hook on a release keeps its tag's pipelines and their children, and what rules want is kept in GitLab too", async (t) => {
  const stage = await keepStage(t, keepTags, { hooks: false });
  const { parent, child, build, packaged } = releasePipeline(stage);
  stage.twin.addHook(stage.project.id, { ...stage.hook, jobEvents: false, pipelineEvents: false, releaseEvents: true });
  stage.twin.addRelease(stage.project.id, { tag: "v1.2" });
  await stage.twin.deliver();
  await work(stage);
  const keeps = await kept(stage);
  const ofPipelines = keeps.filter(({ on }) => on.startsWith("pipeline:"));
  assert.deepEqual(
    ofPipelines.map(({ on, why, release }) => [on, why, release]).toSorted(),
    [parent.id, child.id].map((id) => [`pipeline:${id}`, "the release v1.2", "v1.2"]),
  );
  assert.deepEqual([build.artifactsExpireAt, packaged.artifactsExpireAt], [null, null]);
});

test("a branch that is called like the released tag has none of its pipelines kept", async (t) => {
  const stage = await keepStage(t, keepTags, { hooks: false });
  const { twin, project, hook } = stage;
  const { parent, child } = releasePipeline(stage);
  const branch = twin.addPipeline(project.id, { ref: "v1.2", sha: parent.commit.sha, jobs: [{ name: "build" }] });
  twin.addHook(project.id, { ...hook, jobEvents: false, pipelineEvents: false, releaseEvents: true });
  twin.addRelease(project.id, { tag: "v1.2" });
  await twin.deliver();
  await work(stage);
  const text = await keptText(stage);
  assert.ok(text.includes(`pipeline:${parent.id} kept`) && text.includes(`pipeline:${child.id} kept`));
  assert.ok(!text.some((one) => one.startsWith(`pipeline:${branch.id}`)));
});

test("a tag that is deleted makes proposals, deletes nothing, and a tag that comes back is kept again", async (t) => {
  const stage = await keepStage(t, keepTags);
  const { twin, project } = stage;
  const { parent, child, build, packaged } = releasePipeline(stage);
  twin.addRelease(project.id, { tag: "v1.2" });
  await stage.settle();
  const all = [`job:${build.id}`, `job:${packaged.id}`, `pipeline:${parent.id}`, `pipeline:${child.id}`];
  assert.deepEqual(
    await keptText(stage),
    all.map((on) => `${on} kept`),
  );
  const before = twin.effects.length;
  twin.pushTags(project.id, { tags: ["v1.2"], by: "alice", isDeletion: true });
  await stage.settle();
  const gone = await kept(stage);
  assert.deepEqual(
    new Set(gone.map(({ state, proposal }) => `${state}: ${proposal?.reason}`)),
    new Set(["proposed: the tag v1.2 is gone"]),
  );
  await stage.pass(3 * day);
  assert.equal((await kept(stage)).length, all.length);
  assert.equal(twin.effects.length, before);
  const since = gone[0]?.proposal?.since;
  assert.equal((await kept(stage))[0]?.proposal?.since, since);
  twin.addTag(project.id, "v1.2");
  await stage.pass(day + 3600);
  assert.deepEqual(
    (await keptText(stage)).filter((one) => one.startsWith("job")),
    [`job:${build.id} kept`, `job:${packaged.id} kept`],
  );
});

test("a release that is deleted makes a proposal of what it kept, not of what rules keep for its tag", async (t) => {
  const stage = await keepStage(t, keepTags);
  const { twin, project } = stage;
  const { parent, child, build, packaged } = releasePipeline(stage);
  twin.addRelease(project.id, { tag: "v1.2" });
  await stage.settle();
  twin.world.projects.find(({ id }) => id === project.id)?.releases.pop();
  await stage.pass(day + 3600);
  assert.deepEqual(await keptText(stage), [
    `job:${build.id} kept`,
    `job:${packaged.id} kept`,
    `pipeline:${parent.id} proposed`,
    `pipeline:${child.id} proposed`,
  ]);
});

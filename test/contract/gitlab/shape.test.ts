import assert from "node:assert/strict";
import { contract, type Scene } from "./scene.ts";

const basic = [
  "allow_failure",
  "commit",
  "coverage",
  "created_at",
  "duration",
  "erased_at",
  "finished_at",
  "id",
  "name",
  "pipeline",
  "project",
  "queued_duration",
  "ref",
  "source",
  "stage",
  "started_at",
  "status",
  "tag",
  "user",
  "web_url",
];
const ofJobs = ["archived", "artifacts", "artifacts_expire_at", "runner", "runner_manager", "tag_list"];
const sorted = (...keys: string[]) => keys.sort();
const keysOf = (value: object) => Object.keys(value).sort();

contract("2.3 Job: JobBasic and artifacts, runner, expiry, archived, tag_list; no more", async (scene) => {
  const { get, lone, pathOf } = scene;
  const job = lone({ name: "unit", tags: ["linux", "docker"] });
  const { json } = await get(pathOf(job));
  assert.deepEqual(keysOf(json), sorted(...basic, ...ofJobs));
  assert.deepEqual(
    [json.artifacts, json.runner, json.runner_manager, json.artifacts_expire_at],
    [[], null, null, null],
  );
  assert.deepEqual([json.archived, json.tag_list], [false, ["docker", "linux"]], "tags are sorted");
  assert.deepEqual([json.started_at, json.finished_at, json.erased_at, json.duration], [null, null, null, null]);
  assert.deepEqual([json.ref, json.tag, json.stage, json.allow_failure], ["main", false, "test", false]);
});

contract("2.3 Job: no retried, manual, when, retryable, playable, environment, retries_count", async (scene) => {
  const { get, lone, pathOf } = scene;
  const environment = { name: "live", action: "start", tier: "production" };
  const { json } = await get(pathOf(lone({ name: "gate", when: "manual", environment })));
  assert.equal(json.status, "manual");
  for (const name of ["retried", "manual", "when", "retryable", "playable", "environment", "retries_count", "stuck"])
    assert.equal(name in json, false, name);
});

contract("2.3 failure_reason only when failed", async ({ get, lone, pathOf, twin, standing }) => {
  const reasonOf = async (job: { id: number }) => {
    const { json } = await get(pathOf(job));
    return [json.status, "failure_reason" in json, json.failure_reason];
  };
  const failed = twin.fail(lone("unit").id, "runner_system_failure");
  assert.deepEqual(await reasonOf(failed), ["failed", true, "runner_system_failure"]);
  assert.deepEqual(await reasonOf(lone("unit")), ["pending", false, undefined]);
  assert.deepEqual(await reasonOf(twin.succeed(lone("unit").id)), ["success", false, undefined]);
  const slow = standing({ name: "slow", cancelsSlowly: true }, "canceling");
  assert.deepEqual(await reasonOf(twin.fail(slow.id, "no_updates_canceling")), ["canceled", false, undefined]);
  failed.failureReason = null;
  assert.deepEqual(await reasonOf(failed), ["failed", true, "unknown_failure"], "nothing recorded");
});

contract("2.3 artifacts_file is absent unless artifacts?: not expired and an archive", async (scene) => {
  const { get, lone, pathOf, twin, time } = scene;
  const job = twin.succeed(lone("unit").id, { artifacts: { expireInSeconds: 60 } });
  const { json } = await get(pathOf(job));
  assert.deepEqual(keysOf(json), sorted(...basic, ...ofJobs, "artifacts_file"));
  assert.deepEqual(json.artifacts_file, { filename: "artifacts.zip", size: 1_048_576 });
  assert.deepEqual(json.artifacts[0], {
    file_type: "archive",
    size: 1_048_576,
    filename: "artifacts.zip",
    file_format: "zip",
  });
  time.advance(60);
  const late = await get(pathOf(job));
  assert.deepEqual(["artifacts_file" in late.json, late.json.artifacts.length], [false, 3]);
  const bare = twin.succeed(lone("bare").id, { artifacts: { files: [{ type: "junit", sizeBytes: 9 }] } });
  assert.equal("artifacts_file" in (await get(pathOf(bare))).json, false);
});

contract("2.3 Bridge: JobBasic and downstream_pipeline, no artifacts, runner, tag_list", async (scene) => {
  const { get, pipeline, path, twin } = scene;
  const kids = { name: "kids", trigger: { jobs: [{ name: "child" }] } };
  const waiting = { name: "waiting", when: "manual", trigger: { jobs: [{ name: "child" }] } } as const;
  const one = pipeline([kids, waiting]);
  const { json } = await get(`${path}/pipelines/${one.id}/bridges`);
  for (const bridge of json) assert.deepEqual(keysOf(bridge), sorted(...basic, "downstream_pipeline"));
  const [notBegun, begun] = json;
  assert.equal(notBegun.downstream_pipeline, null);
  const { id, source, status, project_id } = begun.downstream_pipeline;
  assert.deepEqual([id, source], [twin.jobNamed(one.id, "kids").downstream?.id, "parent_pipeline"]);
  assert.deepEqual([status, project_id], ["pending", scene.id]);
});

contract("2.3 pipeline, commit, user and project of a job", async ({ get, lone, pathOf, id }) => {
  const job = lone("unit", { by: "developer", source: "web" });
  const { json } = await get(pathOf(job));
  assert.deepEqual(
    keysOf(json.pipeline),
    sorted("id", "iid", "project_id", "sha", "ref", "status", "source", "created_at", "updated_at", "web_url"),
  );
  assert.deepEqual([json.pipeline.id, json.pipeline.project_id, json.source], [job.pipeline.id, id, "web"]);
  assert.equal(json.commit.id, json.pipeline.sha);
  assert.deepEqual([json.user.username, json.project], ["developer", { ci_job_token_scope_enabled: false }]);
});

contract("2.3 dates: ISO-8601 with ms and Z, except commit.created_at, which has an offset", async (scene) => {
  const { get, lone, pathOf, twin } = scene;
  const job = twin.succeed(lone("unit").id);
  const { json } = await get(pathOf(job));
  const zulu = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
  for (const name of ["created_at", "started_at", "finished_at", "artifacts_expire_at"]) assert.match(json[name], zulu);
  for (const name of ["created_at", "updated_at"]) assert.match(json.pipeline[name], zulu);
  assert.match(json.commit.created_at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00$/);
});

contract("2.3 queued_duration counts on while it waits, duration while it runs", async (scene: Scene) => {
  const { get, lone, pathOf, twin, time } = scene;
  const job = lone("unit");
  const durations = async () => {
    const { json } = await get(pathOf(job));
    return [json.queued_duration, json.duration];
  };
  time.advance(30);
  assert.deepEqual(await durations(), [30, null]);
  twin.run(job.id);
  time.advance(7.5);
  assert.deepEqual(await durations(), [30, 7.5]);
  twin.succeed(job.id);
  time.advance(60);
  assert.deepEqual(await durations(), [30, 7.5]);
});

contract("2.3 runner: of a job that was picked up, as the runner is", async ({ get, lone, pathOf, twin, id }) => {
  const runner = twin.addRunner({ description: "own", tags: ["gpu"], projectIds: [id] });
  const job = twin.run(lone({ name: "unit", tags: ["gpu"] }).id);
  const { json } = await get(pathOf(job));
  assert.deepEqual(
    [json.runner.id, json.runner.description, json.runner.runner_type],
    [runner.id, "own", "project_type"],
  );
  assert.deepEqual([json.runner.is_shared, json.runner.online, json.runner.paused], [false, true, false]);
  runner.isOnline = false;
  assert.deepEqual([(await get(pathOf(job))).json.runner.status], ["offline"]);
});

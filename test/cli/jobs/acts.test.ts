import assert from "node:assert/strict";
import { test } from "node:test";
import { manual } from "../../twin/world.ts";
import { desk } from "./desk.ts";

test("retry says what it will do, does it once, and names the new job and its page", async (t) => {
  const { twin, pipeline, jobs, url, writes } = await desk(t);
  const { id } = twin.jobNamed(pipeline([{ name: "rspec 1/4", stage: "test" }]).id, "rspec 1/4");
  twin.fail(id, "runner_system_failure");
  const { code, out } = await jobs("retry", `${url(id)}#L12`);
  const fresh = twin.jobNamed(twin.job(id).pipeline.id, "rspec 1/4");
  assert.equal(code, 0);
  assert.match(
    out,
    /^will retry job \d+ "rspec 1\/4", which is failed \(runner_system_failure\): GitLab makes a new job/,
  );
  assert.ok(out.endsWith(`runs again as job ${fresh.id}, which is pending  ${url(fresh.id)}\n`), out);
  assert.equal(writes().length, 1);
});

test("a pending job is not retried: the advice is restart, and nothing is sent", async (t) => {
  const { twin, pipeline, jobs, url, writes } = await desk(t);
  const { id } = twin.jobNamed(pipeline(["test/rspec"]).id, "rspec");
  const { code, err } = await jobs("retry", url(id));
  assert.deepEqual([code, writes()], [1, []]);
  assert.match(err, /nothing was sent: job \d+ "rspec" is pending\n.*penstock jobs restart/);
});

test("restart cancels a pending job and makes a new one of it", async (t) => {
  const { twin, pipeline, jobs, url, writes } = await desk(t);
  const { id } = twin.jobNamed(pipeline(["test/rspec"]).id, "rspec");
  const { code, out } = await jobs("restart", url(id));
  assert.deepEqual([code, twin.job(id).status, writes().length], [0, "canceled", 2]);
  assert.match(out, /^will cancel job \d+ "rspec", which is pending, and retry it.*\n.*runs again as job \d+/);
});

test("play starts a manual job with variables whose values are never printed", async (t) => {
  const { twin, pipeline, jobs, url } = await desk(t);
  const { id } = twin.jobNamed(pipeline([manual("deploy")]).id, "deploy");
  const { code, out, err } = await jobs("play", url(id), "--variable", "REGION=eu-central-1", "--variable", "WHY=a=b");
  assert.equal(code, 0, err);
  assert.match(out, /^will play job \d+ "deploy" with REGION, WHY\njob \d+ "deploy" was started: it is pending/);
  assert.ok(!`${out}${err}`.includes("eu-central-1"));
  assert.deepEqual(twin.job(id).variables, { REGION: "eu-central-1", WHY: "a=b" });
});

test("a manual job that has ended is not run again by play, unless --rerun says so", async (t) => {
  const { twin, pipeline, jobs, url, writes } = await desk(t);
  const { id } = twin.jobNamed(pipeline([manual("deploy")]).id, "deploy");
  twin.act("play", id, { by: "ada" });
  twin.succeed(id);
  const refused = await jobs("play", url(id));
  assert.deepEqual([refused.code, writes()], [1, []]);
  assert.match(refused.err, /say --rerun/);
  const again = await jobs("play", url(id), "--rerun", "--json");
  assert.equal(again.code, 0, again.err);
  const [result] = JSON.parse(again.out);
  assert.equal(result.outcome, "done");
  assert.ok(result.job.id > id);
});

test("a dry run says what would be done, and sends nothing but GETs", async (t) => {
  const { twin, pipeline, jobs, url, writes } = await desk(t);
  const made = pipeline(["build/build", manual("deploy")]);
  const { id } = twin.jobNamed(made.id, "build");
  const lines: [string, RegExp][] = [
    ["cancel", /^would cancel job \d+ "build", which is pending\n/],
    ["restart", /^would cancel job \d+ "build".* and retry it/],
  ];
  for (const [verb, told] of lines) {
    const { code, out } = await jobs(verb, url(id), "--dry-run");
    assert.equal(code, 0);
    assert.match(out, told);
  }
  twin.succeed(id);
  const erase = await jobs("erase", url(id), "--dry-run", "--json");
  assert.match(JSON.parse(erase.out)[0].message, /^would erase the log and the artifacts \(2 files/);
  const refused = await jobs("restart", url(id), "--dry-run");
  assert.equal(refused.code, 1);
  assert.deepEqual(writes(), []);
  assert.equal(twin.effects.length, 0);
});

test("several jobs are canceled in one go, each told; the exit code is the worst one's", async (t) => {
  const { twin, pipeline, jobs, writes, id: projectId } = await desk(t);
  const made = pipeline(["test/a", "test/b"]);
  const [a, b] = [twin.jobNamed(made.id, "a").id, twin.jobNamed(made.id, "b").id];
  const args = ["cancel", "--project", String(projectId), "--json", `${a}`, `${a}`, "999", `${b}`];
  const { code, out } = await jobs(...args);
  const results: { jobId: number; outcome: string }[] = JSON.parse(out);
  assert.deepEqual(
    results.map(({ jobId, outcome }) => [jobId, outcome]),
    [
      [a, "done"],
      [999, "refused"],
      [b, "done"],
    ],
  );
  assert.deepEqual([code, writes().length], [1, 2]);
});

test("keep takes the expiry off, and says so when there is none", async (t) => {
  const { twin, pipeline, jobs, url, writes } = await desk(t);
  const { id } = twin.jobNamed(pipeline(["build/build"]).id, "build");
  twin.succeed(id);
  assert.equal((await jobs("keep", url(id))).code, 0);
  assert.equal(twin.job(id).artifactsExpireAt, null);
  const again = await jobs("keep", url(id));
  assert.deepEqual([again.code, writes().length], [0, 1]);
  assert.match(again.out, /^nothing to do: .*they stay already/);
});

test("what is final is refused where nobody can be asked, and done with --yes", async (t) => {
  const { twin, pipeline, jobs, url, writes } = await desk(t);
  const { id } = twin.jobNamed(pipeline(["build/build"], { ref: "v1.0", tag: true }).id, "build");
  twin.succeed(id);
  for (const verb of ["erase", "delete-artifacts"]) {
    const { code, err } = await jobs(verb, url(id));
    assert.deepEqual([code, writes()], [1, []]);
    assert.match(err, /warning: the artifacts belong to a tag/);
    assert.match(err, /say --yes if you mean it/);
  }
  const deleted = await jobs("delete-artifacts", "--yes", url(id));
  assert.equal(deleted.code, 0, deleted.err);
  assert.deepEqual(
    twin.job(id).files.map(({ type }) => type),
    ["trace"],
  );
  assert.equal((await jobs("erase", "--yes", url(id))).code, 0);
  assert.deepEqual(twin.job(id).files, []);
});

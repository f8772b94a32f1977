import assert from "node:assert/strict";
import { test } from "node:test";
import { manual } from "../../twin/world.ts";
import { desk, start } from "./desk.ts";

for (const [kind, done] of [
  ["500after", "and job \\d+ is a newer run of it"],
  ["dropAfter", "and job \\d+ is a newer run of it"],
  ["dropBefore", "and no newer run of it is there"],
] as const)
  test(`a retry whose answer is lost (${kind}) is not repeated: its outcome is told from a new look, exit code 3`, async (t) => {
    const { twin, pipeline, jobs, url, writes } = await desk(t);
    const { id } = twin.jobNamed(pipeline(["test/rspec"]).id, "rspec");
    twin.fail(id);
    twin.faultNext({ method: "POST", kind });
    const { code, err } = await jobs("retry", url(id));
    assert.equal(code, 3);
    assert.match(
      err,
      new RegExp(`it is not known whether GitLab did it: .*is failed \\(script_failure\\) now, ${done}`),
    );
    assert.equal(writes().length, 1);
  });

test("a play whose answer is lost says what the job looks like now", async (t) => {
  const { twin, pipeline, jobs, url } = await desk(t);
  const { id } = twin.jobNamed(pipeline([manual("deploy")]).id, "deploy");
  twin.faultNext({ method: "POST", kind: "dropAfter" });
  const { code, err } = await jobs("play", url(id), "--variable", "KEY=hunter2secret");
  assert.equal(code, 3);
  assert.match(err, /job \d+ "deploy" is pending now/);
  assert.ok(!err.includes("hunter2secret"));
});

test("a restart whose cancel is lost does not go on to the retry", async (t) => {
  const { twin, pipeline, jobs, url, writes } = await desk(t);
  const { id } = twin.jobNamed(pipeline(["test/rspec"]).id, "rspec");
  twin.faultNext({ method: "POST", kind: "dropAfter" });
  const { code, err } = await jobs("restart", url(id));
  assert.deepEqual([code, writes().length], [3, 1]);
  assert.match(err, /is canceled now\. It was not retried/);
});

for (const [who, verb, told] of [
  ["reporter", "retry", /GitLab refused to retry job \d+ "build": .*403 Forbidden.*\n.*the role Developer/],
  ["dev", "delete-artifacts", /GitLab refused to delete-artifacts .*403.*\n.*the role Maintainer/],
] as const)
  test(`a ${who} who may not ${verb} hears GitLab's words and which role it takes`, async (t) => {
    const { twin, pipeline, jobs, url } = await desk(t, who);
    const { id } = twin.jobNamed(pipeline(["build/build"]).id, "build");
    twin.succeed(id);
    const { code, err } = await jobs(verb, url(id), ...(verb === "delete-artifacts" ? ["--yes"] : []));
    assert.equal(code, 1);
    assert.match(err, told);
    assert.equal(twin.effects.length, 0);
  });

test("a token that GitLab does not know, one that only reads, and a project that is hidden are told apart", async (t) => {
  const { twin, pipeline, settings, url, served, cwd } = await desk(t);
  const { id } = twin.jobNamed(pipeline(["build/build"]).id, "build");
  twin.fail(id);
  const as = (token: string, ...args: string[]) =>
    start(t, ["jobs", ...args], { env: { ...settings, PENSTOCK_GITLAB_TOKEN: token }, cwd }).ended;
  const wrong = await as("glpat-nobody-has-this-one", "get", url(id));
  assert.equal(wrong.code, 1);
  assert.match(wrong.err, /401.*PENSTOCK_GITLAB_TOKEN is wrong, expired or revoked: make a new one at http/);
  assert.ok(!wrong.err.includes("glpat-nobody"));
  const reads = await as(twin.addToken("ada", { scope: "read_api" }), "retry", url(id));
  assert.match(reads.err, /GitLab refused to retry.*\n.*scope/);
  const hidden = await as(twin.addToken("ada"), "get", `${served.url}/shop/secret/-/jobs/${id}`);
  assert.deepEqual([hidden.code, /no job \d+ in shop\/secret.*A trigger job/.test(hidden.err)], [1, true], hidden.err);
});

test("a rate limit is told with how long to wait", async (t) => {
  const { twin, pipeline, jobs, url } = await desk(t);
  const { id } = twin.jobNamed(pipeline(["build/build"]).id, "build");
  twin.fail(id);
  twin.faultNext({ method: "GET", kind: "429", retryAfterSeconds: 17 });
  assert.match((await jobs("get", url(id))).err, /Wait 17 s\./);
  twin.faultNext({ method: "POST", kind: "429", retryAfterSeconds: 23 });
  assert.match((await jobs("retry", url(id))).err, /wait 23 s, and say it again/);
});

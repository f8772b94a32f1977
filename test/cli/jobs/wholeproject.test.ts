import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { type TestContext, test } from "node:test";
import { deleteAll } from "../../../lib/cli/jobs/wholeproject.ts";
import type { ProjectRef } from "../../../lib/gitlab/place.ts";
import { desk } from "./desk.ts";

/** Two pipelines of one ref with artifacts: GitLab keeps those of the newer one. */
async function built(t: TestContext, who = "ada", project: Parameters<typeof desk>[2] = {}) {
  const world = await desk(t, who, project);
  const [old, newest] = [1, 2].map(() => world.twin.jobNamed(world.pipeline(["build/build"]).id, "build").id);
  for (const id of [old, newest]) world.twin.succeed(id ?? 0);
  const desks = (typed: string, isAttended: boolean) => {
    const [input, output] = [new PassThrough(), new PassThrough()];
    input.write(typed);
    return { input, output, isAttended };
  };
  const client = world.client(async () => {});
  return {
    ...world,
    expired: () => world.twin.effects.filter(({ verb }) => verb === "expireArtifacts").map(({ jobId }) => jobId),
    old: old ?? 0,
    all: (options: { yes?: true; dryRun?: true; typed?: string } = {}, project: ProjectRef = "shop/api") =>
      deleteAll({ client, project, options, desk: desks(options.typed ?? "", options.typed !== undefined) }),
  };
}

test("delete-artifacts --whole-project --yes lets all expire but the newest of the ref, and tells it as JSON", async (t) => {
  const { jobs, old, expired, writes } = await built(t);
  const args = ["delete-artifacts", "--whole-project", "--project", "shop/api"];
  const refused = await jobs(...args);
  assert.deepEqual([refused.code, writes()], [1, []]);
  assert.match(refused.err, /nothing was sent: it would delete the artifacts of every job of shop\/api.*\n.*say --yes/);
  const done = await jobs(...args, "--yes", "--json");
  assert.equal(done.code, 0, done.err);
  const [{ verb, project, outcome, message }, ...more] = JSON.parse(done.out);
  assert.deepEqual([verb, project, outcome, more], ["delete-artifacts", "shop/api", "done", []]);
  assert.match(message, /GitLab has begun to delete the artifacts of shop\/api/);
  assert.deepEqual([expired(), writes().length], [[old], 1]);
});

test("a project and a job together, and neither of them, are refused before anything is asked", async (t) => {
  const { jobs, twin } = await desk(t);
  for (const [args, told] of [
    [["--whole-project"], /--whole-project goes with --project/],
    [["--whole-project", "--project", "shop/api", "7"], /whose artifacts\?/],
  ] as const) {
    const { code, err } = await jobs("delete-artifacts", ...args);
    assert.equal(code, 1);
    assert.match(err, told);
  }
  assert.deepEqual(twin.requests, []);
});

for (const [typed, kind, count] of [
  ["yes\n", "done", 1],
  ["no\n", "refused", 0],
] as const)
  test(`a person who is asked about a whole project and says ${JSON.stringify(typed)} ends ${kind}`, async (t) => {
    const { all, expired } = await built(t);
    assert.deepEqual([(await all({ typed })).kind, expired().length], [kind, count]);
  });

test("a dry run looks at the project, and says that it would, or that it is not there", async (t) => {
  const { all, twin, writes } = await built(t);
  const would = await all({ dryRun: true });
  assert.equal(would.kind, "would");
  assert.match(would.message, /^would delete the artifacts of every job of shop\/api/);
  assert.equal(twin.requests.length, 1);
  for (const options of [{ dryRun: true }, { yes: true }] as const) {
    const none = await all(options, "shop/apu");
    assert.equal(none.kind, "refused");
    assert.match(none.message, /^nothing was sent: no project shop\/apu, or the token must not see it/);
  }
  assert.deepEqual(writes(), []);
});

test("who may not, who must wait, and who does not know, each hears why and what to do", async (t) => {
  const dev = await built(t, "dev");
  const forbidden = await dev.all({ yes: true });
  assert.match(`${forbidden.message} ${forbidden.cure}`, /refused to delete .*403.* needs the role Maintainer\.$/);
  const { all, twin } = await built(t);
  for (const [fault, kind, cure] of [
    [{ kind: "429", retryAfterSeconds: 23 }, "refused", /wait 23 s, and say it again/],
    [{ kind: "answer", status: 401, body: "{}" }, "refused", /wrong, expired or revoked/],
    [{ kind: "answer", status: 409, body: "{}" }, "refused", /in an hour/],
    [{ kind: "answer", status: 404, body: "{}" }, "refused", /too old: penstock probe/],
    [{ kind: "answer", status: 418, body: "{}" }, "refused", /penstock probe/],
    [{ kind: "500before" }, "unknown", /no further harm/],
  ] as const) {
    twin.faultNext({ method: "DELETE", ...fault });
    const outcome = await all({ yes: true });
    assert.equal(outcome.kind, kind);
    assert.match(outcome.cure ?? "", cure);
  }
});

import assert from "node:assert/strict";
import { contract, refusalOf } from "./scene.ts";
import {
  forbidden,
  noProject,
  noRecord,
  notErasable,
  notRetryable,
  statsRefresh,
  unauthorized,
  unplayable,
  wrong,
} from "./words.ts";

contract("2.2 retry, job not retryable: 403 Forbidden - Job is not retryable", async ({ post, lone, pathOf }) => {
  assert.deepEqual(refusalOf(await post(`${pathOf(lone("unit"))}/retry`)), notRetryable);
});

contract("2.2 retry with unknown/invalid inputs: 400 Bad request - and what is wrong", async (scene) => {
  const { post, lone, pathOf, twin } = scene;
  const inputs = { size: { type: "number", default: 1 }, target: { type: "string", options: ["blue"] } } as const;
  const job = twin.fail(lone({ name: "unit", inputs }).id);
  const refusals = [
    [{ x: 1 }, "Unknown input: x"],
    [{ x: 1, y: 2 }, "Unknown inputs: x, y"],
    [{ size: "big" }, "`size` input: provided value is not a number"],
    [{ target: "red" }, "`target` input: `red` cannot be used because it is not in the list of allowed options"],
  ] as const;
  for (const [given, message] of refusals) {
    const reply = await post(`${pathOf(job)}/retry`, { body: { inputs: given } });
    assert.deepEqual(refusalOf(reply), [400, { message: `400 Bad request - ${message}` }]);
  }
  assert.deepEqual(
    refusalOf(await post(`${pathOf(job)}/retry`, { body: { inputs: [1] } })),
    wrong("inputs is invalid"),
  );
  assert.equal(twin.effects.length, 0);
});

contract("2.2 play, job not playable: 400 Bad request - Unplayable Job", async ({ post, lone, pathOf }) => {
  assert.deepEqual(refusalOf(await post(`${pathOf(lone("unit"))}/play`)), unplayable);
});

const roleOfVariables = { developer: "developer", maintainer: "maintainer", owner: "owner" } as const;

for (const [lowest, role] of Object.entries(roleOfVariables))
  contract(
    `2.2 play with variables while not allowed to set pipeline variables: 403 Forbidden below ${role}`,
    async ({ post, lone, pathOf, tokens, twin }) => {
      const body = { job_variables_attributes: [{ key: "V", value: "1" }] };
      const found = [];
      for (const who of ["developer", "maintainer", "owner"] as const) {
        const gate = lone({ name: "gate", when: "manual" });
        const reply = await post(`${pathOf(gate)}/play`, { body, token: tokens[who] });
        if (reply.status === 403) assert.deepEqual([refusalOf(reply), gate.status], [forbidden, "manual"]);
        else found.push(who);
      }
      assert.equal(found[0], lowest);
      assert.equal(twin.effects.length, found.length);
    },
    { project: { settings: { pipelineVariables: role } } },
  );

contract(
  "2.2 play with variables, no_one_allowed: 403 Forbidden for the owner too, without variables it plays",
  async ({ post, lone, pathOf, tokens }) => {
    const gate = lone({ name: "gate", when: "manual" });
    const body = { job_variables_attributes: [{ key: "V", value: "1" }] };
    assert.deepEqual(refusalOf(await post(`${pathOf(gate)}/play`, { body, token: tokens.owner })), forbidden);
    assert.equal((await post(`${pathOf(gate)}/play`, { body: { job_variables_attributes: [] } })).status, 200);
  },
  { project: { settings: { pipelineVariables: "no_one_allowed" } } },
);

contract("2.2 erase, not erasable: 403 Forbidden - Job is not erasable!", async ({ post, lone, pathOf, twin }) => {
  const job = lone("unit");
  assert.deepEqual(refusalOf(await post(`${pathOf(job)}/erase`)), notErasable);
  twin.succeed(job.id);
  assert.equal((await post(`${pathOf(job)}/erase`)).status, 201);
  assert.deepEqual(refusalOf(await post(`${pathOf(job)}/erase`)), notErasable, "nothing is left");
});

contract("2.2 keep, no archive or already past artifacts_expire_at: 404 with the object's name", async (scene) => {
  const { post, lone, pathOf, twin, time } = scene;
  const bare = twin.succeed(lone("bare").id, { artifacts: { files: [{ type: "junit", sizeBytes: 9 }] } });
  const expired = twin.succeed(lone("expired").id, { artifacts: { expireInSeconds: 60 } });
  assert.equal((await post(`${pathOf(expired)}/artifacts/keep`)).status, 200);
  const late = twin.succeed(lone("late").id, { artifacts: { expireInSeconds: 60 } });
  time.advance(60);
  for (const job of [bare, late, lone("waiting")]) {
    const { status, json } = await post(`${pathOf(job)}/artifacts/keep`);
    assert.equal(status, 404);
    assert.match(json.message, /^404 #<Ci::Build:0x[0-9a-f]{16}> Not Found$/);
  }
});

contract("2.2 delete/erase/project-artifacts/pipeline delete during stats refresh: 409", async (scene) => {
  const { ask, post, del, lone, path, pathOf, twin, project, tokens } = scene;
  const job = twin.succeed(lone("unit").id);
  project.settings.isRefreshingStats = true;
  const whole = `${path}/pipelines/${job.pipeline.id}`;
  const asOwner = { token: tokens.owner };
  const tries = [
    () => del(`${pathOf(job)}/artifacts`),
    () => post(`${pathOf(job)}/erase`),
    () => del(`${path}/artifacts`),
    () => ask("DELETE", whole, asOwner),
  ];
  for (const attempt of tries) assert.deepEqual(refusalOf(await attempt()), statsRefresh);
  assert.deepEqual([job.files.length, twin.effects.length], [3, 0]);
  project.settings.isRefreshingStats = false;
  for (const [index, status] of [204, 201, 202, 204].entries()) assert.equal((await tries[index]?.())?.status, status);
  assert.deepEqual(refusalOf(await scene.get(whole)), noRecord);
  assert.deepEqual(refusalOf(await scene.get(pathOf(job))), noRecord);
});

contract("2.2 missing role: 403 Forbidden", async ({ post, lone, pathOf, tokens }) => {
  const reply = await post(`${pathOf(lone("unit"))}/cancel`, { token: tokens.reporter });
  assert.deepEqual(refusalOf(reply), forbidden);
});

contract("2.2 project invisible to the token: 404 Project Not Found, as one that is not there", async (scene) => {
  const { ask, lone, path, pathOf, tokens } = scene;
  const job = lone("unit");
  for (const [method, of] of [
    ["GET", path],
    ["GET", `${path}/jobs`],
    ["GET", pathOf(job)],
    ["POST", `${pathOf(job)}/retry`],
    ["POST", `${path}/pipelines/${job.pipeline.id}/retry`],
    ["DELETE", `${path}/artifacts`],
  ] as const) {
    assert.deepEqual(refusalOf(await ask(method, of, { token: tokens.stranger })), noProject, of);
    assert.deepEqual(refusalOf(await ask(method, of.replace(path, "/projects/no%2Fsuch"))), noProject, of);
  }
});

contract("2.2 bad scope: scope does not have a valid value", async ({ get, path, pipeline }) => {
  const { id } = pipeline(["unit"]);
  for (const list of ["/jobs", `/pipelines/${id}/jobs`, `/pipelines/${id}/bridges`])
    for (const query of ["scope=nonsense", "scope[]=running&scope[]=passed", "scope[0]=x"])
      assert.deepEqual(
        refusalOf(await get(`${path}${list}?${query}`)),
        wrong("scope does not have a valid value"),
        `${list}?${query}`,
      );
});

contract("2.2 bad token: 401 Unauthorized", async ({ get, path }) => {
  for (const token of ["nonsense", null])
    assert.deepEqual(refusalOf(await get(`${path}/jobs`, { token })), unauthorized);
});

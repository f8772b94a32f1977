import assert from "node:assert/strict";
import { contract, refusalOf, type Scene } from "./scene.ts";
import { noProject, unauthorized } from "./words.ts";

function running({ lone, twin, path, pathOf }: Scene) {
  const done = twin.succeed(lone("done").id);
  const environment = { name: "review", action: "start", tier: "testing" };
  const job = twin.run(lone({ name: "unit", environment }, { by: "developer" }).id);
  const token = twin.jobToken(job.id);
  const pipeline = `${path}/pipelines/${done.pipeline.id}`;
  const reads = [
    "/job",
    "/job/allowed_agents",
    `${path}/jobs`,
    `${pipeline}/jobs`,
    `${pipeline}/bridges`,
    `${pathOf(done)}/artifacts`,
    `${pathOf(done)}/artifacts/tree`,
    `${path}/jobs/artifacts/main/download?job=done`,
  ];
  return { done, job, token, pipeline, reads };
}

contract("2.1 GET /job: 200 with the job whose token it is, however it is sent", async (scene) => {
  const { job, token } = running(scene);
  for (const [route, headers] of [
    ["/job", { "JOB-TOKEN": token }],
    ["/job", { Authorization: `Bearer ${token}` }],
    [`/job?job_token=${token}`, {}],
  ] as const) {
    const { status, json } = await scene.get(route, { token: null, headers });
    assert.deepEqual([status, json.id, json.name, json.status], [200, job.id, "unit", "running"]);
  }
});

contract("2.1 GET /job: 404 Job Not Found if valid non-job token; 401 for none and a wrong one", async (scene) => {
  const { token } = running(scene);
  for (const route of ["/job", "/job/allowed_agents"]) {
    assert.deepEqual(refusalOf(await scene.get(route)), [404, { message: "404 Job Not Found" }]);
    for (const headers of [{}, { "JOB-TOKEN": `${token}0` }, { "PRIVATE-TOKEN": token }])
      assert.deepEqual(refusalOf(await scene.get(route, { token: null, headers })), unauthorized);
  }
});

contract("2.1 GET /job/allowed_agents: 200 with job, pipeline, project, user and environment", async (scene) => {
  const { job, token } = running(scene);
  const { status, json } = await scene.get("/job/allowed_agents", { token: null, headers: { "JOB-TOKEN": token } });
  const { user, ...rest } = json;
  assert.deepEqual(
    [status, rest.allowed_agents, rest.job, rest.pipeline],
    [200, [], { id: job.id }, { id: job.pipeline.id }],
  );
  assert.deepEqual([rest.project.id, rest.environment.tier], [scene.id, "testing"]);
  assert.deepEqual(user.roles_in_project, ["guest", "planner", "reporter", "security_manager", "developer"]);
  const plain = scene.twin.run(scene.lone("plain").id);
  const asPlain = { token: null, headers: { "JOB-TOKEN": scene.twin.jobToken(plain.id) } };
  assert.equal("environment" in (await scene.get("/job/allowed_agents", asPlain)).json, false);
});

contract("4 CI_JOB_TOKEN works on lists, downloads and its own job", async (scene) => {
  const { token, reads } = running(scene);
  for (const route of reads)
    assert.equal((await scene.get(route, { token: null, headers: { "JOB-TOKEN": token } })).status, 200, route);
});

contract("4 CI_JOB_TOKEN: not on get-one-job, trace, play, retry, cancel, keep, delete, erase: 401", async (scene) => {
  const { job, done, token, pipeline } = running(scene);
  const { ask, path, pathOf, twin } = scene;
  const gets = [pathOf(job), `${pathOf(job)}/trace`, "/user"];
  const verbs = ["play", "retry", "cancel", "artifacts/keep", "erase"].map((verb) => `${pathOf(done)}/${verb}`);
  const posts = [...verbs, `${pipeline}/retry`, `${pipeline}/cancel`];
  const deletes = [`${pathOf(done)}/artifacts`, `${path}/artifacts`, pipeline];
  const all = { GET: gets, POST: posts, DELETE: deletes };
  for (const [method, routes] of Object.entries(all))
    for (const route of routes) {
      const reply = await ask(method, route, { token: null, headers: { "JOB-TOKEN": token } });
      assert.deepEqual(refusalOf(reply), unauthorized, `${method} ${route}`);
    }
  for (const route of [`${path}/pipelines`, pipeline]) {
    const reply = await ask("GET", route, { token: null, headers: { "JOB-TOKEN": token } });
    assert.deepEqual(refusalOf(reply), noProject, "as without a token");
  }
  assert.equal(twin.effects.length, 0);
});

contract("4 CI_JOB_TOKEN ends with its job", async (scene) => {
  const { job, token } = running(scene);
  const headers = { "JOB-TOKEN": token };
  assert.equal((await scene.get("/job", { token: null, headers })).status, 200);
  scene.twin.succeed(job.id);
  assert.deepEqual(refusalOf(await scene.get("/job", { token: null, headers })), unauthorized);
});

contract("4 CI_JOB_TOKEN has the rights of the job's user, in the projects that let it in", async (scene) => {
  const { token } = running(scene);
  const { get, twin } = scene;
  const headers = { "JOB-TOKEN": token };
  const members = { developer: "developer" } as const;
  const settings = { jobTokensFrom: ["shop/api"] };
  const open = twin.addProject({ path: "shop/open", members, settings });
  const closed = twin.addProject({ path: "shop/closed", members });
  const hidden = twin.addProject({ path: "shop/hidden", settings });
  const jobsOf = (id: number) => get(`/projects/${id}/jobs`, { token: null, headers });
  assert.equal((await jobsOf(open.id)).status, 200);
  assert.equal((await jobsOf(hidden.id)).status, 404);
  const message = "403 Forbidden - Authentication by CI/CD job token not allowed from api to closed.";
  assert.deepEqual(refusalOf(await jobsOf(closed.id)), [403, { message }]);
});

import assert from "node:assert/strict";
import test, { type TestContext } from "node:test";
import { manual, twinWorld } from "./world.ts";

async function mutating(t: TestContext, project: Parameters<typeof twinWorld>[1] = {}) {
  const world = await twinWorld(t, project);
  const mutate = async (query: string, variables: unknown = {}) => {
    const response = await fetch(`${world.served.url}/api/graphql`, {
      method: "POST",
      headers: { "PRIVATE-TOKEN": world.twin.bot.token, "Content-Type": "application/json" },
      body: JSON.stringify({ query, variables }),
    });
    // biome-ignore lint/suspicious/noExplicitAny: answers are read as a client without our types would
    return (await response.json()) as any;
  };
  return { ...world, mutate };
}

const build = (id: number) => `gid://gitlab/Ci::Build/${id}`;

test("jobPlay gives variables and inputs; what is wrong with them is in the mutation's own errors", async (t) => {
  const { twin, pipeline, mutate } = await mutating(t);
  const inputs = { region: { type: "string", default: "eu" } } as const;
  const { id } = twin.jobNamed(pipeline([{ ...manual("gate"), inputs }]).id, "gate");
  const query = `mutation Play($id: CiProcessableID!, $variables: [CiVariableInput!], $inputs: [CiInputsInput!]) {
    jobPlay(input: { id: $id, variables: $variables, inputs: $inputs }) {
      job { id status manualVariables { nodes { key value } } } errors
    } }`;
  const wrong = await mutate(query, { id: build(id), inputs: [{ name: "x", value: 1 }] });
  assert.deepEqual(wrong.data.jobPlay.errors, ["Unknown input: x"]);
  assert.equal(twin.job(id).status, "manual");
  const variables = [{ key: "V", value: "1" }];
  const { data } = await mutate(query, { id: build(id), variables, inputs: [{ name: "region", value: "us" }] });
  assert.deepEqual(data.jobPlay, {
    job: { id: build(id), status: "PENDING", manualVariables: { nodes: variables } },
    errors: [],
  });
  assert.deepEqual(twin.job(id).inputValues, { region: "us" });
});

test("jobRetry answers with the new job, takes variables that REST does not, and retries bridges", async (t) => {
  const { twin, pipeline, mutate } = await mutating(t);
  const one = pipeline(["test/unit", { name: "kids", stage: "test", trigger: { jobs: [{ name: "kid" }] } }]);
  const unit = twin.fail(twin.jobNamed(one.id, "unit").id);
  const query = `mutation ($id: CiProcessableID!, $variables: [CiVariableInput!]) {
    jobRetry(input: { id: $id, variables: $variables }) { job { id name } errors } }`;
  const { data } = await mutate(query, { id: build(unit.id), variables: [{ key: "V", value: "2" }] });
  const fresh = twin.jobNamed(one.id, "unit");
  assert.deepEqual(data.jobRetry, { job: { id: build(fresh.id), name: "unit" }, errors: [] });
  assert.deepEqual(fresh.variables, { V: "2" });
  const again = await mutate(query, { id: build(unit.id) });
  assert.deepEqual(again.data.jobRetry, { job: null, errors: ["Job is not retryable"] });
  const bridge = twin.jobNamed(one.id, "kids");
  const asBuild = await mutate(query, { id: build(bridge.id) });
  assert.match(asBuild.errors[0].message, /does not exist or you don't have permission/);
  const retried = await mutate(query, { id: `gid://gitlab/Ci::Bridge/${bridge.id}` });
  assert.equal(retried.data.jobRetry.job.id, `gid://gitlab/Ci::Bridge/${twin.jobNamed(one.id, "kids").id}`);
});

test("jobUnschedule makes a gate of a delayed job", async (t) => {
  const { twin, pipeline, mutate } = await mutating(t);
  const { id } = twin.jobNamed(pipeline([{ name: "later", when: "delayed" }]).id, "later");
  const query = `mutation { jobUnschedule(input: { id: "${build(id)}" }) { job { status playable } errors } }`;
  const { data } = await mutate(query);
  assert.deepEqual(data.jobUnschedule, { job: { status: "MANUAL", playable: true }, errors: [] });
});

test("jobArtifactsDestroy counts the files that went, and leaves the log", async (t) => {
  const { twin, pipeline, mutate } = await mutating(t);
  const unit = twin.succeed(twin.jobNamed(pipeline(["test/unit"]).id, "unit").id);
  const one = `jobArtifactsDestroy(input: { id: "${build(unit.id)}" }) { destroyedArtifactsCount errors }`;
  const { data } = await mutate(`mutation { first: ${one} second: ${one} }`);
  assert.deepEqual(data, {
    first: { destroyedArtifactsCount: 2, errors: [] },
    second: { destroyedArtifactsCount: 0, errors: [] },
  });
  assert.deepEqual(
    unit.files.map(({ type }) => type),
    ["trace"],
  );
  assert.equal(twin.effects.length, 1);
});

test("while GitLab counts, jobArtifactsDestroy says so among the mutation's errors", async (t) => {
  const { twin, pipeline, mutate } = await mutating(t, { settings: { isRefreshingStats: true } });
  const unit = twin.succeed(twin.jobNamed(pipeline(["test/unit"]).id, "unit").id);
  const query = `mutation { jobArtifactsDestroy(input: { id: "${build(unit.id)}" }) { destroyedArtifactsCount errors } }`;
  const { jobArtifactsDestroy } = (await mutate(query)).data;
  assert.equal(jobArtifactsDestroy.destroyedArtifactsCount, 0);
  assert.match(jobArtifactsDestroy.errors[0], /stats refresh/);
});

test("files are deleted by their own ids: all of one call, or none", async (t) => {
  const { twin, pipeline, mutate, id } = await mutating(t);
  const unit = twin.succeed(twin.jobNamed(pipeline(["test/unit"]).id, "unit").id);
  const listed = await mutate(`{ project(fullPath: "shop/api") { job(id: "${build(unit.id)}") {
    artifacts { nodes { id fileType size expireAt } } } } }`);
  const { nodes } = listed.data.project.job.artifacts;
  assert.deepEqual(
    nodes.map(({ fileType, size }: { fileType: string; size: string }) => [fileType, typeof size]),
    [
      ["ARCHIVE", "string"],
      ["METADATA", "string"],
      ["TRACE", "string"],
    ],
  );
  const destroy = async (ids: readonly string[], projectId = id) => {
    const query = `mutation ($ids: [CiJobArtifactID!]!, $project: ProjectID!) {
      bulkDestroyJobArtifacts(input: { ids: $ids, projectId: $project }) { destroyedCount destroyedIds errors } }`;
    const { data, errors } = await mutate(query, { ids, project: `gid://gitlab/Project/${projectId}` });
    return data.bulkDestroyJobArtifacts ?? errors[0].message;
  };
  const none = { destroyedCount: null, destroyedIds: null };
  const stray = "gid://gitlab/Ci::JobArtifact/1";
  assert.deepEqual(await destroy([nodes[0].id, stray]), { ...none, errors: ["Artifacts (1) not found"] });
  const many = Array.from({ length: 101 }, (_, index) => `gid://gitlab/Ci::JobArtifact/${index + 1}`);
  assert.deepEqual(await destroy(many), { ...none, errors: ["Can only delete up to 100 job artifacts per call"] });
  const other = twin.addProject({ path: "shop/web", members: { [twin.bot.username]: "maintainer" } });
  assert.deepEqual((await destroy([nodes[0].id], other.id)).errors, ["Not all artifacts belong to requested project"]);
  assert.equal(await destroy([]), "IDs array of job artifacts can not be empty");
  assert.equal(unit.files.length, 3);
  assert.deepEqual(await destroy([nodes[0].id]), { destroyedCount: 1, destroyedIds: [nodes[0].id], errors: [] });
  assert.deepEqual(
    unit.files.map(({ type }) => type),
    ["metadata", "trace"],
  );
});

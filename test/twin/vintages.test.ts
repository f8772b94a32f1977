import assert from "node:assert/strict";
import test, { type TestContext } from "node:test";
import { type Vintage, vintages } from "../../infra/twin/state/world.ts";
import { raw } from "./raw.ts";
import { manual, twinWorld } from "./world.ts";

async function ofYear(t: TestContext, vintage: Vintage) {
  const world = await twinWorld(t, {}, { vintage });
  const { twin, pipeline } = world;
  const one = pipeline(["test/unit", manual("gate", "test")]);
  const { id: failed } = twin.fail(twin.run(twin.jobNamed(one.id, "unit").id).id);
  return { ...world, one, failed, gate: twin.jobNamed(one.id, "gate").id };
}

/** What all years have, and then what each year brought. */
const jobFields: Readonly<Record<Vintage, readonly string[]>> = {
  2016: "commit coverage created_at finished_at id name pipeline ref runner stage started_at status tag user".split(
    " ",
  ),
  2020: "allow_failure artifacts artifacts_expire_at duration web_url".split(" "),
  2024: "archived erased_at failure_reason project queued_duration runner_manager tag_list".split(" "),
  2026: ["source"],
};

test("a job has the fields of its year, and so have its pipeline and its person", async (t) => {
  const common = "avatar_url bio created_at id linkedin name skype state twitter username web_url website_url".split(
    " ",
  );
  const people = {
    2016: common,
    2020: [...common, "location", "organization", "public_email"],
    2024: [...common, "bot", "location", "organization", "public_email"],
    2026: [...common.filter((field) => field !== "skype"), "bot", "location", "locked", "organization", "public_email"],
  };
  const pipelines = {
    2016: ["id", "ref", "sha", "status"],
    2020: ["id", "ref", "sha", "status"],
    2024: ["id", "project_id", "ref", "sha", "status"],
    2026: "created_at id iid project_id ref sha source status updated_at web_url".split(" "),
  };
  for (const vintage of vintages) {
    const { get, job, failed } = await ofYear(t, vintage);
    const { json } = await get(job(failed));
    const known = vintages.filter((year) => year <= vintage).flatMap((year) => jobFields[year]);
    const expected = vintage === 2016 ? [...known, "artifacts_file"] : known;
    assert.deepEqual(Object.keys(json).sort(), expected.toSorted(), String(vintage));
    assert.deepEqual(Object.keys(json.pipeline).sort(), pipelines[vintage], String(vintage));
    assert.deepEqual(Object.keys(json.user).sort(), people[vintage].toSorted(), String(vintage));
  }
});

test("without an archive the oldest job says null, later ones say nothing; with one all say its name and size", async (t) => {
  for (const vintage of vintages) {
    const { get, job, failed, twin, pipeline } = await ofYear(t, vintage);
    const none = (await get(job(failed))).json;
    assert.deepEqual(
      ["artifacts_file" in none, none.artifacts_file],
      vintage === 2016 ? [true, null] : [false, undefined],
    );
    const { id } = twin.succeed(pipeline(["test/unit"]).jobs[0]?.id ?? 0);
    assert.deepEqual((await get(job(id))).json.artifacts_file, { filename: "artifacts.zip", size: 1_048_576 });
  }
});

test("before 2026 what was done to a job comes without its pipeline, and before 2024 a played one is `started`", async (t) => {
  for (const [vintage, status, hasPipeline] of [
    [2016, "started", false],
    [2020, "started", false],
    [2024, "pending", false],
    [2026, "pending", true],
  ] as const) {
    const { post, get, job, gate, failed } = await ofYear(t, vintage);
    const played = await post(`${job(gate)}/play`);
    assert.deepEqual([played.status, played.json.status, "pipeline" in played.json], [200, status, hasPipeline]);
    assert.equal((await get(job(gate))).json.status, "pending");
    const retried = await post(`${job(failed)}/retry`);
    assert.deepEqual([retried.status, retried.json.status, "pipeline" in retried.json], [201, "pending", hasPipeline]);
  }
});

test("a route that came later is unknown before", async (t) => {
  for (const [path, since] of [
    ["/jobs/JOB/artifacts", 2016],
    ["/jobs/JOB/trace", 2016],
    ["/jobs/artifacts/main/download?job=good", 2016],
    ["/jobs/JOB/artifacts/a.txt", 2020],
    ["/jobs/artifacts/main/raw/a.txt?job=good", 2020],
    ["/pipelines/PIPELINE/bridges", 2024],
  ] as const)
    for (const vintage of vintages) {
      const world = await ofYear(t, vintage);
      const { twin, pipeline, id } = world;
      const good = twin.succeed(pipeline(["test/good"]).jobs[0]?.id ?? 0, { artifacts: { files: { "a.txt": "a" } } });
      const way = path.replace("JOB", String(good.id)).replace("PIPELINE", String(good.pipeline.id));
      const { status, text } = await raw(world, `/projects/${id}${way}`);
      assert.equal(status, vintage >= since ? 200 : 404, `${path} in ${vintage}`);
      if (vintage < since) assert.deepEqual(JSON.parse(text), { error: "404 Not Found" });
    }
});

test("a job's token opens downloads since 2020, and the rest since 2024", async (t) => {
  for (const [vintage, download, list] of [
    [2016, 401, 401],
    [2020, 200, 401],
    [2024, 200, 200],
  ] as const) {
    const world = await ofYear(t, vintage);
    const { twin, pipeline, job, id } = world;
    const done = twin.succeed(pipeline(["test/unit"]).jobs[0]?.id ?? 0).id;
    const running = twin.run(pipeline(["test/unit"]).jobs[0]?.id ?? 0).id;
    const headers = { "JOB-TOKEN": twin.jobToken(running) };
    assert.equal((await raw(world, `${job(done)}/artifacts`, { headers })).status, download);
    assert.equal((await raw(world, `/projects/${id}/jobs`, { headers })).status, list);
  }
});

test("the oldest knows people's tokens in their own header only", async (t) => {
  for (const [vintage, bearer] of [
    [2016, 401],
    [2020, 200],
  ] as const) {
    const world = await ofYear(t, vintage);
    const { token } = world.twin.bot;
    assert.equal((await raw(world, "/user", { headers: { Authorization: `Bearer ${token}` } })).status, bearer);
    assert.equal((await raw(world, "/user")).status, 200);
  }
});

test("a status that came later is no scope; keyset, ref, retried and parts of a log are overlooked before their time", async (t) => {
  for (const vintage of vintages) {
    const { get, id, one, twin, failed, job, pipeline } = await ofYear(t, vintage);
    const scope = async (word: string) => (await get(`/projects/${id}/jobs?scope[]=${word}`)).status;
    const statuses = [await scope("manual"), await scope("scheduled"), await scope("canceling"), await scope("done")];
    assert.deepEqual(statuses, [200, vintage > 2016 ? 200 : 400, vintage >= 2024 ? 200 : 400, 400]);
    const keyset = await get(`/projects/${id}/jobs?pagination=keyset&order_by=id&sort=desc&per_page=1`);
    assert.equal(keyset.headers.get("x-page"), vintage >= 2024 ? null : "1");
    assert.equal((await get(`/projects/${id}/jobs?ref=none`)).json.length, vintage === 2026 ? 0 : 2);
    twin.act("retry", failed, { by: "ada" });
    assert.equal((await get(`/projects/${id}/pipelines/${one.id}/jobs`)).json.length, vintage >= 2024 ? 2 : 3);
    const done = twin.succeed(pipeline(["test/done"]).jobs[0]?.id ?? 0);
    twin.finish(pipeline(["test/other"]).id);
    const earlier = await get(
      `/projects/${id}/jobs/artifacts/main/download?job=done&search_recent_successful_pipelines=true`,
    );
    assert.deepEqual([done.status, earlier.status], ["success", vintage === 2026 ? 200 : 404]);
    const log = (await get(`${job(failed)}/trace?byte_limit=5`)).text;
    assert.equal(log.length === 5, vintage === 2026);
  }
});

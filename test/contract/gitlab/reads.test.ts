import assert from "node:assert/strict";
import type { Reply } from "./face.ts";
import { contract, names, refusalOf, type Scene } from "./scene.ts";
import { forbidden, noRecord, tooMany, unauthorized, wrong } from "./words.ts";

function lists({ path, pipeline, twin }: Scene) {
  const main = pipeline(["built", "fails", "waits", { name: "kids", trigger: { jobs: [{ name: "child" }] } }]);
  twin.succeed(twin.jobNamed(main.id, "built").id);
  twin.fail(twin.jobNamed(main.id, "fails").id);
  const other = pipeline(["elsewhere"], { ref: "v1.0", tag: true });
  return { jobs: `${path}/jobs`, ofMain: `${path}/pipelines/${main.id}/jobs`, main, other };
}

contract("2.1 GET jobs: 200, newest first, of all pipelines, without bridges and totals", async (scene) => {
  const { jobs } = lists(scene);
  const reply = await scene.get(jobs);
  assert.equal(reply.status, 200);
  assert.deepEqual(names(reply), ["elsewhere", "child", "waits", "fails", "built"]);
  assert.deepEqual([reply.headers["x-total"], reply.headers["x-total-pages"]], [undefined, undefined]);
});

contract("2.1 GET jobs: scope, scope[] several times and scope[0] filter by status", async (scene) => {
  const { jobs } = lists(scene);
  for (const [query, found] of [
    ["scope=failed", ["fails"]],
    ["scope[]=failed&scope[]=success", ["fails", "built"]],
    ["scope%5B%5D=failed&scope%5B%5D=success", ["fails", "built"]],
    ["scope[0]=failed&scope[1]=success", ["fails", "built"]],
    ["scope[]=manual", []],
  ] as const)
    assert.deepEqual(names(await scene.get(`${jobs}?${query}`)), found, query);
});

contract("2.1 GET jobs: ref is a branch or tag name", async (scene) => {
  const { jobs } = lists(scene);
  assert.deepEqual(names(await scene.get(`${jobs}?ref=v1.0`)), ["elsewhere"]);
  assert.deepEqual(names(await scene.get(`${jobs}?ref=main&scope=pending`)), ["child", "waits"]);
  assert.deepEqual(names(await scene.get(`${jobs}?ref=nowhere`)), []);
});

contract(
  "2.1 GET jobs: rate limit jobs_index per user first, before the project is looked for; then read_build",
  async ({ get, path, tokens, time }) => {
    const asGuest = { token: tokens.guest };
    assert.deepEqual(refusalOf(await get(`${path}/jobs`, asGuest)), forbidden);
    assert.equal((await get("/projects/7/jobs", asGuest)).status, 404);
    const limited = await get("/projects/7/jobs", asGuest);
    assert.deepEqual([refusalOf(limited), limited.headers["retry-after"]], [tooMany, "60"]);
    assert.equal((await get(`${path}/jobs`)).status, 200, "another user");
    assert.equal((await get(path, asGuest)).status, 200, "another route");
    time.advance(60);
    assert.deepEqual(refusalOf(await get(`${path}/jobs`, asGuest)), forbidden);
  },
  { twin: { settings: { limits: { jobListsPerMinute: 2 } } } },
);

contract("2.1 GET pipeline jobs: 200 with the newest runs; scope[], include_retried", async (scene) => {
  const { ofMain, main } = lists(scene);
  const { get, post, twin, pathOf } = scene;
  const { json } = await post(`${pathOf(twin.jobNamed(main.id, "fails"))}/retry`);
  const reply = await get(ofMain);
  assert.deepEqual([reply.status, names(reply), reply.json[0].id], [200, ["fails", "waits", "built"], json.id]);
  assert.equal(reply.headers["x-total"], "3");
  assert.deepEqual(names(await get(`${ofMain}?scope[]=failed`)), []);
  const all = await get(`${ofMain}?include_retried=true&scope[]=failed&scope[]=pending`);
  assert.deepEqual(names(all), ["fails", "waits", "fails"]);
});

contract("2.1 GET pipeline jobs: read_pipeline; 404 pipeline; child pipelines' jobs are not listed", async (scene) => {
  const { ofMain, main } = lists(scene);
  const { get, path, tokens, twin } = scene;
  assert.deepEqual(refusalOf(await get(ofMain, { token: tokens.guest })), forbidden);
  assert.deepEqual(refusalOf(await get(`${path}/pipelines/1/jobs`)), noRecord);
  assert.deepEqual(refusalOf(await get(`${path}/pipelines/x/jobs`)), wrong("pipeline_id is invalid"));
  const child = twin.jobNamed(main.id, "kids").downstream;
  assert.deepEqual(names(await get(`${path}/pipelines/${child?.id}/jobs`)), ["child"]);
});

contract("2.1 GET pipeline bridges: 200 with bridges only; scope[]; read_build", async (scene) => {
  const { main, other } = lists(scene);
  const { get, path, tokens } = scene;
  const bridges = `${path}/pipelines/${main.id}/bridges`;
  const reply = await get(bridges);
  assert.deepEqual([reply.status, names(reply), reply.headers["x-total"]], [200, ["kids"], "1"]);
  assert.deepEqual(names(await get(`${bridges}?scope[]=failed`)), []);
  assert.deepEqual(names(await get(`${path}/pipelines/${other.id}/bridges`)), []);
  assert.deepEqual(refusalOf(await get(bridges, { token: tokens.guest })), forbidden);
});

contract("2.1 GET job: 200; a bridge id and another project's job are 404", async (scene) => {
  const { main } = lists(scene);
  const { get, pathOf, twin } = scene;
  const built = twin.jobNamed(main.id, "built");
  const { status, json } = await get(pathOf(built));
  assert.deepEqual([status, json.id, json.status], [200, built.id, "success"]);
  assert.deepEqual(refusalOf(await get(pathOf(twin.jobNamed(main.id, "kids")))), noRecord);
  const { id } = twin.addProject({ path: "shop/web", members: { [twin.bot.username]: "maintainer" } });
  const foreign = twin.jobNamed(twin.addPipeline(id, { jobs: [{ name: "unit" }] }).id, "unit");
  assert.deepEqual(refusalOf(await get(pathOf(foreign))), noRecord);
  assert.deepEqual(refusalOf(await get(pathOf({ id: 1 }))), noRecord);
  assert.deepEqual(refusalOf(await get(pathOf({ id: Number.NaN }))), wrong("job_id is invalid"));
});

contract("2.2 unknown job id, other project's job, bridge id on a build-only route: 404 Not found", async (scene) => {
  const { ask, lone, pathOf, twin } = scene;
  const kids = lone({ name: "kids", when: "manual", trigger: { jobs: [{ name: "child" }] } });
  const { id } = twin.addProject({ path: "shop/web", members: { [twin.bot.username]: "maintainer" } });
  const foreign = twin.jobNamed(twin.addPipeline(id, { jobs: [{ name: "unit" }] }).id, "unit");
  const everywhere = ["GET ", "GET /trace", "POST /cancel", "POST /retry", "POST /erase", "POST /play"];
  const artifacts = ["GET /artifacts", "GET /artifacts/tree", "GET /artifacts/a.txt", "POST /artifacts/keep"];
  const all = [...everywhere, ...artifacts, "DELETE /artifacts"].map((route) => route.split(" "));
  for (const [method = "", rest] of all) {
    const tried = async (job: { id: number }): Promise<Reply> => ask(method, `${pathOf(job)}${rest}`);
    for (const job of [{ id: 1 }, foreign]) assert.deepEqual(refusalOf(await tried(job)), noRecord, rest);
    if (rest !== "/retry" && rest !== "/play") assert.deepEqual(refusalOf(await tried(kids)), noRecord, rest);
  }
  assert.deepEqual([kids.status, foreign.status, twin.effects.length], ["manual", "pending", 0]);
});

contract("2.1 GET trace: 200 text/plain; an empty text where there is no log", async (scene) => {
  const { get, lone, pathOf, twin } = scene;
  const job = lone("unit");
  const empty = await get(`${pathOf(job)}/trace`);
  assert.deepEqual([empty.status, empty.text, empty.headers["content-type"]], [200, "", "text/plain"]);
  twin.succeed(job.id, { log: "one\ntwo\nthree\n" });
  const whole = await get(`${pathOf(job)}/trace`);
  assert.deepEqual([whole.text, whole.headers["content-disposition"]], [job.log, `infile; filename="${job.id}.log"`]);
});

contract("2.1 GET trace: byte_offset from 0 on, byte_limit from 1 to 512000", async ({ get, lone, pathOf, twin }) => {
  const job = twin.succeed(lone("unit").id, { log: "one\ntwo\nthree\n" });
  const part = async (query: string) => {
    const { status, text, json } = await get(`${pathOf(job)}/trace?${query}`);
    return status === 200 ? text : [status, json];
  };
  assert.equal(await part("byte_offset=4"), "two\nthree\n");
  assert.equal(await part("byte_offset=4&byte_limit=3"), "two");
  assert.equal(await part("byte_limit=3"), "one");
  assert.equal(await part("byte_offset=99"), "");
  for (const [query, word] of [
    ["byte_offset=-1", "byte_offset does not have a valid value"],
    ["byte_limit=0", "byte_limit does not have a valid value"],
    ["byte_limit=512001", "byte_limit does not have a valid value"],
    ["byte_offset=x", "byte_offset is invalid"],
  ] as const)
    assert.deepEqual(await part(query), wrong(word), query);
});

contract("2.1 GET trace: read_build_trace; a debug trace needs Developer", async ({ get, lone, pathOf, tokens }) => {
  const plain = lone("unit", { variables: { CI_DEBUG_TRACE: "false" } });
  const debugged = ["CI_DEBUG_TRACE", "CI_DEBUG_SERVICES"].map((name) =>
    lone("unit", { variables: { [name]: "True" } }),
  );
  const asReporter = { token: tokens.reporter };
  assert.deepEqual(refusalOf(await get(`${pathOf(plain)}/trace`, { token: tokens.guest })), forbidden);
  assert.equal((await get(`${pathOf(plain)}/trace`, asReporter)).status, 200);
  for (const job of debugged) {
    assert.deepEqual(refusalOf(await get(`${pathOf(job)}/trace`, asReporter)), forbidden);
    assert.equal((await get(pathOf(job), asReporter)).status, 200);
    assert.equal((await get(`${pathOf(job)}/trace`, { token: tokens.developer })).status, 200);
  }
});

contract("2.1 no token: jobs ask for one, whatever the project", async ({ get, lone, path, pathOf }) => {
  const job = lone("unit");
  for (const route of [`${path}/jobs`, pathOf(job), `${pathOf(job)}/trace`])
    assert.deepEqual(refusalOf(await get(route, { token: null })), unauthorized, route);
});

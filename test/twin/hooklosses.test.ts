import assert from "node:assert/strict";
import test from "node:test";
import { manual, receiver, twinWorld } from "./world.ts";

async function heardWorld(t: test.TestContext, options: Parameters<typeof twinWorld>[2] = {}) {
  const world = await twinWorld(t, {}, options);
  const { url, heard } = await receiver(t);
  const hook = world.twin.addHook(world.id, { url, jobEvents: true });
  return { ...world, url, heard, hook };
}

test("while GitLab is silent nothing can be sent again", async (t) => {
  const { twin, pipeline, heard, hook, post, get, id } = await heardWorld(t);
  pipeline([manual("gate")]);
  await twin.deliver();
  twin.world.settings.isSilent = true;
  const path = `/projects/${id}/hooks/${hook.id}/events`;
  const [event] = (await get(path)).json;
  const { status, json } = await post(`${path}/${event.id}/resend`);
  assert.deepEqual([status, json, heard.length], [422, { message: "Silent mode enabled" }, 1]);
});

test("while GitLab is silent nothing is sent, ever", async (t) => {
  const { twin, pipeline, heard, hook, post, id } = await heardWorld(t);
  pipeline([manual("before")]);
  twin.world.settings.isSilent = true;
  pipeline([manual("meanwhile")]);
  await twin.deliver();
  const test = await post(`/projects/${id}/hooks/${hook.id}/test/job_events`);
  assert.deepEqual([test.status, test.json], [422, { message: "Silent mode enabled" }]);
  twin.world.settings.isSilent = false;
  pipeline([manual("after")]);
  await twin.deliver();
  assert.deepEqual(
    heard.map(({ body }) => JSON.parse(body).build_name),
    ["after"],
  );
  assert.deepEqual(
    twin.losses.map(({ why }) => why),
    ["silent mode", "silent mode"],
  );
});

test("calls above the limit of a top-level group are lost until the minute is over, other groups' are not", async (t) => {
  const { twin, pipeline, heard, url, time } = await heardWorld(t, { settings: { hookCallsPerMinute: 2 } });
  const sibling = twin.addProject({ path: "shop/deep/web" });
  const stranger = twin.addProject({ path: "other/web" });
  for (const { id } of [sibling, stranger]) twin.addHook(id, { url, jobEvents: true });
  const begin = (project: number) => twin.addPipeline(project, { jobs: [manual("gate")] });
  pipeline([manual("one")]);
  begin(sibling.id);
  begin(sibling.id);
  begin(stranger.id);
  await twin.deliver();
  assert.deepEqual(
    heard.map(({ body }) => JSON.parse(body).project.path_with_namespace),
    ["shop/api", "shop/deep/web", "other/web"],
  );
  assert.deepEqual(
    twin.losses.map(({ why }) => why),
    ["rate limit"],
  );
  time.advance(60);
  begin(sibling.id);
  await twin.deliver();
  assert.equal(heard.length, 4);
});

test("a body that is too large is not sent, and that is a failure of the hook", async (t) => {
  const settings = { largestHookBytes: 900, disablesFailingHooks: true };
  const { twin, pipeline, heard, hook, get, id } = await heardWorld(t, { settings });
  pipeline([manual("gate")]);
  const [delivery] = await twin.deliver();
  assert.deepEqual([heard.length, delivery?.status, hook.recentFailures], [0, undefined, 1]);
  assert.match(delivery?.error ?? "", /too large/);
  const [event] = (await get(`/projects/${id}/hooks/${hook.id}/events`)).json;
  assert.equal(event.response_status, "internal error");
});

test("of what a blocked person began no hook tells, since 15", async (t) => {
  for (const [vintage, count] of [
    [2020, 3],
    [2024, 0],
  ] as const) {
    const { twin, pipeline, heard, url, id } = await heardWorld(t, { vintage });
    twin.addHook(id, { url, pipelineEvents: true });
    const dev = twin.world.people.find(({ username }) => username === "dev");
    assert.ok(dev);
    dev.state = "blocked";
    pipeline(["test/unit"], { by: "dev" });
    await twin.deliver();
    assert.equal(heard.length, count, String(vintage));
  }
});

test("before 15 job hooks too show the job as it is when they are sent", async (t) => {
  for (const [vintage, shown] of [
    [2020, ["running", "running", "running"]],
    [2024, ["created", "pending", "running"]],
  ] as const) {
    const { twin, pipeline, heard } = await heardWorld(t, { vintage });
    twin.run(twin.jobNamed(pipeline(["test/unit"]).id, "unit").id);
    await twin.deliver();
    assert.deepEqual(
      heard.map(({ body }) => JSON.parse(body).build_status),
      shown,
    );
  }
});

test("a push of more than three tags tells of none of them, though they are there", async (t) => {
  const { twin, heard, url, id, get } = await heardWorld(t);
  twin.addHook(id, { url, tagPushEvents: true });
  twin.pushTags(id, { tags: ["v1", "v2", "v3", "v4"], by: "ada" });
  await twin.deliver();
  assert.equal(heard.length, 0);
  assert.equal((await get(`/projects/${id}/repository/tags/v4`)).json.name, "v4");
  twin.pushTags(id, { tags: ["v5", "v6", "v7"], by: "ada" });
  await twin.deliver();
  assert.equal(heard.length, 3);
});

import assert from "node:assert/strict";
import test from "node:test";
import { receiver, twinWorld } from "./world.ts";

async function testWorld(t: test.TestContext, status = 200) {
  const world = await twinWorld(t, {}, { settings: { disablesFailingHooks: true } });
  const { url, heard } = await receiver(t, status);
  const hook = world.twin.addHook(world.id, { url });
  const press = (trigger: string) => world.post(`/projects/${world.id}/hooks/${hook.id}/test/${trigger}`);
  return { ...world, heard, hook, press };
}

test("the Test button sends the newest of a kind at once, whatever the hook listens to, with ISO dates", async (t) => {
  const { twin, pipeline, press, heard, id } = await testWorld(t);
  pipeline(["test/old"]);
  const one = pipeline(["test/unit"], { mergeRequest: { iid: 4, sourceBranch: "fix" } });
  twin.run(twin.jobNamed(one.id, "unit").id);
  const { status, json } = await press("job_events");
  assert.deepEqual([status, json], [201, { message: "201 Created" }]);
  const body = JSON.parse(heard[0]?.body ?? "");
  assert.deepEqual(
    [body.build_name, body.build_created_at, body.build_started_at_iso, body.build_finished_at],
    ["unit", "2026-11-20T09:30:00.000Z", "2026-11-20T09:30:00Z", null],
  );
  assert.equal(heard[0]?.headers["x-gitlab-event"], "Job Hook");
  twin.comment(id, { text: "hello", by: "dev", on: { mergeRequest: 4 } });
  twin.addRelease(id, { tag: "v1" });
  for (const trigger of ["pipeline", "note", "releases", "tag_push", "resource_access_token"])
    assert.equal((await press(`${trigger}_events`)).status, trigger === "resource_access_token" ? 429 : 201, trigger);
  assert.deepEqual(
    heard.map((one) => JSON.parse(one.body).object_kind),
    ["build", "pipeline", "note", "release", "tag_push"],
  );
  assert.equal((await twin.deliver()).length, 0, "nothing of it waits");
});

test("the Test button has nothing to show in an empty project, and knows what GitLab cannot test", async (t) => {
  const { press, get, post, heard, hook, id, time } = await testWorld(t);
  const said = async (trigger: string) => {
    time.advance(60);
    const { status, json } = await press(trigger);
    return [status, json.message ?? json.error];
  };
  assert.deepEqual(await said("job_events"), [422, "Ensure the project has CI jobs."]);
  assert.deepEqual(await said("pipeline_events"), [422, "Ensure the project has CI pipelines."]);
  assert.deepEqual(await said("note_events"), [422, "Ensure the project has notes."]);
  assert.deepEqual(await said("deployment_events"), [422, "Testing not available for this hook"]);
  assert.deepEqual(await said("bad_events"), [400, "trigger does not have a valid value"]);
  assert.deepEqual(await said("resource_access_token_events"), [201, "201 Created"]);
  assert.equal(JSON.parse(heard[0]?.body ?? "").object_attributes.expires_at, "2026-11-22");
  assert.equal((await post(`/projects/${id}/hooks/1/test/job_events`)).status, 404);
  assert.equal((await get(`/projects/${id}/hooks/${hook.id}/test/job_events`)).status, 405);
});

test("a test that fails is 422 with what the receiver said, a redirect as well", async (t) => {
  for (const status of [500, 302]) {
    const { pipeline, press } = await testWorld(t, status);
    pipeline(["test/unit"]);
    const { status: answered, json } = await press("job_events");
    assert.deepEqual([answered, json], [422, { message: "noted" }]);
  }
});

test("five tests a minute, no more", async (t) => {
  const { pipeline, press, time } = await testWorld(t);
  pipeline(["test/unit"]);
  for (let count = 0; count < 5; count++) assert.equal((await press("job_events")).status, 201);
  const { status, headers } = await press("job_events");
  assert.deepEqual([status, headers.get("retry-after")], [429, "60"]);
  time.advance(60);
  assert.equal((await press("job_events")).status, 201);
});

test("a hook that is disabled for good works again after one successful test", async (t) => {
  const { twin, pipeline, press, get, hook, id } = await testWorld(t);
  hook.recentFailures = 40;
  const alert = async () => (await get(`/projects/${id}/hooks/${hook.id}`)).json.alert_status;
  pipeline(["test/unit"]);
  assert.equal(await alert(), "disabled");
  assert.equal((await press("job_events")).status, 201);
  assert.equal(await alert(), "executable");
  assert.equal(twin.deliveries.length, 1);
});

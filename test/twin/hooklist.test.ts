import assert from "node:assert/strict";
import test from "node:test";
import { receiver, twinWorld } from "./world.ts";

test("hooks are listed for maintainers, with what they listen to and no secret", async (t) => {
  const { twin, get, id } = await twinWorld(t);
  const hook = twin.addHook(id, { url: "http://127.0.0.1:9/x", token: "s3cret", jobEvents: true });
  const { json, text } = await get(`/projects/${id}/hooks`);
  assert.deepEqual(
    json.map((row: Record<string, unknown>) => [row.id, row.job_events, row.pipeline_events, row.alert_status]),
    [[hook.id, true, false, "executable"]],
  );
  assert.equal(text.includes("s3cret"), false);
  assert.equal((await get(`/projects/${id}/hooks/${hook.id}`)).json.project_id, id);
  assert.deepEqual((await get(`/projects/${id}/hooks/1`)).json, { message: "404 Not found" });
  assert.equal((await get(`/projects/${id}/hooks`, { token: twin.addToken("dev") })).status, 403);
});

test("a hook's events tell what was sent and answered, newest first, for a week", async (t) => {
  const { twin, pipeline, get, id, time } = await twinWorld(t);
  const { url } = await receiver(t, 503);
  const hook = twin.addHook(id, { url, token: "s3cret", pipelineEvents: true });
  pipeline(["test/unit"]);
  await twin.deliver();
  const path = `/projects/${id}/hooks/${hook.id}/events`;
  const [event] = (await get(path)).json;
  assert.deepEqual(
    [event.trigger, event.response_status, event.response_body, event.request_data.object_kind],
    ["pipeline_hooks", "503", "noted", "pipeline"],
  );
  assert.equal(event.request_headers["X-Gitlab-Token"], "[REDACTED]");
  const count = async (query: string) => (await get(`${path}?${query}`)).json.length;
  assert.deepEqual(
    [await count("status=server_failure"), await count("status=200,503"), await count("status=successful")],
    [1, 1, 0],
  );
  assert.equal((await get(`${path}?status=bad`)).status, 400);
  assert.equal((await get(`${path}?per_page=50`)).status, 400);
  time.advance(8 * 86_400);
  assert.deepEqual((await get(path)).json, []);
});

test("an event is sent again at once, with the same keys, at most five times a minute", async (t) => {
  const { twin, pipeline, get, post, id, time } = await twinWorld(t);
  const { url, heard } = await receiver(t, 202);
  const hook = twin.addHook(id, { url, jobEvents: true });
  pipeline(["test/unit"]);
  await twin.deliver();
  const path = `/projects/${id}/hooks/${hook.id}/events`;
  const before = heard.length;
  const event = (await get(path)).json.at(-1);
  const resend = (eventId: number) => post(`${path}/${eventId}/resend`);
  const { status, json } = await resend(event.id);
  assert.deepEqual([status, json], [201, { response_status: 202 }]);
  const [first, again] = [heard[0], heard[before]];
  assert.equal(again?.body, first?.body);
  assert.equal(again?.headers["idempotency-key"], first?.headers["idempotency-key"]);
  assert.notEqual(again?.headers["x-gitlab-webhook-uuid"], first?.headers["x-gitlab-webhook-uuid"]);
  assert.equal((await get(path)).json.length, before + 1);
  assert.equal((await resend(1)).status, 404);
  for (let count = 0; count < 3; count++) assert.equal((await resend(event.id)).status, 201);
  const limited = await resend(event.id);
  assert.deepEqual([limited.status, typeof limited.json.message.error], [429, "string"]);
  time.advance(60);
  assert.equal((await resend(event.id)).status, 201);
});

test("a hook that failed four times pauses for a minute, then for two; what happens then is lost", async (t) => {
  const { twin, pipeline, get, post, id, time } = await twinWorld(t, {}, { settings: { disablesFailingHooks: true } });
  const { url, heard } = await receiver(t, 500);
  const hook = twin.addHook(id, { url, pipelineEvents: true });
  const fail = async () => {
    pipeline(["test/unit"]);
    await twin.deliver();
    const { json } = await get(`/projects/${id}/hooks/${hook.id}`);
    return [heard.length, json.alert_status, json.disabled_until && Date.parse(json.disabled_until) - time.now()];
  };
  for (const count of [1, 2, 3]) assert.deepEqual(await fail(), [count, "executable", null]);
  assert.deepEqual(await fail(), [4, "temporarily_disabled", 60_000]);
  assert.deepEqual(await fail(), [4, "temporarily_disabled", 60_000], "not sent");
  const [event] = (await get(`/projects/${id}/hooks/${hook.id}/events`)).json;
  await post(`/projects/${id}/hooks/${hook.id}/events/${event.id}/resend`);
  assert.equal(hook.recentFailures, 4, "sent again by hand it does not count");
  time.advance(61);
  assert.deepEqual(await fail(), [6, "temporarily_disabled", 120_000]);
});

test("one success ends the counting; the fortieth failure in a row is the last", async (t) => {
  const { twin, pipeline, get, id } = await twinWorld(t, {}, { settings: { disablesFailingHooks: true } });
  const { url } = await receiver(t, 302);
  const hook = twin.addHook(id, { url, pipelineEvents: true });
  hook.recentFailures = 3;
  pipeline(["test/unit"]);
  await twin.deliver();
  assert.equal(hook.recentFailures, 0);
  hook.recentFailures = 40;
  assert.equal((await get(`/projects/${id}/hooks/${hook.id}`)).json.alert_status, "disabled");
});

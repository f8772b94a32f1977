import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import test from "node:test";
import type { NewHook } from "../../infra/twin/hooks/hook.ts";
import { manual, receiver, twinWorld } from "./world.ts";

async function hear(t: test.TestContext, added: Omit<NewHook, "url">, userinfo = "") {
  const world = await twinWorld(t);
  const { url, heard } = await receiver(t);
  const hook = world.twin.addHook(world.id, { ...added, url: url.replace("//", `//${userinfo}`) });
  world.pipeline([{ name: 'say "hi"', stage: "test" }], { ref: "v1", tag: true });
  const deliveries = await world.twin.deliver();
  return { ...world, hook, heard, deliveries };
}

test("a template of one's own makes the body, and the signature is of that", async (t) => {
  const key = Buffer.from("a key of the twin's own tests 32");
  const template =
    '{"job": {"name": "{{build_name}}", "id": {{build_id}}, "is_tag": {{tag}}}, "runner": {{runner}}, "none": {{no.such}}, ' +
    '"who": "{{user.username}}"}';
  const { heard, twin } = await hear(t, {
    jobEvents: true,
    template,
    signingToken: `whsec_${key.toString("base64")}`,
  });
  const { id } = [...twin.world.jobs.values()][0] ?? assert.fail("no job");
  const { body, headers } = heard[0] ?? assert.fail("nothing was heard");
  assert.deepEqual(JSON.parse(body), {
    job: { name: 'say "hi"', id, is_tag: true },
    runner: null,
    none: null,
    who: "ada",
  });
  const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
  assert.equal(headers["webhook-signature"], `v1,${createHmac("sha256", key).update(signed).digest("base64")}`);
});

test("a template that looks into an array, or makes no JSON, sends nothing and counts as a failure", async (t) => {
  for (const [template, why] of [
    ['{"first": "{{builds.0.name}}"}', /access an array value/],
    ['{"status": {{object_attributes.status}}}', /Error while parsing/],
    ["{{object_kind", /Error while parsing/],
    ["null", /Invalid JSON/],
  ] as const) {
    const { heard, deliveries, get, id, hook } = await hear(t, { pipelineEvents: true, template });
    assert.equal(heard.length, 0);
    assert.match(deliveries[0]?.error ?? "", why);
    const [event] = (await get(`/projects/${id}/hooks/${hook.id}/events`)).json;
    assert.deepEqual([event.response_status, event.request_data], ["internal error", {}]);
  }
});

test("a template may drop what makes pipeline hooks large", async (t) => {
  const template =
    '{"object_kind": "{{object_kind}}", "object_attributes": {{object_attributes}}, "project": {{project}}}';
  const { heard } = await hear(t, { pipelineEvents: true, template });
  const body = JSON.parse(heard[0]?.body ?? "");
  assert.deepEqual([body.object_kind, body.object_attributes.status, body.builds], ["pipeline", "pending", undefined]);
});

test("custom headers go beside GitLab's and override none of them; the API hides their values", async (t) => {
  const headers = { "X-Route": "west", "x-gitlab-event": "Fake Hook", "Content-Type": "text/plain" };
  const { heard, get, id, hook } = await hear(t, { jobEvents: true, headers });
  const sent = heard[0]?.headers ?? {};
  assert.deepEqual(
    [sent["x-route"], sent["x-gitlab-event"], sent["content-type"]],
    ["west", "Job Hook", "application/json"],
  );
  const [event] = (await get(`/projects/${id}/hooks/${hook.id}/events`)).json;
  assert.equal(event.request_headers["X-Route"], "[REDACTED]");
  assert.equal("x-gitlab-event" in event.request_headers, false);
  assert.deepEqual((await get(`/projects/${id}/hooks/${hook.id}`)).json.custom_headers[0], { key: "X-Route" });
});

test("a name and a password in the address are sent as Basic authentication", async (t) => {
  const { heard } = await hear(t, { jobEvents: true }, "bot:s%40fe@");
  assert.equal(heard[0]?.headers.authorization, `Basic ${Buffer.from("bot:s@fe").toString("base64")}`);
});

test("an old GitLab has no templates, and no GitLab takes 21 headers", async (t) => {
  const { twin, id } = await twinWorld(t, {}, { vintage: 2020 });
  assert.throws(() => twin.addHook(id, { url: "http://127.0.0.1:9", template: "{}" }), /2020 has neither/);
  const { twin: newer, id: other } = await twinWorld(t);
  const headers = Object.fromEntries(Array.from({ length: 21 }, (_, at) => [`X-${at}`, "1"]));
  assert.throws(() => newer.addHook(other, { url: "http://127.0.0.1:9", headers }), /at most 20/);
});

test("an answer of 302 is a success that nobody follows", async (t) => {
  const { twin, pipeline, id } = await twinWorld(t, {}, { settings: { disablesFailingHooks: true } });
  const { url, heard } = await receiver(t, 302);
  const hook = twin.addHook(id, { url, jobEvents: true });
  hook.recentFailures = 2;
  pipeline([manual("gate")]);
  await twin.deliver();
  assert.deepEqual([heard.length, hook.recentFailures], [1, 0]);
});

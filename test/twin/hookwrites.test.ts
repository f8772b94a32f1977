import assert from "node:assert/strict";
import test from "node:test";
import { twinWorld } from "./world.ts";

const url = "https://bot.example/gitlab/main";
const signing = `whsec_${Buffer.alloc(32, 1).toString("base64")}`;

async function hookWorld(t: test.TestContext, vintage: 2016 | 2024 | 2026 = 2026) {
  const world = await twinWorld(t, {}, { vintage });
  const path = `/projects/${world.id}/hooks`;
  const put = async (hookId: number, body: object) => {
    const headers = { "PRIVATE-TOKEN": world.twin.bot.token, "Content-Type": "application/json" };
    const answer = await fetch(`${world.served.url}/api/v4${path}/${hookId}`, {
      method: "PUT",
      headers,
      body: JSON.stringify(body),
    });
    return { status: answer.status, json: (await answer.json()) as Record<string, unknown> };
  };
  return { ...world, path, put };
}

test("a hook that is added has what was said, hears of pushes unless that is forbidden, and shows no secret", async (t) => {
  const { post, path, twin } = await hookWorld(t);
  const { status, json, text } = await post(path, { body: { url, signing_token: signing, job_events: true } });
  assert.equal(status, 201);
  assert.deepEqual(
    [json.url, json.job_events, json.pipeline_events, json.push_events, json.enable_ssl_verification],
    [url, true, false, true, true],
  );
  assert.deepEqual([json.token_present, json.signing_token_present], [false, true]);
  assert.ok(!text.includes(signing));
  assert.equal(twin.world.hooks[0]?.signingToken, signing);
});

test("what is changed of a hook alone is changed; another address takes its secrets", async (t) => {
  const { twin, id, put } = await hookWorld(t);
  const hook = twin.addHook(id, { url, signingToken: signing, jobEvents: true });
  const { status, json } = await put(hook.id, { pipeline_events: true, enable_ssl_verification: false });
  assert.equal(status, 200);
  assert.deepEqual([json.job_events, json.pipeline_events, json.enable_ssl_verification], [true, true, false]);
  assert.equal(twin.world.hooks[0]?.signingToken, signing);
  const moved = await put(hook.id, { url: `${url}-2` });
  assert.deepEqual([moved.json.url, moved.json.signing_token_present], [`${url}-2`, false]);
});

test("what no hook can be is refused in GitLab's words", async (t) => {
  const { post, path, put, twin, id } = await hookWorld(t);
  assert.deepEqual((await post(path, { body: {} })).json, { error: "url is missing" });
  assert.deepEqual((await post(path, { body: { url: "ftp://bot.example" } })).json, { error: "Invalid url given" });
  assert.equal((await post(path, { body: { url, signing_token: "whsec_short" } })).status, 422);
  assert.deepEqual((await post(path, { body: { url, job_events: "perhaps" } })).json, {
    error: "job_events is invalid",
  });
  assert.equal((await put(1, { job_events: true })).status, 404);
  const token = twin.addToken("dev");
  assert.equal((await post(path, { token, body: { url } })).status, 403);
  for (let count = 0; count < 100; count++) twin.addHook(id, { url });
  const { status, json } = await post(path, { body: { url } });
  assert.deepEqual([status, json], [422, { message: { base: ["Maximum number of project hooks (100) exceeded"] } }]);
});

test("older GitLabs want the address with every change, and know no signing token", async (t) => {
  const { twin, id, put, post, path } = await hookWorld(t, 2016);
  const hook = twin.addHook(id, { url });
  assert.deepEqual((await put(hook.id, { job_events: true })).json, { error: "url is missing" });
  assert.equal((await put(hook.id, { url, job_events: true })).status, 200);
  await post(path, { body: { url, signing_token: signing } });
  assert.equal(twin.world.hooks.at(-1)?.signingToken, undefined);
});

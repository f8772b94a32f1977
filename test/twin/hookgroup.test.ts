import assert from "node:assert/strict";
import test from "node:test";
import { manual, receiver, twinWorld } from "./world.ts";

const premium = { settings: { isPremium: true } };

test("a group's hook hears of every project below, so that with a project's own each event comes twice", async (t) => {
  const { twin, pipeline, id } = await twinWorld(t, {}, premium);
  const { url, heard } = await receiver(t);
  const deep = twin.addProject({ path: "shop/web/front" });
  const shopfront = twin.addProject({ path: "shopfront/web" });
  twin.addHook(id, { url, jobEvents: true });
  twin.addGroupHook("shop", { url, jobEvents: true });
  pipeline([manual("gate")]);
  for (const project of [deep, shopfront]) twin.addPipeline(project.id, { jobs: [manual("gate")] });
  await twin.deliver();
  const [own, again, below, ...more] = heard;
  assert.deepEqual([own?.body, JSON.parse(below?.body ?? "").project_id, more.length], [again?.body, deep.id, 0]);
  for (const name of ["webhook-id", "idempotency-key", "x-gitlab-event-uuid"])
    assert.notEqual(own?.headers[name], again?.headers[name]);
});

test("group hooks need Premium, and a group", async (t) => {
  const hook = { url: "http://127.0.0.1:9/x", jobEvents: true };
  const { twin, get } = await twinWorld(t);
  assert.throws(() => twin.addGroupHook("shop", hook), /need GitLab Premium/);
  assert.equal((await get("/groups/shop/hooks", { token: twin.addToken("ada") })).status, 404);
  const { twin: other } = await twinWorld(t, {}, premium);
  assert.throws(() => other.addGroupHook("sho", hook), /no project in a group sho/);
});

test("owners of a group see its hooks and what was sent, by path and by number, and can send it again", async (t) => {
  const { twin, pipeline, get, post, id } = await twinWorld(t, {}, premium);
  const { url, heard } = await receiver(t);
  const hook = twin.addGroupHook("shop", { url, jobEvents: true });
  const token = twin.addToken("ada");
  pipeline([manual("gate")]);
  await twin.deliver();
  const [row] = (await get("/groups/shop/hooks", { token })).json;
  assert.deepEqual([row.id, row.job_events, "project_id" in row], [hook.id, true, false]);
  const path = `/groups/${row.group_id}/hooks/${hook.id}`;
  const [event] = (await get(`${path}/events`, { token })).json;
  assert.equal(event.trigger, "job_hooks");
  assert.equal((await post(`${path}/events/${event.id}/resend`, { token })).status, 201);
  assert.equal((await post(`${path}/test/job_events`, { token })).status, 201);
  assert.equal(heard.length, 3);
  assert.equal((await get("/groups/shop/hooks")).status, 403);
  assert.equal((await get("/groups/none/hooks", { token })).status, 404);
  assert.equal((await get(`/projects/${id}/hooks/${hook.id}`, { token })).status, 404);
});

import assert from "node:assert/strict";
import test from "node:test";
import { type Reply, twinWorld } from "./world.ts";

const usernames = ({ json }: Reply): string[] => json.map(({ username }: { username: string }) => username);

test("members are listed with their levels and last days; those of groups only among all", async (t) => {
  const { twin, get, id } = await twinWorld(t, {
    inheritedMembers: { lead: "owner", dev: "maintainer", reporter: "guest" },
    memberExpiries: { dev: "2026-12-24" },
  });
  const direct = await get(`/projects/${id}/members`);
  assert.deepEqual(usernames(direct).toSorted(), ["ada", "dev", "guest", "penstock-bot", "reporter"]);
  const all = await get(`/projects/${id}/members/all`);
  assert.ok(usernames(all).includes("lead"));
  const member = async (username: string, path = "members/all") => {
    const person = twin.world.people.find((one) => one.username === username);
    const { status, json } = await get(`/projects/${id}/${path}/${person?.id}`);
    return [status, json.access_level, json.expires_at, json.message];
  };
  assert.deepEqual(await member("dev"), [200, 40, "2026-12-24", undefined]);
  assert.deepEqual(await member("dev", "members"), [200, 30, "2026-12-24", undefined]);
  assert.deepEqual(await member("reporter"), [200, 20, null, undefined], "the higher one counts");
  assert.deepEqual(await member("lead", "members"), [404, undefined, undefined, "404 Not found"]);
  assert.deepEqual(usernames(await get(`/projects/${id}/members/all?query=LEA`)), ["lead"]);
});

test("a membership through a group gives its rights", async (t) => {
  const { twin, pipeline, post, get, job, id } = await twinWorld(t, { inheritedMembers: { lead: "developer" } });
  const { id: jobId } = twin.jobNamed(pipeline(["test/unit"]).id, "unit");
  const token = twin.addToken("lead");
  assert.equal((await post(`${job(jobId)}/cancel`, { token })).status, 201);
  assert.deepEqual(
    (await get("/projects?membership=true", { token })).json.map((row: { id: number }) => row.id),
    [id],
  );
});

test("a person who is blocked is shown as such", async (t) => {
  const { twin, get, id } = await twinWorld(t);
  const dev = twin.world.people.find(({ username }) => username === "dev");
  assert.ok(dev);
  dev.state = "blocked";
  assert.equal((await get(`/projects/${id}/members/${dev.id}`)).json.state, "blocked");
});

test("a token tells what it is and until when", async (t) => {
  const { twin, get } = await twinWorld(t);
  const expiresAt = Date.UTC(2026, 11, 24);
  const token = twin.addToken("ada", { name: "laptop", scope: "read_api", expiresAt });
  const { json } = await get("/personal_access_tokens/self", { token });
  const { id, created_at, last_used_at, user_id, ...rest } = json;
  assert.deepEqual(rest, {
    name: "laptop",
    revoked: false,
    description: null,
    scopes: ["read_api"],
    active: true,
    expires_at: "2026-12-24",
  });
  assert.deepEqual([typeof id, typeof created_at, typeof last_used_at], ["number", "string", "string"]);
  const { json: self } = await get("/user", { token });
  assert.deepEqual([self.id, self.bot], [user_id, false]);
  assert.equal((await get("/user")).json.bot, true);
});

test("the instance tells its version and edition", async (t) => {
  const paid = await twinWorld(t);
  const { json } = await paid.get("/metadata");
  assert.deepEqual([json.enterprise, json.version.endsWith("-ee"), json.kas.enabled], [true, true, true]);
  assert.deepEqual((await paid.get("/version")).json, json);
  const free = await twinWorld(t, {}, { vintage: 2020, settings: { isEnterprise: false } });
  assert.equal((await free.get("/metadata")).status, 404);
  const { json: old } = await free.get("/version");
  assert.deepEqual([Object.keys(old), /^12\.[\d.]+$/.test(old.version)], [["version", "revision"], true]);
});

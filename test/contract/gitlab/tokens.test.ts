import assert from "node:assert/strict";
import { contract, refusalOf } from "./scene.ts";
import { noProject, unauthorized } from "./words.ts";

contract("2.2 expired and revoked token: 401 invalid_token that says which", async ({ get, path, twin, time }) => {
  const token = twin.addToken("developer", { expiresAt: time.now() + 1000 });
  assert.equal((await get(`${path}/jobs`, { token })).status, 200);
  time.advance(1);
  const expired = await get(`${path}/jobs`, { token });
  assert.deepEqual([expired.status, expired.json.error], [401, "invalid_token"]);
  assert.match(expired.json.error_description, /^Token is expired/);
  const other = twin.addToken("developer");
  for (const known of twin.world.tokens) known.isRevoked = known.text === other;
  const revoked = await get(`${path}/jobs`, { token: other });
  assert.deepEqual([revoked.status, revoked.json.error], [401, "invalid_token"]);
  assert.match(revoked.json.error_description, /^Token was revoked/);
});

contract(
  "2.2 lacking scope: 403 insufficient_scope on a write, reads go",
  async ({ get, post, lone, pathOf, twin }) => {
    const job = lone("unit");
    const token = twin.addToken("owner", { scope: "read_api" });
    assert.equal((await get(pathOf(job), { token })).status, 200);
    const { status, json } = await post(`${pathOf(job)}/cancel`, { token });
    assert.deepEqual([status, json.error, json.scope, job.status], [403, "insufficient_scope", "api", "pending"]);
  },
);

contract(
  "2.2 renamed project path: 301 with Location for readers, 405 for others, nothing for strangers",
  async ({ ask, get, post, del, lone, id, tokens }) => {
    const job = lone("unit");
    const old = "/projects/old%2Fname";
    const moved = await get(`${old}/jobs?scope[]=pending`);
    const { location = "" } = moved.headers;
    assert.equal(moved.status, 301);
    assert.match(location, new RegExp(`^https?://[^/]+/api/v4/projects/${id}/jobs\\?scope`));
    assert.equal(moved.text, `This resource has been moved permanently to ${location}`);
    assert.equal(moved.headers["content-type"], undefined);
    const followed = await get(location.slice(location.indexOf("/projects/")));
    assert.deepEqual([followed.status, followed.json[0].id], [200, job.id]);
    const notAllowed = [405, { message: "Non GET methods are not allowed for moved projects" }];
    assert.deepEqual(refusalOf(await post(`${old}/jobs/${job.id}/cancel`)), notAllowed);
    assert.deepEqual(refusalOf(await del(`${old}/artifacts`)), notAllowed);
    assert.deepEqual(refusalOf(await ask("GET", old, { token: tokens.stranger })), noProject);
    assert.equal(job.status, "pending");
  },
  { project: { formerPaths: ["old/name"] } },
);

contract("4 headers: PRIVATE-TOKEN, Authorization: Bearer, and in the query", async ({ get, tokens }) => {
  const { developer } = tokens;
  for (const headers of [{ "PRIVATE-TOKEN": developer }, { Authorization: `Bearer ${developer}` }]) {
    const { status, json } = await get("/user", { token: null, headers });
    assert.deepEqual([status, json.username], [200, "developer"]);
  }
  for (const name of ["private_token", "access_token"])
    assert.equal((await get(`/user?${name}=${developer}`, { token: null })).json.username, "developer");
  assert.deepEqual(refusalOf(await get("/user", { token: null })), unauthorized);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { sampleTask } from "../contract/samples.ts";
import { alice, desk, now } from "./apiDesk.ts";

type Desk = ReturnType<typeof desk>;

const at = "/api/gitlab/holds/7/job:1001";
const hold = { project: 7, on: "job:1001", by: "person", who: alice, at: now, reason: "for the audit" };
const add = (d: Desk, path = at, reason = "for the audit") => d.ask(path, { method: "PUT", body: { reason } });

/** A delete in flight of job 1001, as its mark left the tables. */
async function flying(d: Desk): Promise<string> {
  const id = "gitlab/7/job:1001/deleteArtifacts";
  const put = sampleTask({ id, verb: "deleteArtifacts", state: "calling", inflight: true });
  const scope = "inflight#gitlab/7";
  const count = (key: string) => ({ count: { scope, key }, by: 1, forgetAt: now });
  await d.store.commit([{ put, seen: "absent" }, count("job:1001"), count("project")]);
  return id;
}

test("a hold is accepted, shown, listed and let go", async () => {
  const d = desk();
  const standing = { hold, accepted: true, inFlight: 0, deletes: [] };
  assert.deepEqual((await add(d)).body, standing);
  assert.deepEqual((await d.ask(at)).body, standing);
  assert.deepEqual((await d.ask(at.replace(":", "%3A"))).body, standing);
  for (const query of ["", "project=7"])
    assert.deepEqual((await d.ask("/api/gitlab/holds", { query })).body, { holds: [hold] });
  assert.deepEqual((await d.ask("/api/gitlab/holds", { query: "project=8" })).body, { holds: [] });
  assert.deepEqual((await d.ask(at, { method: "DELETE", body: { reason: "over" } })).body, { hold });
  assert.equal((await d.ask(at)).body.error.code, "noHold");
  assert.equal((await d.ask(at, { method: "DELETE", body: { reason: "over" } })).body.error.code, "noHold");
});

test("a hold that came too late for a delete is not accepted, and names it", async () => {
  const d = desk();
  const id = await flying(d);
  for (const path of [at, "/api/gitlab/holds/7/project"]) {
    const { status, body } = await add(d, path);
    assert.deepEqual([status, body.accepted, body.inFlight], [200, false, 1]);
    assert.deepEqual([body.deletes[0].id, body.deletes.length], [id, 1]);
  }
});

test("a pipeline is held as a job is, and a delete of one of its jobs is named", async () => {
  const d = desk();
  const id = await flying(d);
  const flight = { scope: "inflight#gitlab/7", key: "pipeline:9" };
  const task = await d.store.task(id);
  assert.ok(task);
  const counted = { ...task, version: task.version + 1, flights: ["job:1001", "project", "pipeline:9"] };
  await d.store.commit([
    { put: counted, seen: task.version },
    { count: flight, by: 1, forgetAt: now },
  ]);
  const { status, body } = await add(d, "/api/gitlab/holds/7/pipeline:9");
  assert.deepEqual([status, body.accepted, body.inFlight, body.deletes[0]?.id], [200, false, 1, id]);
  assert.equal((await d.ask("/api/gitlab/holds")).body.holds[0].on, "pipeline:9");
});

test("what a keep or a release protects is listed with the holds; who would lift it is told how", async () => {
  const d = desk();
  const text = JSON.stringify({ why: "releases stay", rules: [], release: "v1", since: now, state: "kept" });
  await d.store.putNote({ scope: "kept#gitlab", key: "7" }, "", undefined);
  await d.store.putNote({ scope: "kept#gitlab/7", key: "pipeline:9" }, text, undefined);
  const kept = { project: 7, on: "pipeline:9", by: "release", who: "v1", at: now, reason: "releases stay" };
  assert.deepEqual((await d.ask("/api/gitlab/holds")).body, { holds: [kept] });
  const path = "/api/gitlab/holds/7/pipeline:9";
  const { status, body } = await d.ask(path, { method: "DELETE", body: { reason: "over" } });
  assert.deepEqual([status, body.error.code], [409, "kept"]);
  assert.match(body.error.message, /^pipeline:9 of project 7 is kept by the release v1, and not held by a person$/);
  assert.match(body.error.cure, /penstock keeps let-go pipeline:9 --project 7 --reason/);
  assert.equal((await d.ask(path)).body.error.code, "kept");
  // A person's hold beside it is another matter.
  assert.equal((await add(d, path)).status, 200);
  assert.equal((await d.ask(path, { method: "DELETE", body: { reason: "over" } })).status, 200);
});

for (const [path, message] of [
  ["/api/gitlab/holds/7/pipeline:x", /nothing can be held that is called "pipeline:x"/],
  ["/api/gitlab/holds/7/1001", /nothing can be held that is called "1001"/],
  ["/api/gitlab/holds/7/job:x", /nothing can be held that is called "job:x"/],
  ["/api/gitlab/holds/shop%2Fapi/job:1", /"shop\/api" is no project's number/],
  ["/api/gitlab/holds/0/job:1", /"0" is no project's number/],
] as const)
  test(`there can be no hold at ${path}`, async () => {
    for (const method of ["GET", "PUT", "DELETE"]) {
      const d = desk();
      const { status, body } = await d.ask(path, { method, ...(method !== "GET" && { body: { reason: "r" } }) });
      assert.deepEqual([status, body.error.code], [400, "badHold"]);
      assert.match(body.error.message, message);
      assert.deepEqual(d.store.tables.all("ledger"), []);
    }
  });

test("who names a project by its path is told to give its number", async () => {
  const { body } = await add(desk(), "/api/gitlab/holds/shop%2Fapi/job:5");
  assert.equal(body.error.cure, "Give the number that GitLab shows beside the project's name.");
});

test("a hold wants a reason, and so does letting go", async () => {
  const d = desk();
  assert.equal((await add(d, at, " ")).status, 400);
  await add(d);
  assert.equal((await d.ask(at, { method: "DELETE", body: {} })).status, 400);
  assert.equal((await d.ask(at)).status, 200);
});

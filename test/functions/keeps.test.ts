import assert from "node:assert/strict";
import { test } from "node:test";
import { keepText, keptKey, keptProjectKey, type NotedKeep } from "../../lib/core/keep.ts";
import { alice, desk, now } from "./apiDesk.ts";

type Desk = ReturnType<typeof desk>;

const noted: NotedKeep = {
  path: "shop/api",
  name: "build",
  ref: "v1.2",
  tag: true,
  pipelineId: 501,
  why: "wanted by keep-releases",
  rules: ["keep-releases@3"],
  since: now,
  sizeBytes: 1_000,
  state: "kept",
};

async function enter(d: Desk, project: number, on: string, value = keepText(noted)): Promise<void> {
  await d.store.putNote(keptProjectKey("gitlab", project), "", undefined);
  await d.store.putNote(keptKey({ source: "gitlab", project, on }), value, undefined);
}

test("keeps are listed for all projects and for one, and one that this version cannot read is kept all the same", async () => {
  const d = desk();
  await enter(d, 7, "job:1001");
  await enter(d, 30, "pipeline:5", "by a version to come");
  const one = { project: 7, on: "job:1001", ...noted };
  const other = { project: 30, on: "pipeline:5", why: "by a version to come", rules: [], state: "kept" };
  assert.deepEqual((await d.ask("/api/gitlab/keeps")).body, { keeps: [one, other] });
  assert.deepEqual((await d.ask("/api/gitlab/keeps", { query: "project=30" })).body, { keeps: [other] });
  assert.deepEqual((await d.ask("/api/gitlab/keeps", { query: "project=8" })).body, { keeps: [] });
  assert.deepEqual((await d.ask("/api/gitlab/keeps", { query: "state=proposed" })).body, { keeps: [] });
});

test("a long list of keeps comes in parts, none twice and none left out", async () => {
  const d = desk();
  const places = [7, 30].flatMap((project) => [1, 2, 3].map((id) => [project, `job:${id}`] as const));
  for (const [project, on] of places) await enter(d, project, on);
  const seen: string[] = [];
  let query = "limit=2";
  for (let parts = 0; parts < 5; parts++) {
    const { body } = await d.ask("/api/gitlab/keeps", { query });
    seen.push(...body.keeps.map(({ project, on }: { project: number; on: string }) => `${project}/${on}`));
    if (body.next === undefined) break;
    query = `limit=2&after=${encodeURIComponent(body.next)}`;
  }
  assert.deepEqual(
    seen,
    places.map(([project, on]) => `${project}/${on}`),
  );
});

test("a keep is let go, and the journal has who did it and why", async () => {
  const d = desk();
  await enter(d, 7, "job:1001");
  const answer = await d.ask("/api/gitlab/keeps/7/job:1001", { method: "DELETE", body: { reason: "withdrawn" } });
  assert.deepEqual(answer.body, { keep: { project: 7, on: "job:1001", ...noted } });
  assert.deepEqual((await d.ask("/api/gitlab/keeps")).body, { keeps: [] });
  const [entry] = await d.store.entries(10);
  assert.ok(entry?.kind === "byHand");
  const { step, what, job, who, reason, projectId } = entry;
  assert.deepEqual([step, what, job, who, reason, projectId], ["letGo", "job:1001", "job:1001", alice, "withdrawn", 7]);
  const again = await d.ask("/api/gitlab/keeps/7/job:1001", { method: "DELETE", body: { reason: "withdrawn" } });
  assert.deepEqual([again.status, again.body.error.code], [404, "noKeep"]);
});

for (const [path, body, code] of [
  ["/api/gitlab/keeps/7/project", { reason: "r" }, "badKeep"],
  ["/api/gitlab/keeps/7/1001", { reason: "r" }, "badKeep"],
  ["/api/gitlab/keeps/shop%2Fapi/job:1001", { reason: "r" }, "badKeep"],
  ["/api/gitlab/keeps/7/job:1001", {}, "badBody"],
  ["/api/gitlab/keeps/7/job:1001", { reason: " " }, "badBody"],
] as const)
  test(`DELETE ${path} with ${JSON.stringify(body)} lets nothing go`, async () => {
    const d = desk();
    await enter(d, 7, "job:1001");
    const answer = await d.ask(path, { method: "DELETE", body });
    assert.deepEqual([answer.status, answer.body.error.code], [400, code]);
    assert.equal((await d.ask("/api/gitlab/keeps")).body.keeps.length, 1);
  });

import assert from "node:assert/strict";
import test from "node:test";
import { type Reply, twinWorld } from "./world.ts";

const names = ({ json }: Reply): string[] => json.map(({ description }: { description: string }) => description);

test("a project's runners are found by tags, status, type and whether they are paused, by its maintainers", async (t) => {
  const { twin, get, id } = await twinWorld(t);
  const other = twin.addProject({ path: "shop/web" });
  twin.addRunner({ description: "gpu", tags: ["docker", "gpu"], projectIds: [id], isOnline: false });
  twin.addRunner({ description: "resting", tags: ["docker"], isPaused: true });
  twin.addRunner({ description: "strange", projectIds: [other.id] });
  const list = async (query: string) => names(await get(`/projects/${id}/runners?${query}`));
  assert.deepEqual(await list(""), ["resting", "gpu", "shared-runner-1"]);
  assert.deepEqual(await list("tag_list=docker,gpu"), ["gpu"]);
  assert.deepEqual(await list("status=online"), ["resting", "shared-runner-1"]);
  assert.deepEqual(await list("status=offline"), ["gpu"]);
  assert.deepEqual(await list("paused=true"), ["resting"]);
  assert.deepEqual(await list("type=project_type"), ["gpu"]);
  const bad = async (query: string) => (await get(`/projects/${id}/runners?${query}`)).json.error;
  assert.equal(await bad("status=tired"), "status does not have a valid value");
  assert.equal(await bad("paused=perhaps"), "paused is invalid");
  assert.equal((await get(`/projects/${id}/runners`, { token: twin.addToken("dev") })).status, 403);
});

test("a runner is shown with its tags: an instance's to everybody, a project's to its maintainers", async (t) => {
  const { twin, get, id } = await twinWorld(t);
  const mine = twin.addRunner({ description: "mine", tags: ["gpu"], projectIds: [id], runsUntagged: false });
  const { json } = await get(`/runners/${mine.id}`);
  assert.deepEqual(
    [json.tag_list, json.run_untagged, json.runner_type, json.is_shared, json.online, json.status],
    [["gpu"], false, "project_type", false, true, "online"],
  );
  assert.equal(json.projects[0].path_with_namespace, "shop/api");
  const token = twin.addToken("guest");
  const refused = await get(`/runners/${mine.id}`, { token });
  assert.deepEqual([refused.status, refused.json], [403, { message: "403 Forbidden - No access granted" }]);
  assert.equal((await get(`/runners/${twin.world.runner.id}`, { token })).json.is_shared, true);
  assert.deepEqual((await get("/runners/1")).json, { message: "404 Not found" });
});

test("a job is taken by a runner that has its tags", async (t) => {
  const { twin, pipeline } = await twinWorld(t);
  const gpu = twin.addRunner({ description: "gpu", tags: ["gpu"] });
  const one = pipeline([{ name: "train", tags: ["gpu"] }, "test/unit"]);
  assert.equal(twin.run(twin.jobNamed(one.id, "train").id).runner, gpu);
});

test("one job of a resource group runs at a time, across pipelines; the next one waits and is told", async (t) => {
  const { twin, pipeline, get, post, job, id } = await twinWorld(t);
  const deploy = { name: "deploy", resourceGroup: "live/eu" };
  const [first, second, third] = [pipeline([deploy]), pipeline([deploy]), pipeline([deploy])].map(
    ({ jobs }) => jobs[0],
  );
  assert.deepEqual([first?.status, second?.status], ["pending", "waiting_for_resource"]);
  assert.equal(second?.pipeline.status, "waiting_for_resource");
  const group = `/projects/${id}/resource_groups/live%2Feu`;
  const upcoming = async () => (await get(`${group}/upcoming_jobs`)).json.map((row: { id: number }) => row.id);
  const current = await get(`${group}/current_job`);
  assert.deepEqual([current.json.id, "artifacts" in current.json], [first?.id, false]);
  assert.deepEqual(await upcoming(), [second?.id, third?.id]);
  twin.succeed(first?.id ?? 0);
  assert.deepEqual(
    [second?.status, second?.pipeline.status, third?.status],
    ["pending", "pending", "waiting_for_resource"],
  );
  const fourth = pipeline([deploy]).jobs[0];
  await post(`${job(fourth?.id ?? 0)}/cancel`);
  assert.deepEqual([second?.status, third?.status], ["pending", "waiting_for_resource"], "only one waiter is gone");
  await post(`${job(second?.id ?? 0)}/cancel`);
  assert.deepEqual([second?.status, third?.status], ["canceled", "pending"]);
  twin.succeed(third?.id ?? 0);
  assert.equal((await get(`${group}/current_job`)).json, null);
  const shown = await get(group);
  assert.deepEqual([shown.json.key, shown.json.process_mode], ["live/eu", "unordered"]);
  assert.equal((await get(`/projects/${id}/resource_groups`)).json.length, 1);
  assert.deepEqual((await get(`/projects/${id}/resource_groups/none`)).json, { message: "404 Not found" });
});

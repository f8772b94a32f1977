import assert from "node:assert/strict";
import { contract, everybody, names, refusalOf } from "./scene.ts";
import { forbidden, noProject, noRecord } from "./words.ts";

const live = { name: "live", resourceGroup: "production" };

contract("2.1 GET resource_groups/:key/current_job: 200 with a JobBasic, null while nobody holds it", async (scene) => {
  const { get, lone, path, twin } = scene;
  const job = lone(live);
  const current = `${path}/resource_groups/production/current_job`;
  const { status, json } = await get(current);
  assert.deepEqual([status, json.id, json.name, json.status], [200, job.id, "live", "pending"]);
  for (const ofJobs of ["artifacts", "runner", "runner_manager", "artifacts_expire_at", "tag_list", "archived"])
    assert.equal(ofJobs in json, false, ofJobs);
  twin.succeed(job.id);
  const empty = await get(current);
  assert.deepEqual([empty.status, empty.text], [200, "null"]);
});

contract("2.1 GET resource_groups/:key/upcoming_jobs: 200, paged, explains waiting_for_resource", async (scene) => {
  const { get, lone, path, twin } = scene;
  const [first, second, third] = [lone(live), lone(live), lone(live)];
  assert.deepEqual(
    [first.status, second.status, third.status],
    ["pending", "waiting_for_resource", "waiting_for_resource"],
  );
  const upcoming = `${path}/resource_groups/production/upcoming_jobs`;
  const all = await get(upcoming);
  assert.deepEqual([all.status, names(all), all.headers["x-total"]], [200, ["live", "live"], "2"]);
  assert.equal((await get(`${upcoming}?per_page=1&page=2`)).json.length, 1);
  twin.succeed(first.id);
  const left = await get(upcoming);
  assert.equal(left.json.length, 1);
  assert.ok([second, third].some(({ id, status }) => id !== left.json[0].id && status === "pending"));
});

contract("2.1 resource groups: for a Developer, once the group was found", async ({ get, lone, path, tokens }) => {
  lone(live);
  const groups = `${path}/resource_groups`;
  for (const who of everybody) {
    const isAllowed = everybody.indexOf(who) >= everybody.indexOf("developer");
    const as = { token: tokens[who] };
    for (const rest of ["", "/production", "/production/current_job", "/production/upcoming_jobs"]) {
      const reply = await get(`${groups}${rest}`, as);
      if (isAllowed) assert.equal(reply.status, 200, `${who} ${rest}`);
      else assert.deepEqual(refusalOf(reply), who === "stranger" ? noProject : forbidden, `${who} ${rest}`);
    }
    if (who !== "stranger") assert.deepEqual(refusalOf(await get(`${groups}/none/current_job`, as)), noRecord, who);
  }
});

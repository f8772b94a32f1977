import assert from "node:assert/strict";
import { contract, refusalOf } from "./scene.ts";
import { forbidden, noRecord } from "./words.ts";

// What rules ask about a job's pipeline and about who caused it.

contract(
  "2.1 GET merge_requests: where it leads to, and of a fork another source",
  async ({ pipeline, get, path, twin }) => {
    const { id } = twin.addProject({ path: "fork/api" });
    pipeline(["own"], { mergeRequest: { iid: 4, sourceBranch: "wider" } });
    pipeline(["strange"], {
      mergeRequest: { iid: 5, sourceBranch: "main", targetBranch: "stable", sourceProjectId: id },
    });
    pipeline(["gone"], { mergeRequest: { iid: 6, sourceBranch: "main", sourceProjectId: null } });
    const told = async (iid: number) => {
      const { status, json } = await get(`${path}/merge_requests/${iid}`);
      return [status, json.iid, json.target_branch, json.source_project_id === json.target_project_id];
    };
    assert.deepEqual(await told(4), [200, 4, "main", true]);
    assert.deepEqual(await told(5), [200, 5, "stable", false]);
    assert.deepEqual(await told(6), [200, 6, "main", false]);
    assert.deepEqual(refusalOf(await get(`${path}/merge_requests/7`)), noRecord);
  },
);

contract("2.1 GET users: anybody may see whether somebody is a bot", async ({ get, twin, tokens }) => {
  for (const { id, isBot } of twin.world.people) {
    const { status, json } = await get(`/users/${id}`, { token: tokens.guest });
    assert.deepEqual([status, json.id, json.bot], [200, id, isBot]);
  }
  assert.deepEqual(refusalOf(await get("/users/1")), [404, { message: "404 User Not Found" }]);
});

contract(
  "2.1 GET users: GitLab of 2020 does not tell",
  async ({ get, twin }) => {
    const { json } = await get(`/users/${twin.bot.id}`);
    assert.equal("bot" in json, false);
  },
  { twin: { vintage: 2020 } },
);

contract("2.1 GET merge_requests: not for who may not see jobs", async ({ pipeline, get, path, tokens }) => {
  pipeline(["own"], { mergeRequest: { iid: 4, sourceBranch: "wider" } });
  const reply = await get(`${path}/merge_requests/4`, { token: tokens.guest });
  assert.deepEqual(refusalOf(reply), forbidden);
});

contract("2.3 the log's last words tell what the script ended with", async ({ pipeline, get, path, twin }) => {
  const { id } = twin.jobNamed(pipeline(["unit"]).id, "unit");
  twin.run(id);
  twin.fail(id, "script_failure", { exitCode: 137 });
  assert.match((await get(`${path}/jobs/${id}/trace`)).text, /ERROR: Job failed: exit code 137\n/);
});

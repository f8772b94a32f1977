import assert from "node:assert/strict";
import { test } from "node:test";
import { toAllowedAgents } from "../../../lib/gitlab/answers/agents.ts";
import { jobs2024 } from "../../fixtures/gitlab/2024/jobs.ts";
import { jobs2026 } from "../../fixtures/gitlab/2026/jobs.ts";

test("the agents of a job are read with the project that configures them, and where the job belongs", () => {
  assert.deepEqual(toAllowedAgents(jobs2024.allowedAgents), {
    agents: [{ id: 21, configProjectId: 9 }],
    jobId: 770_002,
    pipelineId: 88_001,
    projectId: 7,
    environment: "quay-1",
    userName: "mira",
  });
});

test("a job without an environment has none, and a job that may use no agent has an empty list", () => {
  const { allowed_agents: _agents, ...others } = jobs2026.allowedAgents;
  const read = toAllowedAgents({ ...others, allowed_agents: [] });
  assert.deepEqual(read?.agents, []);
  assert.ok(!("environment" in read));
});

test("an agent without its project is read; one without an id, or an answer without a job, is not", () => {
  assert.deepEqual(toAllowedAgents({ allowed_agents: [{ id: 1, config_project: null }], job: { id: 2 }, user: null }), {
    agents: [{ id: 1 }],
    jobId: 2,
  });
  for (const value of [null, {}, { allowed_agents: [] }, { allowed_agents: [{ id: "1" }], job: { id: 2 } }])
    assert.equal(toAllowedAgents(value), undefined);
});

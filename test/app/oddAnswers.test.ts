import assert from "node:assert/strict";
import { test } from "node:test";
import { GitLabError } from "../../lib/core/errors.ts";
import { manual, playId } from "./jobs.ts";
import { site } from "./site.ts";

const rulesOf = (plain: string) => `version: 1
defaults: { mode: enforce }
rules:
  - { id: asks, projects: ["**"], on: pipeline, when: { jobs: { all: { status: success } } }, do: { play: { job: deploy } } }
  - { id: plain, projects: ["**"], on: pipeline, when: { ${plain} }, do: { play: { job: deploy } } }
`;

async function gate(plain: string, code: "oddAnswer" | "server") {
  const s = await site({ jobs: [manual], rules: rulesOf(plain) });
  s.gitlab.reads.bridges = async () => {
    throw new GitLabError(code, "GET bridges: the list has more than 50 pages", { advice: "Ask again." });
  };
  for (const rule of ["asks", "plain"]) await s.plan(1002, "play", rule);
  await s.work();
  return { s, task: await s.task(playId) };
}

test("what GitLab answers oddly to one rule's question does not stop another rule that says yes", async () => {
  const { s, task } = await gate("name: deploy", "oddAnswer");
  assert.deepEqual([task.state, s.effects], ["done", ["play 1002"]]);
});

for (const [what, plain, code] of [
  ["no other rule says yes", "name: other", "oddAnswer"],
  ["GitLab is only down", "name: deploy", "server"],
] as const)
  test(`where ${what}, the task waits and says what GitLab answered`, async () => {
    const { s, task } = await gate(plain, code);
    assert.deepEqual([task.state, s.effects], ["waiting", []]);
    assert.match(task.reason ?? "", /the list has more than 50 pages/);
  });

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Environment } from "../../lib/core/job.ts";
import { manual, playId, playRule } from "./jobs.ts";
import { site } from "./site.ts";

/** What becomes of a play whose request was lost, by where the job deploys to and what GitLab protects. */
async function afterLostPlay(options: {
  environment?: Environment | null;
  isProtected: readonly string[] | "free" | undefined;
  rules?: string;
}) {
  const s = await site({ jobs: [manual], rules: options.rules ?? playRule });
  const { isProtected } = options;
  s.gitlab.reads.protectedEnvironments = async () =>
    isProtected &&
    (isProtected === "free" ? { names: [], canProtect: false } : { names: isProtected, canProtect: true });
  s.hooks.mishaps.push("lostRequest");
  const { environment } = options;
  await s.plan(1002, "play", "r", "play", { about: { ...(environment !== undefined && { environment }) } });
  await s.work();
  s.pass(180);
  await s.work();
  const { state, reason, remedy } = await s.task(playId);
  return { state, reason, remedy, effects: s.effects, spent: (await s.task(playId)).spent };
}

const staging = { name: "staging", tier: "staging" };

for (const [what, options] of [
  ["a protected environment", { environment: staging, isProtected: ["staging"] }],
  ["production, protected or not", { environment: { name: "live", tier: "production" }, isProtected: [] }],
  ["an unknown environment of a project that protects some", { isProtected: ["production"] }],
  ["an environment of which nobody may tell", { environment: staging, isProtected: undefined }],
  ["an environment that a group may protect", { environment: staging, isProtected: ["production"] }],
  ["an unknown environment where some can be protected", { isProtected: [] }],
] as const)
  test(`a lost play of ${what} is left to a person`, async () => {
    const { state, remedy, effects } = await afterLostPlay(options);
    assert.deepEqual([state, effects], ["attention", []]);
    assert.match(remedy ?? "", /redrive/);
  });

for (const [what, options] of [
  ["an environment for tests", { environment: { name: "qa", tier: "testing" }, isProtected: ["production"] }],
  ["no environment", { environment: null, isProtected: undefined }],
  ["a GitLab that can protect none", { environment: staging, isProtected: "free" }],
] as const)
  test(`a lost play of ${what} is made up for`, async () => {
    const { state, effects } = await afterLostPlay(options);
    assert.deepEqual([state, effects], ["done", ["play 1002"]]);
  });

test("a rule that says again has its way with a protected environment", async () => {
  const rules = playRule.replace("projects", "onUnknown: again, projects");
  const { state } = await afterLostPlay({ environment: staging, isProtected: ["staging"], rules });
  assert.equal(state, "done");
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { openStage } from "../../infra/local/stage.ts";

const text = `version: 1
defaults: { mode: enforce }
rules:
  - { id: retry-failed, projects: ["**"], on: job, when: { status: failed }, do: retry }
`;

test("a GitLab that is down for ten minutes is asked little, all wait and nothing counts, and all is done soon after", async (t) => {
  const s = await openStage({ rules: [{ file: "rules.yaml", text }], startsAt: Date.UTC(2026, 0, 5, 9) });
  t.after(() => s.close());
  const jobs = Array.from({ length: 20 }, (_, at) => ({ name: `build ${at}` }));
  const { id } = s.twin.addPipeline(s.project.id, { jobs });
  for (const { name } of jobs) s.twin.fail(s.twin.run(s.twin.jobNamed(id, name).id).id, "runner_system_failure");
  const down = s.twin.faults.add({ kind: "error", status: 503, count: "all" });
  await s.pass(600);
  const asked = s.twin.requests.length;
  assert.ok(asked > 5 && asked <= 40, `${asked} requests`);
  const waiting = await s.house.store.tasks(50);
  assert.ok(waiting.every(({ state, calls }) => state === "waiting" && calls === 0));
  const silence = waiting.filter(({ reason = "" }) =>
    /^GitLab does not answer: \d+ of \d+ requests failed; it is asked again at 2026-01-05T09:/.test(reason),
  );
  assert.ok(silence.length >= 10, `${silence.length} wait for GitLab`);
  s.twin.faults.clear(down);
  await s.pass(600);
  assert.equal(s.twin.effects.length, 20);
});

test("what one look hears from GitLab's rate limit every worker and the patrol obey, and all is done once it is over", async (t) => {
  const startsAt = Date.UTC(2026, 0, 5, 9);
  const s = await openStage({ rules: [{ file: "rules.yaml", text }], startsAt });
  t.after(() => s.close());
  const jobs = Array.from({ length: 20 }, (_, at) => ({ name: `build ${at}` }));
  const { id } = s.twin.addPipeline(s.project.id, { jobs });
  for (const { name } of jobs) s.twin.fail(s.twin.run(s.twin.jobNamed(id, name).id).id, "runner_system_failure");
  s.twin.world.settings.limits = { api: { requests: 5 } };
  await s.settle();
  const refused = () => s.twin.requests.filter(({ status }) => status === 429).length;
  // Few begin at once, and hear from the answers themselves how much is left; the others are told.
  assert.ok(refused() <= 18, `${refused()} refused`);
  const waiting = (await s.house.store.tasks(50)).filter(({ state }) => state === "waiting");
  assert.ok(waiting.some(({ reason = "" }) => /^GitLab asked for patience until 2026-01-05T09:01:\d\dZ$/.test(reason)));
  assert.ok(waiting.every(({ calls, runs }) => calls === 0 && runs === 0));
  const before = s.twin.requests.length;
  s.clock.advance(30);
  await s.settle();
  assert.equal(s.twin.requests.length, before);
  s.twin.world.settings.limits = {};
  await s.pass(300);
  assert.equal(s.twin.effects.length, 20);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Context, ScheduledEvent } from "aws-lambda";
import { make } from "../../functions/tick.ts";
import type { Job } from "../../lib/core/job.ts";
import { oneRule, site } from "../app/site.ts";

const failed: Job = { id: 1001, name: "build", status: "failed", pipelineId: 501 };

test("a schedule that hangs does not hold up due tasks", async () => {
  const retry = oneRule("on: job, when: { status: failed }, do: retry");
  const tidy = '  - { id: tidy, projects: ["**"], on: { schedule: { every: 15m } }, do: deleteArtifacts }\n';
  const s = await site({ jobs: [failed], rules: retry + tidy });
  await s.plan(1001, "retry", "r");
  const tick = make(s.worker);
  const context = { getRemainingTimeInMillis: () => 60_000 } as Context;
  await tick({} as ScheduledEvent, context);
  s.pass(900);
  s.gitlab.reads.projectsPage = () => new Promise<never>(() => {});
  s.jobs.set(2001, { ...failed, id: 2001, name: "other" });
  await s.plan(2001, "retry", "r");
  void tick({} as ScheduledEvent, context);
  for (let turn = 0; turn < 500 && s.effects.length < 2; turn++) await new Promise(setImmediate);
  assert.deepEqual(s.effects, ["retry 1001", "retry 2001"]);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { explainAll } from "../../../lib/app/explain/explainAll.ts";
import type { ExplainStore } from "../../../lib/app/explain/site.ts";
import { jobSubject } from "../../../lib/app/explain/subject.ts";
import { closeOutage, outagesOf } from "../../../lib/app/outage/outages.ts";
import { oneToken } from "../../../lib/app/throttleShared.ts";
import { explainLines } from "../../../lib/cli/rules/explainText.ts";
import { shownOf } from "../../../lib/cli/rules/explanation.ts";
import type { Job } from "../../../lib/core/job.ts";
import { oneRule, site } from "../site.ts";

type Site = Awaited<ReturnType<typeof site>>;
const id = "r/runner_system_failure/42";

const failed = (job: number): Job => ({
  id: job,
  name: `test ${job}`,
  status: "failed",
  failureReason: "runner_system_failure",
  ref: "main",
  tag: false,
  pipelineId: job,
  userId: 7,
});

/** Four failed jobs, and a rule that retries two of them before it waits. */
async function storm(rule = "outage: { perProject: 2, within: 10m }"): Promise<Site> {
  const jobs = [1001, 1002, 1003, 1004].map(failed);
  return await site({ jobs, rules: oneRule(`on: job, when: { status: failed }, do: retry, ${rule}`) });
}

async function retried(s: Site, ...jobs: number[]): Promise<void> {
  for (const job of jobs) await s.plan(job, "retry", "r");
  await s.work();
}

async function explained(s: Site, job: number, has: { readonly store?: ExplainStore | false } = {}) {
  const subject = await jobSubject({ project: 42, id: job }, { reads: s.gitlab.reads, isWatched: () => true }, s.now());
  assert.ok("jobs" in subject);
  const explanation = await explainAll(subject, {
    source: "gitlab",
    active: await s.worker.rules.live("gitlab"),
    actions: s.actions,
    now: s.now(),
    watched: ["**"],
    rates: { requestsPerMinute: 600, budgets: oneToken },
    ...(has.store !== false && { store: has.store ?? s.store }),
    gitlab: { reads: s.gitlab.reads, isActor: true },
  });
  const [rule] = explanation.jobs[0]?.rules ?? [];
  assert.ok(rule);
  const guard = rule.guards.find((one) => one.guard === "outage");
  return { rule, guard, lines: explainLines(shownOf(explanation), false).join("\n") };
}

test("while there is no outage it is told how many runs there were of how many, and the one that is too many is foreseen", async () => {
  const s = await storm();
  const before = await explained(s, 1001);
  assert.deepEqual([before.rule.would, before.guard?.stops], ["act", false]);
  assert.equal(before.guard?.text, "0 of 2 runs for runner_system_failure in shop/api within 10m");
  await retried(s, 1001, 1002);
  const after = await explained(s, 1003);
  assert.deepEqual([after.rule.would, after.guard?.stops, s.effects.length], ["wait", true, 2]);
  assert.match(after.guard?.text ?? "", /^2 of 2 runs .*: one more opens an outage, and is parked$/);
  await retried(s, 1003);
  assert.equal(s.effects.length, 2);
});

test("what is parked, and whatever would be, says since when, how many are, when one is tried and how to close it", async () => {
  const s = await storm();
  await retried(s, 1001, 1002, 1003);
  s.pass(60);
  for (const job of [1003, 1004]) {
    const { rule, guard, lines } = await explained(s, job);
    assert.deepEqual([rule.would, guard?.stops, guard?.until], ["wait", true, s.now() + 4 * 60_000], `job ${job}`);
    assert.equal(
      guard?.text,
      `the outage ${id} is open since 2026-11-20T09:00:00Z, after 2 runs within 10m; its retries in shop/api are parked, 1 so far; a single one is tried at 2026-11-20T09:05:00Z`,
    );
    assert.match(lines, /to close it by hand: penstock outages close r\/runner_system_failure\/42 --reason "…"/);
  }
});

test("when its time has come whoever is asked would be the one that is tried; then the others wait for that one", async () => {
  const s = await storm();
  await retried(s, 1001, 1002, 1003, 1004);
  s.pass(400);
  const next = await explained(s, 1003);
  assert.deepEqual([next.guard?.stops, /would be the one that is tried$/.test(next.guard?.text ?? "")], [false, true]);
  for (const task of await s.store.tasks(10)) if (task.parked) s.pass(Math.max(0, ((task.due ?? 0) - s.now()) / 1000));
  await s.work();
  assert.equal(s.effects.length, 3);
  const [tried] = s.effects.slice(2).map((text) => Number(text.split(" ")[1]));
  const { guard } = await explained(s, tried === 1003 ? 1004 : 1003);
  assert.equal(guard?.stops, true);
  assert.match(guard?.text ?? "", /(a single one|job \d+) is being tried since /);
});

test("once it is over, nothing of it stops what was parked", async () => {
  const s = await storm();
  await retried(s, 1001, 1002, 1003);
  const by = { source: "gitlab", id, who: "ann", reason: "the runners are back" };
  await closeOutage(by, { ...s.worker, store: s.store });
  const { guard } = await explained(s, 1003);
  assert.deepEqual([guard?.stops, guard?.text], [false, "it was parked, and the outage is over"]);
});

test("rules without such a bound say nothing of outages, and without tables it is said that nobody was asked", async () => {
  const off = await storm("outage: off");
  assert.equal((await explained(off, 1001)).guard, undefined);
  const s = await storm();
  const { guard } = await explained(s, 1001, { store: false });
  assert.deepEqual([guard?.stops, guard?.text], ["unknown", "not asked: no Penstock was asked"]);
});

test("while nothing is parked the outages of the source are not listed", async () => {
  const s = await storm();
  let listed = 0;
  const { note, task, journal, notes } = s.store;
  const store: ExplainStore = {
    note: (key) => note(key),
    task: (one) => task(one),
    journal: (range, most) => journal(range, most),
    notes: (scope) => {
      listed++;
      return notes(scope);
    },
  };
  await explained(s, 1001, { store });
  assert.equal(listed, 0);
  await retried(s, 1001, 1002, 1003);
  await explained(s, 1004, { store });
  assert.equal(listed, 1);
  assert.equal((await outagesOf("gitlab", store)).length, 1);
});

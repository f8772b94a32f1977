import assert from "node:assert/strict";
import { test } from "node:test";
import { perform } from "../../lib/app/perform.ts";
import { failed, manual, pending, playId, retryId } from "./jobs.ts";
import { site, start } from "./site.ts";

const hour = 3_600;

interface Rule {
  readonly id: string;
  readonly body: string;
  readonly calendar: string;
}

/** Enforcing rules, each with a calendar; it is Friday, 10:00 in Berlin. */
function rulebook(calendars: Readonly<Record<string, string>>, ...rules: readonly Rule[]): string {
  return [
    "version: 1",
    "defaults: { mode: enforce }",
    "calendars:",
    ...Object.entries(calendars).map(([name, keys]) => `  ${name}: { zone: Europe/Berlin, ${keys} }`),
    "rules:",
    ...rules.map(
      ({ id, body, calendar }) => `  - { id: ${id}, projects: ["**"], ${body}, require: { calendar: ${calendar} } }`,
    ),
  ].join("\n");
}

const retry = "on: job, when: { status: failed }, do: retry";
const play = "on: pipeline, do: { play: { job: deploy } }";
const noon = "open: Fri 12:00-13:00";

test("a gate whose calendar is closed waits until it opens, says why, and is played once", async () => {
  const rules = rulebook({ "business-hours": noon }, { id: "r", body: play, calendar: "business-hours" });
  const s = await site({ jobs: [manual], rules });
  await s.plan(1002, "play", "r");
  await s.work();
  const waiting = await s.task(playId);
  assert.deepEqual([waiting.state, waiting.due, waiting.runs], ["waiting", start + 2 * hour * 1000, 0]);
  assert.equal(
    waiting.reason,
    "the calendar business-hours is closed: outside Fri 12:00-13:00 Europe/Berlin; it opens 2026-11-20 12:00 Europe/Berlin",
  );
  s.pass(2 * hour - 1);
  await s.work();
  assert.deepEqual(s.effects, []);
  s.pass(1);
  await s.work();
  await s.plan(1002, "play", "r");
  await s.work();
  assert.deepEqual([(await s.task(playId)).state, s.effects], ["done", ["play 1002"]]);
});

test("nothing is done in a freeze, however often the job is heard of, and the freeze is named", async () => {
  const frozen = "open: Fri 09:00-17:00, closed: [{ from: 2026-11-16, to: 2026-11-22, why: launch week }]";
  const s = await site({ jobs: [manual], rules: rulebook({ c: frozen }, { id: "r", body: play, calendar: "c" }) });
  for (let times = 0; times < 3; times++) {
    await s.plan(1002, "play", "r");
    await s.work();
    s.pass(hour);
  }
  const { due, reason } = await s.task(playId);
  assert.deepEqual([due, s.effects], [Date.parse("2026-11-27T08:00Z"), []]);
  assert.equal(
    reason,
    "the calendar c is closed: launch week until 2026-11-23 00:00 Europe/Berlin; it opens 2026-11-27 09:00 Europe/Berlin",
  );
});

test("of two rules with two calendars both must be open", async () => {
  const rules = rulebook(
    { one: "open: Fri 11:00-13:00", other: "open: Fri 12:00-14:00" },
    { id: "r", body: retry, calendar: "one" },
    { id: "q", body: retry, calendar: "other" },
  );
  const s = await site({ jobs: [failed], rules });
  await s.plan(1001, "retry", "r");
  await s.plan(1001, "retry", "q");
  await s.work();
  const { due, reason } = await s.task(retryId);
  assert.equal(due, start + 2 * hour * 1000);
  assert.match(reason ?? "", /calendar one is closed.*calendar other is closed.*it opens 2026-11-20 12:00/);
  s.pass(1.5 * hour);
  await s.plan(1001, "retry", "r");
  await s.work();
  assert.deepEqual(s.effects, []);
  s.pass(0.5 * hour);
  await s.work();
  assert.deepEqual(s.effects, ["retry 1001"]);
});

for (const [name, calendars] of [
  ["a calendar that never opens again", { one: "open: 2026-11-19 09:00-17:00", other: noon }],
  ["two calendars that are never open together", { one: "open: Fri 11:00-12:00", other: noon }],
] as const)
  test(`${name} refuses the task, and says so`, async () => {
    const rules = [
      { id: "r", body: retry, calendar: "one" },
      { id: "q", body: retry, calendar: "other" },
    ];
    const s = await site({ jobs: [failed], rules: rulebook(calendars, ...rules) });
    await s.plan(1001, "retry", "r");
    await s.plan(1001, "retry", "q");
    await s.work();
    const task = await s.task(retryId);
    assert.deepEqual([task.state, s.effects], ["refused", []]);
    assert.match(task.reason ?? "", /the calendar one is closed: .*; it does not open within 400 days$/);
  });

test("a rule that only reports waits for its calendar too", async () => {
  const rules = rulebook({ c: noon }, { id: "r", body: `mode: report, ${retry}`, calendar: "c" });
  const s = await site({ jobs: [failed], rules });
  await s.plan(1001, "retry", "r");
  await s.work();
  assert.equal((await s.task(retryId)).state, "waiting");
  s.pass(2 * hour);
  await s.work();
  assert.deepEqual([(await s.task(retryId)).state, s.effects], ["reported", []]);
});

test("the calendar of a rule that only reports does not hold one that acts", async () => {
  const rules = rulebook(
    { closed: noon, open: "open: Fri 09:00-13:00" },
    { id: "r", body: `mode: report, ${retry}`, calendar: "closed" },
    { id: "q", body: retry, calendar: "open" },
  );
  const s = await site({ jobs: [failed], rules });
  await s.plan(1001, "retry", "r");
  await s.plan(1001, "retry", "q");
  await s.work();
  assert.deepEqual(s.effects, ["retry 1001"]);
});

test("a calendar that closes before the time has come is waited for again", async () => {
  const later = "on: job, when: { status: failed }, do: { retry: { after: 2h } }";
  const rules = rulebook({ c: "open: Fri-Sat 09:00-11:30" }, { id: "r", body: later, calendar: "c" });
  const s = await site({ jobs: [{ ...failed, since: start }], rules });
  await s.plan(1001, "retry", "r", "retry", { due: start + 2 * hour * 1000 });
  s.pass(2 * hour);
  await s.work();
  const { due } = await s.task(retryId);
  assert.deepEqual([due, s.effects], [Date.parse("2026-11-21T08:00Z"), []]);
});

test("the second half of a restart does not wait for a calendar that has closed meanwhile", async () => {
  const body = "on: job, when: { status: pending }, do: restart";
  const s = await site({
    jobs: [pending],
    rules: rulebook({ c: "open: Fri 09:00-11:00" }, { id: "r", body, calendar: "c" }),
  });
  const { task } = await s.plan(1003, "cancel", "r", "restart");
  s.pass(hour - 1);
  await perform(task, s.worker);
  assert.deepEqual(s.effects, ["cancel 1003"]);
  s.pass(1);
  await s.work();
  assert.deepEqual(s.effects, ["cancel 1003", "retry 1003"]);
});

test("what is refused anyway is refused at once, not at the opening", async () => {
  const body = `${retry}, limit: { perJob: 1 }`;
  const s = await site({
    jobs: [failed, { ...failed, id: 1000 }],
    rules: rulebook({ c: noon }, { id: "r", body, calendar: "c" }),
  });
  await s.plan(1001, "retry", "r");
  await s.work();
  const task = await s.task(retryId);
  assert.equal(task.state, "refused");
  assert.match(task.reason ?? "", /perJob: 1 is used up/);
});

test("a freeze that new rules lift lets a waiting task go as soon as its job is heard of", async () => {
  const rule = { id: "r", body: retry, calendar: "c" };
  const s = await site({
    jobs: [failed],
    rules: rulebook({ c: "closed: { from: 2026-11-01, to: 2026-12-24 }" }, rule),
  });
  await s.plan(1001, "retry", "r");
  await s.work();
  await s.apply(rulebook({ c: "closed: { from: 2026-11-01, to: 2026-11-15 }" }, rule));
  const want = { rule: "r@2", action: "retry", params: {}, event: "d2" };
  await s.plan(1001, "retry", "r", "retry", { want });
  await s.work();
  assert.deepEqual(s.effects, ["retry 1001"]);
});

test("a rule whose calendar is lost from the table does not act", async () => {
  const s = await site({
    jobs: [failed],
    rules: rulebook({ c: "open: daily 00:00-24:00" }, { id: "r", body: retry, calendar: "c" }),
  });
  const stored = JSON.parse((await s.store.rulebook("gitlab"))?.rules ?? "");
  await s.store.applyRulebook("gitlab", JSON.stringify({ ...stored, calendars: {} }), { after: 1 });
  await s.plan(1001, "retry", "r");
  await s.work();
  const { state, reason } = await s.task(retryId);
  assert.deepEqual([state, reason], ["refused", "r@2 requires the calendar c, which is not there"]);
});

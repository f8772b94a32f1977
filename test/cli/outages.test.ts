import assert from "node:assert/strict";
import { test } from "node:test";
import { entryId, type OutageEntry } from "../../lib/core/journal.ts";
import { outageAt, stored } from "../contract/outages.ts";
import { apiHouse, now } from "./apiHouse.ts";

const minute = 60_000;
const reason = ["--reason", "the runners are back"];
type House = Awaited<ReturnType<typeof apiHouse>>;

async function openOutages(house: House): Promise<void> {
  const canary = { task: "t", rev: 3, project: 42, sentAt: now - minute, jobId: 1002 };
  await stored(house.store, [
    outageAt(now, { parked: 17 }),
    outageAt(now, { failure: "api_failure", parked: 3, canaries: 1, canary, openedAt: now - 20 * minute }),
    outageAt(now, { rule: "older", closedAt: now - 5 * minute, closedBy: "a canary went\u001b[2J well", canaries: 2 }),
  ]);
}

test("the open outages are a table: rule, failure, project, since when, what is parked, the canary and the next one", async (t) => {
  const house = await apiHouse(t);
  assert.equal((await house.here("outages")).text, "no outage is open");
  await openOutages(house);
  const { code, text } = await house.here("outages");
  assert.equal(code, 0);
  assert.deepEqual(text.split("\n"), [
    "rule   failure                project        since    parked  canary                     next",
    "again  runner_system_failure  shop/api (42)  12m ago  17      none yet                   in 3m",
    "again  api_failure            shop/api (42)  20m ago  3       job 1002 under way for 1m  waits for that one",
    "1 outage closed lately: --all shows them too",
    'to close one by hand: penstock outages close again/runner_system_failure/42 --reason "…"',
  ]);
  const all = await house.here("outages", "--all");
  assert.match(all.text, /^older .* 2 sent .* 5m ago: a canary went\uFFFD\[2J well$/m);
});

test("one of all projects says so, and a program gets what the table shows as one document", async (t) => {
  const house = await apiHouse(t);
  const { project: _, projectPath: __, id: ___, ...about } = outageAt(now);
  await stored(house.store, [{ ...about, id: "again/runner_system_failure/all" }, outageAt(now, { closedAt: now })]);
  assert.match((await house.here("outages")).text, /^again {2}runner_system_failure {2}all {6}12m ago/m);
  const { out } = await house.here("outages", "--json");
  const shown = JSON.parse(out);
  assert.deepEqual(
    [shown.now, shown.outages.map(({ id }: { id: string }) => id)],
    [now, ["again/runner_system_failure/all"]],
  );
  assert.equal(JSON.parse((await house.here("outages", "--all", "--json")).out).outages.length, 2);
});

test("an outage is closed by as much of its name as is its own; what fits several, is closed or unknown, is refused", async (t) => {
  const house = await apiHouse(t);
  await openOutages(house);
  const several = await house.here("outages", "close", "again", ...reason);
  assert.equal(several.code, 1);
  assert.match(several.text, /"again" is the beginning of several: .*api_failure\/42/);
  const closed = await house.here("outages", "close", "again/api_failure", ...reason);
  assert.deepEqual([closed.code, closed.text], [0, closedText]);
  const json = await house.here("outages", "close", "again", ...reason, "--json");
  assert.deepEqual([json.code, JSON.parse(json.out).outage.closedAt], [0, now]);
  const before = await house.here("outages", "close", "older", ...reason);
  assert.match(
    `${before.code} ${before.text}`,
    /^1 the outage older\S+ is closed since .*There is nothing left to close/,
  );
  const unknown = await house.here("outages", "close", "agains/api_failure/42", ...reason);
  assert.match(`${unknown.code} ${unknown.text}`, /^1 there is no outage .*Did you mean again\/api_failure\/42\?/);
});

const closedText =
  "closed: again for api_failure in shop/api; 3 tasks were parked: what still waits comes due within 10 minutes, and is looked at as ever";

test("the journal shows outages alone where it is asked for them, or for their rule: who closed one, and why", async (t) => {
  const house = await apiHouse(t);
  const entry: OutageEntry = {
    kind: "outage",
    id: entryId(now - minute, "o"),
    at: now - minute,
    source: "gitlab",
    projectId: 42,
    projectPath: "shop/api",
    step: "opened",
    outage: "again/runner_system_failure/42",
    rule: "again",
    failure: "runner_system\u001b_failure",
    parked: 1,
    reason: "21 retries within 10 minutes",
  };
  await house.store.commit([{ journal: entry }]);
  const { projectId: _, projectPath: __, ...everywhere } = entry;
  const later = { ...everywhere, id: entryId(now, "p"), at: now, step: "closed", parked: 9, who: "local" } as const;
  await house.store.commit([{ journal: later }]);
  const lines = [
    "2026-11-20T08:59:00Z  outage  opened again for runner_system\uFFFD_failure in shop/api  1 task parked",
    "                      reason  21 retries within 10 minutes",
    "2026-11-20T09:00:00Z  outage  closed again for runner_system\uFFFD_failure in all projects  9 tasks parked",
    "                      by      local",
    "                      reason  21 retries within 10 minutes",
  ];
  for (const question of [
    ["--kind", "outage"],
    ["--rule", "again"],
  ]) {
    const { code, text } = await house.here("journal", "query", ...question);
    assert.deepEqual([code, text.split("\n").filter((line) => !/^\s*$/.test(line))], [0, lines], question.join(" "));
  }
  const report = await house.here("report", "--since", "1d");
  assert.equal(report.code, 0);
});

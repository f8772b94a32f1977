import assert from "node:assert/strict";
import { test } from "node:test";
import { standingsOf } from "../../../lib/app/coverage/standings.ts";
import { startSweep } from "../../../lib/app/coverage/start.ts";
import { planSchedules } from "../../../lib/app/schedule.ts";
import { shownText } from "../../../lib/app/shownRules.ts";
import { stopsText, switchKey } from "../../../lib/app/stops.ts";
import type { SweepStanding } from "../../../lib/core/coverageProof.ts";
import { GitLabError } from "../../../lib/core/errors.ts";
import { grounds, many, tidy } from "./grounds.ts";

const day = 86_400;

/** Grounds with a tick, on the morning before the first night of the rule. */
async function nights(projects: Parameters<typeof grounds>[0]["projects"], rules = tidy) {
  const g = await grounds({ projects, rules, pageSize: 1 });
  const tick = () => planSchedules({ id: "gitlab", projects: ["**"] }, g.worker);
  await tick();
  return {
    ...g,
    tick,
    async standing(sweep = "tidy"): Promise<SweepStanding | undefined> {
      const stored = await g.store.rulebook("gitlab");
      assert.ok(stored);
      const { rules: list } = await shownText(stored, g.actions);
      return (await standingsOf("gitlab", list, { store: g.store, clock: g.now })).find((one) => one.sweep === sweep);
    },
    async toEnd(): Promise<void> {
      for (let rounds = 0; rounds < 60 && (await g.step()).length > 0; rounds++) g.pass(1);
    },
  };
}

const two = () => ({ "shop/api": many(250), "shop/web": many(10) });

test("a cycle is green once every page of every project was seen in it, and not before", async () => {
  const n = await nights(two());
  assert.equal((await n.standing())?.state, "notBegun");
  n.pass(15 * 3600);
  await n.tick();
  await n.step();
  const midway = await n.standing();
  assert.deepEqual([midway?.state, midway?.words], ["underWay", ["1 of 2 projects through"]]);
  assert.deepEqual(
    midway?.open.map(({ path, why }) => [path, why]),
    [["shop/api", "turn"]],
  );
  await n.toEnd();
  const end = await n.standing();
  assert.deepEqual([end?.state, end?.projects, end?.through, end?.pages, end?.jobs], ["green", 2, 2, 260, 260]);
  assert.equal(end?.requests, 260 + 1 + 1);
});

for (const [why, hinder] of [
  [
    "stop",
    async (n: Awaited<ReturnType<typeof nights>>) =>
      void (await n.store.putNote(switchKey("gitlab"), stopsText(["everything"]), undefined)),
  ],
  [
    "error",
    async (n: Awaited<ReturnType<typeof nights>>) => {
      n.hooks.onPage = () => {
        throw new GitLabError("server", "GET /jobs: 502", { advice: "wait" });
      };
    },
  ],
] as const)
  test(`a sweep that is held up by ${why} is not green, and says so`, async () => {
    const n = await nights(two());
    n.pass(15 * 3600);
    await n.tick();
    await hinder(n);
    await n.step();
    const standing = await n.standing();
    assert.deepEqual([standing?.state, new Set(standing?.open.map((one) => one.why))], ["behind", new Set([why])]);
  });

for (const [why, reason] of [
  ["budget", "the rate budget of the source gitlab is used up until 2026-11-21T00:01:00Z"],
  ["limit", "GitLab asked for patience until 2026-11-21T00:01:00Z"],
  ["limit", "GitLab does not answer: 7 of 9 requests failed; it is asked again at 2026-11-21T00:01:00Z"],
] as const)
  test(`a sweep that ran out of ${why} (${reason.slice(0, 22)}…) is not green, and loses nothing`, async () => {
    const n = await nights(two());
    n.pass(15 * 3600);
    await n.tick();
    const throttle = { ...n.worker.throttle, take: async () => ({ closedUntil: n.now() + 60_000, reason }) };
    await n.step({ throttle });
    const standing = await n.standing();
    assert.deepEqual([standing?.state, standing?.open.map((one) => one.why)], ["behind", [why, why]]);
    n.pass(70);
    await n.toEnd();
    assert.equal((await n.standing())?.state, "green");
  });

test("a cycle that still goes on when the next begins goes on to its end, and the next one follows it", async () => {
  const n = await nights(two());
  n.pass(15 * 3600);
  await n.tick();
  await n.step();
  n.pass(day);
  await n.tick();
  const pages = () => n.asked.filter((one) => one.startsWith("jobs 1")).length;
  const before = pages();
  await n.step();
  const both = await n.standing();
  assert.deepEqual(
    both?.open.map(({ project, why }) => [project, why]),
    [[1, "overtaken"]],
  );
  assert.equal(both?.state, "behind");
  // One of the two read its hundred pages.
  assert.equal(pages() - before, 100);
  await n.toEnd();
  n.pass(400);
  await n.toEnd();
  const { last } = await n.coverage(1);
  assert.deepEqual([last?.cycle, pages(), (await n.standing())?.state], ["2026-11-22T00:00:00Z", 500, "green"]);
});

test("a cycle that a later one has overtaken before it began there is skipped", async () => {
  const n = await nights({ "shop/api": many(5) });
  n.pass(15 * 3600);
  await n.tick();
  n.pass(day);
  await n.tick();
  await n.toEnd();
  const tasks = (await n.store.tasks(10)).filter(({ verb }) => verb === "sweep");
  assert.deepEqual(tasks.map(({ state }) => state).sort(), ["done", "skipped"]);
  assert.equal(n.asked.filter((one) => one.startsWith("jobs")).length, 5);
});

test("a moment that nobody heeds is told: what was green yesterday is behind today", async () => {
  const n = await nights({ "shop/api": many(5) });
  n.pass(15 * 3600);
  await n.tick();
  await n.toEnd();
  n.pass(day + 900);
  const standing = await n.standing();
  assert.equal(standing?.state, "behind");
  assert.match(standing?.words.at(-1) ?? "", /the cycle of 2026-11-22T00:00:00Z has not begun/);
});

test("a cycle out of turn is planned by the next tick; asked for again it is joined, and the journal has it once", async () => {
  const n = await nights(two());
  const desk = { store: n.store, clock: n.now, random: n.worker.random, giveWay: n.worker.giveWay };
  const rule = { id: "tidy", want: { rule: "tidy@1", action: "deleteArtifacts", params: {} } };
  const ask = (project?: number) =>
    startSweep(
      { source: "gitlab", who: "ann", reason: "the disk is full", rule, ...(project !== undefined && { project }) },
      async () => ((await n.standing())?.openCount ?? 0) > 0,
      desk,
    );
  const first = await ask();
  assert.deepEqual([first.sweep, first.joined], ["tidy", undefined]);
  assert.equal((await ask()).joined, true);
  assert.equal(await n.tick(), 2);
  n.pass(5);
  assert.equal((await ask()).joined, true);
  assert.deepEqual([(await ask(1)).joined, (await ask(1)).cycle], [true, first.cycle]);
  await n.toEnd();
  const standing = await n.standing();
  assert.deepEqual([standing?.state, standing?.who, standing?.cycle], ["green", "ann", first.cycle]);
  const one = await ask(2);
  assert.deepEqual([one.joined, one.task], [undefined, `gitlab/2/project/sweep/tidy@${one.cycle}`]);
  await n.toEnd();
  assert.equal((await n.coverage(2)).last?.cycle, one.cycle);
  // The whole cycle stays green: that project was seen later still.
  assert.equal((await n.standing())?.state, "green");
  const entries = await n.store.entries(1000);
  assert.deepEqual(
    entries.flatMap((entry) => (entry.kind === "byHand" ? [[entry.step, entry.who, entry.what]] : [])),
    [
      ["sweep", "ann", `tidy@${first.cycle}`],
      ["sweep", "ann", one.task],
    ],
  );
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { planSchedules } from "../../lib/app/schedule.ts";
import type { Worker } from "../../lib/app/worker.ts";
import { GitLabError } from "../../lib/core/errors.ts";
import { instantText } from "../../lib/core/time.ts";
import { site } from "./site.ts";

const minute = 60;
const hour = 3600;
const day = 86_400;
const everyNight = rule('{ every: 1d, at: "03:00", zone: Europe/Berlin }');

function rule(schedule: string, more = "mode: enforce", projects = '["**"]'): string {
  return `version: 1\nrules:\n  - { id: tidy, projects: ${projects}, on: { schedule: ${schedule} }, when: { tag: false }, do: deleteArtifacts, ${more} }\n`;
}

/** A tick's planning, at a moment, over some projects. */
async function plant(rules: string, at: string, paths: readonly string[] = ["shop/api"]) {
  const s = await site({ jobs: [], rules });
  const list = paths.map((path, index) => ({ id: index + 1, path }));
  const pages: (() => void)[] = [];
  const reads: Awaited<ReturnType<typeof s.worker.gitlab>> = {
    ...s.gitlab,
    reads: {
      ...s.gitlab.reads,
      projectsPage: async (cursor) => {
        pages.shift()?.();
        const from = Number(cursor ?? 0);
        return { items: list.slice(from, from + 2), ...(from + 2 < list.length && { next: String(from + 2) }) };
      },
    },
  };
  const worker: Worker = { ...s.worker, gitlab: async () => reads };
  const goTo = (moment: string) => s.pass((Date.parse(moment) - s.now()) / 1000);
  goTo(at);
  return {
    ...s,
    goTo,
    /** What happens while the next page of projects is asked for. */
    pages,
    tick: (projects: readonly (string | number)[] = ["**"], leaseEnd = worker.leaseEnd) =>
      planSchedules({ id: "gitlab", projects }, { ...worker, leaseEnd }),
    /** The sweeps that were planned, by project and moment, in order. */
    async sweeps(): Promise<string[]> {
      const tasks = await s.store.tasks(1000);
      return tasks.map(({ id }) => id.replace(/^gitlab\/(\d+)\/project\/sweep\/tidy@/, "$1 ")).sort();
    },
  };
}

test("a new rule starts at its next moment, not at the one that has just been", async () => {
  const p = await plant(everyNight, "2026-11-20T02:30:00Z");
  assert.equal(await p.tick(), 0);
  p.goTo("2026-11-21T02:00:00Z");
  assert.equal(await p.tick(), 1);
  assert.deepEqual(await p.sweeps(), ["1 2026-11-21T02:00:00Z"]);
});

test("a sweep is planned in the minute of its moment, once, and may be performed at once", async () => {
  const p = await plant(everyNight, "2026-11-20T12:00:00Z");
  await p.tick();
  const planned: string[] = [];
  p.goTo("2026-11-21T01:50:00Z");
  for (let ticks = 0; ticks < 20; ticks++) {
    if ((await p.tick()) > 0) planned.push(instantText(p.now()));
    p.pass(minute);
  }
  assert.deepEqual(planned, ["2026-11-21T02:00:00Z"]);
  const [task] = await p.store.tasks(1);
  assert.deepEqual([task?.hint, task?.wants.map(({ rule: name }) => name)], ["now", ["tidy@1"]]);
});

for (const [what, schedule, from, expected] of [
  [
    "a night in Berlin, over the beginning of summer",
    '{ every: 1d, at: "03:00", zone: Europe/Berlin }',
    "2027-03-26T12:00:00Z",
    ["2027-03-27T02:00:00Z", "2027-03-28T01:00:00Z", "2027-03-29T01:00:00Z"],
  ],
  [
    "a time that summer skips, right after the gap",
    '{ every: 1d, at: "02:30", zone: Europe/Berlin }',
    "2027-03-26T12:00:00Z",
    ["2027-03-27T01:30:00Z", "2027-03-28T01:00:00Z", "2027-03-29T00:30:00Z"],
  ],
  [
    "a time that winter has twice, once",
    '{ every: 1d, at: "02:30", zone: Europe/Berlin }',
    "2026-10-23T12:00:00Z",
    ["2026-10-24T00:30:00Z", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"],
  ],
  [
    "a zone of half hours",
    '{ cron: "0 9 * * *", zone: Asia/Kolkata }',
    "2026-11-20T12:00:00Z",
    ["2026-11-21T03:30:00Z", "2026-11-22T03:30:00Z", "2026-11-23T03:30:00Z"],
  ],
  ["working days", '{ cron: "30 18 * * MON-FRI", zone: UTC }', "2026-11-20T12:00:00Z", ["2026-11-20T18:30:00Z"]],
  [
    "every 18 hours",
    "{ every: 18h }",
    "2026-11-20T12:00:00Z",
    ["2026-11-21T00:00:00Z", "2026-11-21T18:00:00Z", "2026-11-22T12:00:00Z", "2026-11-23T06:00:00Z"],
  ],
] as const)
  test(`three days of ticks plan ${what}`, async () => {
    const p = await plant(rule(schedule), from);
    for (let ticks = 0; ticks <= (3 * day) / (10 * minute); ticks++) {
      await p.tick();
      p.pass(10 * minute);
    }
    assert.deepEqual(
      await p.sweeps(),
      expected.map((moment) => `1 ${moment}`),
    );
  });

test("two ticks at the same time plan a cycle once", async () => {
  const p = await plant(everyNight, "2026-11-20T12:00:00Z", ["a/a", "a/b", "a/c"]);
  await p.tick();
  p.pass(day);
  const planned = await Promise.all([p.tick(), p.tick(), p.tick()]);
  assert.equal(
    planned.reduce((sum, count) => sum + count, 0),
    3,
  );
  assert.equal((await p.sweeps()).length, 3);
  assert.equal(await p.tick(), 0);
});

test("after days without a tick only the latest cycle is made up for", async () => {
  const p = await plant(everyNight, "2026-11-20T12:00:00Z");
  await p.tick();
  p.pass(3 * day);
  assert.equal(await p.tick(), 1);
  assert.deepEqual(await p.sweeps(), ["1 2026-11-23T02:00:00Z"]);
});

test("a cycle that breaks off in the middle is finished by the next tick, and no project has it twice", async () => {
  const p = await plant(everyNight, "2026-11-20T12:00:00Z", ["a/a", "a/b", "a/c"]);
  await p.tick();
  p.pass(day);
  p.pages.push(
    () => {},
    () => {
      throw new GitLabError("server", "GET /projects: 500", { advice: "wait" });
    },
  );
  await assert.rejects(p.tick(), GitLabError);
  assert.deepEqual(await p.sweeps(), ["1 2026-11-21T02:00:00Z", "2 2026-11-21T02:00:00Z"]);
  p.pass(minute);
  assert.equal(await p.tick(), 1);
  assert.equal((await p.sweeps()).length, 3);
});

test("only projects that are watched and that the rule is about have a sweep", async () => {
  const p = await plant(rule("{ every: 1h }", "mode: enforce", '["shop/**", "!shop/old"]'), "2026-11-20T12:10:00Z", [
    "shop/api",
    "shop/old",
    "shop/web",
    "other/api",
  ]);
  const watched = ["shop/*", "!shop/web"];
  await p.tick(watched);
  p.pass(hour);
  assert.equal(await p.tick(watched), 1);
  assert.deepEqual(await p.sweeps(), ["1 2026-11-20T13:00:00Z"]);
});

test("a rule that is off plans nothing; one that only reports plans its sweep", async () => {
  for (const [mode, count] of [
    ["off", 0],
    ["report", 1],
  ] as const) {
    const p = await plant(rule("{ every: 1h }", `mode: ${mode}`), "2026-11-20T12:10:00Z");
    await p.tick();
    p.pass(hour);
    assert.equal(await p.tick(), count, mode);
  }
});

test("a rule that was off does not catch up when it is switched on again", async () => {
  const s = await plant(everyNight, "2026-11-20T12:00:00Z");
  await s.tick();
  await s.apply(rule('{ every: 1d, at: "03:00", zone: Europe/Berlin }', "mode: off"));
  s.goTo("2026-11-21T12:00:00Z");
  await s.tick();
  await s.apply(everyNight);
  s.pass(60);
  await s.tick();
  assert.deepEqual(await s.sweeps(), []);
  s.goTo("2026-11-22T02:00:00Z");
  await s.tick();
  assert.deepEqual(await s.sweeps(), ["1 2026-11-22T02:00:00Z"]);
});

test("a new version of the rules does not repeat a cycle", async () => {
  const p = await plant(everyNight, "2026-11-20T12:00:00Z");
  await p.tick();
  p.pass(day);
  await p.tick();
  await p.apply(everyNight.replace("mode: enforce", "mode: report"));
  p.pass(minute);
  assert.equal(await p.tick(), 0);
  assert.equal((await p.sweeps()).length, 1);
});

test("a cycle that does not fit into one tick is gone on with by the next, from the page where it stopped", async () => {
  const paths = Array.from({ length: 9 }, (_, at) => `shop/p${at}`);
  const s = await plant(everyNight, "2026-11-20T12:00:00Z", paths);
  await s.tick();
  s.goTo("2026-11-21T02:00:00Z");
  // Each page of two projects takes 20 s, and a tick has a lease of 65 s.
  let pages = 0;
  s.pages.push(
    ...Array.from({ length: 20 }, () => () => {
      pages++;
      s.pass(20);
    }),
  );
  const frozen = s.now() + 65_000;
  await s.tick(["**"], () => frozen);
  const first = (await s.sweeps()).length;
  await s.tick();
  assert.equal(pages, 5);
  assert.ok(first > 0 && first < 9, `${first} of 9`);
  assert.equal((await s.sweeps()).length, 9);
  assert.equal(new Set(await s.sweeps()).size, 9);
});

test("a note that cannot be read does not stop the schedules: the rule starts anew at its next moment", async () => {
  const s = await plant(everyNight, "2026-11-20T12:00:00Z");
  await s.store.putNote({ scope: "schedule#gitlab", key: "tidy" }, "?", undefined);
  await s.tick();
  assert.deepEqual(await s.sweeps(), []);
  s.goTo("2026-11-21T02:00:00Z");
  await s.tick();
  assert.deepEqual(await s.sweeps(), ["1 2026-11-21T02:00:00Z"]);
});

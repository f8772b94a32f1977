import assert from "node:assert/strict";
import { test } from "node:test";
import { tellNews } from "../../../lib/app/talk/news.ts";
import { newsScope } from "../../../lib/app/talk/newsBook.ts";
import { sendPosts } from "../../../lib/app/talk/posts.ts";
import type { TalkSettings } from "../../../lib/core/talkSettings.ts";
import { byHand, journalled, moved, outcome } from "./journal.ts";
import { channel, source, start, type TalkHouse, talkHouse, textOf, wholeText } from "./talkHouse.ts";

type Route = TalkSettings["routes"][number];

async function newsHouse(...routes: readonly Partial<Route>[]): Promise<TalkHouse> {
  const house = talkHouse({
    channels: { ops: channel("OPS"), dev: channel("DEV") },
    routes: routes.map((route) => ({ to: "ops", source, tell: ["outcomes", "people"], ...route })),
  });
  await round(house);
  house.pass(1);
  return house;
}

async function round(house: TalkHouse): Promise<void> {
  await tellNews(source, house.desk, house.far());
  await sendPosts(source, house.desk);
}

test("what happened before the first round is nobody's news; what happens then is told once", async () => {
  const house = talkHouse({ channels: { ops: channel("OPS") }, routes: [{ source, to: "ops", tell: ["outcomes"] }] });
  await journalled(house, [outcome(start - 60_000, 1)]);
  await round(house);
  house.pass(1);
  await journalled(house, [outcome(house.now(), 2)]);
  for (let left = 5; left > 0; left--) {
    await round(house);
    house.pass(50);
  }
  assert.deepEqual(house.titles(), ["retry of job 2 in shop/api: done".replace(" of", "")]);
  const [said] = house.said;
  assert.equal(
    said && wholeText(said.message),
    ["retry job 2 in shop/api: done", "job 2 retried", "By again"].join("\n"),
  );
});

test("without channels nothing is read, and without news a round reads the notes and the hour alone", async () => {
  const bare = talkHouse();
  await round(bare);
  assert.deepEqual(
    bare.operations.filter(({ kind }) => kind !== "notes"),
    [],
  );
  const house = await newsHouse({});
  house.operations.length = 0;
  await tellNews(source, house.desk, house.far());
  assert.deepEqual(
    house.operations.map(({ kind }) => kind),
    ["notes", "note", "journal"],
  );
});

test("what is written a little late is told, however it is ordered, and nothing twice", async () => {
  const house = await newsHouse({});
  await journalled(house, [outcome(house.now(), 1)]);
  house.pass(60);
  await round(house);
  await journalled(house, [outcome(house.now() - 40_000, 2)]);
  await round(house);
  house.pass(60);
  await journalled(house, [outcome(house.now() - 90_000, 3)]);
  for (let left = 6; left > 0; left--) {
    await round(house);
    house.pass(60);
  }
  assert.deepEqual(
    house.titles().map((title) => title.slice(0, 11)),
    ["retry job 1", "retry job 2", "retry job 3"],
  );
});

test("a route says what it tells: its rules, its projects, how severe, and which tidings", async () => {
  const entries = (at: number) => [
    outcome(at, 1),
    outcome(at, 2, { rules: ["deploy-eu@1"] }),
    outcome(at, 3, { projectId: 7, projectPath: "other/app" }),
    outcome(at, 4, { state: "refused" }),
    outcome(at, 5, { state: "attention" }),
    outcome(at, 6, { state: "waiting" }),
    byHand(at, { job: "job:7" }),
    byHand(at, { job: "job:8", refused: "no right" }),
    moved(at),
  ];
  const rows: readonly [Partial<Route>, readonly string[]][] = [
    [{}, ["1", "2", "3", "4", "5", "7", "everything"]],
    [{ tell: ["outcomes"] }, ["1", "2", "3", "4", "5"]],
    [{ tell: ["people"] }, ["7", "everything"]],
    [{ rules: ["deploy-*"] }, ["2", "everything"]],
    [{ projects: ["other/**"] }, ["3", "everything"]],
    [{ projects: [7] }, ["3", "everything"]],
    [{ severity: "warning" }, ["4", "5", "everything"]],
    [{ severity: "alarm", tell: ["outcomes"] }, ["5"]],
    [{ tell: ["gates"] }, []],
    [{ to: "nowhere" }, []],
    [{ source: "other" }, []],
  ];
  for (const [route, wanted] of rows) {
    const house = await newsHouse(route);
    await journalled(house, entries(house.now()));
    await round(house);
    const found = house.titles().map((title) => /job (\d+)|everything/.exec(title)?.[1] ?? "everything");
    assert.deepEqual(found.toSorted(), wanted.toSorted(), JSON.stringify(route));
  }
});

test("two routes to one channel tell it once, and a switch of one project is told where that project is", async () => {
  const house = await newsHouse({}, { tell: ["outcomes"] }, { to: "dev", projects: ["shop/**", 42] });
  await journalled(house, [outcome(house.now(), 1), moved(house.now(), { what: "project:42" })]);
  await round(house);
  const where = house.said.map(({ place }) => ("channel" in place ? place.channel : ""));
  assert.deepEqual(where.toSorted(), ["DEV", "DEV", "OPS", "OPS"]);
  assert.ok(house.said.some(({ message }) => message.tone === "alarm"));
});

test("a digest gathers for its time: how often what, and the first ten; alarms do not wait for it", async () => {
  const house = await newsHouse({ digestSeconds: 3600 });
  for (let minute = 0; minute < 30; minute++) {
    const late = minute % 10 === 0 ? { state: "refused" as const } : {};
    await journalled(house, [outcome(house.now(), 100 + minute, late)]);
    if (minute === 5) await journalled(house, [outcome(house.now(), 999, { state: "attention" })]);
    await round(house);
    house.pass(60);
  }
  assert.deepEqual(house.titles(), ["retry job 999 in shop/api: a person must look"]);
  house.pass(30 * 60);
  await round(house);
  await round(house);
  assert.deepEqual(house.titles().slice(1), ["30 things happened since 2026-11-20T09:00:01Z"]);
  const lines = house.said[1]?.message.lines.map(textOf) ?? [];
  assert.deepEqual(lines.slice(0, 3), [
    "27 × again: retry done",
    "3 × again: retry refused",
    "retry job 100 in shop/api: refused",
  ]);
  assert.equal(lines.length, 2 + 10 + 1);
  assert.equal(lines.at(-1), "… and 20 more: see penstock journal");
});

test("ten thousand outcomes at once are a few messages, and every one of them is counted once", async () => {
  const house = await newsHouse({});
  const at = house.now();
  const states = ["done", "done", "done", "refused", "attention"] as const;
  await journalled(
    house,
    Array.from({ length: 10_000 }, (_, job) =>
      outcome(at + (job % 5_000), job + 1, { state: states[job % 5] ?? "done" }),
    ),
  );
  house.pass(6);
  for (let minute = 0; minute < 20; minute++) {
    await round(house);
    house.pass(60);
  }
  assert.ok(house.said.length >= 1 && house.said.length <= 12, `${house.said.length} messages`);
  const counts = house.said
    .flatMap(({ message }) => message.lines.map(textOf))
    .flatMap((line) => {
      const [, times, what = ""] = /^(\d+) × (.*)$/.exec(line) ?? [];
      return times === undefined ? [] : [[what, Number(times)] as const];
    });
  const sums = Map.groupBy(counts, ([what]) => what);
  const sum = (what: string) => (sums.get(what) ?? []).reduce((all, [, times]) => all + times, 0);
  assert.deepEqual(
    ["done", "refused", "attention"].map((state) => sum(`again: retry ${state}`)),
    [6_000, 2_000, 2_000],
  );
  assert.equal(house.said[0]?.message.tone, "alarm");
  assert.match(house.said[0]?.message.lines.map(textOf).join() ?? "", /a person must look/);
});

test("twenty in a minute are told one by one, and one more makes it a digest", async () => {
  for (const [count, messages] of [
    [20, 20],
    [21, 1],
  ] as const) {
    const house = await newsHouse({});
    await journalled(
      house,
      Array.from({ length: count }, (_, job) => outcome(house.now(), job + 1)),
    );
    await round(house);
    house.pass(60);
    await round(house);
    assert.equal(house.said.length, messages);
  }
});

test("news are told once, whichever read or write fails, and by however many at the same time", async () => {
  for (const fault of ["throttled", "conflict", "ambiguousApplied", "ambiguousLost", "unavailable"] as const)
    for (let at = 0; at < 8; at++) {
      const house = await newsHouse({});
      await journalled(house, [outcome(house.now(), 1), outcome(house.now(), 2, { state: "attention" })]);
      let step = 0;
      house.moods.fault = () => (step++ === at ? fault : undefined);
      for (let left = 4; left > 0; left--) {
        const tell = () => tellNews(source, house.desk, house.far()).catch(() => 0);
        await Promise.all([tell(), tell()]);
        await sendPosts(source, house.desk).catch(() => 0);
        house.pass(121);
      }
      assert.deepEqual(
        house.titles().toSorted(),
        ["retry job 1 in shop/api: done", "retry job 2 in shop/api: a person must look"],
        `${fault} at ${at}`,
      );
    }
});

test("what happened while nobody told it for hours is history, and the log says so", async () => {
  const house = await newsHouse({});
  await journalled(house, [outcome(house.now() + 1000, 1)]);
  house.pass(7 * 3600);
  await round(house);
  await journalled(house, [outcome(house.now() + 1000, 2)]);
  house.pass(2);
  await round(house);
  assert.deepEqual(house.titles(), ["retry job 2 in shop/api: done"]);
  assert.match(JSON.stringify(house.logged), /nobody told the news for hours/);
});

test("what a channel heard is forgotten an hour later", async () => {
  const house = await newsHouse({});
  await journalled(house, [outcome(house.now(), 1)]);
  await round(house);
  const notes = () => house.store.notes(`${newsScope(source)}/channels`);
  assert.equal((await notes()).length, 1);
  house.pass(2 * 3600);
  await round(house);
  assert.equal((await notes()).length, 0);
});

test("what a rule tells in a channel of its own is told there, whatever the routes say, and nowhere that is not set up", async () => {
  const house = await newsHouse();
  const texts = ["build is red again", "to nobody", "call the lead", "for the journal"];
  const channels = ["dev", "elsewhere", "dev", ""];
  await journalled(house, [outcome(house.now(), 1, { verb: "notify", texts, channels }), outcome(house.now(), 2)]);
  await round(house);
  const [said] = house.said;
  assert.equal(house.said.length, 1);
  assert.equal(
    said && wholeText(said.message),
    ["build is red again", "call the lead", "About job 1 in shop/api", "By again"].join("\n"),
  );
  assert.equal("channel" in (said?.place ?? {}) && JSON.stringify(said?.place).includes("DEV"), true);
});

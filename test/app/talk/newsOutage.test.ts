import assert from "node:assert/strict";
import { test } from "node:test";
import { openOutages, outageLines } from "../../../lib/app/talk/commands/outageLines.ts";
import { tellNews } from "../../../lib/app/talk/news.ts";
import { sendPosts } from "../../../lib/app/talk/posts.ts";
import { entryId, type OutageEntry } from "../../../lib/core/journal.ts";
import type { TalkSettings } from "../../../lib/core/talkSettings.ts";
import { createMemoryStore } from "../../../lib/store/memory.ts";
import { outageAt, stored } from "../../contract/outages.ts";
import { journalled } from "./journal.ts";
import { channel, source, start, type TalkHouse, talkHouse, textOf, wholeText } from "./talkHouse.ts";

type Route = TalkSettings["routes"][number];

async function round(house: TalkHouse): Promise<void> {
  await tellNews(source, house.desk, house.far());
  await sendPosts(source, house.desk);
}

async function newsHouse(route: Partial<Route>): Promise<TalkHouse> {
  const routes = [{ to: "ops", source, tell: ["outcomes" as const], ...route }];
  const house = talkHouse({ channels: { ops: channel("OPS") }, routes });
  await round(house);
  house.pass(1);
  return house;
}

function outage(at: number, changes: Partial<OutageEntry> = {}): OutageEntry {
  return {
    kind: "outage",
    id: entryId(at, changes.step ?? "opened"),
    at,
    source,
    projectId: 42,
    projectPath: "shop/api",
    step: "opened",
    outage: "again/runner_system_failure/42",
    rule: "again",
    failure: "runner_system_failure",
    parked: 0,
    reason: "21 retries within 10 minutes",
    ...changes,
  };
}

test("an outage is told once as an alarm, and its end once, however often it is looked", async () => {
  const house = await newsHouse({});
  await journalled(house, [outage(house.now())]);
  for (let left = 5; left > 0; left--) {
    await round(house);
    house.pass(50);
  }
  await journalled(house, [outage(house.now(), { step: "closed", reason: "the runners are back", who: "local" })]);
  for (let left = 5; left > 0; left--) {
    await round(house);
    house.pass(50);
  }
  assert.deepEqual(
    house.said.map(({ message }) => [message.tone, wholeText(message)]),
    [
      ["alarm", "Outage: again parks its retries for runner_system_failure in shop/api\n21 retries within 10 minutes"],
      [
        "news",
        "The outage is over: again retries again for runner_system_failure in shop/api\nthe runners are back\nBy local",
      ],
    ],
  );
});

test("a route hears of the outages of its rules, its projects and its severity; one of all projects concerns each", async () => {
  const { projectId: _, projectPath: __, ...everywhere } = outage(0);
  const rows: readonly [Partial<Route>, Partial<OutageEntry> | "everywhere", number][] = [
    [{ rules: ["aga*"] }, {}, 1],
    [{ rules: ["other"] }, {}, 0],
    [{ rules: ["other"] }, "everywhere", 0],
    [{ projects: ["shop/**"] }, {}, 1],
    [{ projects: ["other/**"] }, {}, 0],
    [{ projects: ["other/**"] }, "everywhere", 1],
    [{ severity: "alarm" }, {}, 1],
    [{ severity: "warning" }, { step: "closed" }, 0],
    [{ tell: ["people"] }, {}, 0],
    [{ digestSeconds: 3600 }, {}, 1],
  ];
  for (const [route, changes, told] of rows) {
    const house = await newsHouse(route);
    const at = house.now();
    const entry = changes === "everywhere" ? { ...everywhere, id: entryId(at, "o"), at } : outage(at, changes);
    await journalled(house, [entry]);
    await round(house);
    assert.equal(house.said.length, told, JSON.stringify([route, changes]));
  }
});

test("in chat the open outages are told with what they have parked, a few of many", async () => {
  const store = createMemoryStore();
  assert.deepEqual(outageLines(await openOutages(source, store)), []);
  const { project: _, projectPath: __, ...everywhere } = outageAt(start, { rule: "all" });
  await stored(store, [
    { ...everywhere, id: "all/runner_system_failure/all", parked: 8 },
    outageAt(start, { closedAt: start }),
    ...[1, 2, 3, 4, 5, 6].map((at) => outageAt(start, { rule: `r${at}`, openedAt: start - 3_600_000 - at })),
  ]);
  const lines = outageLines(await openOutages(source, store)).map(textOf);
  assert.equal(
    lines[0],
    "Outage: all parks its retries for runner_system_failure in all projects since 2026-11-20T08:48:00Z: 8 so far",
  );
  assert.match(lines[1] ?? "", /^Outage: r1 .* in shop\/api since 2026-11-20T07:59:59Z: 0 so far$/);
  assert.deepEqual([lines.length, lines.at(-1)], [6, "and 2 more outages"]);
});

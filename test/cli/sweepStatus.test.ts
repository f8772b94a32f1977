import assert from "node:assert/strict";
import { test } from "node:test";
import { stripVTControlCharacters } from "node:util";
import { follow } from "../../lib/cli/sweep/follow.ts";
import type { Standing } from "../../lib/cli/sweep/standing.ts";
import { progressLine, standingLines } from "../../lib/cli/sweep/standingText.ts";

const now = Date.UTC(2026, 10, 20, 9);
const behind: Standing = {
  sweep: "tidy",
  state: "behind",
  words: ["1 of 2 projects through", "1 without room in the rate budget"],
  cycle: "2026-11-20T03:00:00Z",
  began: now - 6 * 3_600_000,
  projects: 2,
  through: 1,
  leftOut: 0,
  pages: 12,
  jobs: 1200,
  known: 300,
  requests: 14,
  oldestEnded: now - 90_000_000,
  leftSeconds: 240,
  open: [{ project: 42, path: "shop/\u001b[2Japi", why: "budget", reason: "the rate budget is used up", task: "t" }],
  openCount: 3,
};

test("the status of a sweep tells what was seen, since when, what is open and why; names steer no terminal", () => {
  assert.deepEqual(standingLines(behind, now).map(stripVTControlCharacters), [
    "behind     tidy  1 of 2 projects through; 1 without room in the rate budget",
    "           cycle  2026-11-20T03:00:00Z, by its schedule, begun 6h ago",
    "           seen   1200 jobs on 12 pages, 300 more known to have left nothing; 14 requests",
    "           oldest complete at 2026-11-19T08:00:00Z, 1d 1h ago",
    "           left   about 4m",
    "           open   shop/\uFFFD[2Japi (42): budget  the rate budget is used up",
    "           open   and 2 more",
  ]);
  assert.equal(
    progressLine(behind),
    "1 of 2 projects through; 1 without room in the rate budget  1200 jobs  about 4m left",
  );
});

test("whoever follows a sweep sees each step until its end, and nothing of the line stays", async () => {
  const shown: string[] = [];
  const sights = [1, 2, 3].map((at) => ({ isOver: at === 3, text: `${at} of 3` }));
  const last = await follow(async () => sights.shift() ?? { isOver: true, text: "?" }, {
    clock: () => now,
    pause: async () => {},
    progress: { show: (text) => shown.push(text), clear: () => shown.push("cleared") },
  });
  assert.deepEqual([shown, last.text], [["1 of 3", "2 of 3", "cleared"], "3 of 3"]);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { type Omission, playSchedule } from "./rollOut/play.ts";

for (const [omission, what, wrong] of [
  ["ifMatch", "changes follow whatever is active when they arrive", /but its person saw/],
  ["torn", "the head and the text are read apart", /whose text means|was called by version/],
  ["label", "a version is told apart by its text alone", /decided by version|mixed versions/],
  ["cache", "rules are read once and never again", /a minute after/],
] as const satisfies readonly (readonly [Omission, string, RegExp])[])
  test(`P30's schedules find out if ${what}`, async () => {
    const found: string[] = [];
    for (let seed = 1; seed <= 60 && !found.some((line) => wrong.test(line)); seed++)
      found.push(...(await playSchedule(seed, omission)).wrong);
    assert.ok(
      found.some((line) => wrong.test(line)),
      found.slice(0, 5).join("\n"),
    );
  });

import assert from "node:assert/strict";
import { test } from "node:test";
import { readDay, readInstant } from "../../lib/gitlab/dates.ts";

const noon = Date.UTC(2026, 7, 2, 12, 0, 0);

for (const text of [
  "2026-08-02 12:00:00 UTC",
  "2026-08-02 14:00:00 +0200",
  "2026-08-02T12:00:00Z",
  "2026-08-02T12:00:00.000+00:00",
  "2026-08-02T06:30:00.0-05:30",
])
  test(`a date of GitLab is read: ${text}`, () => assert.equal(readInstant(text), noon));

test("a date is read to the millisecond", () => {
  assert.equal(readInstant("2026-08-02T12:00:00.25Z"), noon + 250);
  assert.equal(readInstant("2026-08-02T12:00:00.123456789Z"), noon + 123);
});

for (const [why, text] of [
  ["no text", ""],
  ["no zone", "2026-08-02 12:00:00"],
  ["a zone by its name", "2026-08-02 12:00:00 CEST"],
  ["a zone further away than any", "2026-08-02 12:00:00 +1500"],
  ["broken minutes in the zone", "2026-08-02 12:00:00 +0199"],
  ["the year 0", "0000-08-02 12:00:00 UTC"],
  ["the year 9999", "9999-08-02 12:00:00 UTC"],
  ["a day that does not exist", "2026-02-30 12:00:00 UTC"],
  ["29 February in a year without", "2026-02-29 12:00:00 UTC"],
  ["a day 0", "2026-08-00 12:00:00 UTC"],
  ["a month 0", "2026-00-02 12:00:00 UTC"],
  ["a 13th month", "2026-13-02 12:00:00 UTC"],
  ["the year before 2000", "1999-12-31 12:00:00 UTC"],
  ["the year 3000", "3000-01-01 12:00:00 UTC"],
  ["an hour that does not exist", "2026-08-02 24:00:00 UTC"],
  ["a minute that does not exist", "2026-08-02 12:60:00 UTC"],
  ["a second that does not exist", "2026-08-02 12:00:60 UTC"],
  ["text around it", "on 2026-08-02 12:00:00 UTC"],
] as const)
  test(`a date with ${why} is unknown`, () => assert.equal(readInstant(text), undefined));

test("a day alone is its first moment, UTC, where a day is expected; elsewhere it is no date", () => {
  assert.equal(readDay("2026-08-02"), Date.UTC(2026, 7, 2));
  assert.equal(readDay("2026-08-02 14:00:00 +0200"), noon);
  assert.deepEqual([readDay("2026-02-30"), readDay("2026-8-2"), readDay("")], [undefined, undefined, undefined]);
  assert.equal(readInstant("2026-08-02"), undefined);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { latestDue } from "../../lib/rules/moments.ts";
import type { Schedule } from "../../lib/rules/schedule.ts";

const zone = "Europe/Berlin";

const rows: readonly [name: string, schedule: Schedule, now: string, latest: string][] = [
  ["a quarter of an hour", { every: "15m" }, "2026-11-20T12:14:59.999Z", "2026-11-20T12:00:00Z"],
  ["a quarter of an hour, on the dot", { every: "15m" }, "2026-11-20T12:15:00Z", "2026-11-20T12:15:00Z"],
  ["an hour", { every: "1h" }, "2026-11-20T12:59:59Z", "2026-11-20T12:00:00Z"],
  ["a quarter of a day", { every: "6h" }, "2026-11-20T17:00:00Z", "2026-11-20T12:00:00Z"],
  ["a day begins at midnight UTC", { every: "1d" }, "2026-11-20T12:00:00Z", "2026-11-20T00:00:00Z"],
  ["24 hours are a day", { every: "24h", at: "03:00" }, "2026-11-20T12:00:00Z", "2026-11-20T03:00:00Z"],
  ["a time of day that is to come", { every: "1d", at: "13:00" }, "2026-11-20T12:00:00Z", "2026-11-19T13:00:00Z"],
  ["a time of day, on the dot", { every: "1d", at: "03:00" }, "2026-11-20T03:00:00Z", "2026-11-20T03:00:00Z"],
  [
    "a time of day, within its first second",
    { every: "1d", at: "03:00" },
    "2026-11-20T03:00:00.500Z",
    "2026-11-20T03:00:00Z",
  ],
  ["a time of day, a moment before", { every: "1d", at: "03:00" }, "2026-11-20T02:59:59.999Z", "2026-11-19T03:00:00Z"],
  ["a time of day in winter", { every: "1d", at: "03:00", zone }, "2026-11-20T12:00:00Z", "2026-11-20T02:00:00Z"],
  ["a time of day in summer", { every: "1d", at: "03:00", zone }, "2026-07-20T12:00:00Z", "2026-07-20T01:00:00Z"],
  ["a week begins on Monday", { every: "1w", at: "03:00" }, "2026-11-20T12:00:00Z", "2026-11-16T03:00:00Z"],
  ["a week in a zone ahead", { every: "7d", zone: "Pacific/Auckland" }, "2026-11-15T11:30:00Z", "2026-11-15T11:00:00Z"],
  [
    "the day before the clocks go forward",
    { every: "1d", at: "02:30", zone },
    "2026-03-29T00:59:59Z",
    "2026-03-28T01:30:00Z",
  ],
  [
    "a time that the clocks skip comes right after",
    { every: "1d", at: "02:30", zone },
    "2026-03-29T01:00:00Z",
    "2026-03-29T01:00:00Z",
  ],
  [
    "the day after the clocks went forward",
    { every: "1d", at: "02:30", zone },
    "2026-03-30T00:30:00Z",
    "2026-03-30T00:30:00Z",
  ],
  [
    "a time that comes twice comes the first time",
    { every: "1d", at: "02:30", zone },
    "2026-10-25T00:30:00Z",
    "2026-10-25T00:30:00Z",
  ],
  [
    "a time that comes twice does not come again",
    { every: "1d", at: "02:30", zone },
    "2026-10-25T01:45:00Z",
    "2026-10-25T00:30:00Z",
  ],
  [
    "the day after the clocks went back",
    { every: "1d", at: "02:30", zone },
    "2026-10-26T01:30:00Z",
    "2026-10-26T01:30:00Z",
  ],
  ["a cron", { cron: "30 4 1 * *" }, "2026-11-20T12:00:00Z", "2026-11-01T04:30:00Z"],
  ["a cron with spaces around", { cron: " 30 4  1 * * " }, "2026-11-20T12:00:00Z", "2026-11-01T04:30:00Z"],
  ["a cron by weekday, in a zone", { cron: "0 22 * * MON-FRI", zone }, "2026-11-22T12:00:00Z", "2026-11-20T21:00:00Z"],
  ["a cron of leap days", { cron: "0 3 29 2 *" }, "2026-11-20T12:00:00Z", "2024-02-29T03:00:00Z"],
  [
    "a cron of several hours, in the gap",
    { cron: "30 2,14 * * *", zone },
    "2026-03-29T01:00:00Z",
    "2026-03-29T01:00:00Z",
  ],
  [
    "a cron of several hours, in the fold",
    { cron: "30 2,14 * * *", zone },
    "2026-10-25T01:45:00Z",
    "2026-10-25T00:30:00Z",
  ],
  [
    "a cron of every half hour, in the gap",
    { cron: "*/30 * * * *", zone },
    "2026-03-29T01:10:00Z",
    "2026-03-29T01:00:00Z",
  ],
  [
    "a cron of every half hour, in the fold",
    { cron: "*/30 * * * *", zone },
    "2026-10-25T01:45:00Z",
    "2026-10-25T01:30:00Z",
  ],
];

for (const [name, schedule, now, latest] of rows)
  test(`${name}: at ${now} it was due at ${latest}`, () => {
    const found = latestDue(schedule, Date.parse(now));
    assert.equal(found === undefined ? undefined : new Date(found).toISOString(), new Date(latest).toISOString());
  });

test("every day has exactly one moment, through the whole year and both clock changes", () => {
  const schedule = { every: "1d", at: "02:30", zone };
  const hour = 3_600_000;
  const moments = new Set<number | undefined>();
  for (let now = Date.parse("2026-01-01T12:00:00Z"); now < Date.parse("2027-01-01T12:00:00Z"); now += hour)
    moments.add(latestDue(schedule, now));
  assert.equal(moments.size, 366);
});

test("the latest moment is never in the future, and is its own latest moment", () => {
  const schedule = fc.constantFrom<Schedule>(
    { every: "15m" },
    { every: "7h" },
    { every: "1d", at: "02:30", zone },
    { every: "1w", at: "23:59", zone: "America/New_York" },
    { cron: "*/20 1-3 * * *", zone: "Australia/Lord_Howe" },
    { cron: "0 0 * * 0" },
  );
  const moment = fc.integer({ min: Date.parse("2020-01-01"), max: Date.parse("2035-01-01") });
  fc.assert(
    fc.property(schedule, moment, (one, now) => {
      const latest = latestDue(one, now);
      assert.ok(latest !== undefined && latest <= now);
      assert.equal(latestDue(one, latest), latest);
      assert.equal(latestDue(one, now), latest);
    }),
    { seed: 20_261_101, numRuns: 1000 },
  );
});

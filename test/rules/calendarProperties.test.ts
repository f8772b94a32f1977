import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { isOpenAt, nextCommonOpening, nextOpening } from "../../lib/rules/calendar/opening.ts";
import { type DrawnCalendar, type Minute, minutesAround, openMinutes, weekdays, written } from "./calendarOracle.ts";

/** Changes of the clock of every kind, and a zone without any. */
const changes = [
  ["Europe/Berlin", "2026-03-29T01:00Z"],
  ["Europe/Berlin", "2026-10-25T01:00Z"],
  ["America/New_York", "2026-03-08T07:00Z"],
  ["America/New_York", "2026-11-01T06:00Z"],
  ["Australia/Lord_Howe", "2026-04-04T15:00Z"],
  ["Australia/Lord_Howe", "2026-10-03T15:30Z"],
  ["Asia/Kathmandu", "2026-06-01T00:00Z"],
  ["Pacific/Apia", "2011-12-30T10:00Z"],
  ["Africa/Casablanca", "2026-02-15T02:00Z"],
  ["Africa/Casablanca", "2026-03-22T02:00Z"],
  ["America/Havana", "2026-03-08T05:00Z"],
  ["America/Havana", "2026-11-01T05:00Z"],
  ["America/Sao_Paulo", "2018-02-18T02:00Z"],
  ["Antarctica/Troll", "2026-10-25T01:00Z"],
] as const;

const seed = 20_261_120;
const daysAround = 8;
/** Drawn moments are this near to the change; freezes may begin and end anywhere in the days that the oracle knows. */
const nearMinutes = 1_800;

/** Times near those that clocks skip and repeat, and any others. */
const minuteOfDay = fc.oneof(fc.integer({ min: 0, max: 240 }), fc.integer({ min: 0, max: 1439 }));

function drawnCalendar(minutes: readonly Minute[]): fc.Arbitrary<DrawnCalendar> {
  const dates = [...new Set(minutes.map(({ shows }) => shows.slice(0, 10)))];
  const days = fc.oneof(
    fc.subarray([...weekdays], { minLength: 1 }),
    fc.subarray([...weekdays, ...dates], { minLength: 1 }),
    fc.subarray(dates, { minLength: 1, maxLength: 2 }),
  );
  const window = fc
    .record({ days, from: minuteOfDay, to: fc.oneof(minuteOfDay, fc.constant(1440)) })
    .filter(({ from, to }) => from !== to && (from !== 0 || to !== 0));
  const moment = fc
    .tuple(fc.constantFrom(...dates), minuteOfDay)
    .map(([date, minute]) => `${date}T${new Date(minute * 60_000).toISOString().slice(11, 16)}`);
  const freeze = fc
    .tuple(moment, moment)
    .filter(([one, other]) => one !== other)
    .map(([one, other]) => (one < other ? { from: one, to: other } : { from: other, to: one }));
  const freezes = fc.array(freeze, { maxLength: 2 });
  return fc.oneof(
    fc.record({ windows: fc.array(window, { minLength: 1, maxLength: 3 }), freezes }),
    fc.record({ freezes: fc.array(freeze, { minLength: 1, maxLength: 3 }) }),
  );
}

const near = fc.array(
  fc.record({
    minute: fc.integer({ min: -nearMinutes, max: nearMinutes }),
    millis: fc.integer({ min: 0, max: 59_999 }),
  }),
  { minLength: 20, maxLength: 20 },
);

for (const [zone, change] of changes)
  test(`around ${change} in ${zone} a calendar is open when the clock on the wall says so, minute by minute`, () => {
    const moment = Date.parse(change);
    const minutes = minutesAround(zone, moment, daysAround);
    fc.assert(
      fc.property(drawnCalendar(minutes), near, (drawn, moments) => {
        const calendar = written(zone, drawn);
        const open = openMinutes(minutes, drawn);
        for (const { minute, millis } of moments) {
          const index = minutes.length / 2 + minute;
          const now = moment + minute * 60_000 + millis;
          assert.equal(isOpenAt(calendar, now), open[index], new Date(now).toISOString());
          const next = open.indexOf(true, index);
          const expected = next === index ? now : minutes[next]?.at;
          const found = nextOpening(calendar, now);
          // Beyond the last minute that it looks at the oracle knows nothing.
          if (expected !== undefined) assert.equal(found, expected, new Date(now).toISOString());
          else assert.ok(found === undefined || found > (minutes.at(-1)?.at ?? 0), new Date(now).toISOString());
        }
      }),
      { seed, numRuns: 60 },
    );
  });

test("several calendars are all open at their first common opening, and never before it", () => {
  const moment = Date.parse("2026-03-29T01:00Z");
  const [here, there] = ["Europe/Berlin", "America/New_York"];
  const [minutes, theirs] = [minutesAround(here, moment, daysAround), minutesAround(there, moment, daysAround)];
  fc.assert(
    fc.property(drawnCalendar(minutes), drawnCalendar(theirs), near, (one, other, moments) => {
      const calendars = [written(here, one), written(there, other)];
      const [open, theirsOpen] = [openMinutes(minutes, one), openMinutes(theirs, other)];
      for (const { minute } of moments) {
        const index = minutes.length / 2 + minute;
        const next = open.findIndex((isOpen, at) => at >= index && isOpen && theirsOpen[at]);
        const found = nextCommonOpening(calendars, moment + minute * 60_000);
        if (next >= 0) assert.equal(found, minutes[next]?.at);
        else assert.ok(found === undefined || found > (minutes.at(-1)?.at ?? 0));
      }
    }),
    { seed, numRuns: 60 },
  );
});
